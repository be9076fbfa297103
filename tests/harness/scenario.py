# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TestCase of the black-box tests, and main() for each test file."""

import hashlib
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time
import unittest

from harness import client, larder, upstream

KIB = 1024
MIB = 1024 * KIB
# Larder's limits that scenarios rely on; they are named constants there.
WITHHELD_BYTES = 64 * KIB  # up to that nothing is sent until checked; of more, so much is kept back
# What is known is told at once; a silent upstream would be waited for, for 2 s and more.
AT_ONCE_SECONDS = 8 if larder.SANITIZED else 1.8


class Scenario(unittest.TestCase):
    """Starts upstreams and proxies, and ends them whatever happened. Any sanitizer report, and any
    exit status but 0, fails the test that started the proxy."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="larder-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self._proxies = []
        self._upstreams = []
        self.addCleanup(self._stop_everything)

    def _stop_everything(self):
        # Upstreams first, so that no proxy waits for one that hangs.
        for each in self._upstreams:
            each.stop()
        failures = []
        for each in self._proxies:
            try:
                each.stop()
            except AssertionError as failure:
                failures.append(str(failure))
        if failures:
            self.fail("\n".join(failures))

    def start_upstream(self, **options):
        started = upstream.ScriptedUpstream(**options)
        self._upstreams.append(started)
        return started

    def start_larder(self, *upstreams, folder=None, **options):
        started = self.prepare_larder(*upstreams, folder=folder, **options)
        return started.start()

    def prepare_larder(self, *upstreams, folder=None, **options):
        """Not started yet."""
        folder = pathlib.Path(folder or self.folder / f"larder-{len(self._proxies)}")
        folder.mkdir(exist_ok=True)
        prepared = larder.Larder(folder, upstreams, **options)
        self._proxies.append(prepared)
        return prepared

    def logs(self):
        return "\n".join(f"--- log of {each.folder.name}\n{each.log}" for each in self._proxies)

    # What scenarios ask for again and again

    def outcomes(self, proxy):
        """How many requests had which outcome: {"hit": 3, …}."""
        return proxy.figures()["total"]

    def assert_counted(self, proxy, **expected):
        """Requests are counted when they are over, which a client may see a moment earlier."""
        def agrees():
            counted = self.outcomes(proxy)
            return all(counted[name] == number for name, number in expected.items())
        if not eventually(agrees, timeout=5):
            self.assertEqual({name: self.outcomes(proxy)[name] for name in expected}, expected)

    def wait_stored(self, proxy, objects):
        """Until so many objects are in the index and no fetch is under way: objects are published
        after clients have them, and until then the fetch that brought them is followed."""
        def is_stored():
            figures = proxy.figures()
            return figures["stock"]["objects"] == objects and figures["fetches"] == 0
        self.assert_eventually(is_stored)

    def assert_eventually(self, condition, timeout=60, message="it does not come true"):
        self.assertTrue(eventually(condition, timeout), message)

    def assert_holds_nobody_up(self, slow, quick):
        """While slow(attempt) runs, quick() takes a small part of its time. A loaded machine may
        hold anybody up, but hardly in each of three attempts. What slow() brought."""
        for attempt in range(3):
            started = time.monotonic()
            running = client.Background(slow, attempt)
            longest = 0
            while running.running:
                began = time.monotonic()
                quick()
                longest = max(longest, time.monotonic() - began)
            brought = running.result()
            whole = time.monotonic() - started
            if longest < whole / 4:
                return brought
        self.fail(f"held up for {longest:.2f} s of {whole:.2f}")

    def assert_served(self, response, body):
        """A complete 200 with exactly this body, framed so that its end can be seen."""
        self.assertEqual(response.status, 200, response.body[:200])
        self.assertIs(response.complete, True, f"cut after {response.size} of {len(body)} bytes")
        self.assertEqual(response.digest, hashlib.sha256(body).hexdigest(), "wrong bytes")

    def assert_not_passed_off(self, response, body):
        """Whatever it is, it is not a complete 200 that differs from the body."""
        if response.status == 200 and response.complete is not False:
            self.assertEqual(response.digest, hashlib.sha256(body).hexdigest(),
                             f"complete and wrong: {response.body[:80]!r}")

    def assert_honest_error(self, response):
        """An error status with a sentence for people, whole."""
        self.assertGreaterEqual(response.status, 400)
        self.assertIs(response.complete, True)
        self.assertGreater(len(response.body.split()), 2, "no sentence")


def eventually(condition, timeout=60):
    """Whether the condition comes true: for what happens in another process and tells nobody."""
    deadline = time.monotonic() + timeout
    while True:
        if condition():
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)


def random_bytes(size, seed="larder"):
    """The same bytes for the same arguments; nothing that compresses or repeats."""
    return random.Random(f"{seed}/{size}").randbytes(size)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def package_path(name):
    """The path of a package, whose name and version say that it never changes."""
    return f"/debian/pool/main/{name[0]}/{name}/{name}_1.0_all.deb"


RELEASE_PATH = "/debian/dists/stable/InRelease"


def release(version=1):
    """A Release file that is one, though it names nothing of use."""
    return (f"Origin: Larder\nSuite: stable\nCodename: stable\nVersion: {version}\n"
            f"Date: Tue, 03 Jun 2025 10:00:00 UTC\nSHA256:\n {'0' * 64} 0 main/nothing\n").encode()


def by_hash_path(data, index="dists/stable/main/binary-all"):
    """The path under which an archive offers an index by its digest."""
    return f"/debian/{index}/by-hash/SHA256/{sha256(data)}"


def damaged(body, position):
    """The body with one byte changed."""
    return body[:position] + bytes([body[position] ^ 0x55]) + body[position + 1:]


class _Result(unittest.TextTestResult):
    """Shows the proxies' logs with a failure, while they are still there."""

    def addFailure(self, test, err):
        self._show_logs(test)
        super().addFailure(test, err)

    def addError(self, test, err):
        self._show_logs(test)
        super().addError(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._show_logs(test)
        super().addSubTest(test, subtest, err)

    def _show_logs(self, test):
        if isinstance(test, Scenario):
            self.stream.writeln("\n" + test.logs()[-20000:])


def main():
    sys.stdout.reconfigure(line_buffering=True)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=_Result, verbosity=2))
