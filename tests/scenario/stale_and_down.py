# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upstreams that are slow, down, back again, or a captive portal, while a stored copy is there."""

import time

from harness import larder, upstream
from harness.client import Background, concurrently
from harness.scenario import (AT_ONCE_SECONDS, KIB, RELEASE_PATH, Scenario, main, package_path,
                              random_bytes, release)

PATH = RELEASE_PATH
DEB = package_path("larder")
MAX_AGE_0 = [("Cache-Control", "max-age=0")]  # as apt asks for it
OLD_DATE, NEW_DATE = "Tue, 03 Jun 2025 10:00:00 GMT", "Wed, 04 Jun 2025 10:00:00 GMT"
PATIENCE_SECONDS = 2  # a revalidation without a head after so long: the stored copy
SLACK = 5 if larder.SANITIZED else 1
SOON_SECONDS = 3 * SLACK  # the first pause of an upstream that is down is half a second


OLD, NEW = release(1), release(2)
PORTAL = b"<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Sign in</body></html>\n"


class StaleAndDown(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.proxy = self.start_larder(self.upstream)
        self.url = self.upstream.url(PATH)
        self.upstream.serve(PATH, upstream.content(OLD, last_modified=OLD_DATE))

    def ask(self, url=None, headers=MAX_AGE_0):
        return self.proxy.get(url or self.url, headers)

    def store(self):
        self.assert_served(self.ask(), OLD)
        self.wait_stored(self.proxy, 1)
        self.upstream.forget()

    def timed(self):
        began = time.monotonic()
        answer = self.ask()
        return answer, time.monotonic() - began

    def assert_stale(self, answer):
        self.assert_served(answer, OLD)
        self.assertGreaterEqual(int(answer.header("age", "-1")), 0, "not marked with Age")
        self.assertEqual(answer.header("last-modified"), OLD_DATE)

    # Down

    def test_a_refused_connection_lets_the_stored_copy_out_at_once(self):
        self.store()
        self.upstream.vanish()
        for _ in range(3):
            answer, seconds = self.timed()
            self.assert_stale(answer)
            self.assertLess(seconds, AT_ONCE_SECONDS)
        self.assert_counted(self.proxy, stale=3)

    def test_an_upstream_that_resets_or_answers_rubbish_lets_the_stored_copy_out(self):
        self.store()
        for script in (lambda exchange: exchange.reset(), upstream.raw(b""),
                       upstream.raw(b"rubbish\r\n\r\n"),
                       upstream.raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")):
            self.upstream.serve(PATH, script)
            self.assert_served(self.ask(), OLD)

    def test_ten_clients_of_an_upstream_that_is_gone(self):
        self.store()
        self.upstream.vanish()
        for answer in concurrently(10, lambda i: self.ask()):
            self.assert_stale(answer)

    def test_an_upstream_that_comes_back_is_asked_again_soon(self):
        self.store()
        self.upstream.vanish()
        self.assert_stale(self.ask())
        self.upstream.serve(PATH, upstream.content(NEW, last_modified=NEW_DATE))
        self.upstream.come_back()
        began = time.monotonic()
        self.assert_eventually(lambda: self.ask().body == NEW)
        self.assertLess(time.monotonic() - began, SOON_SECONDS)

    def test_without_a_stored_copy_an_upstream_that_is_gone_is_an_error_at_once(self):
        self.upstream.vanish()
        answer, seconds = self.timed()
        self.assert_honest_error(answer)
        self.assertNotIn(answer.status, (429, 503), "apt gives up on those for good")
        self.assertLess(seconds, AT_ONCE_SECONDS)
        self.upstream.come_back()
        began = time.monotonic()
        self.assert_eventually(lambda: self.ask().body == OLD)
        self.assertLess(time.monotonic() - began, SOON_SECONDS)

    # Slow is not down

    def test_after_two_seconds_without_a_head_the_stored_copy_goes_out_and_renewal_goes_on(self):
        self.store()
        head_gate = upstream.Gate()
        self.upstream.serve(PATH, upstream.content(NEW, last_modified=NEW_DATE,
                                                   head_gate=head_gate))
        answer, seconds = self.timed()
        self.assert_stale(answer)
        self.assertGreater(seconds, PATIENCE_SECONDS - 0.5)
        self.assertLess(seconds, PATIENCE_SECONDS + 4 * SLACK)
        self.assert_counted(self.proxy, stale=1)
        head_gate.open()
        self.assert_eventually(lambda: self.ask().body == NEW)
        self.assertEqual(self.upstream.count(PATH), self.upstream.count(PATH, "GET"))

    def test_a_head_that_comes_late_but_in_time_is_waited_for(self):
        self.store()
        head_gate = upstream.Gate()
        self.upstream.serve(PATH, upstream.content(NEW, last_modified=NEW_DATE,
                                                   head_gate=head_gate))
        client = Background(self.ask)
        self.upstream.wait_for_requests(PATH, 1)
        head_gate.open()
        self.assert_served(client.result(), NEW)

    def test_clients_of_a_slow_revalidation_share_it(self):
        self.store()
        self.upstream.serve(PATH, upstream.hang())
        for answer in concurrently(10, lambda i: self.ask()):
            self.assert_stale(answer)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_ten_seconds_of_silence_are_down_and_then_nobody_waits(self):
        self.store()
        self.upstream.serve(PATH, upstream.hang())
        self.assert_stale(self.ask())

        def answered_at_once():
            answer, seconds = self.timed()
            self.assert_stale(answer)
            return seconds < AT_ONCE_SECONDS
        self.assert_eventually(answered_at_once)

    def test_a_slow_first_fetch_is_waited_for(self):
        body = random_bytes(100 * KIB)
        head_gate = upstream.Gate()
        self.upstream.serve(DEB, upstream.content(body, head_gate=head_gate))
        client = Background(lambda: self.ask(self.upstream.url(DEB)))
        self.upstream.wait_for_requests(DEB, 1)
        time.sleep(PATIENCE_SECONDS + 1)  # the rule's time has to pass, and nothing may happen
        self.assertTrue(client.running)
        head_gate.open()
        self.assert_served(client.result(), body)

    # Renewal

    def test_an_unchanged_document_costs_one_304_and_keeps_its_date(self):
        self.store()
        for _ in range(3):
            answer = self.ask()
            self.assert_served(answer, OLD)
            self.assertEqual(answer.header("last-modified"), OLD_DATE)
        asked = self.upstream.seen(PATH)
        self.assertEqual([seen.headers.get("if-modified-since") for seen in asked], [OLD_DATE] * 3)
        self.assert_counted(self.proxy, miss=1, renewal=3)

    def test_a_client_with_a_current_copy_gets_304_after_the_origin_was_asked(self):
        self.store()
        answer = self.ask(headers=MAX_AGE_0 + [("If-Modified-Since", OLD_DATE)])
        self.assertEqual((answer.status, answer.body), (304, b""))
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_a_changed_document_replaces_the_stored_one(self):
        self.store()
        self.upstream.serve(PATH, upstream.content(NEW, last_modified=NEW_DATE))
        answer = self.ask(headers=MAX_AGE_0 + [("If-Modified-Since", OLD_DATE)])
        self.assert_served(answer, NEW)
        self.assertEqual(answer.header("last-modified"), NEW_DATE)

    def test_an_origin_without_validators_is_fetched_again_which_counts_as_renewal(self):
        # The larger one has begun to leave before it is known to be the same.
        for number, body in enumerate((OLD, OLD + b" " * 200 * KIB), 1):
            with self.subTest(len(body)):
                path = f"/debian/dists/plain-{number}/InRelease"
                self.upstream.serve(path, upstream.content(body, last_modified=None))
                before = self.outcomes(self.proxy)
                for _ in range(3):
                    answer = self.ask(self.upstream.url(path))
                    self.wait_stored(self.proxy, number)
                    self.assert_served(answer, body)
                    self.assertIsNone(answer.header("last-modified"), "a date nobody gave")
                self.assert_counted(self.proxy, miss=before["miss"] + 1,
                                    renewal=before["renewal"] + 2)

    def test_a_fresh_document_is_not_asked_for_unless_the_client_insists(self):
        self.upstream.serve(PATH, upstream.content(
            OLD, last_modified=OLD_DATE, headers=[("Cache-Control", "max-age=3600")]))
        self.store()
        self.assert_served(self.ask(headers=[]), OLD)
        self.assertEqual(self.upstream.count(PATH), 0)
        self.assert_served(self.ask(headers=[("Cache-Control", "no-cache")]), OLD)
        self.assertEqual(self.upstream.count(PATH), 1)

    # Errors and portals

    def test_errors_are_passed_on_and_never_stored(self):
        for code in (400, 403, 404, 410, 429, 500, 502, 503, 504):
            for path in (f"/debian/dists/s{code}/InRelease", package_path(f"e-{code}")):
                with self.subTest(path):
                    url = self.upstream.url(path)
                    self.upstream.serve(path, upstream.status(code, b"the origin's own words\n"))
                    answer = self.ask(url)
                    self.assertGreaterEqual(answer.status, 400)
                    self.assertTrue(answer.complete)
                    self.upstream.serve(path, upstream.content(OLD))
                    self.assert_served(self.ask(url), OLD)

    def test_an_error_does_not_replace_a_stored_document(self):
        self.store()
        for code in (500, 502, 503, 504, 404, 403):
            with self.subTest(code):
                self.upstream.serve(PATH, upstream.status(code, b"broken\n"))
                answer = self.ask()
                if answer.status == 200:
                    self.assert_served(answer, OLD)
                else:
                    self.assertGreaterEqual(answer.status, 400)
                self.upstream.serve(PATH, upstream.content(OLD, last_modified=OLD_DATE))
                self.assert_served(self.ask(), OLD)
                self.assertEqual(self.upstream.seen(PATH)[-1].headers.get("if-modified-since"),
                                 OLD_DATE)

    def test_nothing_that_a_portal_says_is_stored_and_the_stored_copy_goes_out(self):
        landing = self.start_upstream(address="127.0.0.3")
        landing.serve_rest(upstream.content(PORTAL, content_type="text/html", last_modified=None))
        self.proxy.stop()
        self.proxy.upstreams.append(landing.authority)
        self.proxy.start()
        portals = {
            "a page": upstream.content(PORTAL, content_type="text/html; charset=utf-8"),
            "a page of another type": upstream.content(PORTAL),
            "a redirect to a page": upstream.redirect(landing.url("/login")),
            "status 511": upstream.status(511, PORTAL, content_type="text/html"),
        }
        for name, script in portals.items():
            with self.subTest(name):
                self.upstream.serve(PATH, upstream.content(OLD, last_modified=OLD_DATE))
                self.assert_eventually(lambda: self.ask().header("age") is None)
                self.upstream.serve(PATH, script)
                self.assert_served(self.ask(), OLD)
                self.upstream.serve(DEB, script)
                answer = self.ask(self.upstream.url(DEB))
                self.assertGreaterEqual(answer.status, 400)
                self.assertEqual([path for path in self.proxy.objects()
                                  if path.read_bytes() == PORTAL], [])


if __name__ == "__main__":
    main()
