# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upstreams that lie about lengths, codings and everything else: nothing wrong is kept or passed
off as complete, the engine lives, its memory stays bounded."""

import threading

from harness import larder, upstream
from harness.scenario import (KIB, MIB, Scenario, by_hash_path, main, package_path, random_bytes,
                              sha256)

BODY = random_bytes(1000)
OK = b"HTTP/1.1 200 OK\r\n"
END = b"\r\n\r\n"


def with_fields(fields, body=BODY, status=OK):
    return status + fields + END + body


def chunks(body):
    return b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"


LIES = {
    # Lengths
    "two lengths": with_fields(b"Content-Length: 1000\r\nContent-Length: 500"),
    "two lengths, the smaller first": with_fields(b"Content-Length: 500\r\nContent-Length: 1000"),
    "two equal lengths": with_fields(b"Content-Length: 1000\r\nContent-Length: 1000"),
    "a list of lengths": with_fields(b"Content-Length: 1000, 500"),
    "a list of equal lengths": with_fields(b"Content-Length: 1000, 1000"),
    "negative length": with_fields(b"Content-Length: -5"),
    "hexadecimal length": with_fields(b"Content-Length: 0x3e8"),
    "length with a plus": with_fields(b"Content-Length: +1000"),
    "length with a space": with_fields(b"Content-Length: 10 00"),
    "length with a fraction": with_fields(b"Content-Length: 1000.0"),
    "length with an exponent": with_fields(b"Content-Length: 1e3"),
    "length in words": with_fields(b"Content-Length: thousand"),
    "empty length": with_fields(b"Content-Length:"),
    "length of 2^64 + 1000": with_fields(b"Content-Length: 18446744073709552616"),
    "length of 2^63": with_fields(b"Content-Length: 9223372036854775808"),
    "length of 400 digits": with_fields(b"Content-Length: " + b"9" * 400),
    "longer than it says": with_fields(b"Content-Length: 500"),
    "shorter than it says": with_fields(b"Content-Length: 2000"),
    "one byte short": with_fields(b"Content-Length: 1001"),
    "a whole second answer": (with_fields(b"Content-Length: 1000")
                              + with_fields(b"Content-Length: 5", b"again")),
    # Codings
    "length and chunks": with_fields(b"Content-Length: 1000\r\nTransfer-Encoding: chunked",
                                     chunks(BODY)),
    "chunks and length": with_fields(b"Transfer-Encoding: chunked\r\nContent-Length: 1000",
                                     chunks(BODY)),
    "gzip, chunked": with_fields(b"Transfer-Encoding: gzip, chunked", chunks(BODY)),
    "chunked, gzip": with_fields(b"Transfer-Encoding: chunked, gzip", chunks(BODY)),
    "chunked twice": with_fields(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                                 chunks(BODY)),
    "chunked, chunked": with_fields(b"Transfer-Encoding: chunked, chunked", chunks(BODY)),
    "unknown coding": with_fields(b"Transfer-Encoding: zip", BODY),
    "xchunked": with_fields(b"Transfer-Encoding: xchunked", chunks(BODY)),
    "an encoding nobody asked for": with_fields(b"Content-Encoding: gzip\r\nContent-Length: 1000"),
    # Chunks
    "chunk size no number": with_fields(b"Transfer-Encoding: chunked", b"zz\r\n" + BODY),
    "chunk size negative": with_fields(b"Transfer-Encoding: chunked",
                                       b"-3e8\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunk size with 0x": with_fields(b"Transfer-Encoding: chunked",
                                      b"0x3e8\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunk size of 2^64": with_fields(b"Transfer-Encoding: chunked",
                                      b"10000000000000000\r\n" + BODY),
    "chunk size empty": with_fields(b"Transfer-Encoding: chunked", b"\r\n" + BODY),
    "chunk longer than it says": with_fields(b"Transfer-Encoding: chunked",
                                             b"5\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunk shorter than it says": with_fields(b"Transfer-Encoding: chunked", b"fff\r\n" + BODY),
    "no last chunk": with_fields(b"Transfer-Encoding: chunked", chunks(BODY)[:-5]),
    "last chunk without its end": with_fields(b"Transfer-Encoding: chunked", chunks(BODY)[:-2]),
    "bare LF in chunks": with_fields(b"Transfer-Encoding: chunked", chunks(BODY).replace(b"\r\n",
                                                                                         b"\n")),
    "chunk extension of 100 KiB": with_fields(b"Transfer-Encoding: chunked",
                                              b"3e8;" + b"x" * 100 * KIB + chunks(BODY)[3:]),
    "trailers without end": with_fields(b"Transfer-Encoding: chunked",
                                        chunks(BODY)[:-2] + b"X: y\r\n" * 50_000),
    # Heads
    "200,000 fields": with_fields(b"Content-Length: 1000\r\n" + b"X: y\r\n" * 200_000 + b"X: y"),
    "201 fields": with_fields(b"Content-Length: 1000" + b"\r\nX: y" * 201),
    "a field of 1 MiB": with_fields(b"Content-Length: 1000\r\nX: " + b"y" * MIB),
    "a name of 1 MiB": with_fields(b"Content-Length: 1000\r\n" + b"x" * MIB + b": y"),
    "a folded field": with_fields(b"Content-Length: 1000\r\nX: a\r\n b"),
    "a folded length": with_fields(b"Content-Length:\r\n 1000"),
    "bare LF in the head": with_fields(b"Content-Length: 1000").replace(b"\r\n", b"\n"),
    "bare CR in a value": with_fields(b"Content-Length: 1000\r\nX: a\rX-Injected: b"),
    "NUL in a value": with_fields(b"Content-Length: 1000\r\nX: a\0b"),
    "space before a colon": with_fields(b"Content-Length : 1000"),
    "a line without colon": with_fields(b"Content-Length: 1000\r\nnothing"),
    "an empty name": with_fields(b"Content-Length: 1000\r\n: x"),
    "HTTP/0.9": BODY,
    "rubbish": bytes(range(256)) * 8,
    "nothing": b"",
    "half a status line": b"HTTP/1.1 20",
    "half a head": OK + b"Content-Length: 1000\r\nX",
    "status 99": with_fields(b"Content-Length: 1000", status=b"HTTP/1.1 99 X\r\n"),
    "status 2000": with_fields(b"Content-Length: 1000", status=b"HTTP/1.1 2000 X\r\n"),
    "status no number": with_fields(b"Content-Length: 1000", status=b"HTTP/1.1 abc X\r\n"),
    "status negative": with_fields(b"Content-Length: 1000", status=b"HTTP/1.1 -200 X\r\n"),
    "version 2.0": with_fields(b"Content-Length: 1000", status=b"HTTP/2.0 200 OK\r\n"),
    "another protocol": with_fields(b"Content-Length: 1000", status=b"ICY 200 OK\r\n"),
    "a TLS alert": b"\x15\x03\x03\0\x02\x02\x28",
    "switching protocols": with_fields(b"Upgrade: x\r\nConnection: Upgrade", b"x",
                                       b"HTTP/1.1 101 Switching\r\n"),
    "interim answers without end": b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
    # Parts
    "a part nobody asked for": with_fields(
        b"Content-Length: 1000\r\nContent-Range: bytes 0-999/5000",
        status=b"HTTP/1.1 206 Part\r\n"),
    "a part without a range": with_fields(b"Content-Length: 1000", status=b"HTTP/1.1 206 Part\r\n"),
    "not modified, but nobody had it": with_fields(b"ETag: x", b"",
                                                   b"HTTP/1.1 304 Not Modified\r\n"),
    "several parts": with_fields(
        b"Content-Length: 1000\r\nContent-Type: multipart/byteranges; boundary=x",
        status=b"HTTP/1.1 206 Part\r\n"),
    # Redirects
    "redirect without a target": with_fields(b"Content-Length: 0", b"", b"HTTP/1.1 302 Found\r\n"),
    "redirect to an empty target": with_fields(b"Location:\r\nContent-Length: 0", b"",
                                               b"HTTP/1.1 302 Found\r\n"),
    "redirect to a file": with_fields(b"Location: file:///etc/passwd\r\nContent-Length: 0", b"",
                                      b"HTTP/1.1 302 Found\r\n"),
    "redirect to rubbish": with_fields(b"Location: http://[::/ \x7f\r\nContent-Length: 0", b"",
                                       b"HTTP/1.1 302 Found\r\n"),
    "redirect to nowhere": with_fields(b"Location: http:///x\r\nContent-Length: 0", b"",
                                       b"HTTP/1.1 302 Found\r\n"),
    "two redirect targets": with_fields(b"Location: /a\r\nLocation: /b\r\nContent-Length: 0", b"",
                                        b"HTTP/1.1 302 Found\r\n"),
}

# Above the withheld size: the client is being sent what arrives, and must see a cut.
LARGE = random_bytes(300 * KIB)
LARGE_LIES = {
    "shorter than it says": with_fields(b"Content-Length: %d" % (len(LARGE) + 1), LARGE),
    "no last chunk": with_fields(b"Transfer-Encoding: chunked", chunks(LARGE)[:-5]),
    "last chunk without its end": with_fields(b"Transfer-Encoding: chunked", chunks(LARGE)[:-2]),
    "a bad chunk in the middle": with_fields(b"Transfer-Encoding: chunked",
                                             chunks(LARGE)[:-5] + b"zz\r\nx\r\n0\r\n\r\n"),
    "reset": with_fields(b"Content-Length: %d" % (len(LARGE) * 2), LARGE),
}


class LyingUpstreams(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.proxy = self.start_larder(self.upstream)
        self.number = 0

    def serve(self, script):
        """Under a path of its own; returns its URL."""
        self.number += 1
        path = package_path(f"lie-{self.number}")
        self.upstream.serve(path, script)
        self.path = path
        return self.upstream.url(path)

    def assert_nothing_kept(self, url):
        """Not stored: the origin is asked again, and what it says then counts."""
        self.upstream.serve(self.path, upstream.content(BODY))
        asked = self.upstream.count(self.path)
        for _ in range(60):  # an origin that broke its word may count as down for a moment
            answer = self.proxy.get(url)
            if answer.status == 200:
                break
        self.assert_served(answer, BODY)
        self.assertGreater(self.upstream.count(self.path), asked)

    def test_lies_in_short_answers(self):
        for name, data in LIES.items():
            with self.subTest(name):
                url = self.serve(upstream.raw(data))
                answer = self.proxy.get(url)
                self.assertFalse(200 <= answer.status < 300 or answer.status == 304,
                                 f"passed off as {answer.status}")
                self.assertIs(answer.complete, True)
                self.assert_nothing_kept(url)

    def test_lies_in_long_answers(self):
        for name, data in LARGE_LIES.items():
            with self.subTest(name):
                url = self.serve(upstream.raw(data, then="reset" if name == "reset" else "close"))
                answer = self.proxy.get(url)
                self.assertFalse(answer.wholly_right, "passed off as complete")
                if answer.status == 200:
                    self.assertTrue(LARGE.startswith(answer.body))
                self.assert_nothing_kept(url)

    def test_redirects_that_never_arrive(self):
        loop = package_path("loop")
        self.upstream.serve(loop, upstream.redirect(loop))
        self.assert_honest_error(self.proxy.get(self.upstream.url(loop)))
        self.assertLessEqual(self.upstream.count(loop), 10)

        ping, pong = (package_path(name) for name in ("ping", "pong"))
        self.upstream.serve(ping, upstream.redirect(pong))
        self.upstream.serve(pong, upstream.redirect(ping))
        self.assert_honest_error(self.proxy.get(self.upstream.url(ping)))
        self.assertLessEqual(self.upstream.count(ping) + self.upstream.count(pong), 10)

        steps = [package_path(f"step-{i}") for i in range(50)]
        for here, there in zip(steps, steps[1:]):
            self.upstream.serve(here, upstream.redirect(there))
        self.upstream.serve(steps[-1], upstream.content(BODY))
        self.assert_honest_error(self.proxy.get(self.upstream.url(steps[0])))

    def test_a_part_that_does_not_fit_the_resumption_is_not_glued_on(self):
        body = random_bytes(3 * MIB)
        half = MIB
        part = body[half:]
        wrong_parts = {
            "another start": (b"bytes %d-%d/%d" % (half - 7, len(body) - 8, len(body)), part),
            "another size": (b"bytes %d-%d/%d" % (half, len(body) - 1, len(body) + 9), part),
            "no range": (None, part),
            "rubbish": (b"bytes all", part),
            "backwards": (b"bytes %d-%d/%d" % (half, half - 5, len(body)), part),
            "shorter": (b"bytes %d-%d/%d" % (half, half + 9, len(body)), part[:10]),
        }
        for name, (content_range, data) in wrong_parts.items():
            with self.subTest(name):
                fields = b"ETag: \"x\"\r\nContent-Length: %d" % len(data)
                if content_range:
                    fields += b"\r\nContent-Range: " + content_range
                url = self.serve(upstream.sequence(
                    upstream.content(body, etag='"x"', cut_at=half),
                    upstream.raw(with_fields(fields, data, b"HTTP/1.1 206 Part\r\n"))))
                answer = self.proxy.get(url)
                self.assert_not_passed_off(answer, body)
                self.assertLessEqual(self.proxy.stored_digests(), {sha256(body)})

    def test_a_part_that_ends_early_is_not_the_whole(self):
        body = random_bytes(3 * MIB)
        half, told = MIB, b"bytes %d-%d/%d" % (MIB, 3 * MIB - 1, 3 * MIB)
        short = body[half:2 * MIB]
        framings = {
            "its end is the connection's": with_fields(
                b"ETag: \"x\"\r\nContent-Range: " + told, short, b"HTTP/1.1 206 Part\r\n"),
            "a shorter length": with_fields(
                b"ETag: \"x\"\r\nContent-Length: %d\r\nContent-Range: " % len(short) + told, short,
                b"HTTP/1.1 206 Part\r\n"),
            "chunks": with_fields(
                b"ETag: \"x\"\r\nTransfer-Encoding: chunked\r\nContent-Range: " + told,
                chunks(short), b"HTTP/1.1 206 Part\r\n"),
            "too long": with_fields(
                b"ETag: \"x\"\r\nTransfer-Encoding: chunked\r\nContent-Range: " + told,
                chunks(body[half:] + b"more"), b"HTTP/1.1 206 Part\r\n"),
        }
        for name, part in framings.items():
            with self.subTest(name):
                url = self.serve(upstream.sequence(upstream.content(body, etag='"x"', cut_at=half),
                                                   upstream.raw(part),
                                                   upstream.content(body, etag='"x"')))
                answer = self.proxy.get(url)
                if answer.complete:  # the rest was asked for, too
                    self.assert_served(answer, body)
                self.assertLessEqual(self.proxy.stored_digests(), {sha256(body)})
                self.assert_served(self.proxy.get(url), body)

    def test_a_part_of_another_version_is_not_glued_on(self):
        old, new = random_bytes(3 * MIB, "old"), random_bytes(3 * MIB, "new")
        # Servers that do not know If-Range.
        part = with_fields(b"ETag: \"new\"\r\nContent-Length: %d\r\nContent-Range: bytes %d-%d/%d"
                           % (2 * MIB, MIB, 3 * MIB - 1, 3 * MIB), new[MIB:],
                           b"HTTP/1.1 206 Part\r\n")
        url = self.serve(upstream.sequence(upstream.content(old, etag='"old"', cut_at=MIB),
                                           upstream.raw(part),
                                           upstream.content(new, etag='"new"')))
        self.assert_not_passed_off(self.proxy.get(url), new)
        self.assertLessEqual(self.proxy.stored_digests(), {sha256(new)})
        self.assert_eventually(lambda: self.proxy.get(url).body == new)

    def test_a_small_file_that_became_smaller_while_it_was_cut_is_the_small_one(self):
        old, new = random_bytes(60 * KIB, "old"), random_bytes(20 * KIB, "new")
        for name, path in (("apt", package_path("smaller")), ("by hash", by_hash_path(new))):
            with self.subTest(name):
                self.upstream.serve(path, upstream.sequence(
                    upstream.content(old, etag='"old"', cut_at=40 * KIB),
                    upstream.status(416, headers=[("Content-Range", f"bytes */{len(new)}")]),
                    upstream.content(new, etag='"new"')))
                self.assert_served(self.proxy.get(self.upstream.url(path)), new)

    def test_a_head_without_end_is_not_waited_for(self):
        def endless(exchange):
            exchange.send(OK)
            while not exchange.stopping.is_set():
                exchange.send(b"X-Filler: " + b"y" * 1000 + b"\r\n")

        before = self.proxy.rss()
        self.assert_honest_error(self.proxy.get(self.serve(endless)))
        self.assert_memory_bounded(before)

    def test_a_body_without_end_does_not_fill_memory_and_ends_with_its_last_client(self):
        left = threading.Event()

        def endless(exchange):
            exchange.send(with_fields(b"Transfer-Encoding: chunked", b""))
            block = b"10000\r\n" + bytes(65536) + b"\r\n"
            try:
                while not exchange.stopping.is_set():
                    exchange.send(block)
            finally:
                left.set()

        before = self.proxy.rss()
        url = self.serve(endless)
        connection = self.proxy.connect()
        connection.ask(url)
        answer = connection.response()
        answer.read(200 * MIB, keep=False)
        self.assert_memory_bounded(before)
        connection.close()
        self.assertTrue(left.wait(60), "the fetch goes on for nobody")
        self.assert_eventually(lambda: self.proxy.staged_bytes() == 0)
        self.assertEqual(self.proxy.objects(), [])

    def test_an_upstream_faster_than_its_client_does_not_fill_memory_when_passed_through(self):
        body = bytes(100 * MIB)
        self.upstream.serve("/debian/unknown/large", upstream.content(body))
        before = self.proxy.rss()
        connection = self.proxy.connect(receive_buffer=4096)
        connection.ask(self.upstream.url("/debian/unknown/large"))
        answer = connection.response()
        answer.read(10 * MIB, keep=False)
        self.assert_memory_bounded(before)
        self.assert_served(answer.finish(keep=False), body)
        connection.close()

    def test_all_lies_together_leave_memory_and_descriptors_as_they_were(self):
        url = self.serve(upstream.content(BODY))
        self.proxy.get(url)
        memory, descriptors = self.proxy.rss(), self.proxy.descriptors()
        for _ in range(3):
            for data in LIES.values():
                self.proxy.get(self.serve(upstream.raw(data)))
        self.assert_memory_bounded(memory)
        self.assert_eventually(lambda: self.proxy.descriptors() <= descriptors + 20)

    def assert_memory_bounded(self, before):
        if not larder.SANITIZED:  # which keep freed memory for a while
            self.assertLess(self.proxy.rss() - before, 32 * MIB)


if __name__ == "__main__":
    main()
