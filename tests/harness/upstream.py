# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An origin that does what its script says.

A script is a function of one Exchange. The functions below make the usual ones; a test writes its
own where it wants something special. Tests control progress with a Gate, never by sleeping.
"""

import dataclasses
import re
import socket
import struct
import threading
import time

BLOCK_BYTES = 64 * 1024
LAST_MODIFIED = "Tue, 03 Jun 2025 10:00:00 GMT"

LENGTH = "length"
CHUNKED = "chunked"
CLOSE = "close"  # neither length nor chunks: the end of the connection is the end of the body


class PeerGone(Exception):
    """The proxy closed the connection, or the upstream is being stopped."""


class Gate:
    """Lets a body pass up to a mark that the test moves. Shared by all exchanges of a script."""

    def __init__(self, mark=0):
        self._changed = threading.Condition()
        self._mark = mark
        self._is_cut = False
        self._sent = 0

    def allow(self, mark):
        """Body bytes before this position may leave."""
        with self._changed:
            self._mark = mark
            self._changed.notify_all()

    def open(self):
        self.allow(float("inf"))

    def cut(self):
        """Every exchange that waits here ends with a closed connection."""
        with self._changed:
            self._is_cut = True
            self._changed.notify_all()

    def wait_sent(self, position, timeout=60):
        """Until the bytes before this position have left."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._sent >= position, timeout):
                raise AssertionError(f"the upstream sent {self._sent} bytes, not {position}")

    def passable(self, position, stopping):
        """How far a body at this position may go now; waits until that is farther than it is."""
        with self._changed:
            while self._mark <= position and not self._is_cut:
                if stopping.is_set():
                    raise PeerGone
                self._changed.wait(0.05)  # notices `stopping`, which is no part of the condition
            return position if self._is_cut else self._mark

    def report(self, position):
        with self._changed:
            self._sent = max(self._sent, position)
            self._changed.notify_all()


@dataclasses.dataclass
class Seen:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict  # lower-case names
    head: bytes
    connection: int
    at: float  # time.monotonic()


class Exchange:
    """One request and the means to answer it. Belongs to its connection's thread."""

    def __init__(self, request, connection, stopping, pending):
        self.request = request
        self._pending = pending  # read from the connection, and not used yet
        self.stopping = stopping
        self.keep = request.headers.get("connection", "").lower() != "close"
        self._connection = connection

    def read_body(self, length):
        """So many bytes that follow the head."""
        while len(self._pending) < length:
            received = self._connection.recv(65536)
            if not received:
                raise PeerGone
            self._pending += received
        body = bytes(self._pending[:length])
        del self._pending[:length]
        return body

    def send(self, data):
        try:
            self._connection.sendall(data)
        except OSError as error:
            raise PeerGone from error

    def close(self):
        """The connection ends in order after what was sent."""
        self.keep = False

    def reset(self):
        """The connection ends with RST."""
        self.keep = False
        reset(self._connection)

    def hang(self):
        """Nothing more, until the proxy goes away or the upstream is stopped."""
        self._connection.settimeout(0.05)
        while not self.stopping.is_set():
            try:
                if not self._connection.recv(4096):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        raise PeerGone


def reset(connection):
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    except OSError:
        pass


class ScriptedUpstream:
    """A threaded HTTP/1.1 server of raw sockets. Any thread may set scripts and read counts."""

    def __init__(self, address="127.0.0.1", port=0, tls=None):
        self.address = address
        self._tls = tls
        self._lock = threading.Condition()
        self._scripts = {}
        self._fallback = status(404)
        self._open = {}  # connection number -> socket
        self.requests = []
        self.connections = 0
        self.bytes_sent = 0
        self._stopping = threading.Event()
        self._listener = None
        # Keeps the port ours while nothing listens: a connection is refused then.
        self._reservation = self._bound(port)
        self.port = self._reservation.getsockname()[1]
        self.come_back()

    def _bound(self, port):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        bound = socket.socket(family)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((self.address, port))
        return bound

    @property
    def authority(self):
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}"

    def url(self, path, scheme="http"):
        return f"{scheme}://{self.authority}{path}"

    # Scripts

    def serve(self, path, script):
        with self._lock:
            self._scripts[path] = script

    def serve_all(self, scripts):
        """{path: script}, all at one moment; other paths are forgotten."""
        with self._lock:
            self._scripts = dict(scripts)

    def serve_rest(self, script):
        """What answers paths that have no script of their own (404 otherwise)."""
        with self._lock:
            self._fallback = script

    # What was seen

    def seen(self, path=None, method=None):
        with self._lock:
            return [request for request in self.requests
                    if path in (None, request.target) and method in (None, request.method)]

    def count(self, path=None, method=None):
        return len(self.seen(path, method))

    def wait_for_requests(self, path, number, timeout=60):
        """Until so many requests for the path have arrived; returns them."""
        with self._lock:
            def arrived():
                return [request for request in self.requests if request.target == path]
            if not self._lock.wait_for(lambda: len(arrived()) >= number, timeout):
                raise AssertionError(f"{len(arrived())} requests for {path}, not {number}")
            return arrived()

    def forget(self):
        with self._lock:
            self.requests.clear()

    # Being there or not

    def vanish(self):
        """New connections are refused, open ones reset."""
        self._close_listener()
        with self._lock:
            connections = list(self._open.values())
        for connection in connections:
            reset_while_used(connection)

    def come_back(self):
        """Listens again on the same port."""
        listener = self._bound(self.port)
        listener.listen(512)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def stop(self):
        self._stopping.set()
        self._close_listener()
        with self._lock:
            connections = list(self._open.values())
        for connection in connections:
            reset_while_used(connection)
        self._reservation.close()

    def _close_listener(self):
        if self._listener:
            try:
                self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
            except OSError:
                pass
            self._listener.close()
            self._listener = None

    # Threads

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                number = self.connections
                self._open[number] = connection
                self._lock.notify_all()
            threading.Thread(target=self._converse, args=(connection, number), daemon=True).start()

    def _converse(self, connection, number):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                with self._lock:
                    self._open[number] = connection
            pending = bytearray()
            keep = True
            while keep and not self._stopping.is_set():
                while b"\r\n\r\n" not in pending:
                    received = connection.recv(65536)
                    if not received:
                        return
                    pending += received
                end = pending.index(b"\r\n\r\n")
                head = bytes(pending[:end])
                del pending[:end + 4]
                keep = self._answer(connection, number, head, pending)
        except (OSError, PeerGone):
            pass
        finally:
            with self._lock:
                self._open.pop(number, None)
            connection.close()

    def _answer(self, connection, number, head, pending):
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        request = Seen(method, target, headers, head, number, time.monotonic())
        with self._lock:
            self.requests.append(request)
            script = self._scripts.get(target, self._fallback)
            self._lock.notify_all()
        exchange = Exchange(request, connection, self._stopping, pending)
        script(exchange)
        return exchange.keep


class Guarded:
    """An upstream that answers nobody without the log-in; registries and indexes are made of it as
    of a ScriptedUpstream."""

    def __init__(self, origin, authorization):
        self._origin = origin
        self._authorization = authorization

    def serve(self, path, script):
        refuse = status(401, b"Who are you?", [("WWW-Authenticate", "Basic")])

        def guarded(exchange):
            asked = exchange.request.headers.get("authorization")
            (script if asked == self._authorization else refuse)(exchange)
        self._origin.serve(path, guarded)

    def __getattr__(self, name):
        return getattr(self._origin, name)


def reset_while_used(connection):
    """RST although another thread may be inside recv() of it, which close() would not end."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


# Scripts


def status(code, body=b"", headers=(), content_type="text/plain"):
    """A short reply with a length."""

    def script(exchange):
        fields = [f"HTTP/1.1 {code} Scripted", f"Content-Length: {len(body)}"]
        if body:
            fields.append(f"Content-Type: {content_type}")
        fields += [f"{name}: {value}" for name, value in headers]
        data = "\r\n".join(fields).encode("latin-1") + b"\r\n\r\n"
        exchange.send(data + (body if exchange.request.method != "HEAD" else b""))

    return script


def redirect(location, code=302):
    return status(code, b"elsewhere\n", [("Location", location)])


def raw(data, then="close"):
    """Exactly these bytes; then "close", "reset", "hang" or "keep"."""

    def script(exchange):
        exchange.send(data)
        if then == "hang":
            exchange.hang()
        elif then == "reset":
            exchange.reset()
        elif then == "close":
            exchange.close()

    return script


def hang():
    """The request is read and never answered."""
    return lambda exchange: exchange.hang()


def sequence(*scripts):
    """One script per request in turn; the last one stays."""
    lock = threading.Lock()
    left = list(scripts)

    def script(exchange):
        with lock:
            chosen = left.pop(0) if len(left) > 1 else left[0]
        chosen(exchange)

    return script


def content(body, *, framing=LENGTH, etag=None, last_modified=LAST_MODIFIED, headers=(),
            content_type="application/octet-stream", gate=None, cut_at=None, rate=None,
            head_gate=None, answers_conditions=True, answers_ranges=True):
    """A file as a good origin serves it: HEAD, conditions, single ranges with If-Range.

    gate       how far the body goes, moved by the test; counts positions of the whole file
    head_gate  the head waits until this gate is open
    cut_at     the connection ends after so many body bytes
    rate       bytes per second
    """

    def script(exchange):
        request = exchange.request.headers
        if head_gate:
            head_gate.passable(0, exchange.stopping)
        validators = []
        if etag:
            validators.append(("ETag", etag))
        if last_modified:
            validators.append(("Last-Modified", last_modified))
        if answers_conditions and is_current(request, etag, last_modified):
            send_head(exchange, 304, [*validators, *headers])
            return
        first, last = 0, len(body) - 1
        code = 200
        fields = [("Content-Type", content_type), *validators, *headers]
        wanted = requested_range(request, etag, last_modified,
                                 len(body)) if answers_ranges else None
        if wanted:
            first, last = wanted
            code = 206
            fields.append(("Content-Range", f"bytes {first}-{last}/{len(body)}"))
        if framing == LENGTH:
            fields.append(("Content-Length", last - first + 1))
        elif framing == CHUNKED:
            fields.append(("Transfer-Encoding", "chunked"))
        else:
            fields.append(("Connection", "close"))
            exchange.close()
        send_head(exchange, code, fields)
        if exchange.request.method == "HEAD":
            return
        position = first
        end = last + 1 if cut_at is None else min(last + 1, cut_at)
        view = memoryview(body)
        while position < end:
            until = min(end, position + BLOCK_BYTES)
            if gate:
                passable = gate.passable(position, exchange.stopping)
                if passable == position:
                    exchange.close()
                    return
                until = min(until, passable)
            block = view[position:until]
            if framing == CHUNKED:
                exchange.send(b"%x\r\n" % len(block) + block + b"\r\n")
            else:
                exchange.send(block)
            position = until
            if gate:
                gate.report(position)
            if rate:
                exchange.stopping.wait(len(block) / rate)
        if cut_at is not None and cut_at <= last:
            exchange.close()
        elif framing == CHUNKED:
            exchange.send(b"0\r\n\r\n")

    return script


def send_head(exchange, code, fields):
    lines = [f"HTTP/1.1 {code} Scripted", *(f"{name}: {value}" for name, value in fields)]
    exchange.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")


def is_current(request, etag, last_modified):
    if "if-none-match" in request:
        return etag is not None and request["if-none-match"] == etag
    return last_modified is not None and request.get("if-modified-since") == last_modified


def requested_range(request, etag, last_modified, size):
    """(first, last) when a single satisfiable range is asked for and If-Range agrees."""
    if request.get("if-range") not in (None, etag, last_modified):
        return None
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", request.get("range", ""))
    if not match or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    last = min(int(last), size - 1) if last else size - 1
    return (int(first), last) if int(first) <= last else None
