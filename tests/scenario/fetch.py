# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One transfer, any number of followers: single flight, streaming, leaving, resuming, framing."""

import itertools

from harness import upstream
from harness.client import Background, concurrently
from harness.scenario import (KIB, MIB, WITHHELD_BYTES, Scenario, by_hash_path, main, package_path,
                              random_bytes)

PATH = package_path("larder")
ETAG = '"larder-1"'


class Fetches(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.proxy = self.start_larder(self.upstream)
        self.url = self.upstream.url(PATH)

    def ask(self, url=None, headers=(), **options):
        """A request on a connection of its own, sent and not waited for."""
        connection = self.proxy.connect(**options)
        self.addCleanup(connection.close)
        connection.ask(url or self.url, headers)
        return connection

    def follow(self, connection):
        return Background(lambda: connection.response().finish(keep=False))

    def cut_by_the_upstreams_end(self, body, sent):
        """A client that has all but a MiB of what was sent. The gate that lets the rest pass."""
        gate = upstream.Gate(sent)
        self.upstream.serve(PATH, upstream.content(body, etag=ETAG, gate=gate))
        answer = self.ask().response()
        answer.read(sent - MIB)
        gate.wait_sent(sent)
        self.upstream.vanish()
        self.assertIs(answer.finish().complete, False)
        return gate

    # One fetch for all

    def test_fifty_clients_of_one_cold_object_make_one_upstream_request(self):
        body = random_bytes(4 * MIB)
        gate = upstream.Gate(MIB)
        self.upstream.serve(PATH, upstream.content(body, gate=gate))
        clients = [self.ask() for _ in range(50)]
        answers = concurrently(50, lambda i: clients[i].response())  # all are being answered
        gate.open()
        for answer in concurrently(50, lambda i: answers[i].finish(keep=False)):
            self.assert_served(answer, body)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_twenty_of_sixty_four_clients_leave_and_the_object_is_kept(self):
        body = random_bytes(2 * MIB)
        gate = upstream.Gate(MIB)
        self.upstream.serve(PATH, upstream.content(body, gate=gate))
        clients = [self.ask() for _ in range(64)]
        answers = concurrently(64, lambda i: clients[i].response())
        for connection in clients[:20]:
            connection.close()
        gate.open()
        for answer in concurrently(44, lambda i: answers[i + 20].finish(keep=False)):
            self.assert_served(answer, body)
        self.assert_served(self.proxy.get(self.url), body)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_the_first_byte_leaves_when_it_arrives(self):
        body = random_bytes(4 * MIB)
        for framing in (upstream.LENGTH, upstream.CHUNKED):
            with self.subTest(framing):
                path = package_path(f"first-{framing}")
                gate = upstream.Gate(MIB)
                self.upstream.serve(path, upstream.content(body, framing=framing, gate=gate))
                answer = self.ask(self.upstream.url(path)).response()
                enough = MIB - WITHHELD_BYTES
                self.assertGreaterEqual(answer.read(enough), enough)
                gate.open()
                self.assert_served(answer.finish(), body)

    def test_followers_that_join_at_any_time_get_the_whole(self):
        body = random_bytes(6 * MIB)
        for framing in (upstream.LENGTH, upstream.CHUNKED):
            with self.subTest(framing):
                path = package_path(f"join-{framing}")
                gate = upstream.Gate()
                self.upstream.serve(path, upstream.content(body, framing=framing, gate=gate))
                followers = [self.follow(self.ask(self.upstream.url(path)))]
                for mark in (0, 1, len(body) // 2, len(body) * 99 // 100, len(body) - 1):
                    gate.allow(mark)
                    gate.wait_sent(mark)
                    followers.append(self.follow(self.ask(self.upstream.url(path))))
                gate.open()
                for follower in followers:
                    self.assert_served(follower.result(), body)
                self.assertEqual(self.upstream.count(path), 1)

    def test_the_slowest_follower_slows_nobody(self):
        body = random_bytes(32 * MIB)
        gate = upstream.Gate(MIB)
        self.upstream.serve(PATH, upstream.content(body, gate=gate))
        slow = self.ask(receive_buffer=4096).response()
        slow.read(1)
        quick = [self.follow(self.ask()) for _ in range(3)]
        gate.open()
        for follower in quick:  # while the slow one takes nothing
            self.assert_served(follower.result(), body)
        self.assert_served(self.proxy.get(self.url, keep=False), body)
        self.assert_served(slow.finish(keep=False), body)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_a_cold_object_does_not_delay_a_stored_one(self):
        body = random_bytes(100 * KIB)
        stored = package_path("stored")
        self.upstream.serve(stored, upstream.content(body))
        self.upstream.serve(PATH, upstream.hang())
        self.proxy.get(self.upstream.url(stored))
        for _ in range(12):
            self.ask()
        self.upstream.wait_for_requests(PATH, 1)
        self.assert_served(self.proxy.get(self.upstream.url(stored)), body)

    # Clients that leave

    def test_the_leader_leaves_and_the_fetch_goes_on(self):
        body = random_bytes(4 * MIB)
        gate = upstream.Gate(MIB)
        self.upstream.serve(PATH, upstream.content(body, gate=gate))
        leader = self.ask()
        leader.response().read(1)
        follower = self.follow(self.ask())
        leader.close()
        gate.open()
        self.assert_served(follower.result(), body)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_everybody_leaves_and_the_fetch_goes_on(self):
        body = random_bytes(4 * MIB)
        gate = upstream.Gate(MIB)
        self.upstream.serve(PATH, upstream.content(body, gate=gate))
        with self.ask() as only:
            only.response().read(1)
        gate.open()
        gate.wait_sent(len(body))
        self.assert_served(self.proxy.get(self.url), body)
        self.assertEqual(self.upstream.count(PATH), 1)

    # Cuts and resumption

    def test_a_cut_transfer_is_resumed_behind_the_client_s_back(self):
        body = random_bytes(3 * MIB)
        for name, validators, condition in (
                ("etag", {"etag": ETAG, "last_modified": None}, ETAG),
                ("date", {"last_modified": upstream.LAST_MODIFIED}, upstream.LAST_MODIFIED),
                ("both", {"etag": ETAG}, ETAG)):
            with self.subTest(name):
                path = package_path(f"cut-{name}")
                self.upstream.serve(path, upstream.sequence(
                    upstream.content(body, cut_at=2 * MIB, **validators),
                    upstream.content(body, **validators)))
                self.assert_served(self.proxy.get(self.upstream.url(path)), body)
                _, second = self.upstream.seen(path)
                self.assertEqual(second.headers["range"], f"bytes={2 * MIB}-")
                self.assertEqual(second.headers["if-range"], condition)
                self.assert_served(self.proxy.get(self.upstream.url(path)), body)
                self.assertEqual(self.upstream.count(path), 2)

    def test_what_changed_while_it_was_cut_is_never_glued_together(self):
        old, new = random_bytes(3 * MIB, "old"), random_bytes(3 * MIB, "new")
        self.upstream.serve(PATH, upstream.sequence(
            upstream.content(old, cut_at=2 * MIB, etag='"old"'), upstream.content(new,
                                                                                  etag='"new"')))
        answer = self.proxy.get(self.url)
        self.assert_not_passed_off(answer, new)
        self.assert_served(self.proxy.get(self.url), new)

    def test_a_transfer_that_is_always_cut_reaches_the_client_cut(self):
        body = random_bytes(3 * MIB)
        for framing in (upstream.LENGTH, upstream.CHUNKED):
            with self.subTest(framing):
                path = package_path(f"always-{framing}")
                self.upstream.serve(path, upstream.content(
                    body, framing=framing, cut_at=2 * MIB, answers_ranges=False))
                answer = self.proxy.get(self.upstream.url(path))
                self.assertEqual(answer.status, 200)
                self.assertIs(answer.complete, False)
                self.assertTrue(body.startswith(answer.body))
                self.assertEqual(self.proxy.objects(), [])

    def test_a_download_cut_at_eighty_percent_costs_a_fifth_more(self):
        body = random_bytes(20 * MIB)
        gate = self.cut_by_the_upstreams_end(body, 16 * MIB)
        self.upstream.come_back()
        gate.open()
        self.upstream.forget()
        for attempt in itertools.count():  # refused while the origin counts as down
            answer = self.proxy.get(self.url)
            if answer.status == 200 or attempt == 100:
                break
        self.assert_served(answer, body)
        resumed = self.upstream.seen(PATH)[0].headers
        self.assertEqual(resumed["if-range"], ETAG)
        first = int(resumed["range"].removeprefix("bytes=").removesuffix("-"))
        self.assertGreaterEqual(first, 15 * MIB)

    def test_what_was_cut_waits_until_the_upstream_is_there_again(self):
        body = random_bytes(4 * MIB)
        gate = self.cut_by_the_upstreams_end(body, 3 * MIB)
        self.proxy.restart()
        self.assert_honest_error(self.proxy.get(self.url))  # refused
        self.proxy.restart()
        self.assert_honest_error(self.proxy.get(self.url))
        self.upstream.come_back()
        gate.open()
        self.upstream.serve(PATH, upstream.sequence(
            upstream.status(503, b"later"), upstream.status(403, b"log in"),
            upstream.content(body, etag=ETAG)))
        self.proxy.restart()
        self.assertEqual([self.proxy.get(self.url).status for _ in range(2)], [503, 403])
        self.upstream.forget()
        self.assert_served(self.proxy.get(self.url), body)
        asked, = self.upstream.seen(PATH)
        first = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        self.assertGreaterEqual(first, 2 * MIB)

    def test_a_restarted_proxy_resumes_what_was_cut(self):
        body = random_bytes(4 * MIB)
        gate = self.cut_by_the_upstreams_end(body, 3 * MIB)
        self.upstream.come_back()
        gate.open()
        self.upstream.forget()
        self.proxy.restart()
        self.assert_served(self.proxy.get(self.url), body)
        self.assertIn("range", self.upstream.seen(PATH)[0].headers)

    # Framing

    def test_length_coded_and_chunked_bodies_of_every_size_are_stored(self):
        sizes = (0, 1, WITHHELD_BYTES - 1, WITHHELD_BYTES, WITHHELD_BYTES + 1, 2 * WITHHELD_BYTES,
                 MIB)
        for framing, size in itertools.product((upstream.LENGTH, upstream.CHUNKED), sizes):
            with self.subTest(framing=framing, size=size):
                body = random_bytes(size)
                path = package_path(f"size-{framing}-{size}")
                self.upstream.serve(path, upstream.content(body, framing=framing))
                for _ in range(2):
                    self.assert_served(self.proxy.get(self.upstream.url(path)), body)
                self.assertEqual(self.upstream.count(path), 1)

    def test_a_body_that_only_the_connection_s_end_delimits_is_framed_anew(self):
        body = random_bytes(300 * KIB)
        self.upstream.serve(PATH, upstream.content(body, framing=upstream.CLOSE))
        for expected in (1, 2):
            answer = self.proxy.get(self.url)
            self.assert_served(answer, body)
            self.assertIn(answer.framing, ("chunked", "length"))
            # Nothing says that this was all of it: not stored.
            self.assertEqual(self.upstream.count(PATH), expected)

    def test_a_digest_proves_a_body_that_only_the_connection_s_end_delimits(self):
        body = random_bytes(300 * KIB)
        path = by_hash_path(body)
        self.upstream.serve(path, upstream.content(body, framing=upstream.CLOSE))
        for _ in range(2):
            self.assert_served(self.proxy.get(self.upstream.url(path)), body)
        self.assertEqual(self.upstream.count(path), 1)

    def test_a_cut_body_without_framing_never_completes_where_a_digest_is_known(self):
        for size in (1000, 300 * KIB):
            with self.subTest(size):
                body = random_bytes(size)
                path = by_hash_path(body)
                self.upstream.serve(path, upstream.content(body, framing=upstream.CLOSE,
                                                           cut_at=size // 2, answers_ranges=False))
                answer = self.proxy.get(self.upstream.url(path))
                self.assertFalse(answer.wholly_right)
                self.upstream.serve(path, upstream.content(body))
                self.assert_served(self.proxy.get(self.upstream.url(path)), body)

    # What else is asked of a cold object

    def test_head_of_a_cold_object(self):
        body = random_bytes(300 * KIB)
        self.upstream.serve(PATH, upstream.content(body))
        answer = self.proxy.get(self.url, method="HEAD")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.header("content-length"), str(len(body)))
        self.assertEqual(answer.header("last-modified"), upstream.LAST_MODIFIED)
        self.assert_served(self.proxy.get(self.url), body)

    def test_head_of_what_is_passed_through_says_how_long_it_is(self):
        body = random_bytes(300 * KIB)
        self.upstream.serve(PATH, upstream.content(body))
        self.assertEqual(self.proxy.command_line("pause").returncode, 0)
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "paused")
        answer = self.proxy.get(self.url, method="HEAD")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.header("content-length"), str(len(body)))
        self.upstream.serve(PATH, upstream.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                               b"\r\n"))
        self.assertIsNone(self.proxy.get(self.url, method="HEAD").header("content-length"))
        # The origin would have sent the same: nothing is saved, and nothing lost.
        self.upstream.serve(PATH, upstream.content(body))
        self.assert_served(self.proxy.get(self.url), body)
        self.assert_eventually(lambda: self.outcomes(self.proxy)["pass"] == 3)
        self.assertEqual(self.outcomes(self.proxy)["bytesSaved"], 0)

    def test_a_range_of_a_cold_object_is_right_and_the_object_is_kept(self):
        body = random_bytes(3 * MIB)
        for wanted, part in (("bytes=0-9", body[:10]), ("bytes=-10", body[-10:]),
                             (f"bytes={MIB}-{MIB + 99}", body[MIB:MIB + 100])):
            with self.subTest(wanted):
                path = package_path(f"range-{wanted[6:]}")
                self.upstream.serve(path, upstream.content(body))
                answer = self.proxy.get(self.upstream.url(path), [("Range", wanted)])
                self.assertEqual(answer.status, 206)
                self.assertTrue(answer.complete)
                self.assertEqual(answer.body, part)
                self.assert_served(self.proxy.get(self.upstream.url(path)), body)
                self.assertEqual(self.upstream.count(path), 1)

    def test_apt_resumes_its_own_partial_file_from_a_cold_cache(self):
        body = random_bytes(MIB)
        self.upstream.serve(PATH, upstream.content(body))
        answer = self.proxy.get(self.url, [("Range", "bytes=80000-"),
                                           ("If-Range", upstream.LAST_MODIFIED)])
        self.assertEqual((answer.status, answer.body), (206, body[80000:]))

    # Redirects

    def test_redirects_are_followed_and_the_object_is_kept_under_the_first_name(self):
        for code in (301, 302, 303, 307, 308):
            with self.subTest(code):
                body = random_bytes(100 * KIB, code)
                path = package_path(f"redirect-{code}")
                self.upstream.serve(path, upstream.redirect(f"/second/{code}", code))
                self.upstream.serve(f"/second/{code}",
                                    upstream.redirect(self.upstream.url(f"/third/{code}"), code))
                self.upstream.serve(f"/third/{code}", upstream.content(body))
                for _ in range(2):
                    self.assert_served(self.proxy.get(self.upstream.url(path)), body)
                self.assertEqual(self.upstream.count(f"/third/{code}"), 1)
                self.assertEqual(self.upstream.count(path), 1)

    def test_a_connection_that_died_idle_is_replaced_without_anybody_noticing(self):
        first, second = random_bytes(100 * KIB, 1), random_bytes(100 * KIB, 2)
        self.upstream.serve(PATH, upstream.content(first))
        other = package_path("other")
        self.upstream.serve(other, upstream.content(second))
        self.assert_served(self.proxy.get(self.url), first)
        self.upstream.vanish()
        self.upstream.come_back()
        self.assert_served(self.proxy.get(self.upstream.url(other)), second)

    def test_connections_to_an_upstream_are_kept_and_used_again(self):
        for number in range(20):
            path = package_path(f"kept-{number}")
            self.upstream.serve(path, upstream.content(b"kept"))
            self.proxy.get(self.upstream.url(path))
        self.assertLessEqual(self.upstream.connections, 2)


if __name__ == "__main__":
    main()
