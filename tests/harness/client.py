# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw HTTP clients that see framing: what was complete, what was cut, what had no end at all."""

import hashlib
import socket
import threading

TIMEOUT = 60  # seconds without a byte: far beyond what any rule allows


class Response:
    """One response, read as far as the test wants. finish() reads the rest."""

    def __init__(self, connection, method):
        self._connection = connection
        line, *fields = connection.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        parts = line.split(" ", 2)
        if len(parts) < 2 or not parts[0].startswith("HTTP/1.") or len(parts[1]) != 3:
            raise AssertionError(f"no status line: {line!r}")
        self.version = parts[0]
        self.status = int(parts[1])
        self.fields = []
        for field in fields:
            name, colon, value = field.partition(":")
            if not colon or name != name.strip():
                raise AssertionError(f"no header field: {field!r}")
            self.fields.append((name, value.strip()))
        self._digest = hashlib.sha256()
        self._kept = bytearray()
        self.size = 0
        self.complete = None  # known after finish(); None also when nothing marked the end
        lengths = self.all("content-length")
        codings = self.all("transfer-encoding")
        if len(lengths) + len(codings) > 1:
            raise AssertionError(f"ambiguous framing: {self.fields}")
        self._left = None  # of the body, or of the present chunk
        if method == "HEAD" or self.status in (204, 304) or self.status < 200:
            self.framing = "none"
        elif codings:
            if codings[0] != "chunked":
                raise AssertionError(f"Transfer-Encoding: {codings[0]}")
            self.framing = "chunked"
            self._left = 0
        elif lengths:
            self.framing = "length"
            self._left = int(lengths[0])
        else:
            self.framing = "close"

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def header(self, name, default=None):
        values = self.all(name)
        if len(values) > 1:
            raise AssertionError(f"{name} more than once: {values}")
        return values[0] if values else default

    @property
    def body(self):
        """What was read and kept."""
        return bytes(self._kept)

    @property
    def digest(self):
        """SHA-256 of what was read, also when not kept."""
        return self._digest.hexdigest()

    @property
    def wholly_right(self):
        return self.status == 200 and self.complete is True

    def read(self, count, keep=True):
        """Reads until at least so many body bytes have been read in all; returns the size read."""
        while self.size < count and self._read_some(keep):
            pass
        return self.size

    def finish(self, keep=True):
        while self._read_some(keep):
            pass
        return self

    def _read_some(self, keep):
        """One step; False at the end, be it right or cut."""
        if self.complete is not None:
            return False
        if self.framing == "none":
            self.complete = True
            return False
        try:
            if self.framing == "chunked" and self._left == 0 and not self._next_chunk():
                return False
            if self._left == 0:
                self.complete = True
                return False
            data = self._connection.read_at_most(self._left or 1 << 20)
        except (EOFError, ConnectionError):
            self.complete = None if self.framing == "close" else False
            if self.framing == "close":
                self.framing = "closed"
                return False
            return False
        self.size += len(data)
        self._digest.update(data)
        if keep:
            self._kept += data
        if self._left is not None:
            self._left -= len(data)
            if self._left == 0 and self.framing == "chunked":
                self._expect_line_end()
        return True

    def _next_chunk(self):
        size = self._connection.read_until(b"\r\n")
        self._left = int(size.split(b";")[0], 16)
        if self._left:
            return True
        while self._connection.read_until(b"\r\n"):
            pass
        self.complete = True
        return False

    def _expect_line_end(self):
        try:
            end = self._connection.read_exactly(2)
        except (EOFError, ConnectionError):
            self.complete = False
            return
        if end != b"\r\n":
            raise AssertionError(f"a chunk ends with {end!r}")


class Connection:
    """One connection to a proxy at (host, port)."""

    def __init__(self, address, timeout=TIMEOUT, receive_buffer=None):
        self.socket = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pending = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, target, headers=(), method="GET", host=None, version="HTTP/1.1"):
        """Sends one request; does not wait."""
        self.send(request_bytes(target, headers, method, host, version))

    def response(self, method="GET"):
        """Reads the head of the next response."""
        return Response(self, method)

    def get(self, target, headers=(), method="GET", host=None, version="HTTP/1.1", keep=True):
        """One whole exchange."""
        self.ask(target, headers, method, host, version)
        return self.response(method).finish(keep)

    def closed_by_peer(self):
        """Waits for the end of the connection; False if bytes come first."""
        if self._pending:
            return False
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True

    # For Response

    def _fill(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise EOFError("the connection ended")
        self._pending += data

    def read_until(self, mark):
        while mark not in self._pending:
            self._fill()
        end = self._pending.index(mark)
        data = bytes(self._pending[:end])
        del self._pending[:end + len(mark)]
        return data

    def read_at_most(self, count):
        if not self._pending:
            self._fill()
        data = bytes(self._pending[:count])
        del self._pending[:count]
        return data

    def read_exactly(self, count):
        while len(self._pending) < count:
            self._fill()
        return self.read_at_most(count)


def request_bytes(target, headers=(), method="GET", host=None, version="HTTP/1.1"):
    if host is None:
        host = target.split("/")[2] if "://" in target else "127.0.0.1"
    lines = [f"{method} {target} {version}", f"Host: {host.rpartition('@')[2]}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


class Background:
    """Runs a function in a thread; result() waits for it and raises what it raised."""

    def __init__(self, function, *arguments):
        self._result = None
        self._error = None

        def run():
            try:
                self._result = function(*arguments)
            except BaseException as error:  # handed on by result()
                self._error = error

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    @property
    def running(self):
        return self._thread.is_alive()

    def result(self, timeout=180):
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise AssertionError("a client did not come to an end")
        if self._error:
            raise self._error
        return self._result


def concurrently(number, function, timeout=180):
    """Runs function(i) for i < number at the same time; the results in order."""
    started = [Background(function, i) for i in range(number)]
    return [each.result(timeout) for each in started]
