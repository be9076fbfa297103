# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on disk: killed processes, processes that share a store, damage, and a full disk."""

import itertools
import os
import random
import unittest

from harness import upstream
from harness.client import Background, concurrently
from harness.scenario import (KIB, MIB, Scenario, by_hash_path, damaged, main, package_path,
                              random_bytes)

PATH = package_path("larder")
BODY = random_bytes(300 * KIB)


class Store(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.url = self.upstream.url(PATH)

    # Killed

    def test_a_proxy_killed_in_mid_fetch_leaves_nothing_and_fetches_anew(self):
        proxy = self.start_larder(self.upstream)
        chance = random.Random(1)
        for round_ in range(8):
            with self.subTest(round_):
                size = chance.randrange(100 * KIB, 8 * MIB)
                body = random_bytes(size, f"killed/{round_}")
                path = package_path(f"killed-{round_}")
                gate = upstream.Gate(chance.randrange(1, size))
                self.upstream.serve(path, upstream.content(body, gate=gate))
                clients = [self.ask_in_background(proxy, self.upstream.url(path)) for _ in range(3)]
                gate.wait_sent(1)
                proxy.kill()
                for client in clients:
                    try:
                        self.assertFalse(client.result().wholly_right)
                    except (EOFError, ConnectionError):
                        pass  # before the head
                gate.open()
                proxy.start()
                self.assert_eventually(lambda: proxy.staged_bytes() == 0, 10)
                self.assert_served(proxy.get(self.upstream.url(path)), body)
                self.upstream.forget()
                self.assert_served(proxy.get(self.upstream.url(path)), body)
                self.assertEqual(self.upstream.count(path), 0)

    def test_a_proxy_killed_while_many_objects_are_published_serves_nothing_wrong(self):
        proxy = self.start_larder(self.upstream)
        chance = random.Random(2)
        bodies = {}
        for number in range(200):
            body = random_bytes(chance.randrange(1, 20 * KIB), f"many/{number}")
            bodies[package_path(f"many-{number}")] = body
        for path, body in bodies.items():
            self.upstream.serve(path, upstream.content(body))
        paths = list(bodies)
        for round_ in range(4):
            mark = chance.randrange(10, 50)
            batch = paths[round_ * 50:(round_ + 1) * 50]

            def fetch(path):
                try:
                    return proxy.get(self.upstream.url(path))
                except (OSError, EOFError):
                    return None
            workers = [Background(lambda part: [fetch(path) for path in part], batch[i::4])
                       for i in range(4)]
            for path in batch[mark % 4:mark:4]:
                self.upstream.wait_for_requests(path, 1)
            proxy.kill()
            for worker in workers:
                worker.result()
            proxy.start()
            self.assert_eventually(lambda: proxy.staged_bytes() == 0, 10)
        for path, body in bodies.items():
            self.assert_served(proxy.get(self.upstream.url(path)), body)

    def test_what_was_stored_survives_the_kill(self):
        proxy = self.start_larder(self.upstream)
        self.assert_served(proxy.get(self.url), BODY)
        self.wait_stored(proxy, 1)
        proxy.kill()
        proxy.start()
        self.assert_served(proxy.get(self.url), BODY)
        self.assertEqual(self.upstream.count(PATH), 1)

    def ask_in_background(self, proxy, url):
        connection = proxy.connect()
        self.addCleanup(connection.close)
        connection.ask(url)
        return Background(lambda: connection.response().finish(keep=False))

    # Shared

    def start_neighbour(self, proxy):
        """A second process on the same store: another owner, so another runtime folder."""
        self.neighbours = getattr(self, "neighbours", 0) + 1
        return self.start_larder(self.upstream, folder=proxy.folder,
                                 runtime=proxy.folder / f"run-{self.neighbours}")

    def test_what_one_process_fills_the_other_serves(self):
        first = self.start_larder(self.upstream)
        second = self.start_neighbour(first)
        for number, (filler, user) in enumerate(((first, second), (second, first))):
            body = random_bytes(200 * KIB, number)
            path = package_path(f"shared-{number}")
            self.upstream.serve(path, upstream.content(body))
            url = self.upstream.url(path)
            self.assert_served(filler.get(url), body)
            # Published after the client has it, seen by others a moment later.
            self.assert_eventually(lambda: (user.get(url), self.outcomes(user)["hit"])[1] > 0)
            self.upstream.vanish()
            self.assert_served(user.get(url), body)
            self.upstream.come_back()
            self.assertLessEqual(self.upstream.count(path), 2)

    def test_two_processes_fetch_the_same_cold_objects_at_the_same_time(self):
        first = self.start_larder(self.upstream)
        second = self.start_neighbour(first)
        bodies = [random_bytes(150 * KIB, f"both/{number}") for number in range(20)]
        for number, body in enumerate(bodies):
            self.upstream.serve(package_path(f"both-{number}"), upstream.content(body))

        def fetch_all(i):
            proxy = (first, second)[i % 2]
            return [proxy.get(self.upstream.url(package_path(f"both-{number}")))
                    for number in range(len(bodies))]
        for answers in concurrently(4, fetch_all):
            for answer, body in zip(answers, bodies):
                self.assert_served(answer, body)
        self.assert_eventually(lambda: first.staged_bytes() == 0)
        self.assertEqual(len(first.objects()), len(bodies))

    def test_one_process_dies_and_the_other_goes_on(self):
        first = self.start_larder(self.upstream)
        second = self.start_neighbour(first)
        gate = upstream.Gate(MIB)
        body = random_bytes(3 * MIB)
        path = package_path("dies")
        self.upstream.serve(path, upstream.content(body, gate=gate))
        connections = [proxy.connect() for proxy in (first, second)]
        for connection in connections:
            self.addCleanup(connection.close)
            connection.ask(self.upstream.url(path))
        answers = [connection.response() for connection in connections]
        first.kill()
        first.start()  # sweeps what its former self left, and nothing of the other's
        gate.open()
        self.assert_served(answers[1].finish(), body)
        self.assertIs(answers[0].finish().complete, False)
        self.assert_eventually(lambda: first.staged_bytes() == 0, 10)
        self.assert_served(first.get(self.upstream.url(path)), body)

    # Damaged

    def damage(self, path, kind):
        data = path.read_bytes()
        if kind == "deleted":
            path.unlink()
            return
        os.chmod(path, 0o600)
        if kind == "one bit":
            changed = damaged(data, len(data) // 2)
        elif kind == "first byte":
            changed = damaged(data, 0)
        elif kind == "last byte":
            changed = damaged(data, len(data) - 1)
        elif kind == "cut short":
            changed = data[:len(data) // 2]
        elif kind == "emptied":
            changed = b""
        elif kind == "longer":
            changed = data + b"x"
        status = path.stat()
        with open(path, "r+b") as file:
            file.write(changed)
            file.truncate(len(changed))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # as a bad disk would leave it

    def assert_healed(self, kind, restart, hot):
        proxy = self.start_larder(self.upstream)
        body = random_bytes(300 * KIB, f"{kind}/{restart}")
        path = package_path(f"damage-{kind.replace(' ', '-')}-{restart}-{hot}")
        self.upstream.serve(path, upstream.content(body))
        url = self.upstream.url(path)
        self.assert_served(proxy.get(url), body)
        self.wait_stored(proxy, 1)
        if hot:
            self.assert_served(proxy.get(url), body)
        if restart:
            proxy.stop()
        for stored in proxy.objects():
            self.damage(stored, kind)
        if restart:
            proxy.start()
        self.assert_served(proxy.get(url), body)  # in the same exchange
        self.assert_served(proxy.get(url), body)
        self.assertLessEqual(self.upstream.count(path), 2)
        proxy.stop()

    def test_damage_while_it_runs_is_seen_and_healed_in_the_same_exchange(self):
        for kind in ("one bit", "first byte", "last byte", "cut short", "emptied", "longer",
                     "deleted"):
            for hot in (False, True):
                with self.subTest(kind, hot=hot):
                    self.assert_healed(kind, restart=False, hot=hot)

    def test_damage_while_it_is_off_is_seen_and_healed_in_the_same_exchange(self):
        for kind in ("one bit", "cut short", "emptied", "longer", "deleted"):
            with self.subTest(kind):
                self.assert_healed(kind, restart=True, hot=False)

    def test_damage_of_an_object_too_large_to_be_checked_first_is_never_passed_off(self):
        proxy = self.start_larder(self.upstream)
        body = random_bytes(70 * MIB)
        path = package_path("huge")
        self.upstream.serve(path, upstream.content(body))
        self.assert_served(proxy.get(self.upstream.url(path), keep=False), body)
        self.wait_stored(proxy, 1)
        stored, = proxy.objects()
        os.chmod(stored, 0o600)
        with open(stored, "r+b") as file:
            file.seek(35 * MIB)
            file.write(b"damaged")
        self.assert_not_passed_off(proxy.get(self.upstream.url(path), keep=False), body)
        self.assert_served(proxy.get(self.upstream.url(path), keep=False), body)

    def test_ranges_of_a_damaged_object_are_right(self):
        proxy = self.start_larder(self.upstream)
        self.assert_served(proxy.get(self.url), BODY)
        self.wait_stored(proxy, 1)
        self.damage(proxy.objects()[0], "one bit")
        middle = len(BODY) // 2
        answer = proxy.get(self.url, [("Range", f"bytes={middle}-{middle + 9}")])
        self.assertEqual((answer.status, answer.body), (206, BODY[middle:middle + 10]))

    # Objects of several names

    def test_the_same_bytes_under_two_names_are_stored_once(self):
        proxy = self.start_larder(self.upstream)
        names = [package_path(f"twin-{i}") for i in range(2)]
        for name in names:
            self.upstream.serve(name, upstream.content(BODY))
            self.assert_served(proxy.get(self.upstream.url(name)), BODY)
        self.assert_eventually(lambda: proxy.staged_bytes() == 0)
        self.assertEqual(len(proxy.objects()), 1)

    @unittest.skipUnless(os.geteuid() == 0, "needs root: a small file system")
    def test_a_full_disk_costs_no_wrong_answer_and_nothing_that_is_stored(self):
        folder = self.folder / "larder"
        (folder / "cache").mkdir(parents=True)
        # Nothing is to stay free: else room would be made before the disk is full.
        (folder / "larder.ini").write_text("[space]\nkeep-free=0\n")
        mount = f'mount -t tmpfs -o size=6m tmpfs {folder}/cache && exec "$@"'
        proxy = self.start_larder(self.upstream, folder=folder,
                                  prefix=["unshare", "-m", "sh", "-c", mount, "sh"])
        self.assert_served(proxy.get(self.url), BODY)
        self.wait_stored(proxy, 1)
        for number, framing in itertools.product(range(8),
                                                 (upstream.LENGTH, upstream.CHUNKED)):
            body = random_bytes(MIB, f"{number}/{framing}")
            for path in (package_path(f"full-{number}-{framing}"), by_hash_path(body)):
                self.upstream.serve(path, upstream.content(body, framing=framing))
                for answer in concurrently(2, lambda i: proxy.get(self.upstream.url(path))):
                    self.assert_not_passed_off(answer, body)
                # What waits for the disk fills it before anything is stored.
                self.assert_eventually(lambda: proxy.figures()["fetches"] == 0)
        self.assertGreater(proxy.figures()["stock"]["objects"], 3)  # what fitted
        self.upstream.forget()
        self.assert_served(proxy.get(self.url), BODY)
        self.assertEqual(self.upstream.count(), 0)


if __name__ == "__main__":
    main()
