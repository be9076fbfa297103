# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composer: what a plugin and what a repository's clients ask for; archives that are what they
should be, and what is not kept."""

import gzip
import hashlib
import json
import time

from harness import client, composerrepository, larder, upstream
from harness.composerrepository import reference
from harness.scenario import AT_ONCE_SECONDS, KIB, MIB, Scenario, damaged, main

COMPOSER = [("User-Agent", "Composer/2.8.8 (Linux; 6.1; PHP 8.4.27; cURL 8.14.1)"),
            ("Accept-Encoding", "deflate, gzip, br, zstd")]
LARGE = 300 * KIB  # beyond what is served only once it is checked
NAME = "larder/core"
ROOT = "/mirror/packagist"


class ComposerScenario(Scenario):
    def setUp(self):
        super().setUp()
        self.origin = self.start_upstream()
        self.repository = composerrepository.Repository(self.origin)
        self.proxy = self.start_composer()

    def start_composer(self, settings="", *others):
        proxy = self.prepare_larder(self.origin, *others, caches=["composer=127.0.0.1:0"],
                                    options=["--upstream", f"composer={self.origin.url('/')}"])
        proxy.config.write_text(settings)
        return proxy.start()

    def restart_with(self, settings, *others):
        self.proxy.stop()
        self.proxy = self.start_composer(settings, *others)

    def go_offline(self):
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        self.origin.forget()

    def ask(self, path, headers=COMPOSER, **options):
        return self.proxy.get(path, headers, **options)

    def document(self, path, headers=COMPOSER):
        answer = self.ask(path, headers)
        self.assertEqual(answer.status, 200, answer.body[:300])
        self.assertTrue(answer.complete)
        body = answer.body
        if answer.header("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return json.loads(body)

    def archive_path(self, name=NAME, version="1.0.0"):
        """As a plugin maps its address."""
        return ROOT + self.repository.served_archive_path(name, version)

    @staticmethod
    def mirrored_path(name=NAME, version="1.0.0"):
        """As Composer fills in the mirror's template."""
        return (f"/dists/{name}/{composerrepository.normalised(version)}/"
                f"{reference(name, version)}.zip")

    def assert_problem(self, answer):
        """What Composer shows, and does not ask for again."""
        self.assertEqual(answer.status, 424)
        self.assertGreater(len(answer.body.split()), 3)

    def stored(self):
        return self.proxy.figures()["stock"]["objects"]


class Plugin(ComposerScenario):
    def test_the_list_of_mirrors_is_velocitas(self):
        answer = self.ask("/mirrors.json")
        self.assertEqual(answer.header("content-type"), "application/json")
        mirrors = {each["url"]: each["path"] for each in json.loads(answer.body)["mirrors"]}
        self.assertEqual(mirrors["//repo.packagist.org/"], "/mirror/packagist/")
        self.assertEqual(mirrors[f"//{self.origin.authority}/"], "/mirror/packagist/")
        self.assertEqual(mirrors["//codeload.github.com/"], "/mirror/github-codeload/")
        self.assertEqual(mirrors["//api.github.com/"], "/mirror/github-api/")
        self.assertEqual(self.origin.count(), 0)

    def test_documents_come_as_the_repository_has_them(self):
        self.repository.publish_root(**{"notify-batch": "/downloads/"})
        self.repository.add(NAME, "1.0.0")
        self.assertEqual(self.document(f"{ROOT}/packages.json"), self.repository.root)
        for _ in range(2):
            named = self.document(f"{ROOT}/p2/{NAME}.json")["packages"][NAME]
            self.assertEqual([each["version"] for each in named], ["1.0.0"])
            self.wait_stored(self.proxy, 2)
        self.assertEqual(self.origin.count(), 2)
        self.assertIn("gzip", self.origin.seen()[0].headers["accept-encoding"])

    def test_composers_own_copy_is_renewed_from_here(self):
        self.repository.add(NAME, "1.0.0")
        path = f"{ROOT}/p2/{NAME}.json"
        date = self.ask(path).header("last-modified")
        self.assertIsNotNone(date)
        answer = self.ask(path, [*COMPOSER, ("If-Modified-Since", date)])
        self.assertEqual((answer.status, answer.size), (304, 0))
        self.assertEqual(self.origin.count(), 1)

    def test_a_new_version_is_seen_when_its_time_is_up(self):
        self.repository.headers = [("Cache-Control", "max-age=0")]
        self.repository.add(NAME, "1.0.0")
        self.document(f"{ROOT}/p2/{NAME}.json")
        self.wait_stored(self.proxy, 1)
        self.document(f"{ROOT}/p2/{NAME}.json")
        self.assert_counted(self.proxy, miss=1, renewal=1)
        self.repository.add(NAME, "1.1.0")
        self.origin.serve(
            f"/p2/{NAME}.json",
            composerrepository.document_script(json.dumps({"packages": {NAME: [{}, {}]}}).encode()
                                               + b" " * 10))
        self.assertIn(NAME, self.document(f"{ROOT}/p2/{NAME}.json")["packages"])

    def test_an_archive_is_fetched_once_whatever_the_client_asks(self):
        body = self.repository.add(NAME, "1.0.0", has_shasum=False, size=LARGE)
        for headers in (COMPOSER, [*COMPOSER, ("Cache-Control", "no-cache")]):
            self.assert_served(self.ask(self.archive_path(), headers), body)
            self.wait_stored(self.proxy, 1)
        self.assertEqual(self.origin.count(), 1)
        self.assert_counted(self.proxy, miss=1, hit=1)

    def test_fifty_clients_at_once_make_one_request(self):
        body = self.repository.add(NAME, "1.0.0", size=LARGE)
        gate = upstream.Gate()
        self.repository.serve_archive(NAME, "1.0.0", upstream.content(body, gate=gate))
        asked = [client.Background(self.ask, self.archive_path()) for _ in range(50)]
        gate.allow(LARGE // 2)
        gate.wait_sent(LARGE // 2)
        gate.open()
        for each in asked:
            self.assert_served(each.result(), body)
        self.assertEqual(self.origin.count(), 1)

    def test_a_redirect_is_followed_here_and_its_secrets_stay_nowhere(self):
        other = self.start_upstream()
        self.restart_with("", other)
        body = self.repository.add(NAME, "1.0.0", has_shasum=False)
        target = "/code.zip?token=secret42"
        self.repository.serve_archive(NAME, "1.0.0", upstream.redirect(other.url(target)))
        other.serve(target, upstream.content(body))
        for _ in range(2):
            answer = self.ask(self.archive_path())
            self.assert_served(answer, body)
            self.assertNotIn("secret42", str(answer.fields))
            self.wait_stored(self.proxy, 1)
        self.assertEqual((self.origin.count(), other.count()), (1, 1))
        self.proxy.stop()
        for file in self.proxy.folder.rglob("*"):
            if file.is_file():
                self.assertNotIn(b"secret42", file.read_bytes(), file)
        self.assertNotIn("secret42", self.proxy.log)

    def test_a_redirect_to_a_forbidden_address_is_refused(self):
        neighbour = self.start_upstream()  # not allowed
        self.repository.add(NAME, "1.0.0", has_shasum=False)
        for place in (neighbour.url("/x.zip"), "http://169.254.169.254/x.zip", "http://[::1]/x.zip",
                      "file:///etc/passwd"):
            self.repository.serve_archive(NAME, "1.0.0", upstream.redirect(place))
            self.assert_problem(self.ask(self.archive_path()))
        self.assertEqual(neighbour.count(), 0)
        self.assertEqual(self.stored(), 0)

    def test_redirects_of_what_is_passed_on_lead_back_here(self):
        """As velocita's proxy does it: the plugin's next request comes here, too."""
        cases = {self.origin.url("/b?x=1"): f"{ROOT}/b?x=1", "/b": f"{ROOT}/b",
                 "https://codeload.github.com/o/r/zip/main": "/mirror/github-codeload/o/r/zip/main",
                 "https://elsewhere.example/b": "https://elsewhere.example/b"}
        for place, expected in cases.items():
            self.origin.serve("/a", upstream.redirect(place))
            answer = self.ask(f"{ROOT}/a")
            self.assertEqual((answer.status, answer.header("location")), (302, expected))
            self.assertEqual(self.ask("/a").header("location"), place)

    def test_what_needs_credentials_is_passed_and_not_kept(self):
        self.repository.add(NAME, "1.0.0")
        for number in (1, 2):
            answer = self.ask(self.archive_path(), [*COMPOSER, ("Authorization", "Bearer secret")])
            self.assertEqual(answer.status, 200)
            self.assertEqual(self.origin.count(), number)
        self.assertEqual(self.origin.seen()[0].headers["authorization"], "Bearer secret")
        self.assertEqual(self.stored(), 0)

    def test_a_further_repository_has_mirrors_of_its_own(self):
        other = self.start_upstream()
        second = composerrepository.Repository(other)
        body = second.add(NAME, "9.0.0")
        self.restart_with(f"[cache-composer]\nfurther=work={other.url('/')}\n", other)
        mirrors = {each["url"]: each["path"]
                   for each in json.loads(self.ask("/mirrors.json").body)["mirrors"]}
        base = mirrors[f"//{other.authority}/"]
        self.assertIn("9.0.0", str(self.document(f"{base}p2/{NAME}.json")))
        self.assert_served(self.ask(base[:-1] + second.served_archive_path(NAME, "9.0.0")), body)
        self.assertIn("9.0.0", str(self.document(f"/work/p2/{NAME}.json")))
        self.assertEqual(other.count(), 2)
        # The same name and reference in two repositories are two files.
        theirs = self.repository.add(NAME, "8.0.0", has_shasum=False,
                                     dist={"url": self.origin.url("/8.zip")})
        ours = second.add(NAME, "8.0.0", has_shasum=False, size=3000,
                          dist={"url": other.url("/8.zip")})
        self.origin.serve("/8.zip", upstream.content(theirs))
        other.serve("/8.zip", upstream.content(ours))
        for _ in range(2):
            self.assert_served(self.ask(self.mirrored_path(version="8.0.0")), theirs)
            self.assert_eventually(lambda: self.ask(
                "/work" + self.mirrored_path(version="8.0.0")).body == ours)
        self.assertEqual(self.document("/work/packages.json")["metadata-url"],
                         "/work/p2/%package%.json")


class AsRepository(ComposerScenario):
    def test_the_root_leads_here_and_lock_files_stay_clean(self):
        self.repository.publish_root(**{
            "metadata-url": self.origin.url("/p2/%package%.json"),
            "notify-batch": "/downloads/", "search": "/search.json?q=%query%",
            "security-advisories": {"metadata": True, "api-url": "/api/advisories"},
            "list": "https://elsewhere.example/list.json"})
        root = self.document("/packages.json")
        self.assertEqual(root["metadata-url"], "/p2/%package%.json")
        self.assertEqual(root["notify-batch"], self.origin.url("/downloads/"))
        self.assertEqual(root["search"], "/search.json?q=%query%")
        self.assertEqual(root["security-advisories"]["api-url"], "/api/advisories")
        self.assertEqual(root["list"], "https://elsewhere.example/list.json")
        self.assertNotIn("mirrors", root)

    def test_mirrors_when_the_settings_say_so(self):
        self.restart_with("[cache-composer]\nmirrors-in-lock=true\n")
        self.document("/packages.json")
        for theirs in (None, [{"dist-url": "https://m.example/%package%", "preferred": False}]):
            self.repository.headers = [("Cache-Control", "max-age=0")]
            self.repository.publish_root(**({"mirrors": theirs} if theirs else {}))
            expected = [{"dist-url": "/dists/%package%/%version%/%reference%.%type%",
                         "preferred": True}, *(theirs or [])]
            self.assert_eventually(lambda: self.document("/packages.json", [
                *COMPOSER, ("Cache-Control", "no-cache")])["mirrors"] == expected)
        self.assertNotIn("/dists/", str(self.document(f"{ROOT}/packages.json")))

    def test_composer_sees_that_the_settings_changed(self):
        """It knows documents by their dates alone."""
        date = self.ask(f"{ROOT}/packages.json").header("last-modified")
        answer = self.ask("/packages.json", [*COMPOSER, ("If-Modified-Since", date)])
        self.assertEqual((answer.status, answer.header("last-modified")), (200, None))
        self.assertEqual(self.ask(f"{ROOT}/packages.json",
                                  [*COMPOSER, ("If-Modified-Since", date)]).status, 304)

    def test_a_mirrored_archive_is_found_by_its_package_and_reference(self):
        body = self.repository.add(NAME, "1.0.0")
        self.assert_served(self.ask(self.mirrored_path()), body)
        self.wait_stored(self.proxy, 2)  # and the document
        self.assertEqual(self.origin.count(), 2)
        self.assert_served(self.ask(self.mirrored_path()), body)
        self.assert_served(self.ask(self.archive_path()), body)  # it is the same
        self.assertEqual(self.origin.count(), 2)

    def test_versions_that_are_written_short_and_branches_are_found(self):
        self.repository.add(NAME, "1.0.0")
        self.repository.add(NAME, "1.1.0", {"larder/other": "^1.0"})
        self.repository.add(NAME, "dev-main")
        for version in ("1.0.0", "1.1.0", "dev-main"):
            self.assert_served(self.ask(self.mirrored_path(version=version)),
                               self.repository.archives[NAME, version])

    def test_what_no_document_names_is_answered_so_that_composer_goes_on(self):
        self.repository.add(NAME, "1.0.0")
        self.assertEqual(self.ask(self.mirrored_path(version="9.9.9")).status, 404)
        self.assertEqual(self.ask(self.mirrored_path("larder/unknown")).status, 404)
        self.origin.vanish()
        self.assert_problem(self.ask(self.mirrored_path("larder/unknown2")))
        self.go_offline()
        self.assert_problem(self.ask(self.mirrored_path("larder/unknown2")))

    def test_a_document_with_another_digest_than_what_is_stored_is_believed(self):
        old = self.repository.add(NAME, "1.0.0")
        self.assert_served(self.ask(self.mirrored_path()), old)
        self.wait_stored(self.proxy, 2)
        new = self.repository.archives[NAME, "1.0.0"] = composerrepository.archive(
            NAME, "1.0.0", size=3000)
        self.repository.packages[NAME][0]["dist"]["shasum"] = hashlib.sha1(new).hexdigest()
        self.repository.headers = [("Cache-Control", "max-age=0")]
        self.repository.publish(NAME)
        self.repository.serve_archive(NAME, "1.0.0", upstream.content(new))
        self.ask(f"/p2/{NAME}.json", [*COMPOSER, ("Cache-Control", "no-cache")])
        self.assert_eventually(lambda: self.ask(self.mirrored_path()).body == new)

    def test_hostile_places_in_documents_lead_nowhere(self):
        neighbour = self.start_upstream()
        for number, place in enumerate((
                neighbour.url("/x.zip"), "http://169.254.169.254/x.zip", "file:///etc/passwd",
                "http://user:pw@127.0.0.1/x.zip", "x", "https://[::1]/x.zip", "/dist/x.zip")):
            name = f"larder/hostile{number}"
            self.repository.add(name, "1.0.0", dist={"url": place})
            self.assertIn(self.ask(self.mirrored_path(name)).status, (404, 424), place)
        self.assertEqual(neighbour.count(), 0)

    def test_older_repositories_files_are_checked_by_the_digest_in_their_names(self):
        for algorithm in ("sha1", "sha256"):
            body = json.dumps({"packages": {}, "for": algorithm}).encode()
            digest = hashlib.new(algorithm, body).hexdigest()
            for mark in ("$", "%24"):
                self.origin.serve(f"/include/all{mark}{digest}.json", upstream.content(body))
            path = f"/include/all%24{digest}.json"
            self.assert_served(self.ask(path), body)
            wrong = hashlib.new(algorithm, b"other").hexdigest()
            for mark in ("$", "%24"):
                self.origin.serve(f"/include/all{mark}{wrong}.json", upstream.content(body))
            self.assert_problem(self.ask(f"/include/all%24{wrong}.json"))

    def test_services_are_passed_and_bodies_travel(self):
        received = []

        def collect(exchange):
            length = int(exchange.request.headers["content-length"])
            received.append(exchange.read_body(length))
            upstream.status(200, b'{"advisories":{}}', content_type="application/json")(exchange)

        sent = b"packages[0]=larder%2Fcore"
        for path in ("/api/security-advisories/", "/downloads/"):
            self.origin.serve(path, collect)
            with self.proxy.connect() as connection:
                connection.send(client.request_bytes(
                    path, [*COMPOSER, ("Content-Type", "application/x-www-form-urlencoded"),
                           ("Content-Length", len(sent))], "POST", self.proxy.authority) + sent)
                self.assertEqual(connection.response("POST").finish().status, 200)
        self.assertEqual(received, [sent, sent])
        self.origin.serve("/search.json?q=core&type=", upstream.status(200, b'{"results":[]}'))
        for number in (1, 2):
            self.assertEqual(self.ask("/search.json?q=core&type=").status, 200)
            self.assertEqual(self.origin.count("/search.json?q=core&type="), number)
        self.assertEqual(self.stored(), 0)

    def test_a_name_that_is_not_ours_is_refused_and_forward_proxying_works(self):
        self.assertEqual(self.ask("/packages.json", host="repo.evil.example").status, 421)
        self.repository.add(NAME, "1.0.0")
        answer = self.ask(f"http://{self.proxy.authority}/p2/{NAME}.json")
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.ask(self.origin.url("/nothing")).status, 404)
        with self.proxy.connect() as connection:
            answer = connection.get("repo.packagist.org:443", method="CONNECT",
                                    host="repo.packagist.org:443")
        self.assertNotEqual(answer.status, 405)


class Archives(ComposerScenario):
    """What comes for an archive is checked before anybody has its end."""

    def lies(self, body):
        return {"HTML": upstream.status(200, b"<!DOCTYPE html><html>Log in</html>",
                                        content_type="text/html"),
                "HTML called zip": upstream.status(200, b"<html>Log in</html>",
                                                   content_type="application/zip"),
                "empty": upstream.content(b""),
                "text": upstream.content(b"not found"),
                "without its end": upstream.content(body[:-30]),
                "without its beginning": upstream.content(body[30:]),
                "only its beginning": upstream.content(body[:100]),
                "with another end": upstream.content(body[:-10] + bytes(10)),
                "cut": upstream.content(body, cut_at=len(body) - 10, last_modified=None)}

    def test_without_a_digest_it_is_a_whole_zip_archive_or_nothing(self):
        stored = 0
        for size in (100, LARGE):
            name = f"larder/liar{size}"
            body = self.repository.add(name, "1.0.0", size=size, has_shasum=False)
            for what, script in self.lies(body).items():
                with self.subTest(what, size=size):
                    self.repository.serve_archive(name, "1.0.0", script)
                    answer = self.ask(self.archive_path(name))
                    self.assert_not_passed_off(answer, body)
                    self.assertEqual(self.stored(), stored)
            self.repository.serve_archive(name, "1.0.0", upstream.content(body))
            self.assert_served(self.ask(self.archive_path(name)), body)
            stored += 1
            self.wait_stored(self.proxy, stored)

    def test_what_contradicts_the_document_never_completes_and_is_not_kept(self):
        stored = 0
        for size in (100, LARGE):
            name = f"larder/liar{size}"
            body = self.repository.add(name, "1.0.0", size=size)
            lie = damaged(body, len(body) // 2)
            self.document(f"{ROOT}/p2/{name}.json")
            stored += 1
            self.wait_stored(self.proxy, stored)
            for path in (self.archive_path(name), self.mirrored_path(name)):
                self.repository.serve_archive(name, "1.0.0", upstream.content(lie))
                self.assert_not_passed_off(self.ask(path), body)
                self.assertEqual(self.stored(), stored)
            self.repository.serve_archive(name, "1.0.0", upstream.content(body))
            self.assert_served(self.ask(self.archive_path(name)), body)
            stored += 1
            self.wait_stored(self.proxy, stored)

    def test_what_contradicts_the_lock_file_is_not_kept(self):
        """Our plugin says what the lock file has; no document needs to be here."""
        body = self.repository.add(NAME, "1.0.0")
        claimed = f"{self.archive_path()}?larder-shasum={hashlib.sha1(body).hexdigest()}"
        self.repository.serve_archive(NAME, "1.0.0",
                                      upstream.content(damaged(body, len(body) // 2)))
        self.assert_not_passed_off(self.ask(claimed), body)
        self.assertEqual(self.stored(), 0)
        self.repository.serve_archive(NAME, "1.0.0", upstream.content(body))
        self.assert_served(self.ask(claimed), body)
        self.wait_stored(self.proxy, 1)
        self.origin.forget()
        self.assert_served(self.ask(claimed), body)
        self.assert_served(self.ask(self.archive_path()), body)
        self.assertEqual(self.origin.count(), 0)

    def test_without_a_digest_other_bytes_of_a_later_fetch_replace_nothing(self):
        """GitHub may pack a commit anew: what is stored stays, and is what everybody gets."""
        first = self.repository.add(NAME, "1.0.0", has_shasum=False)
        self.assert_served(self.ask(self.archive_path()), first)
        self.wait_stored(self.proxy, 1)
        other = composerrepository.archive(NAME, "1.0.0", size=3000)
        self.repository.serve_archive(NAME, "1.0.0", upstream.content(other))
        for headers in (COMPOSER, [*COMPOSER, ("Cache-Control", "no-cache")]):
            self.assert_served(self.ask(self.archive_path(), headers), first)
        self.assertEqual(self.origin.count(), 1)
        # A stored one that is damaged is fetched anew; nobody holds the new bytes against the old.
        self.proxy.stop()
        for file in (self.proxy.cache / "objects").rglob("*"):
            if file.is_file():
                file.chmod(0o600)
                file.write_bytes(damaged(file.read_bytes(), 50))
        self.proxy.start()
        self.assert_served(self.ask(self.archive_path()), other)

    def test_one_of_a_branch_without_a_commit_is_asked_for_again(self):
        path = "/dist/larder/core/main.zip"
        bodies = [composerrepository.archive(NAME, "1.0.0", size=size) for size in (100, 200)]
        for body in bodies:
            etag = f'"{len(body)}"'
            self.origin.serve(path, upstream.content(
                body, etag=etag, last_modified=None, headers=[("Cache-Control", "max-age=0")]))
            # Until it is stored, the fetch that brought it is followed.
            self.assert_eventually(lambda: self.ask(ROOT + path).body == body)
            self.assert_served(self.ask(ROOT + path), body)

    def test_a_cut_download_is_resumed(self):
        body = self.repository.add(NAME, "1.0.0", size=2 * MIB, has_shasum=False)
        self.repository.serve_archive(NAME, "1.0.0", upstream.sequence(
            upstream.content(body, cut_at=MIB), upstream.content(body)))
        self.assert_served(self.ask(self.archive_path()), body)
        first, second = self.origin.seen()
        self.assertEqual(second.headers["range"], f"bytes={MIB}-")


class Trouble(ComposerScenario):
    BAD = {
        "HTML with 200": upstream.status(200, b"<!DOCTYPE html><html>Log in</html>",
                                         content_type="text/html"),
        "HTML called JSON": upstream.status(200, b"<html>Log in</html>",
                                            content_type="application/json"),
        "no JSON": upstream.status(200, b"hello", content_type="application/json"),
        "empty": upstream.status(200, b"", content_type="application/json"),
        "an array": upstream.status(200, b"[]", content_type="application/json"),
        "another object": upstream.status(200, b'{"status":"error"}',
                                          content_type="application/json"),
        "cut JSON": upstream.status(200, b'{"packages":{"larder/core":[{"name":',
                                    content_type="application/json"),
        "two texts": upstream.status(200, b'{"packages":{}}{"packages":{}}',
                                     content_type="application/json"),
        "deeply nested": upstream.status(200, b'{"packages":' + b"[" * 50_000,
                                         content_type="application/json"),
        "gzip that is none": upstream.status(200, b'{"packages":{}}',
                                             [("Content-Encoding", "gzip")], "application/json"),
        "cut gzip": upstream.status(200, gzip.compress(b'{"packages":{"1":{}}}')[:-6],
                                    [("Content-Encoding", "gzip")], "application/json"),
        "another encoding": upstream.status(200, b"xxxx", [("Content-Encoding", "br")],
                                            "application/json"),
        "cut": upstream.content(b'{"packages":{}}' + b" " * 1000, cut_at=500),
    }

    def test_what_is_no_document_is_neither_passed_off_nor_kept(self):
        for name, script in self.BAD.items():
            for path in ("/packages.json", f"/p2/{NAME}.json"):
                for base in ("", ROOT):
                    with self.subTest(name, path=base + path):
                        self.origin.serve(path, script)
                        self.assert_problem(self.ask(base + path))
        self.assertEqual(self.stored(), 0)

    def test_the_stored_document_is_served_instead(self):
        self.repository.headers = [("Cache-Control", "max-age=0")]
        self.repository.add(NAME, "1.0.0")
        self.repository.publish_root()
        paths = ("/packages.json", f"/p2/{NAME}.json", f"{ROOT}/packages.json")
        for path in paths:
            self.document(path)
        for name, script in self.BAD.items():
            with self.subTest(name):
                for path in ("/packages.json", f"/p2/{NAME}.json"):
                    self.origin.serve(path, script)
                for path in paths:
                    self.assertIn("packages", self.document(path))
        self.origin.vanish()
        for path in paths:
            self.assertIn("packages", self.document(path))

    def test_a_bomb_ends_at_the_limit(self):
        bomb = gzip.compress(b'{"packages":{}, "x":"' + b" " * (300 * MIB), 9)
        self.origin.serve("/packages.json", upstream.status(
            200, bomb, [("Content-Encoding", "gzip")], "application/json"))
        before = self.proxy.rss()
        self.assert_problem(self.ask("/packages.json"))
        if not larder.SANITIZED:
            self.assertLess(self.proxy.rss() - before, 64 * MIB)

    def test_an_unknown_package_is_asked_for_each_time(self):
        for number in (1, 2):
            answer = self.ask(f"/p2/{NAME}.json")
            self.assertEqual(answer.status, 404)
            self.assertNotEqual(answer.header("content-type"), "application/json")
            self.assertEqual(self.origin.count(), number)
        self.assertEqual(self.stored(), 0)

    def test_an_origin_that_is_gone_is_told_at_once_with_a_status_that_is_not_asked_again(self):
        self.origin.vanish()
        for path in ("/packages.json", f"/p2/{NAME}.json", self.archive_path(), "/search.json?q=x",
                     self.mirrored_path()):
            began = time.monotonic()
            self.assert_problem(self.ask(path))
            self.assertLess(time.monotonic() - began, AT_ONCE_SECONDS)
        self.origin.come_back()
        body = self.repository.add(NAME, "1.0.0")
        self.assert_served(self.ask(self.archive_path()), body)

    def test_offline_serves_what_is_there_and_refuses_the_rest(self):
        body = self.repository.add(NAME, "1.0.0")
        self.document("/packages.json")
        self.assert_served(self.ask(self.mirrored_path()), body)
        self.wait_stored(self.proxy, 4)  # the root's own form is one of them
        self.go_offline()
        self.assertEqual(self.document("/packages.json")["metadata-url"], "/p2/%package%.json")
        for path in (self.mirrored_path(), self.archive_path()):
            self.assert_served(self.ask(path), body)
        for path in ("/p2/larder/other.json", "/search.json?q=x",
                     self.archive_path(version="2.0.0"), self.mirrored_path(version="2.0.0")):
            answer = self.ask(path)
            self.assert_problem(answer)
            self.assertIn(b"offline", answer.body)
        self.assertEqual(self.ask("/mirrors.json").status, 200)
        self.assertEqual(self.origin.count(), 0)

    def test_metered_asks_no_more_than_the_client_insists(self):
        self.repository.headers = [("Cache-Control", "max-age=0")]
        self.repository.add(NAME, "1.0.0")
        self.document(f"/p2/{NAME}.json")
        self.wait_stored(self.proxy, 1)
        self.proxy.config.write_text("[network]\nmode=metered\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "metered")
        self.document(f"/p2/{NAME}.json")
        self.assertEqual(self.origin.count(), 1)

    def test_paused_passes_everything(self):
        body = self.repository.add(NAME, "1.0.0")
        self.proxy.config.write_text("[network]\npaused=true\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "paused")
        for _ in range(2):
            self.assertIn("metadata-url", self.document("/packages.json"))
            self.assertIn(NAME, self.document(f"/p2/{NAME}.json")["packages"])
            for path in (self.archive_path(), self.mirrored_path()):
                self.assert_served(self.ask(path), body)
        self.assertEqual(self.origin.count("/packages.json"), 2)
        self.assertEqual(self.origin.count(self.repository.served_archive_path(NAME, "1.0.0")), 4)
        self.assertEqual(self.stored(), 0)

    def test_hostile_paths_are_answered_and_reach_no_other_part_of_the_origin(self):
        for path in ("/..%2f..%2fetc", f"{ROOT}/../../etc", f"{ROOT}/%2e%2e/x", "/p2/../x.json",
                     "/p2/a%2f..%2fb.json", "/%00", "/p2/a/b%0d%0aX:1.json", "/mirror/", "/mirror",
                     "/mirror/nothing/x", "/mirror//evil.example/x", "/dists/", "/dists/a/b/c/d",
                     f"/dists/{NAME}/1.0.0.0/.zip", f"/dists/{NAME}/1.0.0.0/..%2fx.zip",
                     "/p2/a/b.json?x=1", "/" + "a" * 5000, f"{ROOT}/x.zip?token=secret"):
            with self.subTest(path):
                answer = self.ask(path)
                self.assertTrue(400 <= answer.status < 500, answer.status)
        for seen in self.origin.seen():
            self.assertNotIn("..", seen.target)
        answer = self.ask("/p2/a/b.json", [*COMPOSER, ("Sec-Fetch-Site", "cross-site")])
        self.assertGreaterEqual(answer.status, 400)

    def test_large_documents_hold_nobody_up(self):
        for attempt in range(3):
            name = f"larder/huge-{attempt}"
            text = json.dumps({"packages": {name: [{"version": "1.0.0", "x": "y" * (20 * MIB)}]}})
            self.origin.serve(f"/p2/{name}.json",
                              composerrepository.document_script(text.encode()))
        small = self.repository.add("larder/small", "1.0.0")
        huge = self.assert_holds_nobody_up(
            lambda attempt: self.ask(self.mirrored_path(f"larder/huge-{attempt}")),
            lambda: self.assert_served(self.ask(self.archive_path("larder/small")), small))
        self.assertEqual(huge.status, 404)


if __name__ == "__main__":
    main()
