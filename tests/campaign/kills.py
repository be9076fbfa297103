# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy that is killed two hundred times in the middle of its work: nothing wrong is ever served,
and nothing is left behind."""

import random
import sqlite3
import threading
import unittest

from harness import upstream
from harness.client import Background
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

ROUNDS = 200
OBJECTS = 2000
CLIENTS = 4


class Kills(Scenario):
    def setUp(self):
        super().setUp()
        chance = random.Random(3)
        self.upstream = self.start_upstream()
        self.bodies = {}
        for number in range(OBJECTS):
            size = int(2 ** chance.uniform(0, 17))
            self.bodies[package_path(f"kill-{number}")] = random_bytes(size, f"kill/{number}")
        for path, body in self.bodies.items():
            self.upstream.serve(path, upstream.content(body))

    def ask_until_it_dies(self, proxy, chance, answered):
        """Whole answers are compared; a cut one is the kill's."""
        paths = list(self.bodies)
        try:
            with proxy.connect() as connection:
                while True:
                    path = chance.choice(paths)
                    response = connection.get(self.upstream.url(path))
                    self.assert_not_passed_off(response, self.bodies[path])
                    if not response.complete:
                        return
                    answered()
        except (OSError, EOFError):
            return

    def test_two_hundred_kills(self):
        proxy = self.prepare_larder(self.upstream)
        chance = random.Random(4)
        for round_ in range(ROUNDS):
            proxy.start()
            wanted = chance.randrange(1, 60)
            enough = threading.Event()
            count = iter(range(1, 1 << 60))

            def answered():
                if next(count) >= wanted:
                    enough.set()
            workers = [Background(self.ask_until_it_dies, proxy,
                                  random.Random(f"{round_}/{number}"), answered)
                       for number in range(CLIENTS)]
            self.assertTrue(enough.wait(60), f"round {round_}: nobody is answered")
            proxy.kill()
            for worker in workers:
                worker.result()
        proxy.start()
        # Ten seconds are the promise; sanitizers and busy machines do not change what must be true.
        self.assert_eventually(lambda: proxy.staged_bytes() == 0 and not self.orphans(proxy), 10,
                               "orphans are left")
        for path, body in self.bodies.items():
            self.assert_served(proxy.get(self.upstream.url(path)), body)
        proxy.stop()

    @staticmethod
    def orphans(proxy):
        with sqlite3.connect(f"file:{proxy.cache}/index.sqlite?mode=ro", uri=True) as index:
            rows = {digest.hex() for (digest,) in index.execute("SELECT digest FROM object")}
        index.close()
        return proxy.stored_digests() - rows


if __name__ == "__main__":
    main()
