# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One store and one statistics file under many: four proxies, the command line and a reader at
once, and several that start in the same moment."""

import json
import mmap
import os
import random
import sqlite3
import threading
import unittest

from harness import upstream
from harness.client import Background, concurrently
from harness.scenario import KIB, MIB, Scenario, main, package_path, random_bytes

PROXIES = 4
# LARDER_CAMPAIGN=80 makes seconds minutes.
LENGTH = int(os.environ.get("LARDER_CAMPAIGN", "1"))
REQUESTS = 3000 * LENGTH  # of each proxy
PATIENCE_SECONDS = 180 * LENGTH


class SharedStore(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.bodies = {}
        for number in range(300):
            path = package_path(f"shared-{number}")
            self.bodies[path] = random_bytes(1 + number * 211 % (40 * KIB), path)
            self.upstream.serve(path, upstream.content(self.bodies[path]))

    def prepare_proxies(self):
        """Owners of the same cache by themselves: each has a runtime folder of its own."""
        folder = self.folder / "shared"
        return [self.prepare_larder(self.upstream, folder=folder,
                                    runtime=folder / f"run-{number}") for number in range(PROXIES)]

    def test_several_that_start_in_the_same_moment_on_nothing(self):
        for round_ in range(5):
            with self.subTest(round_):
                folder = self.folder / f"new-{round_}"
                proxies = [self.prepare_larder(self.upstream, folder=folder,
                                               runtime=folder / f"run-{number}")
                           for number in range(PROXIES)]
                concurrently(PROXIES, lambda number: proxies[number].start())
                path, body = next(iter(self.bodies.items()))
                for proxy in proxies:
                    self.assert_served(proxy.get(self.upstream.url(path)), body)
                for proxy in proxies:
                    proxy.stop()

    def test_nobody_is_locked_out_and_nothing_is_lost_from_the_statistics(self):
        proxies = self.prepare_proxies()
        for proxy in proxies:
            proxy.start()
        over = threading.Event()

        def ask(number):
            chance = random.Random(number)
            paths = list(self.bodies)
            with proxies[number].connect() as connection:
                for _ in range(REQUESTS):
                    path = chance.choice(paths)
                    self.assert_served(connection.get(self.upstream.url(path)), self.bodies[path])

        def look():
            looks = 0
            while not over.is_set():
                for command in ("status", "stats", "log"):
                    shown = proxies[0].command_line(command, "--json")
                    self.assertEqual(shown.returncode, 0, shown.stderr)
                    self.assertEqual(shown.stderr, "")
                looks += 1
            return looks

        reader = Background(look)
        concurrently(PROXIES, ask, PATIENCE_SECONDS)
        over.set()
        self.assertGreater(reader.result(), 0)
        for proxy in proxies:
            proxy.stop()
        shown = json.loads(proxies[0].command_line("stats", "--json").stdout)
        total = next(cache for cache in shown["caches"] if cache["name"] == "apt")["total"]
        self.assertEqual(total["requests"], PROXIES * REQUESTS)
        sent = total["hit"] + total["miss"] + total["renewal"]
        self.assertEqual(sent, PROXIES * REQUESTS)


    def test_eviction_publication_and_serving_by_three_processes(self):
        """The stock has room for a third of what is asked for, so all three do all of it."""
        proxies = self.prepare_proxies()[:3]
        whole = sum(map(len, self.bodies.values()))
        limit = whole // 3
        for proxy in proxies:
            proxy.config.write_text(f"[space]\nlimit={limit}\nkeep-free=0\n")
            proxy.start()

        def ask(number):
            chance = random.Random(f"evict/{number}")
            paths = list(self.bodies)
            with proxies[number].connect() as connection:
                for _ in range(REQUESTS):
                    # Some are liked better than others, and stay.
                    path = paths[int(len(paths) * chance.random() ** 2)]
                    self.assert_served(connection.get(self.upstream.url(path)), self.bodies[path])

        concurrently(len(proxies), ask, PATIENCE_SECONDS)
        self.assert_eventually(
            lambda: proxies[0].figures()["stock"]["bytes"] <= limit, 30, "too much is kept")
        for proxy in proxies:
            proxy.stop()
        self.assertGreater(self.upstream.count(), len(self.bodies), "nothing was evicted")
        with sqlite3.connect(f"file:{proxies[0].cache}/index.sqlite?mode=ro", uri=True) as index:
            self.assertEqual(index.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            rows = {digest.hex() for (digest,) in index.execute("SELECT digest FROM object")}
        index.close()
        self.assertEqual(proxies[0].stored_digests(), rows)


class LargeObject(Scenario):
    def test_two_gibibytes_stream_through_with_flat_memory(self):
        size = 2048 * MIB
        origin = self.start_upstream()
        path = package_path("large")
        zeros = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,
                          prot=mmap.PROT_READ)
        origin.serve(path, upstream.content(zeros))
        proxy = self.start_larder(origin)
        before = proxy.rss()
        for _ in range(2):  # cold and warm
            with proxy.connect() as connection:
                connection.ask(origin.url(path))
                response = connection.response()
                for received in range(0, size, 16 * MIB):
                    response.read(received, keep=False)
                    self.assertLess(proxy.rss() - before, 16 * MIB)
                response.finish(keep=False)
            self.assertEqual((response.size, response.complete), (size, True))
            self.wait_stored(proxy, 1)
        self.assertEqual(origin.count(path), 1)


if __name__ == "__main__":
    main()
