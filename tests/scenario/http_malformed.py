# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed and hostile requests: each is answered 4xx or 5xx, or closed; never left hanging, never
forwarded, and what follows it on the connection is never taken for another request."""

import re
import socket
import threading

from harness import client, upstream
from harness.scenario import KIB, MIB, Scenario, main, package_path, random_bytes

BODY = random_bytes(2000)
PATH = package_path("larder")

# {U}: the upstream's authority; {L}: the proxy's. SMUGGLED must never be taken for a request.
SMUGGLED = b"GET http://{U}/smuggled HTTP/1.1\r\nHost: {U}\r\n\r\n"
LINE = b"GET http://{U}" + PATH.encode() + b" HTTP/1.1\r\n"
HOST = b"Host: {U}\r\n"
END = b"\r\n"

REQUEST_LINES = {
    "HTTP/0.9": b"GET http://{U}/x\r\n\r\n",
    "only a method": b"GET\r\n\r\n",
    "only a target": b" http://{U}/x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "version 2.0": b"GET http://{U}/x HTTP/2.0\r\nHost: {U}\r\n\r\n",
    "version 1.2": b"GET http://{U}/x HTTP/1.2\r\nHost: {U}\r\n\r\n",
    "version 0.9": b"GET http://{U}/x HTTP/0.9\r\nHost: {U}\r\n\r\n",
    "version 1.1.1": b"GET http://{U}/x HTTP/1.1.1\r\nHost: {U}\r\n\r\n",
    "version 11": b"GET http://{U}/x HTTP/11\r\nHost: {U}\r\n\r\n",
    "version 1.10": b"GET http://{U}/x HTTP/1.10\r\nHost: {U}\r\n\r\n",
    "version lower case": b"GET http://{U}/x http/1.1\r\nHost: {U}\r\n\r\n",
    "version of another protocol": b"GET http://{U}/x ICY/1.1\r\nHost: {U}\r\n\r\n",
    "no version": b"GET http://{U}/x \r\nHost: {U}\r\n\r\n",
    "something after the version": b"GET http://{U}/x HTTP/1.1 x\r\nHost: {U}\r\n\r\n",
    "two spaces before the target": b"GET  http://{U}/x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "two spaces before the version": b"GET http://{U}/x  HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "tabs for spaces": b"GET\thttp://{U}/x\tHTTP/1.1\r\nHost: {U}\r\n\r\n",
    "a space before the method": b" GET http://{U}/x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "method lower case": b"get http://{U}/x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "unknown method": b"FETCH http://{U}/x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "endless method": b"G" * 100 * KIB,
    "method with a control byte": b"G\x01T http://{U}/x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    "TLS": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(range(200)) + b"\r\n\r\n",
    "SOCKS": b"\x05\x01\x00\x05\x01\x00\x01\x7f\0\0\x01\0P\r\n\r\n",
    "rubbish": bytes(range(256)) * 4 + b"\r\n\r\n",
    "zeros": bytes(5000) + b"\r\n\r\n",
    "a response": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "bare LF after the request line": b"GET http://{U}/x HTTP/1.1\nHost: {U}\r\n\r\n",
    "bare CR in the request line": b"GET http://{U}/x\rHTTP/1.1\r\nHost: {U}\r\n\r\n",
}

TARGETS = {
    "9 KiB": b"http://{U}/" + b"a" * 9 * KIB,
    "1 MiB": b"http://{U}/" + b"a" * MIB,
    "NUL": b"http://{U}/a\0b",
    "control byte": b"http://{U}/a\x01b",
    "tab": b"http://{U}/a\tb",
    "DEL": b"http://{U}/a\x7fb",
    "bare CR": b"http://{U}/a\rb",
    "bare LF": b"http://{U}/a\nb",
    "raw UTF-8": b"http://{U}/\xc3\xa4",
    "raw high bytes": b"http://{U}/\xff\xfe",
    "raw space": b"http://{U}/a b",
    "asterisk with GET": b"*",
    "authority with GET": b"{U}",
    "no leading slash": b"debian/x",
    "empty host": b"http:///x",
    "empty host with a port": b"http://:80/x",
    "open bracket": b"http://[::1/x",
    "rubbish in brackets": b"http://[zz]/x",
    "port out of range": b"http://127.0.0.1:99999/x",
    "negative port": b"http://127.0.0.1:-80/x",
    "port no number": b"http://127.0.0.1:eighty/x",
    "two ports": b"http://127.0.0.1:80:80/x",
    "host with a space": b"http://a%20b/x",
    "host with an encoded NUL": b"http://127.0.0.1%00.example/x",
    "host with encoded CRLF": b"http://127.0.0.1%0d%0aX:1/x",
    "host with a backslash": b"http://{U}\\@evil.example/x",
    "host 300 bytes long": b"http://" + b"a" * 300 + b".example/x",
    "scheme file": b"file:///etc/passwd",
    "scheme ftp": b"ftp://{U}/x",
    "scheme gopher": b"gopher://{U}/x",
    "scheme javascript": b"javascript:alert(1)",
    "scheme unknown": b"xyz://{U}/x",
    "encoded NUL in the path": b"http://{U}/debian/pool/a%00.deb",
}

HEADERS = {
    "no Host": b"",
    "empty Host for a path": (b"GET / HTTP/1.1\r\n", b"Host: \r\n"),
    "two Hosts": b"Host: {U}\r\nHost: evil.example\r\n",
    "two equal Hosts": b"Host: {U}\r\nHost: {U}\r\n",
    "Host with a space": b"Host: {U} x\r\n",
    "Host with a path": b"Host: {U}/x\r\n",
    "Host with a user": b"Host: user@{U}\r\n",
    "Host with a comma": b"Host: {U}, evil.example\r\n",
    "Host with a bad port": b"Host: 127.0.0.1:99999\r\n",
    "white space before the first field": b" Host: {U}\r\n",
    "folded line": HOST + b"X-Folded: a\r\n b\r\n",
    "folded with a tab": HOST + b"X-Folded: a\r\n\tb\r\n",
    "folded Transfer-Encoding": HOST + b"Transfer-Encoding:\r\n chunked\r\n",
    "bare LF line ends": b"Host: {U}\nX: y\n",
    "bare LF before the empty line": HOST + b"X: y\n",
    "bare CR in a value": HOST + b"X: a\rb\r\n",
    "NUL in a value": HOST + b"X: a\0b\r\n",
    "control byte in a value": HOST + b"X: a\x01b\r\n",
    "DEL in a value": HOST + b"X: a\x7fb\r\n",
    "space before the colon": HOST + b"X : y\r\n",
    "tab before the colon": HOST + b"X\t: y\r\n",
    "no colon": HOST + b"nothing\r\n",
    "empty name": HOST + b": y\r\n",
    "name with a space": HOST + b"X Y: z\r\n",
    "name with a control byte": HOST + b"X\x02: z\r\n",
    "name with high bytes": HOST + b"\xc3\xa4: z\r\n",
    "name in brackets": HOST + b"(X): z\r\n",
    "101 fields": HOST + b"".join(b"X-%d: y\r\n" % i for i in range(100)),
    "5,000 fields": HOST + b"".join(b"X-%d: y\r\n" % i for i in range(5000)),
    "33 KiB in one field": HOST + b"X: " + b"y" * 33 * KIB + b"\r\n",
    "33 KiB in many fields": HOST + b"".join(b"X-%d: %s\r\n" % (i, b"y" * 700) for i in range(48)),
    "33 KiB name": HOST + b"x" * 33 * KIB + b": y\r\n",
    "endless value": HOST + b"X: " + b"y" * 2 * MIB,
    "Proxy-Authorization with a bare LF": HOST + b"Proxy-Authorization: Basic a\nX: y\r\n",
}

# (field lines, body). A second request follows the body, where each reader believes its end to be.
CHUNKED_NOTHING = b"0\r\n\r\n"
BODIES = {
    "CL.TE": (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", CHUNKED_NOTHING),
    "TE.CL": (b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"5\r\nhello\r\n0\r\n\r\n"),
    "CL.TE, zero": (b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", CHUNKED_NOTHING),
    "two lengths": (b"Content-Length: 0\r\nContent-Length: 60\r\n", b""),
    "two equal lengths": (b"Content-Length: 0\r\nContent-Length: 0\r\n", b""),
    "length list": (b"Content-Length: 0, 60\r\n", b""),
    "equal length list": (b"Content-Length: 0, 0\r\n", b""),
    "negative length": (b"Content-Length: -1\r\n", b""),
    "length with a plus": (b"Content-Length: +0\r\n", b""),
    "hexadecimal length": (b"Content-Length: 0x0\r\n", b""),
    "length with a space": (b"Content-Length: 0 0\r\n", b""),
    "length with a point": (b"Content-Length: 0.0\r\n", b""),
    "empty length": (b"Content-Length: \r\n", b""),
    "length beyond 64 bits": (b"Content-Length: 18446744073709551616\r\n", b""),
    "length of many digits": (b"Content-Length: " + b"9" * 400 + b"\r\n", b""),
    "length in words": (b"Content-Length: zero\r\n", b""),
    "length with a space before the colon": (b"Content-Length : 60\r\n", b""),
    "chunked twice": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                      CHUNKED_NOTHING),
    "chunked, chunked": (b"Transfer-Encoding: chunked, chunked\r\n", CHUNKED_NOTHING),
    "gzip, chunked": (b"Transfer-Encoding: gzip, chunked\r\n", CHUNKED_NOTHING),
    "chunked, gzip": (b"Transfer-Encoding: chunked, gzip\r\n", CHUNKED_NOTHING),
    "chunked, identity": (b"Transfer-Encoding: chunked, identity\r\n", CHUNKED_NOTHING),
    "identity": (b"Transfer-Encoding: identity\r\n", b""),
    "xchunked": (b"Transfer-Encoding: xchunked\r\n", CHUNKED_NOTHING),
    "chunkedx": (b"Transfer-Encoding: chunkedx\r\n", CHUNKED_NOTHING),
    "chunked with a vertical tab": (b"Transfer-Encoding: \x0bchunked\r\n", CHUNKED_NOTHING),
    "chunked in quotes": (b'Transfer-Encoding: "chunked"\r\n', CHUNKED_NOTHING),
    "chunked with a parameter": (b"Transfer-Encoding: chunked;q=1\r\n", CHUNKED_NOTHING),
    "empty coding": (b"Transfer-Encoding: \r\n", b""),
    "coding with a space before the colon": (b"Transfer-Encoding : chunked\r\n", CHUNKED_NOTHING),
    "coding with a tab before the colon": (b"Transfer-Encoding\t: chunked\r\n", CHUNKED_NOTHING),
    "chunk size no number": (b"Transfer-Encoding: chunked\r\n", b"zz\r\nhello\r\n0\r\n\r\n"),
    "chunk size with 0x": (b"Transfer-Encoding: chunked\r\n", b"0x5\r\nhello\r\n0\r\n\r\n"),
    "chunk size negative": (b"Transfer-Encoding: chunked\r\n", b"-5\r\nhello\r\n0\r\n\r\n"),
    "chunk size with a plus": (b"Transfer-Encoding: chunked\r\n", b"+5\r\nhello\r\n0\r\n\r\n"),
    "chunk size beyond 64 bits": (b"Transfer-Encoding: chunked\r\n",
                                  b"10000000000000005\r\nhello\r\n"),
    "chunk size empty": (b"Transfer-Encoding: chunked\r\n", b"\r\nhello\r\n0\r\n\r\n"),
    "chunk without its line end": (b"Transfer-Encoding: chunked\r\n", b"5\r\nhello0\r\n\r\n"),
    "chunk with bare LF": (b"Transfer-Encoding: chunked\r\n", b"5\nhello\n0\n\n"),
    "chunk longer than its size": (b"Transfer-Encoding: chunked\r\n", b"4\r\nhello\r\n0\r\n\r\n"),
    "endless chunk extension": (b"Transfer-Encoding: chunked\r\n", b"5;" + b"x" * 200 * KIB),
    "endless trailers": (b"Transfer-Encoding: chunked\r\n", b"0\r\n" + b"X: y\r\n" * 40_000),
    "a body where none belongs": (b"Content-Length: 5\r\n", b"hello"),
    "a chunked body where none belongs": (b"Transfer-Encoding: chunked\r\n",
                                          b"5\r\nhello\r\n0\r\n\r\n"),
    "an announced body of 1 TiB": (b"Content-Length: 1099511627776\r\n", b"x" * 100 * KIB),
}

CONNECTS = {
    "path": b"CONNECT /x HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "absolute": b"CONNECT http://{U}/ HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "no port": b"CONNECT example.org HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "empty port": b"CONNECT example.org: HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "port 0": b"CONNECT example.org:0 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "port out of range": b"CONNECT example.org:65536 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "empty host": b"CONNECT :443 HTTP/1.1\r\nHost: :443\r\n\r\n",
    "with a user": b"CONNECT user@example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "asterisk": b"CONNECT * HTTP/1.1\r\nHost: {U}\r\n\r\n",
    "to the upstream's plain port": b"CONNECT {U} HTTP/1.1\r\nHost: {U}\r\n\r\n",
}


class Malformed(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve_rest(upstream.content(BODY))
        self.proxy = self.start_larder(self.upstream)

    def refuse(self, data):
        """Sends it and reads until the proxy closes; checks all that is promised."""
        data = data.replace(b"{U}", self.upstream.authority.encode())
        data = data.replace(b"{L}", self.proxy.authority.encode())
        contacts = self.upstream.connections
        # A request that is malformed is answered when that is seen, not after a time-out.
        with self.proxy.connect(timeout=8) as connection:
            try:
                connection.send(data)
            except ConnectionError:
                pass  # closed before all was read; there may be an answer all the same
            received = self.read_to_the_end(connection)
        if received:
            self.assertRegex(received, rb"\AHTTP/1\.[01] [45]\d\d ")
            self.assertEqual(len(re.findall(rb"HTTP/1\.[01] \d\d\d ", received)), 1,
                             f"answered twice: {received!r}")
        self.assertEqual(self.upstream.connections, contacts, "it reached the upstream")
        self.assertEqual(self.proxy.get("/larder.json").status, 200)

    def read_to_the_end(self, connection):
        received = bytearray()
        try:
            while data := connection.socket.recv(65536):
                received += data
        except ConnectionError:
            pass
        except TimeoutError:
            self.fail(f"left hanging after {bytes(received)!r}")
        return bytes(received)

    def test_request_lines(self):
        for name, data in REQUEST_LINES.items():
            with self.subTest(name):
                self.refuse(data)

    def test_targets(self):
        for name, target in TARGETS.items():
            with self.subTest(name):
                self.refuse(b"GET " + target + b" HTTP/1.1\r\n" + HOST
                            + b"Connection: close\r\n\r\n")

    def test_header_fields(self):
        for name, fields in HEADERS.items():
            line, fields = fields if isinstance(fields, tuple) else (LINE, fields)
            with self.subTest(name):
                self.refuse(line + fields + END + SMUGGLED)

    def test_bodies_and_smuggling(self):
        for name, (fields, body) in BODIES.items():
            with self.subTest(name):
                self.refuse(LINE + HOST + fields + END + body + SMUGGLED)
            with self.subTest(f"POST, {name}"):
                self.refuse(LINE.replace(b"GET", b"POST") + HOST + fields + END + body + SMUGGLED)

    def test_chunks_are_unknown_to_http_1_0(self):
        self.refuse(LINE.replace(b"1.1", b"1.0") + HOST + b"Transfer-Encoding: chunked\r\n" + END
                    + CHUNKED_NOTHING + SMUGGLED)

    def test_tunnels_to_nowhere(self):
        for name, data in CONNECTS.items():
            with self.subTest(name):
                self.refuse(data)

    def test_a_malformed_request_behind_a_good_one_does_not_harm_the_first_answer(self):
        good = f"GET {self.upstream.url(PATH)} HTTP/1.1\r\nHost: {self.upstream.authority}\r\n\r\n"
        with self.proxy.connect() as connection:
            connection.send(good.encode() + b"GET / HTTP/9.9\r\n\r\n")
            self.assert_served(connection.response().finish(), BODY)
            self.assertIn(connection.response().finish().status, (400, 505))
            self.assertTrue(connection.closed_by_peer())

    def test_a_path_for_another_host_is_misdirected(self):
        for host in ("evil.example", "evil.example:3142", f"evil.example:{self.proxy.port}",
                     "192.0.2.7",
                     f"127.0.0.1.evil.example:{self.proxy.port}"):
            with self.subTest(host):
                self.assertEqual(self.proxy.get("/", host=host).status, 421)
                self.assertEqual(self.proxy.get("/larder.json", host=host).status, 421)
        self.assertEqual(self.upstream.connections, 0)

    def test_each_request_of_a_connection_names_its_host_for_itself(self):
        own = f"127.0.0.1:{self.proxy.port}"
        foreign = f"evil.example:{self.proxy.port}"
        with self.proxy.connect() as connection:
            for host, status in ((own, 200), (foreign, 421), (own, 200), (foreign.upper(), 421),
                                 (f"localhost:{self.proxy.port}", 200), ("127.0.0.1:1", 421)):
                with self.subTest(host):
                    self.assertEqual(connection.get("/larder.json", host=host).status, status)
            self.assertEqual(connection.get(f"http://{own}/larder.json", host=foreign).status, 200)

    def test_traversal_in_every_spelling_leads_nowhere(self):
        secret = self.folder / "secret"
        secret.write_bytes(b"SECRET")
        host = self.upstream.authority
        spellings = ["../", "..%2f", "%2e%2e/", "%2E%2E%2F", ".%2e/", "..\\", "..%5c",
                     "%252e%252e/",
                     "..;/", "....//", "..%c0%af", ".../", "..%00/", "//../", "./../"]
        for spelling in spellings:
            for prefix in ("/", f"/{host}/debian/", f"http://{host}/",
                           f"http://{host}/debian/pool/"):
                target = prefix + spelling * 12 + str(secret).lstrip("/")
                with self.subTest(target):
                    before = self.upstream.count()
                    with self.proxy.connect(timeout=20) as connection:
                        connection.ask(target, host=host if "://" in target
                                       else self.proxy.authority)
                        answer = connection.response().finish()
                    self.assertNotIn(b"SECRET", answer.body)
                    for seen in self.upstream.seen()[before:]:
                        self.assertFalse({"..", "%2e%2e", ".%2e", "%2e."}
                                         & set(seen.target.lower().split("/")), seen.target)
        outside = [path.name for path in self.folder.iterdir()]
        self.assertEqual(sorted(outside), ["larder-0", "secret"])

    def test_encoded_line_ends_never_become_header_fields(self):
        for path in ("/debian/pool/a%0d%0aX-Injected:%20yes", "/debian/pool/a%0aX-Injected:yes",
                     "/debian/pool/a?b=%0d%0aX-Injected:%20yes",
                     "/debian/pool/a%20HTTP/1.1%0d%0aX-Injected:%20yes"):
            with self.subTest(path):
                answer = self.proxy.get(self.upstream.url(path))
                self.assertFalse(answer.all("x-injected"))
        for seen in self.upstream.seen():
            self.assertNotIn("x-injected", seen.headers)

    def test_no_field_of_the_client_travels(self):
        self.proxy.get(self.upstream.url(PATH), [
            ("Cookie", "a=b"), ("X-Evil", "1"), ("Proxy-Authorization", "Basic eDp5"),
            ("Referer", "http://private.example/"), ("Forwarded", "for=192.0.2.1"),
            ("X-Forwarded-For", "192.0.2.1"), ("TE", "trailers"), ("Accept-Encoding", "gzip"),
            ("User-Agent", "Tester/1")])
        seen = self.upstream.seen(PATH)[0]
        self.assertFalse({"cookie", "x-evil", "proxy-authorization", "referer", "forwarded",
                          "x-forwarded-for", "te"} & seen.headers.keys(), seen.head)
        self.assertNotIn("gzip", seen.headers.get("accept-encoding", ""))
        self.assertEqual(seen.headers["host"], self.upstream.authority)

    def test_trickled_heads_are_cut_while_honest_clients_are_served(self):
        stop = threading.Event()
        trickled = [client.Connection(self.proxy.address, timeout=30) for _ in range(50)]

        def trickle():
            sent = [b"G", b"E", b"T", b" ", b"/"] + [b"x"] * 1000
            for piece in sent:
                for connection in trickled:
                    try:
                        connection.send(piece)
                    except OSError:
                        pass  # cut, as it should be
                if stop.wait(1):
                    return

        feeder = client.Background(trickle)
        url = self.upstream.url(PATH)
        for connection in trickled:
            while not self.is_cut(connection):
                self.assert_served(self.proxy.get(url), BODY)
        stop.set()
        feeder.result()
        for connection in trickled:
            connection.close()

    def is_cut(self, connection):
        """Whether it has been answered 408 or closed; waits a moment for it."""
        connection.socket.settimeout(0.25)
        try:
            data = connection.socket.recv(65536)
            return not data or data.startswith(b"HTTP/1.1 4")
        except TimeoutError:
            self.trickled_for = getattr(self, "trickled_for", 0) + 0.25
            self.assertLess(self.trickled_for, 25, "a trickled head is not cut")
            return False
        except (ConnectionError, socket.error):
            return True


if __name__ == "__main__":
    main()
