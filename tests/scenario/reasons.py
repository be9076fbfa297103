# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each request in the log says why it had the outcome it had, as far as the proxy knows."""

import json

from harness import upstream
from harness.scenario import (KIB, MIB, RELEASE_PATH, Scenario, by_hash_path, damaged, eventually,
                              main, package_path, random_bytes, release)

DEB = package_path("larder")
BODY = random_bytes(100 * KIB)
MAX_AGE_0 = [("Cache-Control", "max-age=0")]
PORTAL = b"<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Sign in</body></html>\n"
OLD_DATE, NEW_DATE = "Tue, 03 Jun 2025 10:00:00 GMT", "Wed, 04 Jun 2025 10:00:00 GMT"


class Reasons(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(DEB, upstream.content(BODY))
        self.upstream.serve(RELEASE_PATH, upstream.content(release(1), last_modified=OLD_DATE))
        self.proxy = self.start_larder(self.upstream)

    def ask(self, path, headers=(), **options):
        return self.proxy.get(self.upstream.url(path), headers, **options)

    def log(self):
        ran = self.proxy.command_line("log", "--json", "-n", "1000")
        entries = [json.loads(line) for line in ran.stdout.splitlines()]
        return [(entry["outcome"], entry["reason"]) for entry in entries
                if entry["outcome"] != "own"]

    def assert_said(self, *expected):
        """Of the requests so far, the last ones; they are in the file a moment later."""
        number = len(expected)
        if not eventually(lambda: self.log()[-number:] == list(expected), timeout=10):
            self.assertEqual(self.log()[-number:], list(expected))

    def set_network(self, setting, mode):
        self.proxy.config.write_text(f"[network]\n{setting}\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == mode)

    def told(self, what):
        """By those who only read what the proxy writes down."""
        status = json.loads(self.proxy.command_line("status", "--json").stdout)
        return next(cache for cache in status["caches"] if cache["name"] == "apt")[what]

    def store(self):
        self.assert_served(self.ask(DEB), BODY)
        self.assert_served(self.ask(RELEASE_PATH, MAX_AGE_0), release(1))
        self.wait_stored(self.proxy, 2)

    def test_what_was_not_there_and_what_was(self):
        self.store()
        self.ask(DEB)
        self.upstream.serve(package_path("gone"), upstream.status(404))
        self.ask(package_path("gone"))
        private = package_path("private")
        self.upstream.serve(private, upstream.content(BODY, headers=[("Cache-Control",
                                                                      "no-store")]))
        self.ask(private)
        self.assert_said(("miss", "notStored"), ("miss", "notStored"), ("hit", None),
                         ("miss", "notAtOrigin"), ("miss", "unstorable"))
        self.assertIn(f"{self.upstream.url(DEB)} – It was not in stock.\n",
                      self.proxy.command_line("log").stdout)

    def test_a_copy_that_is_damaged_or_gone(self):
        self.store()
        package = max(self.proxy.objects(), key=lambda path: path.stat().st_size)
        package.write_bytes(damaged(BODY, 50))
        self.assert_served(self.ask(DEB), BODY)
        self.wait_stored(self.proxy, 2)
        max(self.proxy.objects(), key=lambda path: path.stat().st_size).unlink()
        self.assert_served(self.ask(DEB), BODY)
        self.assert_said(("miss", "lost"), ("miss", "lost"))

    def test_documents(self):
        self.store()
        self.ask(RELEASE_PATH, MAX_AGE_0)
        self.upstream.serve(RELEASE_PATH, upstream.content(release(2), last_modified=NEW_DATE))
        self.assert_served(self.ask(RELEASE_PATH, MAX_AGE_0), release(2))
        self.assert_said(("renewal", "demanded"), ("miss", "changed"))
        self.set_network("mode=metered", "metered")
        self.ask(RELEASE_PATH, MAX_AGE_0)
        self.assert_said(("hit", "metered"))

    def test_an_origin_in_trouble(self):
        self.store()
        for script, reason in ((upstream.status(500), "originFailed"),
                               (upstream.raw(b"rubbish\r\n\r\n"), "originFailed"),
                               (upstream.hang(), "originSlow")):
            with self.subTest(reason):
                self.upstream.serve(RELEASE_PATH, script)
                self.assert_served(self.ask(RELEASE_PATH, MAX_AGE_0), release(1))
                self.assert_said(("stale", reason))

    def test_an_origin_that_is_down(self):
        self.store()
        self.upstream.vanish()
        for _ in range(2):  # met, and known
            self.assert_served(self.ask(RELEASE_PATH, MAX_AGE_0), release(1))
        self.assert_honest_error(self.ask(package_path("other")))
        self.assert_said(("stale", "originDown"), ("stale", "originDown"), ("error", "originDown"))

    def test_a_network_that_wants_a_log_in(self):
        self.store()
        portal = upstream.content(PORTAL, content_type="text/html")
        self.upstream.serve(RELEASE_PATH, portal)
        self.upstream.serve(package_path("other"), portal)
        self.assert_honest_error(self.ask(package_path("other")))
        for _ in range(2):
            self.assert_served(self.ask(RELEASE_PATH, MAX_AGE_0), release(1))
        self.assert_said(("error", "logIn"), ("stale", "logIn"), ("stale", "logIn"))
        # Whoever looks knows without asking the proxy, also that it is over.
        origin = f"http://{self.upstream.authority}"
        self.assert_eventually(lambda: self.told("logInOrigins") == [origin])
        self.assertEqual(self.told("downOrigins"), [origin])
        self.upstream.serve(package_path("other"), upstream.content(BODY))
        self.assert_served(self.ask(package_path("other")), BODY)
        self.assert_eventually(lambda: self.told("downOrigins") == [])
        self.assertEqual(self.told("logInOrigins"), [])

    def test_wrong_bytes(self):
        body = random_bytes(10 * KIB, "index")
        self.upstream.serve(by_hash_path(body), upstream.content(damaged(body, 5)))
        self.assert_honest_error(self.ask(by_hash_path(body)))
        self.assert_said(("error", "wrongBytes"))

    def test_what_is_passed_through(self):
        self.upstream.serve("/debian/unknown.kind", upstream.content(BODY))
        self.ask("/debian/unknown.kind")
        self.ask(DEB, [("Authorization", "Basic bWU6c2VjcmV0")])
        self.ask(DEB, [("Cache-Control", "no-store")])
        self.set_network("paused=true", "paused")
        self.ask(DEB)
        self.assert_said(("pass", "notKept"), ("pass", "credentials"), ("pass", "noStore"),
                         ("pass", "paused"))

    def test_offline(self):
        self.store()
        self.set_network("mode=offline", "offline")
        self.ask(RELEASE_PATH, MAX_AGE_0)
        self.ask(package_path("other"))
        self.assert_said(("stale", "offline"), ("error", "offline"))

    def test_what_is_refused(self):
        self.proxy.get("http://10.0.0.1" + DEB)
        self.proxy.get("/nothing/here")
        self.proxy.get("/", host="attacker.example")
        self.proxy.get("http://a b/")
        self.assert_said(("refused", "notAllowed"), ("refused", "unknownPath"),
                         ("refused", "notAllowed"), ("refused", "malformed"))

    def test_who_left(self):
        large = package_path("large")
        gate = upstream.Gate(MIB)
        self.upstream.serve(large, upstream.content(random_bytes(8 * MIB, "large"), gate=gate))
        with self.proxy.connect() as connection:
            connection.ask(self.upstream.url(large))
            connection.read_until(b"\r\n\r\n")
        self.assert_said(("error", "clientLeft"))
        gate.open()

    def test_a_transfer_that_the_origin_cuts(self):
        large = package_path("cut")
        self.upstream.serve(large, upstream.content(random_bytes(MIB, "cut"), cut_at=300 * KIB,
                                                    answers_ranges=False, last_modified=None))
        self.assertIs(self.ask(large).complete, False)
        self.assert_said(("error", "originFailed"))


if __name__ == "__main__":
    main()
