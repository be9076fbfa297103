# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slow link: a relay in front of a server that delays and limits both directions.

The kernel could do it (netem), but many kernels come without that module and a container may not
load it; the token bucket filter alone limits and does not delay. This relay needs neither rights
nor modules, and touches nothing but the connections that go through it.

All connections share the rate, in turn, as on one line. A connection costs the round trip that the
real handshake would. What it leaves out: TCP's slow start and loss, so the link is kinder to large
files on new connections than a real one.

Run as a program it measures itself.
"""

import asyncio
import socket
import threading
import time

ADDRESS = "127.0.0.2"
BLOCK_BYTES = 4096  # what one connection sends before it is another's turn
AHEAD = 0.03  # seconds of traffic that wait at the line, so that it does not idle if we are late
QUEUED_BYTES = 256 * 1024  # under way in one direction of a connection, about rate times delay


class Direction:
    """One half of the line, shared by all connections."""

    def __init__(self, rate, delay):
        self.rate = rate  # bytes per second
        self.delay = delay
        self.bytes = 0
        self._free_at = 0.0

    def departure(self, size):
        """When so many bytes more will have left; takes the line until then."""
        self._free_at = max(self._free_at, time.monotonic()) + size / self.rate
        self.bytes += size
        return self._free_at


class SlowLink:
    """Listens at the target's port of another loopback address, since some servers know themselves
    by their port; what comes goes to (host, port) `target` over the slow line.

    megabits    per second, each direction
    round_trip  seconds
    """

    def __init__(self, target, megabits=20, round_trip=0.1):
        self._target = target
        self.up = Direction(megabits * 1e6 / 8, round_trip / 2)
        self.down = Direction(megabits * 1e6 / 8, round_trip / 2)
        self._round_trip = round_trip
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._listener = socket.create_server((ADDRESS, target[1]), backlog=512)
        self.port = target[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def authority(self):
        return f"{ADDRESS}:{self.port}"

    def stop(self):
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._listener.close()

    def figures(self):
        """(connections, bytes up, bytes down) so far."""
        return self.connections, self.up.bytes, self.down.bytes

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self):
        await asyncio.start_server(self._accept, sock=self._listener, limit=BLOCK_BYTES)
        await self._stopping.wait()
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)

    async def _accept(self, reader, writer):
        self.connections += 1
        # The handshake happened at once; the real one would have let the client wait for this long.
        await asyncio.sleep(self._round_trip)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target, limit=BLOCK_BYTES)
        except OSError:
            writer.close()
            return
        for each in (writer, far_writer):
            each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await asyncio.gather(self._carry(reader, far_writer, self.up),
                                 self._carry(far_reader, writer, self.down))
        except asyncio.CancelledError:
            pass  # the link is being stopped; the server would call it an error

    async def _carry(self, reader, writer, direction):
        """Bytes of one connection in one direction, until its end, which travels as slowly."""
        travelling = asyncio.Queue(QUEUED_BYTES // BLOCK_BYTES)
        delivering = asyncio.ensure_future(self._deliver(travelling, writer))
        try:
            while data := await reader.read(BLOCK_BYTES):
                left_at = direction.departure(len(data))
                await travelling.put((left_at + direction.delay, data))
                await sleep_until(left_at - AHEAD)
        except OSError:
            pass
        await travelling.put((time.monotonic() + direction.delay, b""))
        await delivering

    @staticmethod
    async def _deliver(travelling, writer):
        is_open = True
        while True:
            arrives_at, data = await travelling.get()
            await sleep_until(arrives_at)
            try:
                if not data:
                    writer.close()
                    return
                if is_open:
                    writer.write(data)
                    await writer.drain()
            except OSError:
                is_open = False  # the rest is carried nowhere, so that the sender does not hang
                if not data:
                    return


async def sleep_until(moment):
    left = moment - time.monotonic()
    if left > 0:
        await asyncio.sleep(left)


# Measuring the link itself


def measured(megabits=20, round_trip=0.1):
    """(round trip in s, Mbit/s down of one connection, Mbit/s up of four at once)"""
    size = int(megabits * 1e6 / 8)  # what takes one second

    def serve(connection):
        with connection:
            while command := connection.recv(1):
                if command == b"p":
                    connection.sendall(b"p")
                elif command == b"d":
                    connection.sendall(b"d" * size)
                else:
                    read_exactly(connection, size // 4)
                    connection.sendall(b"u")

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=accept, daemon=True).start()
    link = SlowLink(listener.getsockname()[:2], megabits, round_trip)
    try:
        def connect():
            return socket.create_connection((ADDRESS, link.port))

        def ask(connection, command, length, body=b""):
            began = time.monotonic()
            connection.sendall(command + body)
            read_exactly(connection, length)
            return time.monotonic() - began

        with connect() as connection:
            first = ask(connection, b"p", 1)  # with the handshake's round trip
            trip = min(ask(connection, b"p", 1) for _ in range(5))
            down = size * 8 / 1e6 / (ask(connection, b"d", size) - trip)
        uploads = [connect() for _ in range(4)]
        for upload in uploads:
            ask(upload, b"p", 1)
        began = time.monotonic()
        threads = [threading.Thread(target=ask, args=(upload, b"u", 1, b"u" * (size // 4)))
                   for upload in uploads]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        up = size * 8 / 1e6 / (time.monotonic() - began - trip)
        for upload in uploads:
            upload.close()
        if not 1.8 * round_trip <= first <= 2.4 * round_trip:
            raise SystemExit(f"a connection and an answer take {first:.3f} s, not {2 * round_trip}")
        return trip, down, up
    finally:
        link.stop()
        listener.close()


def read_exactly(connection, length):
    while length > 0:
        received = connection.recv(min(length, 1 << 16))
        if not received:
            raise EOFError
        length -= len(received)


def check(megabits=20, round_trip=0.1):
    """Ends the program where the link is not what it says, by more than a tenth."""
    trip, down, up = measured(megabits, round_trip)
    print(f"  the link itself: {trip * 1000:.0f} ms, {down:.1f} Mbit/s down, {up:.1f} Mbit/s up of "
          "four connections", flush=True)
    for value, wanted in ((trip, round_trip), (down, megabits), (up, megabits)):
        if abs(value / wanted - 1) > 0.1:
            raise SystemExit("the slow link is not accurate; is the machine busy?")


if __name__ == "__main__":
    check()
