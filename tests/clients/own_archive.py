# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real apt and a small signed archive: generations that switch under a running update, https beside
http, and the lines that Larder prints for apt."""

import html
import itertools
import json
import re
import shutil
import subprocess
import unittest

from harness import apt, archive, tls, upstream
from harness.scenario import Scenario, main

BASE = "/debian"
STEPS = ("pool", "by_hash", "canonical", "release")
CHANGING, UNCHANGED = "larder-000", "larder-001"


class OwnArchive(Scenario):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("apt-get") or not shutil.which("gpg"):
            raise unittest.SkipTest("needs apt and gpg")

    def setUp(self):
        super().setUp()
        self.key = archive.SigningKey(self.folder / "gpg")
        self.addCleanup(self.key.close)
        self.upstream = self.start_upstream()
        self.proxy = self.start_larder(self.upstream)
        self.number = itertools.count()

    def generations(self, count=2, **options):
        return [archive.make_generation(serial, packages=3, size=2000, key=self.key, **options)
                for serial in range(1, count + 1)]

    def publish(self, generation, origin=None, steps=STEPS, base=BASE, wrap=lambda path,
                script: script):
        for step in steps:
            for path, data in getattr(generation, step).items():
                (origin or self.upstream).serve(f"{base}/{path}", wrap(path, upstream.content(
                    data, last_modified=generation.last_modified)))

    def source(self, url):
        return f"deb [signed-by={self.key.public}] {url} stable main\n"

    def new_apt(self, settings=None, sources=None):
        return apt.Apt(self.folder / f"apt-{next(self.number)}",
                       sources or self.source(self.upstream.url(BASE)),
                       settings or f'Acquire::http::Proxy "http://{self.proxy.authority}/";')

    def candidate(self, client, name=CHANGING):
        match = re.search(r"Candidate: (\S+)", client.run("apt-cache", "policy", name))
        return match and match[1]

    # Generations

    def switch_under_an_update(self, number, by_hash, warm, order, split):
        """The mirror goes through the first steps when InRelease has been served, through the
        others when an index has been."""
        base = f"/archive-{number}"
        first, second = self.generations(by_hash=by_hash)
        due = {"InRelease": list(order[:split]), "Packages": list(order[split:])}

        def switching(path, script):
            moment = next((each for each in due if each in path), None) or (
                "Packages" if "by-hash" in path else None)

            def serve(exchange):
                script(exchange)
                while moment and due[moment]:
                    self.publish(second, steps=[due[moment].pop(0)], base=base)
            return serve

        sources = self.source(self.upstream.url(base))
        if warm:
            self.publish(first, base=base)
            client = self.new_apt(sources=sources)
            client.update()
            client.download([CHANGING, UNCHANGED])
        self.publish(first, base=base, wrap=switching)
        client = self.new_apt(sources=sources)
        client.update(check=False)  # raises on any mismatch
        if client.succeeded:
            client.download([CHANGING, UNCHANGED], check=False)
        for step in due["InRelease"] + due["Packages"]:
            self.publish(second, steps=[step], base=base)
        self.publish(second, base=base)
        for client in (client, self.new_apt(sources=sources)):
            client.update()
            self.assertEqual(self.candidate(client), "1.2")
            client.download([CHANGING, UNCHANGED])

    def every_order(self, by_hash, warm):
        for number, order in enumerate(itertools.permutations(STEPS)):
            split = number % (len(STEPS) + 1)
            with self.subTest(order=order, split=split):
                self.switch_under_an_update(number, by_hash, warm, order, split)

    def test_generations_switch_under_a_cold_update_with_by_hash(self):
        self.every_order(by_hash=True, warm=False)

    def test_generations_switch_under_a_warm_update_with_by_hash(self):
        self.every_order(by_hash=True, warm=True)

    def test_generations_switch_under_a_cold_update_without_by_hash(self):
        self.every_order(by_hash=False, warm=False)

    def test_generations_switch_under_a_warm_update_without_by_hash(self):
        self.every_order(by_hash=False, warm=True)

    def test_release_and_its_detached_signature_switch_under_an_update(self):
        for warm in (False, True):
            with self.subTest(warm=warm):
                base = f"/detached-{warm}"
                first, second = self.generations(in_release=False)
                sources = self.source(self.upstream.url(base))
                self.publish(first, base=base)
                if warm:
                    self.new_apt(sources=sources).update()

                def switching(exchange):
                    upstream.content(first.release[f"{archive.SUITE}/Release"],
                                     last_modified=first.last_modified)(exchange)
                    self.publish(second, base=base)

                self.upstream.serve(f"{base}/{archive.SUITE}/Release", switching)
                self.new_apt(sources=sources).update(check=False)
                client = self.new_apt(sources=sources)
                client.update()
                self.assertEqual(self.candidate(client), "1.2")

    def test_an_update_with_differences_between_indexes(self):
        first, = self.generations(count=1)
        second = archive.make_generation(2, packages=3, size=2000, key=self.key, pdiff_from=first)
        self.publish(first)
        client = self.new_apt()
        client.update()
        self.publish(second)
        client.update()
        self.assertEqual(self.candidate(client), "1.2")
        client.download([CHANGING])

    def test_an_unchanged_archive_costs_one_question_and_no_bytes(self):
        generation, = self.generations(count=1)
        self.publish(generation)
        client = self.new_apt()
        client.update()
        self.upstream.forget()
        client.update()
        self.new_apt().update()
        self.assertEqual([seen.target.rpartition("/")[2] for seen in self.upstream.seen()],
                         ["InRelease", "InRelease"])

    def test_a_mirror_that_hangs_costs_two_seconds_and_one_that_is_gone_nothing(self):
        generation, = self.generations(count=1)
        self.publish(generation)
        self.new_apt().update()
        path = f"{BASE}/{archive.SUITE}/InRelease"
        self.upstream.serve(path, upstream.hang())
        client = self.new_apt()
        client.update()
        client.download([CHANGING])  # never fetched before; the mirror hangs for InRelease alone
        self.upstream.vanish()
        client = self.new_apt()
        client.update()
        client.download([CHANGING])

    def test_a_package_that_was_wrong_once_does_not_loop_for_ever(self):
        generation, = self.generations(count=1)
        self.publish(generation)
        client = self.new_apt()
        client.update()
        path, data = next(iter(generation.pool.items()))
        self.upstream.serve(f"{BASE}/{path}", upstream.content(data[:-1] + b"?"))
        try:
            client.download([CHANGING], check=False)
        except AssertionError as mismatch:
            # Only if apt was quicker than the index could be read; never twice.
            self.assertIn("Hash Sum mismatch", str(mismatch))
        self.publish(generation)
        client.download([CHANGING])

    # What Larder prints for apt

    def printed(self, setting):
        """The text with this setting among what Larder tells a person to paste."""
        status = json.loads(self.proxy.command_line("status", "--json").stdout)
        cache, = (each for each in status["caches"] if each["name"] == "apt")
        text, = (way["text"] for way in cache["clients"] if setting in way["text"])
        page = html.unescape(self.proxy.get("/").body.decode())
        self.assertIn(text.strip(), page)
        return text

    def test_the_printed_lines_send_https_sources_direct_and_http_ones_through_larder(self):
        generation, = self.generations(count=1)
        authority = tls.Authority(self.folder / "authority")
        secure = self.start_upstream(tls=authority.server_context("localhost", "127.0.0.1"))
        self.publish(generation)
        self.publish(generation, origin=secure)
        lines = self.printed('Acquire::http::Proxy "')
        self.assertIn("Acquire::https::Proxy", lines)
        client = self.new_apt(
            settings=lines + f'\nAcquire::https::CaInfo "{authority.certificate}";\n',
            sources=self.source(self.upstream.url(BASE))
            + self.source(f"https://localhost:{secure.port}{BASE}"))
        client.update()
        client.download([CHANGING, UNCHANGED])
        self.assertGreater(secure.count(), 1)
        self.assertTrue(all("larder" not in seen.headers.get("via", "").lower()
                            and "APT" in seen.headers["user-agent"] for seen in secure.seen()))
        self.assertFalse(any("APT" in seen.headers.get("user-agent", "")
                             for seen in self.upstream.seen()))

    def test_the_printed_detection_goes_direct_while_larder_is_off(self):
        generation, = self.generations(count=1)
        self.publish(generation)
        text = self.printed("Proxy-Auto-Detect")
        script, settings = self.folder / "larder-apt-proxy", self.folder / "01larder"
        text = text.replace("/usr/local/bin/larder-apt-proxy", str(script))
        text = text.replace("/etc/apt/apt.conf.d/01larder", str(settings))
        self.assertNotIn("/etc/apt", text)
        subprocess.run(["sh", "-e"], input=text, text=True, check=True, capture_output=True)

        def detected(uri):
            return subprocess.run([script, uri], capture_output=True, text=True,
                                  check=True).stdout.strip()

        uri = self.upstream.url(f"{BASE}/{archive.SUITE}/InRelease")
        for running in (True, False, True):
            with self.subTest(running=running):
                if running and not self.proxy.running:
                    self.proxy.start()
                elif not running:
                    self.proxy.stop()
                self.assertEqual(detected(uri).rstrip("/"),
                                 f"http://{self.proxy.authority}" if running else "DIRECT")
                self.assertEqual(detected(uri.replace("http:", "https:")), "DIRECT")
                self.upstream.forget()
                client = self.new_apt(settings=settings.read_text())
                client.update()
                client.download([CHANGING])
                agents = {seen.headers.get("user-agent", "") for seen in self.upstream.seen()}
                self.assertEqual(any("APT" in agent for agent in agents), not running, agents)


if __name__ == "__main__":
    main()
