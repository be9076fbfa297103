# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""npm: packuments in every client's form, tarballs that are what the packument says, and what is not
kept."""

import gzip
import json
import time

from harness import client, larder, registry, upstream
from harness.scenario import AT_ONCE_SECONDS, KIB, MIB, Scenario, damaged, main, random_bytes

NPM = [("User-Agent", "npm/10.9.9 node/v20.20.2 linux x64 workspaces/false"),
       ("Accept-Encoding", "gzip,deflate")]
PNPM = [("User-Agent", "pnpm/9.15.9 npm/? node/v20.20.2 linux x64"),
        ("Accept", f"{registry.ABBREVIATED}; q=1.0, application/json; q=0.8, */*"),
        ("Accept-Encoding", "gzip,deflate,br")]
YARN1 = [("User-Agent", "yarn/1.22.22 npm/? node/v20.20.2 linux x64"),
         ("Accept", f"{registry.ABBREVIATED}; q=1.0, application/json; q=0.8, */*"),
         ("Accept-Encoding", "gzip, deflate")]
BERRY = [("User-Agent", "got (https://github.com/sindresorhus/got)"),
         ("Accept-Encoding", "gzip, deflate, br")]
# Beyond what is served only once it is checked.
LARGE = 300 * KIB


class NpmScenario(Scenario):
    def setUp(self):
        super().setUp()
        self.origin = self.start_upstream()
        self.registry = registry.Registry(self.origin)
        self.proxy = self.start_npm()

    def start_npm(self, *options, **settings):
        return self.start_larder(self.origin, caches=["npm=127.0.0.1:0"],
                                 options=["--upstream", f"npm={self.origin.url('/')}", *options],
                                 **settings)

    def ask(self, path, headers=NPM, **options):
        return self.proxy.get(path, headers, **options)

    def document(self, path, headers=NPM):
        """A packument as that client reads it."""
        answer = self.ask(path, headers)
        self.assertEqual(answer.status, 200, answer.body[:300])
        self.assertTrue(answer.complete)
        body = answer.body
        if answer.header("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return json.loads(body)

    def links(self, path, headers):
        return [version["dist"]["tarball"]
                for version in self.document(path, headers)["versions"].values()]

    def assert_problem(self, answer):
        """What npm, pnpm and Yarn show, and do not ask for again."""
        self.assertEqual(answer.status, 424)
        sentence = json.loads(answer.body)["error"]
        self.assertGreater(len(sentence.split()), 3)


class Packuments(NpmScenario):
    def test_npm_gets_the_origins_bytes_and_they_came_compressed(self):
        self.registry.add("left", "1.0.0", "1.1.0", padding=LARGE)
        original = json.loads(self.registry.document("left", padding=LARGE))
        for _ in range(2):
            self.assertEqual(self.document("/left"), original)
            self.wait_stored(self.proxy, 1)
        asked, = self.origin.seen("/left")
        self.assertIn("gzip", asked.headers["accept-encoding"])
        self.assert_counted(self.proxy, miss=1, hit=1)
        # "In its own encoding": what crossed the network is what was saved by the hit.
        figures = self.outcomes(self.proxy)
        self.assertLess(figures["bytesFromNetwork"], LARGE / 2)

    def test_everybody_else_gets_links_to_the_address_that_he_used(self):
        self.registry.add("@scope/thing", "1.0.0", "2.0.0")
        here = f"http://{self.proxy.authority}/@scope/thing/-/thing-"
        for headers in (PNPM, BERRY, [("User-Agent", "Bun/1.2.0")], [("Accept-Encoding", "gzip")]):
            for link in self.links("/@scope%2fthing", headers):
                self.assertTrue(link.startswith(here), link)
        for headers in (NPM, YARN1):
            for link in self.links("/@scope%2fthing", headers):
                self.assertTrue(link.startswith(registry.PUBLIC), link)
        answer = self.proxy.get("/@scope%2fthing", PNPM, host=f"localhost:{self.proxy.port}")
        self.assertIn(f"http://localhost:{self.proxy.port}/@scope/".encode(),
                      gzip.decompress(answer.body))
        self.assertEqual(self.origin.count(), 2)  # full and abbreviated

    def test_yarn_1_gets_our_links_when_the_settings_say_so(self):
        self.registry.add("left", "1.0.0")
        proxy = self.prepare_larder(self.origin, caches=["npm=127.0.0.1:0"],
                                    options=["--upstream", f"npm={self.origin.url('/')}"])
        proxy.config.write_text("[cache-npm]\nrewrite-for-yarn1=true\n")
        self.proxy = proxy.start()
        self.assertTrue(self.links("/left", YARN1)[0].startswith(f"http://{proxy.authority}/"))

    def test_every_spelling_of_a_scope_is_one_document(self):
        self.registry.add("@scope/thing", "1.0.0")
        for path in ("/@scope/thing", "/@scope%2fthing", "/@scope%2Fthing", "/%40scope%2fthing"):
            self.assertEqual(self.document(path)["name"], "@scope/thing")
        self.assertEqual(self.origin.count(), 1)

    def test_full_and_abbreviated_documents_are_kept_apart(self):
        self.registry.add("left", "1.0.0", padding=KIB)
        self.assertIn("readme", self.document("/left"))
        self.assertNotIn("readme", self.document("/left", PNPM))
        self.assertIn("readme", self.document("/left", BERRY))
        self.assertEqual(self.origin.count("/left"), 2)

    def test_each_form_has_an_etag_of_its_own_and_answers_conditions(self):
        self.registry.add("left", "1.0.0")
        plain = [("User-Agent", "npm/10")]
        forms = {}
        for name, headers in {"npm": NPM, "berry": BERRY, "identity": plain}.items():
            answer = self.ask("/left", headers)
            forms[name] = answer.header("etag")
            again = self.ask("/left", [*headers, ("If-None-Match", forms[name])])
            self.assertEqual((again.status, again.size), (304, 0), name)
        self.assertEqual(len(set(forms.values())), 3, forms)
        crossed = self.ask("/left", [*BERRY, ("If-None-Match", forms["npm"])])
        self.assertEqual(crossed.status, 200)
        self.assertEqual(self.origin.count("/left"), 1)

    def test_a_client_without_gzip_gets_the_plain_document(self):
        self.registry.add("left", "1.0.0", padding=LARGE)
        answer = self.ask("/left", [("User-Agent", "npm/10")])
        self.assertIsNone(answer.header("content-encoding"))
        self.assert_served(answer, self.registry.document("left", padding=LARGE))

    def test_an_origin_that_does_not_compress_is_served_all_the_same(self):
        self.registry.compresses = False
        self.registry.add("left", "1.0.0", padding=LARGE)
        self.assertEqual(self.document("/left")["name"], "left")
        answer = self.ask("/left", BERRY)
        self.assertEqual(answer.header("content-encoding"), "gzip")
        self.assertEqual(json.loads(gzip.decompress(answer.body))["name"], "left")

    def test_a_document_is_not_asked_about_within_its_time_and_renewed_after_it(self):
        self.registry.add("left", "1.0.0")
        self.document("/left")
        self.wait_stored(self.proxy, 1)
        self.document("/left", [*NPM, ("Cache-Control", "max-age=0")])
        self.assertEqual(self.origin.count("/left"), 1)
        self.document("/left", [*NPM, ("Cache-Control", "no-cache")])
        self.assertEqual(self.origin.count("/left"), 2)
        self.assert_counted(self.proxy, miss=1, hit=1, renewal=1)

    def test_an_origin_that_says_nothing_about_time_gets_the_registrys_usual_one(self):
        self.registry.headers = []
        self.registry.add("left", "1.0.0")
        for _ in range(3):
            self.document("/left", PNPM)
        self.assertEqual(self.origin.count("/left"), 1)

    def test_what_a_cache_of_the_registry_itself_kept_for_long_is_fresh_as_it_comes(self):
        self.registry.headers = [("Cache-Control", "public, max-age=300"), ("Age", "1634")]
        self.registry.add("left", "1.0.0")
        for _ in range(3):
            self.document("/left", NPM)
        self.assertEqual(self.origin.count("/left"), 1)
        self.wait_stored(self.proxy, 1)
        self.document("/left", [*NPM, ("Cache-Control", "no-cache")])
        self.document("/left", NPM)
        self.assertEqual(self.origin.count("/left"), 2)  # the 304 is as old

    def test_a_new_version_is_seen_in_every_form_and_the_old_forms_leave_the_store(self):
        self.registry.headers = [("Cache-Control", "max-age=0")]
        self.registry.add("left", "1.0.0")
        for headers in (NPM, BERRY):
            self.document("/left", headers)
        self.wait_stored(self.proxy, 2)
        self.registry.add("left", "1.1.0")
        for headers in (BERRY, NPM):
            self.assertIn("1.1.0", self.document("/left", headers)["versions"])
        self.wait_stored(self.proxy, 2)

    def test_fifty_clients_at_once_make_one_request_and_one_form(self):
        self.registry.add("left", *(f"1.0.{patch}" for patch in range(400)), padding=LARGE)
        answers = client.concurrently(50, lambda _: self.ask("/left", BERRY))
        self.assertEqual(len({answer.digest for answer in answers}), 1)
        self.assertTrue(all(answer.wholly_right for answer in answers))
        self.assertEqual(self.origin.count("/left"), 1)
        self.wait_stored(self.proxy, 2)

    def test_forms_for_addresses_without_number_are_not_kept(self):
        self.registry.add("left", "1.0.0")
        for number in range(1, 20):
            host = f"127.0.0.{number}:{self.proxy.port}"
            answer = self.proxy.get("/left", BERRY, host=host)
            self.assertIn(f"http://{host}/".encode(), gzip.decompress(answer.body))
        self.wait_stored(self.proxy, 2)  # the document, and its form for 127.0.0.1

    def test_what_the_registry_forbids_to_keep_is_kept_in_no_form(self):
        self.registry.headers = [("Cache-Control", "no-store")]
        self.registry.add("left", "1.0.0")
        for _ in range(2):
            for headers in (NPM, BERRY):
                self.assertEqual(self.document("/left", headers)["name"], "left")
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)
        self.assertEqual(self.origin.count("/left"), 4)

    def test_a_redirect_with_a_secret_leaves_no_trace_of_it(self):
        self.registry.headers = [("Cache-Control", "max-age=0")]
        self.registry.add("left", "1.0.0")
        moved = registry.packument_script(self.registry.document("left"),
                                          self.registry.document("left", abbreviated=True),
                                          self.registry.headers, True)
        for number in range(3):
            self.origin.serve("/left", upstream.redirect(f"/store/left?sig=secret{number}"))
            self.origin.serve(f"/store/left?sig=secret{number}", moved)
            for headers in (NPM, BERRY):
                answer = self.ask("/left", headers)
                self.assertEqual(answer.status, 200)
                self.assertNotIn("secret", str(answer.fields))
        self.wait_stored(self.proxy, 2)

    def test_many_requests_on_one_connection_for_a_form_that_is_being_proven(self):
        self.registry.add("left", "1.0.0")
        self.document("/left", BERRY)
        self.wait_stored(self.proxy, 2)
        for file in (self.proxy.cache / "objects").rglob("*"):
            if file.is_file():
                file.touch()  # another change time: not believed without a look
        self.proxy.restart()
        with self.proxy.connect() as connection:
            for _ in range(40):
                connection.ask("/left", BERRY, host=self.proxy.authority)
            answers = [connection.response().finish() for _ in range(40)]
        self.assertEqual({answer.digest for answer in answers}, {answers[0].digest})

    def test_a_version_of_its_own_is_a_document_too(self):
        manifest = json.loads(self.add_and_read("left", "1.0.0"))["versions"]["1.0.0"]
        self.origin.serve("/left/latest", upstream.content(json.dumps(manifest).encode(),
                                                           content_type="application/json"))
        answer = self.ask("/left/latest", [("User-Agent", "corepack")])
        link = json.loads(answer.body)["dist"]["tarball"]
        self.assertEqual(link, f"http://{self.proxy.authority}/left/-/left-1.0.0.tgz")

    def add_and_read(self, *package):
        self.registry.add(*package)
        return self.registry.document(package[0])

    def test_twenty_megabytes_are_rewritten_without_holding_anybody_up(self):
        for attempt in range(3):
            self.registry.add(f"huge-{attempt}", "1.0.0", padding=20 * MIB)
        self.registry.add("small", "1.0.0")
        self.document("/small", BERRY)
        before = highest = self.proxy.rss()

        def read_small():
            nonlocal highest
            self.document("/small", BERRY)
            highest = max(highest, self.proxy.rss())
        huge = self.assert_holds_nobody_up(
            lambda attempt: self.ask(f"/huge-{attempt}", BERRY), read_small)
        self.assertEqual(len(json.loads(gzip.decompress(huge.body))["readme"]), 20 * MIB)
        if not larder.SANITIZED:
            self.assertLess(highest - before, 3 * 20 * MIB)


class Tarballs(NpmScenario):
    def test_a_tarball_is_fetched_once_whatever_its_spelling(self):
        body = self.registry.add("@scope/thing", "1.0.0")
        for path in ("/@scope/thing/-/thing-1.0.0.tgz", "/@scope%2fthing/-/thing-1.0.0.tgz",
                     "/@scope%2Fthing/-/thing-1.0.0.tgz"):
            for headers in (NPM, BERRY, [("Cache-Control", "no-cache")]):
                self.assert_served(self.ask(path, headers), body)
        self.assertEqual(self.origin.count(), 1)

    def test_what_contradicts_the_packument_never_completes_and_is_not_kept(self):
        stored = 0
        for size in (10, LARGE):
            name = f"liar{size}"
            path = self.registry.tarball_path(name, "1.0.0")
            body = self.registry.add(name, "1.0.0", files={"data": random_bytes(size)})
            self.document(f"/{name}", PNPM)
            stored += 2  # the document and its form
            self.wait_stored(self.proxy, stored)
            self.origin.serve(path, upstream.content(damaged(body, len(body) // 2)))
            for headers in (PNPM, YARN1):
                self.assert_not_passed_off(self.ask(path, headers), body)
            self.assertEqual(self.proxy.figures()["stock"]["objects"], stored)
            self.origin.serve(path, upstream.content(body))
            self.assert_served(self.ask(path, PNPM), body)
            stored += 1
            self.wait_stored(self.proxy, stored)

    def test_what_contradicts_the_clients_own_integrity_is_not_kept(self):
        path = self.registry.tarball_path("left", "1.0.0")
        body = self.registry.add("left", "1.0.0")
        self.origin.serve(path, upstream.content(damaged(body, 20)))
        headers = [*NPM, ("pacote-integrity", registry.integrity(body))]
        self.assert_not_passed_off(self.ask(path, headers), body)
        self.origin.serve(path, upstream.content(body))
        self.assert_served(self.ask(path, headers), body)

    def test_what_was_published_anew_under_the_same_name_is_fetched_by_who_knows_of_it(self):
        path = self.registry.tarball_path("left", "1.0.0")
        old = self.registry.add("left", "1.0.0")
        self.assert_served(self.ask(path, PNPM), old)
        self.wait_stored(self.proxy, 1)
        new = self.registry.add("left", "1.0.0", files={"more": b"more"})
        self.assert_served(
            self.ask(path, [*NPM, ("pacote-integrity", registry.integrity(old))]), old)
        for _ in range(2):
            self.assert_served(
                self.ask(path, [*NPM, ("pacote-integrity", registry.integrity(new))]), new)
        self.assertEqual(self.origin.count(path), 2)

    def test_a_clients_wrong_claim_is_its_own_trouble(self):
        path = self.registry.tarball_path("left", "1.0.0")
        body = self.registry.add("left", "1.0.0")
        gate = upstream.Gate()
        self.origin.serve(path, upstream.content(body, head_gate=gate))
        liar = client.Background(self.ask, path,
                                 [*NPM, ("pacote-integrity", registry.integrity(b"other"))])
        self.origin.wait_for_requests(path, 1)
        with self.proxy.connect() as honest:
            honest.ask(path, [*NPM, ("pacote-integrity", registry.integrity(body))],
                       host=self.proxy.authority)
            self.proxy.figures()  # asked later, so answered when the other request was read
            gate.open()
            self.assert_problem(liar.result())
            self.assert_served(honest.response().finish(), body)

    def test_a_wrong_answer_is_asked_for_again_before_anybody_sees_it(self):
        path = self.registry.tarball_path("left", "1.0.0")
        body = self.registry.add("left", "1.0.0")
        self.document("/left", PNPM)
        self.origin.serve(path, upstream.sequence(upstream.content(damaged(body, 20)),
                                                  upstream.content(body)))
        self.assert_served(self.ask(path, PNPM), body)

    def test_sha1_alone_is_enough_for_old_packages(self):
        body = self.registry.add("old", "1.0.0", dist={"integrity": None})
        path = self.registry.tarball_path("old", "1.0.0")
        self.document("/old", PNPM)
        self.origin.serve(path, upstream.content(damaged(body, 20)))
        self.assert_not_passed_off(self.ask(path, PNPM), body)


class Passing(NpmScenario):
    def test_audit_bodies_travel_byte_for_byte(self):
        path = "/-/npm/v1/security/advisories/bulk"
        sent = gzip.compress(b'{"left":["1.0.0"]}')
        self.origin.serve(path, upstream.status(200, b"{}", content_type="application/json"))
        received = []

        def collect(exchange):
            length = int(exchange.request.headers["content-length"])
            received.append(exchange.read_body(length))
            upstream.status(200, b"{}", content_type="application/json")(exchange)

        self.origin.serve(path, collect)
        with self.proxy.connect() as connection:
            connection.send(client.request_bytes(
                path, [*NPM, ("Content-Type", "application/json"), ("Content-Encoding", "gzip"),
                       ("Content-Length", len(sent))], "POST", self.proxy.authority) + sent)
            answer = connection.response("POST").finish()
        self.assertEqual((answer.status, answer.body), (200, b"{}"))
        self.assertEqual(received, [sent])
        asked, = self.origin.seen(path)
        self.assertEqual(asked.headers["content-encoding"], "gzip")

    def test_search_tags_and_unknown_services_are_passed_and_not_kept(self):
        for path in ("/-/v1/search?text=left", "/-/package/left/dist-tags", "/-/whoami"):
            self.origin.serve(path, upstream.status(200, b"{}", content_type="application/json"))
            for number in (1, 2):
                self.assertEqual(self.ask(path).status, 200)
                self.assertEqual(self.origin.count(path), number)
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_ping_is_answered_here(self):
        self.assertEqual(self.ask("/-/ping").status, 200)
        self.assertEqual(self.origin.count(), 0)

    def test_what_needs_credentials_is_passed_with_them_and_not_kept(self):
        self.registry.add("private", "1.0.0")
        token = [*NPM, ("Authorization", "Bearer secret")]
        for number in (1, 2):
            self.document("/private", token)
            self.assertEqual(self.origin.count("/private"), number)
        self.assertEqual(self.origin.seen("/private")[0].headers["authorization"], "Bearer secret")
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_what_was_published_is_seen_at_once(self):
        for number, (name, mode) in enumerate((("left", "normal"), ("right", "metered")), 1):
            with self.subTest(mode):
                self.registry.add(name, "1.0.0")
                self.proxy.config.write_text(f"[network]\nmode={mode}\n")
                self.assert_eventually(lambda mode=mode: self.proxy.figures()["mode"] == mode)
                for headers in (NPM, PNPM):
                    self.document(f"/{name}", headers)
                self.wait_stored(self.proxy, 3 * number)  # two documents, one rewritten
                self.origin.serve(f"/{name}", upstream.status(403, b"{}"))
                self.assertEqual(self.ask(f"/{name}", method="PUT").status, 403)
                self.origin.forget()
                self.document(f"/{name}")
                self.assertEqual(self.origin.count(), 0)
                self.origin.serve(f"/{name}", upstream.status(200, b"{}"))
                self.assertEqual(self.ask(f"/{name}", method="PUT").status, 200)
                self.registry.add(name, "1.0.0", "2.0.0")
                for headers in (NPM, PNPM):
                    self.assertIn("2.0.0", self.document(f"/{name}", headers)["versions"])

    def test_a_private_registry_is_installed_from_through_larder(self):
        other = self.start_upstream()
        private = upstream.Guarded(other, "Bearer secret")
        body = registry.Registry(private, tarballs=other.url("")).add("mine", "1.0.0")
        proxy = self.prepare_larder(self.origin, other, caches=["npm=127.0.0.1:0"])
        proxy.config.write_text(f"[cache-npm]\nfurther=firm={other.url('/')}\n")
        self.proxy = proxy.start()
        headers = [*PNPM, ("Authorization", "Bearer secret")]
        for _ in range(2):
            link, = self.links("/firm/mine", headers)
            self.assertEqual(link, f"http://{proxy.authority}/firm/mine/-/mine-1.0.0.tgz")
            self.assert_served(self.ask(link.partition(proxy.authority)[2], headers), body)
        self.assertEqual(self.ask("/firm/mine", PNPM).status, 401)
        self.assertEqual(proxy.figures()["stock"]["objects"], 0)

    def test_credentials_of_the_settings_are_lent_for_reading_only(self):
        self.registry.add("left", "1.0.0")
        proxy = self.prepare_larder(self.origin, caches=["npm=127.0.0.1:0"])
        place = self.origin.url("/").replace("http://", "http://user:pass@")
        proxy.config.write_text(f"[cache-npm]\nupstream={place}\n")
        self.proxy = proxy.start()
        self.document("/left")
        self.assertTrue(self.origin.seen("/left")[0].headers["authorization"].startswith("Basic"))
        self.origin.serve("/-/package/left/dist-tags/x", upstream.status(401, b"who?"))
        self.assertEqual(self.ask("/-/package/left/dist-tags/x", method="DELETE").status, 401)
        asked, = self.origin.seen(method="DELETE")
        self.assertNotIn("authorization", asked.headers)

    def test_other_sites_read_and_do_nothing(self):
        self.registry.headers.append(("Access-Control-Allow-Origin", "*"))
        self.registry.add("left", "1.0.0")
        self.origin.serve("/-/whoami", upstream.status(200, b"{}",
                                                       [("Access-Control-Allow-Origin", "*")]))
        for path in ("/left", "/-/whoami"):
            self.assertIsNone(self.ask(path).header("access-control-allow-origin"))
            for site in ("cross-site", "same-site"):
                answer = self.ask(path, [*NPM, ("Sec-Fetch-Site", site)])
                self.assertEqual(answer.status, 403)
        self.assertEqual(self.origin.count("/-/whoami"), 1)

    def test_the_target_counts_where_the_host_says_something_else(self):
        self.registry.add("left", "1.0.0")
        answer = self.proxy.get(f"http://{self.proxy.authority}/left", BERRY, host="evil.example")
        self.assertIn(f"http://{self.proxy.authority}/left/-/".encode(),
                      gzip.decompress(answer.body))

    def test_a_further_registry_has_its_own_packages(self):
        other = self.start_upstream()
        second = registry.Registry(other)
        self.registry.add("left", "1.0.0")
        second.add("left", "9.0.0")
        proxy = self.prepare_larder(self.origin, other, caches=["npm=127.0.0.1:0"],
                                    options=["--upstream", f"npm={self.origin.url('/')}"])
        proxy.config.write_text(f"[cache-npm]\nfurther=work={other.url('/')}\n")
        self.proxy = proxy.start()
        self.assertEqual(list(self.document("/left")["versions"]), ["1.0.0"])
        self.assertEqual(list(self.document("/work/left")["versions"]), ["9.0.0"])
        self.assertEqual(self.links("/work/left", BERRY),
                         [f"http://{proxy.authority}/work/left/-/left-9.0.0.tgz"])
        self.assert_served(self.ask("/work/left/-/left-9.0.0.tgz"), second.packages["left"]["9.0.0"])

    def test_a_name_that_is_not_ours_is_refused(self):
        answer = self.proxy.get("/left", NPM, host="registry.evil.example")
        self.assertEqual(answer.status, 421)

    def test_clients_that_use_it_as_a_forward_proxy_are_tunnelled(self):
        with self.proxy.connect() as connection:
            answer = connection.get("registry.npmjs.org:443", method="CONNECT",
                                    host="registry.npmjs.org:443")
        self.assertNotEqual(answer.status, 405)
        answer = self.ask(self.origin.url("/left"))
        self.assertEqual(answer.status, 404)  # the origin's word
        self.assertEqual(self.origin.count("/left"), 1)


class Trouble(NpmScenario):
    BAD = {
        "HTML with 200": upstream.status(200, b"<!DOCTYPE html><html>Log in</html>",
                                         content_type="text/html"),
        "HTML called JSON": upstream.status(200, b"<html>Log in</html>",
                                            content_type="application/json"),
        "no JSON": upstream.status(200, b"hello", content_type="application/json"),
        "empty": upstream.status(200, b"", content_type="application/json"),
        "an array": upstream.status(200, b"[]", content_type="application/json"),
        "cut JSON": upstream.status(200, b'{"name":"left","versions":{"1.0.0":{',
                                    content_type="application/json"),
        "two texts": upstream.status(200, b'{"versions":{}}{"versions":{}}',
                                     content_type="application/json"),
        "deeply nested": upstream.status(200, b'{"versions":' + b"[" * 50_000,
                                         content_type="application/json"),
        "gzip that is none": upstream.status(200, b'{"versions":{}}',
                                             [("Content-Encoding", "gzip")], "application/json"),
        "cut gzip": upstream.status(200, gzip.compress(b'{"versions":{"1":{}}}')[:-6],
                                    [("Content-Encoding", "gzip")], "application/json"),
        "another encoding": upstream.status(200, b"xxxx", [("Content-Encoding", "br")],
                                            "application/json"),
        "cut": upstream.content(b'{"versions":{}}' + b" " * 1000, cut_at=500),
    }

    def test_what_is_no_packument_is_neither_passed_off_nor_kept(self):
        for name, script in self.BAD.items():
            for headers in (NPM, BERRY):
                with self.subTest(name, client=headers[0][1]):
                    self.origin.serve("/left", script)
                    answer = self.ask("/left", headers)
                    self.assert_problem(answer)
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_a_large_one_is_cut_before_its_end(self):
        text = b'{"versions":{}, "readme":"' + b"x" * LARGE
        self.origin.serve("/left", upstream.status(200, text, content_type="application/json"))
        answer = self.ask("/left")
        self.assertIs(answer.complete, False)
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_the_stored_document_is_served_instead(self):
        self.registry.headers = [("Cache-Control", "max-age=0")]
        self.registry.add("left", "1.0.0")
        for headers in (NPM, BERRY):
            self.document("/left", headers)
        for name, script in self.BAD.items():
            with self.subTest(name):
                self.origin.serve("/left", script)
                for headers in (NPM, BERRY):
                    self.assertEqual(self.document("/left", headers)["name"], "left")
        self.origin.vanish()
        for headers in (NPM, BERRY):
            self.assertEqual(self.document("/left", headers)["name"], "left")

    def test_a_bomb_ends_at_the_limit(self):
        bomb = gzip.compress(b'{"versions":{}, "x":"' + b" " * (300 * MIB), 9)
        self.origin.serve("/left", upstream.status(200, bomb, [("Content-Encoding", "gzip")],
                                                   "application/json"))
        before = self.proxy.rss()
        self.assert_problem(self.ask("/left", BERRY))
        if not larder.SANITIZED:
            self.assertLess(self.proxy.rss() - before, 64 * MIB)

    def test_an_origin_that_is_gone_is_told_at_once_with_a_status_that_is_not_asked_again(self):
        self.origin.vanish()
        for path in ("/left", "/left/-/left-1.0.0.tgz", "/@a%2fb", "/-/v1/search?text=x"):
            began = time.monotonic()
            self.assert_problem(self.ask(path))
            self.assertLess(time.monotonic() - began, AT_ONCE_SECONDS)
        self.origin.come_back()
        self.registry.add("left", "1.0.0")
        self.assertEqual(self.document("/left")["name"], "left")

    def test_offline_serves_what_is_there_in_every_form_and_refuses_the_rest(self):
        body = self.registry.add("left", "1.0.0")
        self.document("/left")
        self.assert_served(self.ask(self.registry.tarball_path("left", "1.0.0")), body)
        self.wait_stored(self.proxy, 2)
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        self.origin.forget()
        self.assertEqual(self.document("/left", BERRY)["name"], "left")
        self.assert_served(self.ask(self.registry.tarball_path("left", "1.0.0")), body)
        for path in ("/right", "/right/-/right-1.0.0.tgz", "/-/v1/search?text=x"):
            answer = self.ask(path)
            self.assert_problem(answer)
            self.assertIn("offline", json.loads(answer.body)["error"])
        self.assertEqual(self.origin.count(), 0)

    def test_the_origins_own_word_is_passed_on(self):
        self.origin.serve("/gone", upstream.status(404, b'{"error":"Not found"}'))
        self.assertEqual(self.ask("/gone").status, 404)
        self.origin.serve("/sick", upstream.status(503, b"later"))
        self.assertEqual(self.ask("/sick").status, 503)
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_metered_asks_no_more_than_the_client_insists(self):
        self.registry.headers = [("Cache-Control", "max-age=0")]
        self.registry.add("left", "1.0.0")
        self.document("/left")
        self.proxy.config.write_text("[network]\nmode=metered\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "metered")
        for headers in (NPM, BERRY):
            self.document("/left", headers)
        self.assertEqual(self.origin.count("/left"), 1)

    def test_paused_passes_everything_and_compressed(self):
        self.registry.add("left", "1.0.0", padding=LARGE)
        self.proxy.config.write_text("[network]\npaused=true\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "paused")
        for number in (1, 2):
            self.assertEqual(self.document("/left")["name"], "left")
            self.assertEqual(self.origin.count("/left"), number)
        self.assertIn("gzip", self.origin.seen("/left")[0].headers["accept-encoding"])
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_hostile_paths_are_answered_and_reach_no_other_part_of_the_origin(self):
        for path in ("/..%2f..%2fetc", "/@a%2f..", "/@a%2f..%2f..%2fx", "/a/-/../../x",
                     "/%00", "/a%0d%0aX:1", "/@/x", "/a//b", "/.hidden", "/@a%252fb",
                     "/a/-/b.tgz?x=1", "/" + "a" * 5000):
            with self.subTest(path):
                answer = self.ask(path)
                self.assertTrue(400 <= answer.status < 500, answer.status)
        for seen in self.origin.seen():
            self.assertNotIn("..", seen.target)


if __name__ == "__main__":
    main()
