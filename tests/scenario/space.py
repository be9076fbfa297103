#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stock keeps itself within its space, and people change it while it is in use."""

import contextlib
import itertools
import json
import os
import pathlib
import sqlite3
import time
import unittest

from harness import archive, larder, upstream
from harness.client import concurrently
from harness.mirror import MirrorScenario
from harness.scenario import KIB, MIB, Scenario, main, package_path, random_bytes

SIZE = 200 * KIB
SLOWEST_HIT = 3 if larder.SANITIZED else 1  # seconds; a wait for an eviction would be worse


class Space(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()

    def limited(self, *lines, **options):
        proxy = self.prepare_larder(self.upstream, **options)
        self.set_limits(proxy, *lines)
        return proxy.start()

    def set_limits(self, proxy, *lines):
        proxy.config.write_text("\n".join(lines) + "\n")

    def package(self, number, size=SIZE):
        """A URL and what is there."""
        path, body = package_path(f"space-{number}"), random_bytes(size, f"space/{number}")
        self.upstream.serve(path, upstream.content(body))
        return self.upstream.url(path), body

    def fill(self, proxy, numbers, size=SIZE):
        for number in numbers:
            url, body = self.package(number, size)
            self.assert_served(proxy.get(url), body)

    def names(self, proxy):
        listed = proxy.command_line("list", "--json")
        self.assertEqual((listed.returncode, listed.stderr), (0, ""))
        return {entry["name"].rpartition("/")[2].partition("_")[0]
                for entry in json.loads(listed.stdout)["entries"]}

    def larder(self, proxy, *arguments, status=0):
        ran = proxy.command_line(*arguments)
        self.assertEqual(ran.returncode, status, ran.stdout + ran.stderr)
        self.assertEqual(bool(ran.stderr), status != 0, ran.stderr)
        return ran.stdout or ran.stderr

    # Limits

    def test_the_oldest_go_and_what_was_just_used_stays(self):
        proxy = self.limited("[space]", "limit=2 MiB", "keep-free=0")
        self.fill(proxy, range(8))
        self.wait_stored(proxy, 8)
        url, body = self.package(0)
        self.assert_served(proxy.get(url), body)
        self.fill(proxy, range(8, 14))
        self.assert_eventually(lambda: "space-13" in self.names(proxy) and
                               proxy.stored_bytes() <= 2 * MIB)
        names = self.names(proxy)
        self.assertIn("space-0", names)
        self.assertTrue(names.isdisjoint({"space-1", "space-2", "space-3"}), names)
        self.assertGreaterEqual(len(names), 8)  # no more than had to
        self.upstream.forget()
        self.assert_served(proxy.get(url), body)
        self.assertEqual(self.upstream.count(), 0)
        url, body = self.package(1)  # what has gone is fetched again
        self.assert_served(proxy.get(url), body)

    def test_limits_apply_while_it_runs(self):
        proxy = self.limited("[space]", "keep-free=0")
        self.fill(proxy, range(10))
        self.wait_stored(proxy, 10)
        self.set_limits(proxy, "[space]", "limit=1 MiB", "keep-free=0")
        self.assert_eventually(lambda: proxy.stored_bytes() <= MIB)
        self.assertEqual(self.names(proxy), {f"space-{n}" for n in (5, 6, 7, 8, 9)})

    def test_a_cache_may_have_a_limit_of_its_own(self):
        proxy = self.limited("[space]", "keep-free=0", "[cache-apt]", "limit=500 KiB")
        self.fill(proxy, range(5))
        self.assert_eventually(lambda: self.names(proxy) == {"space-3", "space-4"})

    def test_what_is_larger_than_the_stock_is_passed_through(self):
        proxy = self.limited("[space]", "limit=1 MiB", "keep-free=0")
        self.fill(proxy, range(2))
        self.wait_stored(proxy, 2)
        self.fill(proxy, [77], size=2 * MIB)
        self.assertEqual(self.names(proxy), {"space-0", "space-1"})
        self.assert_counted(proxy, **{"pass": 1})

    def test_at_start(self):
        proxy = self.limited("[space]", "keep-free=0")
        self.fill(proxy, range(5))
        self.wait_stored(proxy, 5)
        proxy.stop()
        self.set_limits(proxy, "[space]", "limit=500 KiB", "keep-free=0")
        proxy.start()
        self.assert_eventually(lambda: self.names(proxy) == {"space-3", "space-4"})

    def test_requests_while_it_evicts_are_exact_and_not_delayed(self):
        proxy = self.limited("[space]", "keep-free=0")
        count, size = 400, 20 * KIB
        packages = [self.package(number, size) for number in range(count)]
        concurrently(4, lambda i: [proxy.get(url) for url, _ in packages[i::4]])
        self.wait_stored(proxy, count)
        kept = packages[-20:]
        for url, body in kept:
            self.assert_served(proxy.get(url), body)
        self.set_limits(proxy, "[space]", "limit=1 MiB", "keep-free=0")
        slowest = 0
        while proxy.stored_bytes() > MIB:
            for url, body in kept:
                began = time.monotonic()
                self.assert_served(proxy.get(url), body)
                slowest = max(slowest, time.monotonic() - began)
        self.assertLess(slowest, SLOWEST_HIT)

    def test_two_processes_keep_one_stock_within_its_limit(self):
        first = self.limited("[space]", "limit=1 MiB", "keep-free=0")
        second = self.start_larder(self.upstream, folder=first.folder,
                                   runtime=first.folder / "run-2")
        packages = [self.package(number, 50 * KIB) for number in range(80)]

        def fetch(i):
            return [(first, second)[i % 2].get(url) for url, _ in packages[i::4]]
        for i, answers in enumerate(concurrently(4, fetch)):
            for answer, (_, body) in zip(answers, packages[i::4]):
                self.assert_served(answer, body)
        self.assert_eventually(lambda: first.stored_bytes() <= MIB and
                               first.staged_bytes() == 0)
        self.assertEqual(len(self.names(first)), len(first.objects()))
        for url, body in packages[-5:]:
            for proxy in (first, second):
                self.assert_served(proxy.get(url), body)

    # The disk

    @unittest.skipUnless(os.geteuid() == 0, "needs root: a small file system")
    def test_a_small_disk_keeps_a_tenth_free_and_is_used_else(self):
        folder = self.folder / "larder"
        (folder / "cache").mkdir(parents=True)
        mount = f'mount -t tmpfs -o size=40m tmpfs {folder}/cache && exec "$@"'
        proxy = self.start_larder(self.upstream, folder=folder,
                                  prefix=["unshare", "-m", "sh", "-c", mount, "sh"])
        inside = pathlib.Path(f"/proc/{proxy.process.pid}/root{folder}/cache")

        def free():
            disk = os.statvfs(inside)
            return disk.f_bavail * disk.f_frsize
        self.fill(proxy, range(40), size=2 * MIB)
        self.assert_eventually(lambda: free() >= 4 * MIB)
        self.assertGreater(proxy.figures()["stock"]["objects"], 8)
        # Others fill the disk up: the stock makes way for them as long as it has anything. Then
        # nothing comes any more, and all are served.
        numbers = itertools.count(50)
        with open(inside / "ballast", "wb") as ballast:
            def stays_empty():
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(bytes(64 * KIB))
                        ballast.flush()
                # What a full disk prevented is tried again with requests.
                self.fill(proxy, itertools.islice(numbers, 5), size=MIB)
                return proxy.figures()["stock"]["objects"] == 0
            self.assert_eventually(stays_empty)
        (inside / "ballast").unlink()

        def is_stored_again():
            self.fill(proxy, [next(numbers)], size=MIB)
            return proxy.figures()["stock"]["objects"] > 0
        self.assert_eventually(is_stored_again)

    # Versions

    def test_a_proxy_that_sees_a_newer_index_finishes_and_leaves(self):
        """One that a request starts again; any other stays and passes through (repair.py)."""
        proxy = self.limited("[space]", "keep-free=0")
        proxy.options += ["--idle-exit", "10"]
        proxy.restart()
        self.fill(proxy, range(2))
        self.wait_stored(proxy, 2)
        url, body = self.package(0)
        with contextlib.closing(sqlite3.connect(proxy.cache / "index.sqlite")) as index:
            index.execute("PRAGMA user_version = 1000")

        def has_left():
            if not proxy.running:
                return True
            with contextlib.suppress(OSError, EOFError):
                self.assert_served(proxy.get(url), body)
            return False
        self.assert_eventually(has_left)
        self.assertEqual(proxy.process.returncode, 0)
        proxy.wait_for_log("newer Larder")
        self.larder(proxy, "list", status=1)
        self.larder(proxy, "remove", "*", status=1)

    # People

    def test_pinned_things_stay_until_they_are_unpinned(self):
        proxy = self.limited("[space]", "limit=1 MiB", "keep-free=0")
        self.fill(proxy, range(3))
        self.wait_stored(proxy, 3)
        self.assertIn("Pinned: 1 file", self.larder(proxy, "pin", "space-0*"))
        self.fill(proxy, range(3, 12))
        self.assert_eventually(lambda: proxy.stored_bytes() <= MIB)
        self.assertIn("space-0", self.names(proxy))
        refused = self.larder(proxy, "remove", "space-*", status=1)
        self.assertIn("pinned", refused)
        self.assertIn("space-0", self.names(proxy))
        self.larder(proxy, "unpin", "space-0*")
        self.fill(proxy, range(12, 20))
        self.assert_eventually(lambda: "space-0" not in self.names(proxy))

    def test_what_is_removed_while_a_client_downloads_it_comes_whole(self):
        proxy = self.limited("[space]", "keep-free=0")
        url, body = self.package(0, 30 * MIB)
        self.assert_served(proxy.get(url, keep=False), body)
        self.wait_stored(proxy, 1)
        with proxy.connect(receive_buffer=64 * KIB) as connection:
            connection.ask(url)
            answer = connection.response()
            answer.read(MIB, keep=False)
            removed = self.larder(proxy, "remove", "*space-0*")
            self.assertIn("Removed: 1 file, 30 MiB", removed)
            self.assertEqual(proxy.objects(), [])
            answer.finish(keep=False)
            self.assert_served(answer, body)
        self.assert_served(proxy.get(url, keep=False), body)
        self.assertEqual(self.upstream.count(package_path("space-0")), 2)

    def test_commands_without_a_proxy(self):
        proxy = self.limited("[space]", "keep-free=0")
        self.fill(proxy, range(6))
        self.wait_stored(proxy, 6)
        proxy.stop()
        self.assertEqual(len(self.names(proxy)), 6)
        self.larder(proxy, "pin", "space-0*")
        self.set_limits(proxy, "[space]", "limit=700 KiB", "keep-free=0")
        would = json.loads(self.larder(proxy, "gc", "--dry-run", "--json"))
        self.assertEqual((would["dryRun"], would["removed"]["objects"]), (True, 3))
        self.assertEqual([entry["name"].rpartition("/")[2] for entry in would["entries"]],
                         [f"space-{n}_1.0_all.deb" for n in (1, 2, 3)])
        self.assertEqual(len(self.names(proxy)), 6)
        did = json.loads(self.larder(proxy, "gc", "--json"))
        self.assertEqual(did["removed"], would["removed"])
        self.assertEqual(did["bytesAfter"], 3 * SIZE)
        self.assertEqual(self.names(proxy), {"space-0", "space-4", "space-5"})
        self.assertIn("of at most 700 KiB", self.larder(proxy, "gc"))
        url, body = self.package(0)
        proxy.start()
        self.upstream.forget()
        self.assert_served(proxy.get(url), body)
        self.assertEqual(self.upstream.count(), 0)

    def test_status_says_how_much_there_may_be(self):
        proxy = self.limited("[space]", "limit=3 MiB", "keep-free=0")
        self.fill(proxy, range(2))
        self.wait_stored(proxy, 2)
        line, = (line for line in self.larder(proxy, "status").splitlines() if "stock:" in line)
        self.assertEqual(line, "In stock: 2 files, 400 KiB of at most 3 MiB")
        stock = json.loads(self.larder(proxy, "status", "--json"))["stock"]
        self.assertEqual((stock["limit"], stock["heldBackBy"], stock["room"]),
                         (3 * MIB, "limit", 3 * MIB - 2 * SIZE))
        self.set_limits(proxy, "[space]", f"keep-free={1 << 50}")
        self.assertIn("to stay free", self.larder(proxy, "status"))


class Suites(MirrorScenario):
    """A suite's indexes go together with their Release file, and an older generation before."""

    def ask_index(self, question):
        name = f"file:{self.proxy.cache}/index.sqlite?mode=ro"
        with contextlib.closing(sqlite3.connect(name, uri=True)) as index:
            return index.execute(question).fetchall()

    def suites(self):
        return self.ask_index("SELECT suite, count(*) FROM entry WHERE role = 2"
                              " GROUP BY suite ORDER BY suite")

    def test_indexes_belong_to_their_generation(self):
        first, second = (archive.make_generation(serial, packages=2, size=1000,
                                                 compressions=("xz",)) for serial in (1, 2))
        mirror = self.mirror()
        mirror.publish(first)
        self.apt(mirror).update()
        self.wait_stored(self.proxy, 4)
        suite = f"apt:{mirror.url(archive.SUITE)}/"
        self.assertEqual(self.suites(), [(suite, 2)])
        mirror.publish(second)
        self.apt(mirror).update()
        self.assert_eventually(lambda: self.suites() == [("", 1), (suite, 2)])
        # The rest of the first generation and the packages go before the second does.
        self.proxy.stop()  # else it does so before the dry run has looked
        self.proxy.config.write_text("[space]\nlimit=1\nkeep-free=0\n")
        removed = self.proxy.command_line("gc", "--dry-run", "--json")
        kinds = [entry["kind"] for entry in json.loads(removed.stdout)["entries"]]
        self.assertEqual(kinds[-1], "suite")
        self.assertEqual(kinds.count("suite"), 1)
        self.proxy.start()
        self.assert_eventually(lambda: self.proxy.objects() == [])
        self.assert_eventually(lambda: self.ask_index("SELECT count(*) FROM expected") == [(0,)])


if __name__ == "__main__":
    main()
