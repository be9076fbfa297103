# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes that only a digest shows to be wrong: no client ever sees a complete wrong reply."""

import itertools

from harness import upstream
from harness.client import Background
from harness.scenario import (KIB, MIB, WITHHELD_BYTES, Scenario, by_hash_path, damaged, main,
                              random_bytes, sha256)

FRAMINGS = (upstream.LENGTH, upstream.CHUNKED)


def fault_positions(size):
    return {"first": 0, "middle": size // 2, "last": size - 1}


class DigestFaults(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.proxy = self.start_larder(self.upstream)

    def clients_at_every_stage(self, url, gate, size):
        """A leader and followers that join at 0, 50 and 99 %; their answers, read to the end."""
        clients = []

        def join():
            connection = self.proxy.connect()
            self.addCleanup(connection.close)
            connection.ask(url)
            clients.append(Background(lambda: connection.response().finish(keep=False)))

        join()
        for mark in (0, size // 2, size * 99 // 100):
            gate.allow(mark)
            gate.wait_sent(mark)
            join()
        gate.open()
        return [client.result() for client in clients]

    def never_complete(self, size):
        for framing, (where, position) in itertools.product(FRAMINGS,
                                                            fault_positions(size).items()):
            with self.subTest(size=size, framing=framing, fault=where):
                body = random_bytes(size, f"{framing}/{where}")
                path = by_hash_path(body)
                url = self.upstream.url(path)
                gate = upstream.Gate()
                wrong = damaged(body, position)
                self.upstream.serve(path, upstream.content(wrong, framing=framing, gate=gate))
                for answer in self.clients_at_every_stage(url, gate, size):
                    self.assertFalse(answer.status == 200 and answer.complete is not False,
                                     f"a complete wrong reply of {answer.size} bytes")
                # The origin heals, and so does the cache, at once.
                self.upstream.serve(path, upstream.content(body, framing=framing))
                self.assert_served(self.proxy.get(url, keep=False), body)
                self.assert_eventually(lambda: sha256(body) in self.proxy.stored_digests())
                self.assertNotIn(sha256(wrong), self.proxy.stored_digests())
                self.assert_eventually(lambda: self.proxy.staged_bytes() == 0)

    def test_one_byte(self):
        self.never_complete(1)

    def test_as_much_as_is_withheld(self):
        self.never_complete(WITHHELD_BYTES)

    def test_one_byte_more_than_is_withheld(self):
        self.never_complete(WITHHELD_BYTES + 1)

    def test_fifty_mebibytes(self):
        self.never_complete(50 * MIB)

    def test_a_refetch_that_is_right_is_served_right_while_nothing_has_been_sent(self):
        for framing, size in itertools.product(FRAMINGS, (1, 1000, WITHHELD_BYTES)):
            with self.subTest(framing=framing, size=size):
                body = random_bytes(size, f"again/{framing}")
                path = by_hash_path(body)
                gate = upstream.Gate()
                self.upstream.serve(path, upstream.sequence(
                    upstream.content(damaged(body, size // 2), framing=framing, gate=gate),
                    upstream.content(body, framing=framing)))
                for answer in self.clients_at_every_stage(self.upstream.url(path), gate, size):
                    self.assert_served(answer, body)
                self.assertEqual(self.upstream.count(path), 2)

    def test_ranges_and_http_1_0_clients_wait_and_never_see_wrong_bytes(self):
        def serve(seed):
            body = random_bytes(3 * MIB, seed)
            path = by_hash_path(body)
            self.upstream.serve(path, upstream.sequence(
                upstream.content(damaged(body, len(body) - 1)), upstream.content(body)))
            return body, self.upstream.url(path)

        body, url = serve("range")
        answer = self.proxy.get(url, [("Range", "bytes=0-9")])
        self.assertEqual((answer.status, answer.body), (206, body[:10]))
        body, url = serve("HTTP/1.0")
        self.assert_served(self.proxy.get(url, version="HTTP/1.0"), body)

    def test_an_empty_body_or_a_login_page_where_a_digest_is_known(self):
        page = b"<!DOCTYPE html><title>Sign in</title>" + b" " * 2000
        cases = {
            "empty": upstream.content(b""),
            "login page": upstream.content(page, content_type="text/html"),
            "login page of another type": upstream.content(page),
            "shorter": upstream.content(random_bytes(100 * KIB, "short")[:50 * KIB]),
            "longer": upstream.content(random_bytes(100 * KIB, "short") + b"x"),
        }
        body = random_bytes(100 * KIB, "short")
        path = by_hash_path(body)
        for name, script in cases.items():
            with self.subTest(name):
                self.upstream.serve(path, script)
                answer = self.proxy.get(self.upstream.url(path))
                self.assertFalse(answer.wholly_right)
                self.assertEqual(self.proxy.objects(), [])
        self.upstream.serve(path, upstream.content(body))
        self.assert_served(self.proxy.get(self.upstream.url(path)), body)

    def test_equal_bytes_from_two_archives_are_fetched_once(self):
        body = random_bytes(100 * KIB, "shared")
        other = self.start_upstream(address="127.0.0.2")
        self.proxy.stop()
        self.proxy.upstreams.append(other.authority)
        self.proxy.start()
        for origin in (self.upstream, other):
            origin.serve(by_hash_path(body), upstream.content(body))
            self.assert_served(self.proxy.get(origin.url(by_hash_path(body))), body)
        self.wait_stored(self.proxy, 1)
        self.assertEqual(other.count(), 0)


if __name__ == "__main__":
    main()
