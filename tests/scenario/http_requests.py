# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What well-behaved HTTP clients may rely on."""

from harness import upstream
from harness.scenario import (KIB, RELEASE_PATH, Scenario, main, package_path, random_bytes,
                              release)

PATH = package_path("larder")
BODY = random_bytes(200 * KIB)
ETAG = '"larder-1"'
RELEASE = release()
OLD_DATE = "Tue, 03 Jun 2025 10:00:00 GMT"
FRESH = ("Cache-Control", "max-age=300")


class Requests(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY, etag=ETAG))
        self.proxy = self.start_larder(self.upstream)
        self.url = self.upstream.url(PATH)

    def store(self):
        self.assert_served(self.proxy.get(self.url), BODY)

    # Order and connections

    def test_pipelined_answers_keep_their_order(self):
        gate = upstream.Gate()
        slow = random_bytes(150 * KIB, "slow")
        slow_path = package_path("slow")
        missing = self.upstream.url(package_path("missing"))
        self.upstream.serve(slow_path, upstream.content(slow, gate=gate))
        self.store()
        with self.proxy.connect() as connection:
            connection.ask(self.url)
            connection.ask(self.upstream.url(slow_path))
            connection.ask(self.url)
            connection.ask(missing)
            connection.ask(self.url, [("Range", "bytes=10-19")])
            connection.ask(self.url, method="HEAD")
            connection.ask(missing)
            connection.ask(self.url, [("If-None-Match", ETAG)])
            self.assert_served(connection.response().finish(), BODY)  # waits for nobody
            gate.open()
            self.assert_served(connection.response().finish(), slow)
            self.assert_served(connection.response().finish(), BODY)
            self.assertEqual(connection.response().finish().status, 404)
            part = connection.response().finish()
            self.assertEqual((part.status, part.body), (206, BODY[10:20]))
            head = connection.response("HEAD").finish()
            self.assertEqual((head.status, head.header("content-length")), (200, str(len(BODY))))
            self.assertEqual(connection.response().finish().status, 404)
            self.assertEqual(connection.response().finish().status, 304)
            # Still in step afterwards.
            self.assert_served(connection.get(self.url), BODY)

    def test_a_request_may_arrive_byte_by_byte(self):
        self.store()
        request = f"GET {self.url} HTTP/1.1\r\nHost: {self.upstream.authority}\r\n\r\n".encode()
        with self.proxy.connect() as connection:
            for position in range(len(request)):
                connection.send(request[position:position + 1])
            self.assert_served(connection.response().finish(), BODY)

    def test_one_connection_serves_a_thousand_requests(self):
        self.store()
        # What is opened once is open then.
        self.wait_stored(self.proxy, 1)
        self.assert_eventually((self.proxy.state / "statistics.sqlite").exists)
        before = self.proxy.descriptors()
        with self.proxy.connect() as connection:
            for _ in range(50):
                for _ in range(20):
                    connection.ask(self.url, [("Range", "bytes=0-99")])
                for _ in range(20):
                    self.assertEqual(connection.response().finish().body, BODY[:100])
        self.assertEqual(self.upstream.count(PATH), 1)
        self.assertLessEqual(self.proxy.descriptors(), before + 2)

    def test_connection_close_is_obeyed_after_the_whole_answer(self):
        self.store()
        with self.proxy.connect() as connection:
            answer = connection.get(self.url, [("Connection", "close")])
            self.assert_served(answer, BODY)
            self.assertEqual(answer.header("connection", "").lower(), "close")
            self.assertTrue(connection.closed_by_peer())

    def test_an_http_1_0_client_gets_a_length_and_the_end_of_the_connection(self):
        chunked_path = package_path("chunked")
        self.upstream.serve(chunked_path, upstream.content(BODY, framing=upstream.CHUNKED))
        for path in (PATH, chunked_path, PATH, chunked_path):  # missed, then stored
            with self.subTest(path), self.proxy.connect() as connection:
                answer = connection.get(self.upstream.url(path), version="HTTP/1.0")
                self.assert_served(answer, BODY)
                self.assertEqual(answer.framing, "length")
                self.assertTrue(connection.closed_by_peer())

    def test_a_client_that_closes_its_sending_side_is_still_answered(self):
        self.store()
        with self.proxy.connect() as connection:
            connection.ask(self.url)
            connection.socket.shutdown(1)
            self.assert_served(connection.response().finish(), BODY)

    # What a stored object answers

    def test_head_of_a_stored_object_has_the_head_of_get_and_no_body(self):
        self.store()
        with self.proxy.connect() as connection:
            head = connection.get(self.url, method="HEAD")
            whole = connection.get(self.url)
        self.assertEqual(head.status, 200)
        for name in ("content-length", "last-modified", "etag", "content-type"):
            self.assertEqual(head.header(name), whole.header(name), name)
        self.assertEqual(head.header("content-length"), str(len(BODY)))

    def test_validators_are_replayed_unchanged(self):
        first = self.proxy.get(self.url)
        second = self.proxy.get(self.url)
        for answer in (first, second):
            self.assertEqual(answer.header("last-modified"), upstream.LAST_MODIFIED)
            self.assertEqual(answer.header("etag"), ETAG)

    def test_ranges_of_a_stored_object(self):
        self.store()
        size = len(BODY)
        cases = [
            ("bytes=0-0", BODY[:1]),
            ("bytes=5-9", BODY[5:10]),
            ("bytes=100000-", BODY[100000:]),
            ("bytes=-7", BODY[-7:]),
            (f"bytes=-{size * 2}", BODY),
            (f"bytes={size - 1}-", BODY[-1:]),
            (f"bytes=0-{size * 9}", BODY),
            (f"bytes={size - 3}-{2 ** 62}", BODY[-3:]),
        ]
        with self.proxy.connect() as connection:
            for wanted, expected in cases:
                with self.subTest(wanted):
                    answer = connection.get(self.url, [("Range", wanted)])
                    self.assertEqual(answer.status, 206)
                    self.assertTrue(answer.complete)
                    self.assertEqual(answer.body, expected)
                    first = BODY.index(expected) if len(expected) > 3 else size - len(expected)
                    if wanted == "bytes=0-0":
                        first = 0
                    self.assertEqual(answer.header("content-range"),
                                     f"bytes {first}-{first + len(expected) - 1}/{size}")
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_a_range_beyond_the_end_cannot_be_satisfied(self):
        self.store()
        for wanted in (f"bytes={len(BODY)}-", f"bytes={len(BODY) + 5}-{len(BODY) + 9}", "bytes=-0"):
            with self.subTest(wanted):
                answer = self.proxy.get(self.url, [("Range", wanted)])
                self.assertEqual(answer.status, 416)
                self.assertEqual(answer.header("content-range"), f"bytes */{len(BODY)}")

    def test_ranges_that_are_not_one_range_get_the_whole(self):
        self.store()
        many = "bytes=" + ",".join(f"{i}-{i}" for i in range(0, 2000, 2))  # range amplification
        for wanted in ("bytes=0-1,5-9", many, "bytes=5-3", "bytes=a-b", "bytes=", "bytes=-",
                       "bytes",
                       "lines=1-2", "bytes=1-2-3", "bytes=0x1-5", "bytes=--5", ""):
            with self.subTest(wanted[:20]):
                self.assert_served(self.proxy.get(self.url, [("Range", wanted)]), BODY)

    def test_a_range_with_if_range_needs_the_same_validator(self):
        self.store()
        cases = [
            (upstream.LAST_MODIFIED, 206),
            (ETAG, 206),
            ("Tue, 03 Jun 2025 10:00:01 GMT", 200),  # newer is not equal
            ("Tue, 03 Jun 2025 09:59:59 GMT", 200),
            ('"other"', 200),
            ("W/" + ETAG, 200),  # weak ones prove nothing about bytes
            ("nonsense", 200),
        ]
        for condition, expected in cases:
            with self.subTest(condition):
                answer = self.proxy.get(self.url, [("Range", "bytes=80000-"), ("If-Range",
                                                                               condition)])
                self.assertEqual(answer.status, expected)
                self.assertEqual(answer.body, BODY[80000:] if expected == 206 else BODY)

    def test_conditions_are_answered_from_stored_validators(self):
        self.store()
        cases = [
            ([("If-None-Match", ETAG)], 304),
            ([("If-None-Match", "W/" + ETAG)], 304),
            ([("If-None-Match", f'"x", {ETAG}, "y"')], 304),
            ([("If-None-Match", "*")], 304),
            ([("If-None-Match", '"other"')], 200),
            ([("If-Modified-Since", upstream.LAST_MODIFIED)], 304),
            ([("If-Modified-Since", "Wed, 04 Jun 2025 10:00:00 GMT")], 304),
            ([("If-Modified-Since", "Mon, 02 Jun 2025 10:00:00 GMT")], 200),
            ([("If-Modified-Since", "yesterday")], 200),
            ([("If-None-Match", '"other"'), ("If-Modified-Since", upstream.LAST_MODIFIED)], 200),
            ([("If-None-Match", ETAG), ("If-Modified-Since", "Mon, 02 Jun 2025 10:00:00 GMT")],
             304),
        ]
        with self.proxy.connect() as connection:
            for fields, expected in cases:
                for method in ("GET", "HEAD"):
                    with self.subTest(f"{method} {fields}"):
                        answer = connection.get(self.url, fields, method=method)
                        self.assertEqual(answer.status, expected)
                        self.assertEqual(answer.header("etag"), ETAG)
                        self.assertEqual(answer.header("last-modified"), upstream.LAST_MODIFIED)
                        if method == "GET":
                            self.assertEqual(answer.body, BODY if expected == 200 else b"")
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_an_immutable_file_is_not_asked_for_again_whatever_the_client_says(self):
        self.store()
        for fields in ([("Cache-Control", "max-age=0")],
                       [("Cache-Control", "no-cache"), ("Pragma", "no-cache")]):
            self.assert_served(self.proxy.get(self.url, fields), BODY)
        self.assertEqual(self.upstream.count(PATH), 1)

    # Freshness

    def ask_for_release(self):
        answer = self.proxy.get(self.upstream.url(RELEASE_PATH))
        self.assert_served(answer, RELEASE)
        return answer, self.upstream.count(RELEASE_PATH)

    def serve_release(self, *headers):
        self.upstream.serve(RELEASE_PATH, upstream.content(RELEASE, headers=[FRESH, *headers]))

    def test_a_document_is_asked_for_again_when_its_time_is_over(self):
        self.serve_release(("Age", "300"))
        for expected in (1, 2, 3):  # two of these are a 304, and as old
            self.assertEqual(self.ask_for_release()[1], expected)
            self.wait_stored(self.proxy, 1)
        self.serve_release(("Age", "0"))
        for expected in (4, 4):
            self.assertEqual(self.ask_for_release()[1], expected)

    def test_a_304_without_a_date_is_of_now(self):
        self.serve_release(("Date", OLD_DATE))
        answer, count = self.ask_for_release()
        self.assertEqual((answer.header("date"), count), (OLD_DATE, 1))
        self.wait_stored(self.proxy, 1)
        self.serve_release()
        for expected in (2, 2):
            answer, count = self.ask_for_release()
            self.assertNotEqual(answer.header("date"), OLD_DATE)
            self.assertEqual(count, expected)

    def test_an_offered_upgrade_is_ignored_and_never_forwarded(self):
        answer = self.proxy.get(self.url, [("Connection", "Upgrade, HTTP2-Settings"),
                                           ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk")])
        self.assert_served(answer, BODY)
        seen = self.upstream.seen(PATH)[0].headers
        self.assertFalse({"upgrade", "http2-settings"} & seen.keys())

    # Methods

    def test_methods_that_would_change_something_are_refused_and_not_forwarded(self):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
            with self.subTest(method):
                answer = self.proxy.get(self.url, [("Content-Length", "0")], method=method)
                self.assert_honest_error(answer)
        self.assertEqual(self.upstream.count(), 0)

    # Own page

    def test_the_page_is_for_people_and_the_figures_beside_it_for_programs(self):
        self.store()
        page = self.proxy.get("/")
        self.assertEqual(page.status, 200)
        self.assertIn("text/html", page.header("content-type"))
        self.assertIn(self.proxy.authority.encode(), page.body)
        self.assertNotIn(b"<script", page.body.lower())
        self.assert_counted(self.proxy, miss=1)

    def test_pages_refuse_what_other_sites_fetch(self):
        for target in ("/", "/larder.json"):
            answer = self.proxy.get(target, [("Sec-Fetch-Site", "cross-site"),
                                             ("Sec-Fetch-Mode", "no-cors")])
            self.assert_honest_error(answer)


if __name__ == "__main__":
    main()
