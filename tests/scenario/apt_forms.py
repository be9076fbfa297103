# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which apt and its users address an archive through a cache, and how that counts."""

import base64
import errno
import json
import random
import ssl
import unittest

from harness import tls, upstream
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

PATH = package_path("larder")
BODY = random_bytes(100 * KIB)
HTTPS_PORT = 443


class Forms(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))

    def test_forward_proxy_and_host_path_share_what_is_stored(self):
        proxy = self.start_larder(self.upstream)
        self.assert_served(proxy.get(self.upstream.url(PATH)), BODY)
        self.wait_stored(proxy, 1)
        self.assert_served(proxy.get(f"/{self.upstream.authority}{PATH}"), BODY)
        self.assertEqual(self.upstream.count(PATH), 1)
        self.assert_counted(proxy, miss=1, hit=1)

    def test_an_archive_may_be_named_for_paths_without_a_host(self):
        proxy = self.start_larder(
            self.upstream, options=["--upstream", f"apt={self.upstream.url('')}"])
        self.assert_served(proxy.get(PATH), BODY)
        self.assert_served(proxy.get(self.upstream.url(PATH)), BODY)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_spellings_of_one_path_are_one_object(self):
        proxy = self.start_larder(self.upstream)
        path = "/debian/pool/main/g/g++/g++_1.0_all.deb"
        self.upstream.serve_rest(upstream.content(BODY))
        for spelling in (path, path.replace("+", "%2b"), path.replace("+", "%2B"),
                         path.replace("pool", "%70ool"), path.replace("_", "%5F")):
            self.assert_served(proxy.get(self.upstream.url(spelling)), BODY)
        self.assertEqual(self.upstream.count(), 1)

    def test_other_spellings_of_the_host_are_the_same_host(self):
        proxy = self.start_larder(self.upstream, f"localhost:{self.upstream.port}")
        for host in ("localhost", "LOCALHOST", "LocalHost"):
            self.assert_served(proxy.get(f"http://{host}:{self.upstream.port}{PATH}"), BODY)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_paths_of_no_known_class_are_passed_and_not_stored(self):
        proxy = self.start_larder(self.upstream)
        path = "/debian/unknown/file"
        self.upstream.serve(path, upstream.content(b"today\n", content_type="text/plain"))
        for number in (1, 2):
            answer = proxy.get(self.upstream.url(path))
            self.assert_served(answer, b"today\n")
            self.assertEqual(answer.header("last-modified"), upstream.LAST_MODIFIED)
            self.assertEqual(self.upstream.count(path), number)
        self.assertEqual(proxy.objects(), [])
        self.assert_counted(proxy, **{"pass": 2})

    def test_what_is_passed_keeps_its_framing_honest(self):
        proxy = self.start_larder(self.upstream)
        body = random_bytes(500 * KIB)
        for framing in (upstream.LENGTH, upstream.CHUNKED, upstream.CLOSE):
            path = f"/debian/unknown/{framing}"
            self.upstream.serve(path, upstream.content(body, framing=framing))
            self.assert_served(proxy.get(self.upstream.url(path)), body)
            # HTTP/1.0 knows no chunks: there the end of the connection may be the end.
            self.assertEqual(proxy.get(self.upstream.url(path), version="HTTP/1.0").body, body)
            if framing != upstream.CLOSE:
                self.upstream.serve(path, upstream.content(body, framing=framing, cut_at=300 * KIB,
                                                           answers_ranges=False))
                self.assertIs(proxy.get(self.upstream.url(path)).complete, False)

    # Secrets

    def test_credentials_reach_the_origin_but_neither_store_nor_logs(self):
        proxy = self.start_larder(self.upstream)
        secret = "hunter2secret"
        token = base64.b64encode(f"user:{secret}".encode()).decode()
        url = self.upstream.url(PATH).replace("http://", f"http://user:{secret}@")
        for number in (1, 2):
            answer = proxy.get(url, [("Authorization", f"Basic {token}"),
                                     ("Proxy-Authorization", f"Basic {token}")])
            self.assert_served(answer, BODY)
            self.assertEqual(self.upstream.count(PATH), number, "what needs credentials was stored")
        seen = self.upstream.seen(PATH)[0]
        self.assertEqual(seen.headers.get("authorization"), f"Basic {token}")
        self.assertNotIn("proxy-authorization", seen.headers)
        self.assertNotIn(secret, seen.target)
        # Nor does somebody else get it.
        self.assertEqual(proxy.objects(), [])
        proxy.stop()
        written = [path for folder in (proxy.state, proxy.cache, proxy.runtime)
                   for path in folder.rglob("*") if path.is_file()]
        self.assertTrue(written)
        for path in written:
            data = path.read_bytes()
            self.assertNotIn(secret.encode(), data, path)
            self.assertNotIn(token.encode(), data, path)
        self.assertNotIn(secret, proxy.log)
        self.assertNotIn(token, proxy.log)

    # Statistics

    def test_stats_and_log_show_truly_what_happened(self):
        proxy = self.start_larder(self.upstream)
        other = package_path("other")
        self.upstream.serve(other, upstream.content(BODY))
        proxy.get(self.upstream.url(PATH))
        self.wait_stored(proxy, 1)
        for target in (PATH, PATH, other, package_path("none")):
            proxy.get(self.upstream.url(target))
        proxy.get(self.upstream.url(PATH), method="DELETE")
        proxy.stop()  # what has been counted is written then at the latest

        stats = json.loads(proxy.command_line("stats", "--json").stdout)
        total = next(each for each in stats["caches"] if each["name"] == "apt")["total"]
        self.assertEqual(total["hit"], 2)
        self.assertEqual(total["miss"], 3)  # one of them was missing at the origin, too
        self.assertGreaterEqual(total["bytesToClients"], 4 * len(BODY))
        self.assertGreaterEqual(total["bytesFromNetwork"], 2 * len(BODY))
        self.assertLess(total["bytesFromNetwork"], 2.1 * len(BODY))
        self.assertAlmostEqual(total["bytesSaved"], 2 * len(BODY), delta=2 * KIB)

        log = [json.loads(line) for line in proxy.command_line("log", "--json").stdout.splitlines()]
        asked = [entry for entry in log if entry["url"].endswith("larder_1.0_all.deb")]
        self.assertEqual([entry["outcome"] for entry in asked[:3]], ["miss", "hit", "hit"])
        self.assertEqual(asked[0]["url"], self.upstream.url(PATH))
        self.assertEqual({entry["client"] for entry in asked}, {"127.0.0.1"})
        self.assertEqual(asked[1]["status"], 200)
        self.assertGreaterEqual(asked[1]["bytesSent"], len(BODY))


class Tls(Scenario):
    """https archives: fetched by Larder itself where the URL says so, else tunnelled."""

    def setUp(self):
        super().setUp()
        self.authority = tls.Authority(self.folder / "authority")
        self.context = self.authority.server_context("127.0.0.1", "localhost")
        self.trust = {"SSL_CERT_FILE": str(self.authority.certificate)}

    def start_https(self, **options):
        origin = self.start_upstream(tls=self.context, **options)
        origin.serve(PATH, upstream.content(BODY))
        return origin

    def test_the_https_forms_are_fetched_over_tls_and_stored(self):
        origin = self.start_https()
        proxy = self.start_larder(origin, variables=self.trust)
        self.assert_served(proxy.get(f"http://HTTPS///{origin.authority}{PATH}", host="HTTPS"),
                           BODY)
        self.assert_served(proxy.get(f"/HTTPS///{origin.authority}{PATH}"), BODY)
        self.assertEqual(origin.count(PATH), 1)

    def test_a_certificate_of_an_unknown_authority_is_refused(self):
        origin = self.start_https()
        proxy = self.start_larder(origin)
        answer = proxy.get(f"http://HTTPS///{origin.authority}{PATH}", host="HTTPS")
        self.assert_honest_error(answer)
        self.assertEqual(origin.count(), 0)

    def test_a_certificate_for_another_name_is_refused(self):
        self.context = self.authority.server_context("other.example")
        origin = self.start_https()
        proxy = self.start_larder(origin, variables=self.trust)
        self.assert_honest_error(proxy.get(f"/HTTPS///{origin.authority}{PATH}"))
        self.assertEqual(origin.count(), 0)

    def test_a_redirect_never_leads_from_https_to_http(self):
        plain = self.start_upstream(address="127.0.0.4")
        plain.serve_rest(upstream.content(BODY))
        origin = self.start_https()
        origin.serve(PATH, upstream.redirect(plain.url(PATH)))
        proxy = self.start_larder(origin, plain, variables=self.trust)
        self.assert_honest_error(proxy.get(f"/HTTPS///{origin.authority}{PATH}"))
        self.assertEqual(plain.connections, 0)

    def test_a_redirect_from_http_to_https_is_followed_and_stored(self):
        origin = self.start_https()
        plain = self.start_upstream(address="127.0.0.4")
        plain.serve(PATH, upstream.redirect(origin.url(PATH, "https")))
        proxy = self.start_larder(origin, plain, variables=self.trust)
        for _ in range(2):
            self.assert_served(proxy.get(plain.url(PATH)), BODY)
        self.assertEqual(origin.count(PATH), 1)

    def test_a_tunnel_carries_bytes_both_ways_and_is_counted(self):
        address = ".".join(["127", *(str(random.randrange(1, 255)) for _ in range(3))])
        try:
            origin = self.start_https(address=address, port=HTTPS_PORT)
        except PermissionError:
            raise unittest.SkipTest("port 443 needs root") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise unittest.SkipTest("port 443 is taken on this machine") from None
        self.context.check_hostname = False
        proxy = self.start_larder(origin)
        for _ in range(2):
            with proxy.connect() as connection:
                connection.ask(origin.authority, method="CONNECT", host=origin.authority)
                self.assertEqual(connection.response("HEAD").finish().status, 200)
                trusting = ssl.create_default_context(cafile=self.authority.certificate)
                trusting.check_hostname = False
                connection.socket = trusting.wrap_socket(connection.socket)
                for _ in range(3):
                    self.assert_served(connection.get(PATH, host=origin.authority), BODY)
        self.assert_counted(proxy, tunnel=2)
        self.assertEqual(proxy.objects(), [])

    def test_tunnels_lead_to_port_443_only(self):
        origin = self.start_https()
        proxy = self.start_larder(origin)
        for target in (origin.authority, "127.0.0.1:80", "127.0.0.1:22"):
            with self.subTest(target):
                self.assert_honest_error(proxy.get(target, method="CONNECT", host=target))
        self.assertEqual(origin.connections, 0)


if __name__ == "__main__":
    main()
