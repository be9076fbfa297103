# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""pip: project pages in both forms whose links lead here, files that are what the page says, ranges
of wheels, and pages that are none."""

import gzip
import html.parser
import json
import time

from harness import client, larder, simpleindex, upstream
from harness.scenario import AT_ONCE_SECONDS, KIB, MIB, Scenario, damaged, main, random_bytes

PIP = [("User-Agent", "pip/25.1.1"), ("Accept-Encoding", "gzip, deflate"),
       ("Accept", f"{simpleindex.JSON}, {simpleindex.HTML}; q=0.1, text/html; q=0.01"),
       ("Cache-Control", "max-age=0")]
OLD_PIP = [("User-Agent", "pip/9.0"), ("Accept-Encoding", "gzip, deflate"), ("Accept", "text/html")]
FILE = [("User-Agent", "pip/25.1.1"), ("Accept-Encoding", "identity")]
LARGE = 300 * KIB


class Anchors(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs))


class PipScenario(Scenario):
    def setUp(self):
        super().setUp()
        self.origin = self.start_upstream()
        self.index = simpleindex.Index(self.origin)
        self.proxy = self.start_pip()

    def start_pip(self, *options):
        return self.start_larder(
            self.origin, caches=["pip=127.0.0.1:0"],
            options=["--upstream", f"pip={self.origin.url('/simple/')}", *options])

    def ask(self, path, headers=FILE, **options):
        return self.proxy.get(path, headers, **options)

    def page(self, path, headers=PIP):
        answer = self.ask(path, headers)
        self.assertEqual(answer.status, 200, answer.body[:300])
        body = answer.body
        if answer.header("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode()

    def files(self, name, prefix="/simple"):
        """The JSON page's entries."""
        return json.loads(self.page(f"{prefix}/{name}/"))["files"]

    def anchors(self, name):
        return Anchors(self.page(f"/simple/{name}/", OLD_PIP)).found

    @staticmethod
    def path(link):
        return link.partition("#")[0]

    def assert_problem(self, answer, status=424):
        self.assertEqual(answer.status, status)
        self.assertGreater(len(answer.body.split()), 3)

    def assert_problem_of_page(self, answer):
        """As pip shows it: by the Content-Type of what is no page."""
        self.assert_problem(answer, 300)
        self.assertIn(answer.body.decode().strip(), answer.header("content-type"))
        self.assertEqual(answer.header("cache-control"), "no-store")


class Pages(PipScenario):
    def test_both_forms_lead_to_files_here(self):
        wheel = self.index.add("demo", "1.0", data=random_bytes(LARGE))
        described = simpleindex.metadata("demo", "1.0")
        entry, = self.files("demo")
        anchor, = self.anchors("demo")
        self.assertTrue(entry["url"].startswith("/files/"), entry["url"])
        self.assertEqual(self.path(anchor["href"]), entry["url"])
        self.assertTrue(anchor["href"].endswith(f"#sha256={simpleindex.sha256(wheel)}"))
        self.assert_served(self.ask(entry["url"]), wheel)
        self.assert_served(self.ask(entry["url"] + ".metadata"), described)
        self.assert_served(self.ask(entry["url"].replace("+", "%2B")), wheel)
        self.assertEqual(self.origin.count(self.index.file_path("demo", entry["filename"])), 1)
        self.assertEqual(self.origin.count("/simple/demo/"), 2)

    def test_the_key_that_crashes_an_older_pip_is_left_out(self):
        self.index.add("demo", "1.0")
        entry, = self.files("demo")
        self.assertNotIn("dist-info-metadata", entry)
        self.assertEqual(entry["core-metadata"],
                         {"sha256": simpleindex.sha256(simpleindex.metadata("demo", "1.0"))})
        anchor, = self.anchors("demo")
        self.assertEqual(anchor["data-core-metadata"], anchor["data-dist-info-metadata"])

    def test_yanked_marks_and_python_versions_stay(self):
        self.index.add("demo", "1.0", yanked="broken & worse")
        self.index.add("demo", "1.1")
        self.assertEqual([entry["yanked"] for entry in self.files("demo")], ["broken & worse", False])
        self.assertEqual([anchor.get("data-yanked") for anchor in self.anchors("demo")],
                         ["broken & worse", None])
        self.assertEqual({anchor["data-requires-python"] for anchor in self.anchors("demo")},
                         {">=3.7"})

    def test_every_spelling_of_a_name_and_of_the_index_is_one_page(self):
        self.index.add("larder_c", "1.0")
        for path in ("/simple/larder-c/", "/simple/Larder.C/", "/simple/LARDER__c", "/simple/larder-c",
                     "/root/pypi/+simple/larder-c/", "//root/pypi/+simple/larder-c/",
                     "/root/pypi/%2Bsimple/larder-c/"):
            self.assertIn("larder_c-1.0", self.page(path))
        self.assertEqual(self.origin.count(), 1)

    def test_absolute_links_to_another_host_lead_here_too(self):
        elsewhere = self.start_upstream()
        proxy = self.prepare_larder(self.origin, elsewhere, caches=["pip=127.0.0.1:0"],
                                    options=["--upstream", f"pip={self.origin.url('/simple/')}"])
        self.index.files = elsewhere.url("")
        wheel = self.index.add("demo", "1.0")
        file = "demo-1.0-py3-none-any.whl"
        elsewhere.serve(self.index.file_path("demo", file), upstream.content(wheel))
        self.proxy = proxy.start()
        entry, = self.files("demo")
        self.assert_served(self.ask(entry["url"]), wheel)
        self.assertEqual(elsewhere.count(), 1)

    def test_pages_are_renewed_after_their_time_and_forms_have_their_own_etag(self):
        self.index.headers = [("Cache-Control", "max-age=0")]
        self.index.add("demo", "1.0")
        etags = set()
        for headers in (PIP, OLD_PIP, [*PIP[:1], *PIP[2:]]):
            answer = self.ask("/simple/demo/", headers)
            etags.add(answer.header("etag"))
            again = self.ask("/simple/demo/", [*headers, ("If-None-Match", answer.header("etag"))])
            self.assertEqual(again.status, 304)
        self.assertEqual(len(etags), 3)
        self.index.add("demo", "1.1")
        # Until the first page is stored, the fetch that brought it is followed.
        self.assert_eventually(lambda: len(self.files("demo")) == 2)

    def test_pages_within_their_time_cost_nothing(self):
        self.index.add("demo", "1.0")
        for _ in range(5):
            self.files("demo")
        self.assertEqual(self.origin.count(), 1)

    def test_a_further_index_has_its_own_projects(self):
        other = self.start_upstream()
        second = simpleindex.Index(other)
        wheel = second.add("demo", "9.0")
        self.index.add("demo", "1.0")
        proxy = self.prepare_larder(self.origin, other, caches=["pip=127.0.0.1:0"],
                                    options=["--upstream", f"pip={self.origin.url('/simple/')}"])
        proxy.config.write_text(f"[cache-pip]\nfurther=work={other.url('/simple/')}\n")
        self.proxy = proxy.start()
        self.assertIn("1.0", self.files("demo")[0]["filename"])
        entry, = self.files("demo", "/work/simple")
        self.assertIn("9.0", entry["filename"])
        self.assert_served(self.ask(entry["url"]), wheel)

    def test_fifty_clients_at_once_make_one_request(self):
        for patch in range(200):
            self.index.add("demo", f"1.{patch}")
        self.origin.forget()
        answers = client.concurrently(50, lambda _: self.ask("/simple/demo/", PIP))
        self.assertEqual(len({answer.digest for answer in answers}), 1)
        self.assertEqual(self.origin.count(), 1)


    def test_paused_rewrites_pages_in_passing_and_keeps_nothing(self):
        wheel = self.index.add("demo", "1.0")
        self.proxy.config.write_text("[network]\npaused=true\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "paused")
        for number in (1, 2):
            entry, = self.files("demo")
            self.assert_served(self.ask(entry["url"]), wheel)
            self.assertEqual(self.origin.count("/simple/demo/"), number)
        self.assertIn("gzip", self.origin.seen("/simple/demo/")[0].headers["accept-encoding"])
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)


class Files(PipScenario):
    def test_what_contradicts_the_page_never_completes_and_is_not_kept(self):
        stored = 0
        for size in (0, LARGE):
            wheel = self.index.add(f"liar{size}", "1.0", data=random_bytes(size))
            entry, = self.files(f"liar{size}")
            stored += 2  # the page and its form
            self.wait_stored(self.proxy, stored)
            path = self.index.file_path(f"liar{size}", entry["filename"])
            self.origin.serve(path, upstream.content(damaged(wheel, len(wheel) // 2)))
            self.origin.serve(path + ".metadata", upstream.content(b"Name: other\n"))
            self.assert_not_passed_off(self.ask(entry["url"]), wheel)
            self.assert_honest_error(self.ask(entry["url"] + ".metadata"))
            self.assertEqual(self.proxy.figures()["stock"]["objects"], stored)
            self.origin.serve(path, upstream.content(wheel))
            self.assert_served(self.ask(entry["url"]), wheel)
            stored += 1
            self.wait_stored(self.proxy, stored)

    def test_the_same_wheel_of_two_hosts_is_fetched_once(self):
        wheel = self.index.add("demo", "1.0")
        entry, = self.files("demo")
        self.assert_served(self.ask(entry["url"]), wheel)
        self.origin.vanish()
        self.assert_served(self.ask(entry["url"].replace("127.0.0.1", "127.0.0.2")), wheel)

    def test_lazy_metadata_reads_ranges_of_a_cold_wheel(self):
        wheel = self.index.add("demo", "1.0", data=random_bytes(LARGE))
        entry, = self.files("demo")
        no_cache = [*FILE, ("Cache-Control", "no-cache")]
        head = self.ask(entry["url"], FILE, method="HEAD")
        self.assertEqual(head.header("accept-ranges"), "bytes")
        self.assertEqual(int(head.header("content-length")), len(wheel))
        tail = self.ask(entry["url"], [*no_cache, ("Range", f"bytes={len(wheel) - 500}-")])
        self.assertEqual((tail.status, tail.body), (206, wheel[-500:]))
        self.assert_served(self.ask(entry["url"], no_cache), wheel)
        self.assertEqual(self.origin.count(self.index.file_path("demo", entry["filename"])), 1)

    def test_files_without_a_digest_are_kept_by_their_address(self):
        self.index.hashes = False
        self.index.with_metadata = False
        wheel = self.index.add("demo", "1.0")
        entry, = self.files("demo")
        for _ in range(2):
            self.assert_served(self.ask(entry["url"]), wheel)
        self.assertEqual(self.origin.count(self.index.file_path("demo", entry["filename"])), 1)

    def test_a_file_that_its_page_no_longer_names_stays(self):
        wheel = self.index.add("demo", "1.0")
        entry, = self.files("demo")
        self.assert_served(self.ask(entry["url"]), wheel)
        self.index.projects["demo"].clear()
        self.origin.vanish()
        self.assert_served(self.ask(entry["url"]), wheel)

    def test_only_files_of_packages_are_fetched_for_others(self):
        digest = "0" * 64
        for path in (f"/files/{digest}/http/{self.origin.authority}/etc/passwd",
                     f"/files/{digest}/ftp/{self.origin.authority}/a.whl",
                     f"/files/short/http/{self.origin.authority}/a.whl",
                     f"/files/{digest}/http/user:pw@{self.origin.authority}/a.whl",
                     f"/files/{digest}/http/{self.origin.authority}/../a.whl",
                     f"/files/{digest}/http/{self.origin.authority}/a.whl?x=1",
                     "/files/", f"/files/{digest}", f"/files/{digest}/http//a.whl"):
            with self.subTest(path):
                answer = self.ask(path)
                self.assertTrue(400 <= answer.status < 500, answer.status)
        self.assertEqual(self.origin.count(), 0)

    def test_the_guard_holds_for_files(self):
        for host in ("169.254.169.254", "127.0.0.1:1", "localhost"):
            answer = self.ask(f"/files/-/http/{host}/packages/a-1.0.whl")
            self.assertEqual(answer.status, 403, host)


class Trouble(PipScenario):
    PORTAL = b"""<!DOCTYPE html><html><head><title>Welcome</title></head><body>
        <form action="/login"><input name="user"><input type="password"></form>
        <a href="/terms">Terms</a></body></html>"""
    BAD = {
        "portal": upstream.status(200, PORTAL, content_type="text/html"),
        "portal called JSON": upstream.status(200, PORTAL, content_type=simpleindex.JSON),
        "no JSON": upstream.status(200, b"hello", content_type=simpleindex.JSON),
        "another JSON": upstream.status(200, b'{"a":1}', content_type=simpleindex.JSON),
        "cut JSON": upstream.status(200, b'{"files":[{"url":"x"', content_type=simpleindex.JSON),
        "empty": upstream.status(200, b"", content_type=simpleindex.JSON),
        "plain text": upstream.status(200, b"demo-1.0.whl", content_type="text/plain"),
        "cut": upstream.content(b'{"files":[]}' + b" " * 1000, cut_at=500,
                                content_type=simpleindex.JSON),
        "cut gzip": upstream.status(200, gzip.compress(b'{"files":[]}')[:-6],
                                    [("Content-Encoding", "gzip")], simpleindex.JSON),
    }

    def test_what_is_no_page_is_neither_passed_off_nor_kept(self):
        for name, script in self.BAD.items():
            with self.subTest(name):
                self.origin.serve("/simple/demo/", script)
                for headers in (PIP, OLD_PIP):
                    self.assert_problem_of_page(self.ask("/simple/demo/", headers))
                self.assert_problem(self.ask("/simple/demo/", PIP[1:]))
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_the_stored_page_is_served_instead(self):
        self.index.headers = [("Cache-Control", "max-age=0")]
        self.index.add("demo", "1.0")
        self.files("demo")
        for name, script in self.BAD.items():
            with self.subTest(name):
                self.origin.serve("/simple/demo/", script)
                self.assertEqual(len(self.files("demo")), 1)
        self.origin.vanish()
        self.assertEqual(len(self.files("demo")), 1)

    def test_an_origin_that_is_gone_is_told_at_once_with_the_sentence_in_the_status_line(self):
        self.origin.vanish()
        for path in ("/simple/demo/", f"/files/-/http/{self.origin.authority}/packages/a-1.0.whl"):
            began = time.monotonic()
            with self.proxy.connect() as connection:
                connection.ask(path, PIP[1:], host=self.proxy.authority)
                line = connection.read_until(b"\r\n").decode()
            self.assertIn(" 424 ", line)
            self.assertGreater(len(line.split()), 5)
            self.assertLess(time.monotonic() - began, AT_ONCE_SECONDS)

    def test_offline_serves_what_is_there_and_refuses_the_rest(self):
        wheel = self.index.add("demo", "1.0")
        entry, = self.files("demo")
        self.assert_served(self.ask(entry["url"]), wheel)
        self.wait_stored(self.proxy, 3)  # page, its form, wheel
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        self.origin.forget()
        self.assertEqual(self.files("demo"), [entry])
        self.assert_served(self.ask(entry["url"]), wheel)
        self.assert_problem_of_page(self.ask("/simple/other/", PIP))
        self.assert_problem(self.ask(entry["url"] + ".metadata"))
        self.assertEqual(self.origin.count(), 0)

    def set_mode(self, mode):
        self.proxy.config.write_text(f"[network]\nmode={mode}\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == mode)

    def test_metered_asks_no_more_than_the_client_insists(self):
        self.index.headers = [("Cache-Control", "max-age=0")]
        wheel = self.index.add("demo", "1.0")
        self.files("demo")
        self.page("/simple/demo/", OLD_PIP)
        self.wait_stored(self.proxy, 4)  # two pages and their forms
        self.set_mode("metered")
        self.origin.forget()
        # Every pip says max-age=0 about every page; that alone is no wish of a person.
        for headers in (PIP, OLD_PIP):
            self.page("/simple/demo/", headers)
        self.assertEqual(self.origin.count(), 0)
        entry, = self.files("demo")
        self.assert_served(self.ask(entry["url"]), wheel)  # what is needed is fetched all the same
        self.page("/simple/demo/", [*OLD_PIP, ("Cache-Control", "no-cache")])
        self.assertEqual(self.origin.count("/simple/demo/"), 1)

    def test_unknown_projects_are_the_origins_word(self):
        self.assertEqual(self.ask("/simple/unknown/", PIP).status, 404)

    def test_what_needs_credentials_is_passed_and_not_kept(self):
        self.index.add("demo", "1.0")
        for _ in range(2):
            self.page("/simple/demo/", [*PIP, ("Authorization", "Basic c2VjcmV0")])
        self.assertEqual(self.origin.count("/simple/demo/"), 2)
        self.assertEqual(self.proxy.figures()["stock"]["objects"], 0)

    def test_a_private_index_is_installed_from_through_larder(self):
        log_in = ("Authorization", "Basic bWU6c2VjcmV0")
        other = self.start_upstream()
        wheel = simpleindex.Index(upstream.Guarded(other, log_in[1])).add("demo", "1.0")
        for place, headers in ((other.url("/simple/"), [log_in]),
                               (f"http://me:secret@{other.authority}/simple/", [])):
            with self.subTest(place):
                proxy = self.prepare_larder(self.origin, other, caches=["pip=127.0.0.1:0"])
                proxy.config.write_text(f"[cache-pip]\nfurther=firm={place}\n")
                self.proxy = proxy.start()
                for _ in range(2):
                    entry, = json.loads(self.page("/firm/simple/demo/", [*PIP, *headers]))["files"]
                    self.assertTrue(entry["url"].startswith("/files/"), entry["url"])
                    self.assert_served(self.ask(entry["url"], [*FILE, *headers]), wheel)
                self.assertEqual(proxy.figures()["stock"]["objects"], 0)
                self.assert_counted(proxy, **{"pass": 4})
                if headers:  # nobody else gets what one was given
                    self.assertEqual(self.ask("/firm/simple/demo/").status, 401)

    def test_twenty_megabytes_are_rewritten_without_holding_anybody_up(self):
        anchors = "".join(
            f'<a href="/p/demo-1.{number}.tar.gz#sha256={number:064x}" '
            f'data-requires-python="&gt;=3">demo-1.{number}.tar.gz</a><br/>\n'
            for number in range(130_000))
        page = f"<!DOCTYPE html><html><body>{anchors}</body></html>".encode()
        self.assertGreater(len(page), 18 * MIB)
        for attempt in range(3):
            self.origin.serve(f"/simple/huge-{attempt}/",
                              upstream.status(200, page, content_type="text/html"))
        self.index.add("small", "1.0")
        self.files("small")
        before = highest = self.proxy.rss()

        def read_small():
            nonlocal highest
            self.files("small")
            highest = max(highest, self.proxy.rss())
        huge = self.assert_holds_nobody_up(
            lambda attempt: self.ask(f"/simple/huge-{attempt}/", OLD_PIP), read_small)
        self.assertEqual(gzip.decompress(huge.body).count(b"/files/"), 130_000)
        if not larder.SANITIZED:
            self.assertLess(highest - before, 3 * 20 * MIB)


if __name__ == "__main__":
    main()
