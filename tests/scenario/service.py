# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""larder-proxy as a service: options, faults at the start, draining, leaving when idle, adopted
sockets, crowds; and `larder`, which looks at it."""

import json
import os
import resource
import select
import socket
import subprocess
import threading
import time

from harness import client, larder, upstream
from harness.client import Background
from harness.scenario import KIB, MIB, Scenario, main, package_path, random_bytes

PATH = package_path("larder")
BODY = random_bytes(300 * KIB)
COULD_NOT_START, BAD_OPTIONS = 1, 2
IDLE_MINUTES = 0.03  # about two seconds


class Service(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.url = self.upstream.url(PATH)

    def run_proxy(self, *arguments, prepared=None):
        """Runs it to its end, which has to come by itself."""
        prepared = prepared or self.prepare_larder(self.upstream)
        return subprocess.run([larder.PROXY, *arguments], env=prepared.environment(),
                              capture_output=True, text=True, timeout=60)

    def assert_one_clear_line(self, ended, status):
        self.assertEqual(ended.returncode, status, ended.stderr)
        lines = [line for line in ended.stderr.splitlines() if line.strip()]
        self.assertEqual(len(lines), 1, ended.stderr)
        self.assertNotRegex(ended.stderr, larder.SANITIZER_REPORT)
        return lines[0]

    # Options

    def test_bad_options_are_one_clear_line_that_names_what_is_wrong_and_status_2(self):
        for arguments, named in (
                (["--nonsense"], "nonsense"), (["stray"], "stray"), (["--cache"], "cache"),
                (["--cache", "nonsense"], "nonsense"), (["--cache", "apt=nonsense"], "nonsense"),
                (["--cache", "apt=127.0.0.1"], "127.0.0.1"),
                (["--cache", "apt=127.0.0.1:99999"], "99999"),
                (["--cache", "apt=127.0.0.1:-1"], "127.0.0.1:-1"),
                (["--cache", "apt=localhost:3142"], "localhost"),
                (["--upstream", "apt"], "upstream"), (["--upstream", "apt=ftp://x/"], "ftp://x/"),
                (["--upstream", "nonsense=http://x/"], "nonsense"),
                (["--allow-upstream", ""], "allow-upstream"),
                (["--allow-upstream", "x:99999"], "99999"), (["--idle-exit", "soon"], "soon"),
                (["--idle-exit", "-1"], "-1"), (["--cache-dir"], "cache-dir"),
                (["--offline=maybe"], "offline")):
            with self.subTest(arguments):
                line = self.assert_one_clear_line(self.run_proxy(*arguments), BAD_OPTIONS)
                self.assertIn(named, line)

    def test_a_settings_file_that_does_not_parse_is_said_at_the_start(self):
        prepared = self.prepare_larder(self.upstream)
        prepared.config.write_text("[network]\nmode=sideways\n")
        ended = self.run_proxy(*prepared.command()[1:], prepared=prepared)
        self.assertIn("sideways", self.assert_one_clear_line(ended, COULD_NOT_START))

    def test_help_and_version(self):
        for option in ("--help", "--version"):
            ended = self.run_proxy(option)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertIn("--idle-exit", self.run_proxy("--help").stdout)

    # What keeps it from starting

    def test_a_port_in_use_is_said_and_by_whom(self):
        with socket.create_server(("127.0.0.1", 0)) as holder:
            prepared = self.prepare_larder(
                self.upstream, caches=[f"apt=127.0.0.1:{holder.getsockname()[1]}"])
            line = self.assert_one_clear_line(
                self.run_proxy(*prepared.command()[1:], prepared=prepared), COULD_NOT_START)
            self.assertIn(str(holder.getsockname()[1]), line)
            self.assertIn(str(os.getpid()), line)
            self.assertIn("python", line)

    def test_a_second_proxy_for_the_same_cache_says_who_is_the_first(self):
        first = self.start_larder(self.upstream)
        second = self.prepare_larder(self.upstream, runtime=first.runtime)
        line = self.assert_one_clear_line(
            self.run_proxy(*second.command()[1:], prepared=second), COULD_NOT_START)
        self.assertIn(str(first.process.pid), line)
        self.assert_served(first.get(self.url), BODY)

    def test_folders_that_cannot_be_written_are_named_and_cost_no_answer(self):
        (self.folder / "file").write_text("no folder")
        for option in ("--cache-dir", "--state-dir"):
            for folder in (self.folder / "file", self.folder / "file" / "below", "/proc/larder"):
                with self.subTest(f"{option} {folder}"):
                    proxy = self.start_larder(self.upstream, options=[option, str(folder)])
                    self.assert_served(proxy.get(self.url), BODY)
                    self.assert_eventually(
                        lambda: any(str(folder) in each for each in proxy.figures()["troubles"]))
                    proxy.stop()

    def test_an_address_of_another_machine_is_said(self):
        prepared = self.prepare_larder(self.upstream, caches=["apt=192.0.2.7:0"])
        ended = self.run_proxy(*prepared.command()[1:], prepared=prepared)
        self.assertIn("192.0.2.7", self.assert_one_clear_line(ended, COULD_NOT_START))

    def test_one_cache_may_listen_on_several_addresses(self):
        proxy = self.start_larder(self.upstream, caches=["apt=127.0.0.1:0", "apt=127.0.0.2:0"])
        self.assert_served(proxy.get(self.url), BODY)
        other = proxy.caches[1].rpartition(":")[2]
        with client.Connection(("127.0.0.2", int(other))) as connection:
            self.assert_served(connection.get(self.url), BODY)

    # Draining

    def test_sigterm_lets_a_running_download_finish(self):
        for framing in (upstream.LENGTH, upstream.CHUNKED):
            with self.subTest(framing):
                gate = upstream.Gate(100 * KIB)
                path = package_path(f"drain-{framing}")
                self.upstream.serve(path, upstream.content(BODY, framing=framing, gate=gate))
                proxy = self.start_larder(self.upstream)
                idle = proxy.connect()
                connection = proxy.connect()
                connection.ask(self.upstream.url(path))
                answer = connection.response()
                proxy.terminate()
                self.assertTrue(idle.closed_by_peer())  # it has heard
                self.assert_eventually(lambda: not accepts(proxy.address))
                gate.open()
                self.assert_served(answer.finish(), BODY)
                self.assertEqual(proxy.wait(), 0)
                idle.close()
                connection.close()

    def test_sigterm_answers_every_pipelined_request_that_had_arrived(self):
        proxy = self.start_larder(self.upstream)
        gate = upstream.Gate()
        slow = package_path("slow")
        self.upstream.serve(slow, upstream.content(BODY, gate=gate))
        proxy.get(self.url)
        with proxy.connect() as connection:
            for url in (self.upstream.url(slow), self.url, self.url):
                connection.ask(url)
            self.upstream.wait_for_requests(slow, 1)
            proxy.terminate()
            self.assert_eventually(lambda: not accepts(proxy.address))
            gate.open()
            for _ in range(3):
                self.assert_served(connection.response().finish(), BODY)
        self.assertEqual(proxy.wait(), 0)

    def test_sigterm_does_not_wait_for_what_nobody_waits_for(self):
        proxy = self.start_larder(self.upstream)
        self.upstream.serve(PATH, upstream.hang())
        connection = proxy.connect()
        connection.ask(self.url)
        self.upstream.wait_for_requests(PATH, 1)
        upstream.reset(connection.socket)
        began = time.monotonic()
        proxy.terminate()
        self.assertEqual(proxy.wait(), 0)
        self.assertLess(time.monotonic() - began, 15)

    # Sockets of a service manager

    def activated(self, *listeners, names="apt", options=("--idle-exit", str(IDLE_MINUTES))):
        """Starts it as systemd does: sockets as descriptors 3 and up, and names for them."""
        prepared = self.prepare_larder(self.upstream, caches=(), options=options,
                                       folder=self.folder / "activated")
        descriptors = [listener.fileno() for listener in listeners]

        def place():
            kept = [os.dup(descriptor) for descriptor in descriptors]
            for number, descriptor in enumerate(kept):
                os.dup2(descriptor, 3 + number, inheritable=True)

        command = ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *prepared.command()]
        return subprocess.Popen(
            command, preexec_fn=place, close_fds=False, stderr=subprocess.PIPE, text=True,
            env=prepared.environment() | {"LISTEN_FDS": str(len(listeners)),
                                          "LISTEN_FDNAMES": names})

    def listener(self, blocking=False):
        """systemd hands over blocking sockets unless the unit says otherwise."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.addCleanup(listener.close)
        listener.setblocking(blocking)
        return listener

    def assert_left_in_order(self, process):
        try:
            _, log = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail("it does not leave")
        self.assertEqual(process.returncode, 0, log)
        self.assertNotRegex(log, larder.SANITIZER_REPORT)

    def test_an_adopted_socket_is_served_and_left_when_idle(self):
        for blocking in (False, True):
            with self.subTest(blocking=blocking):
                listener = self.listener(blocking)
                address = listener.getsockname()
                with client.Connection(address, timeout=20) as waiting:  # before anything runs
                    waiting.ask(self.url)
                    process = self.activated(listener)
                    self.addCleanup(process.kill)
                    self.assert_served(waiting.response().finish(), BODY)
                    with client.Connection(address, timeout=20) as connection:
                        self.assert_served(connection.get(self.url), BODY)
                self.assert_left_in_order(process)

    def test_it_does_not_leave_while_it_works(self):
        listener = self.listener()
        gate = upstream.Gate(MIB)
        body = random_bytes(3 * MIB)
        path = package_path("busy")
        self.upstream.serve(path, upstream.content(body, gate=gate))
        process = self.activated(listener)
        self.addCleanup(process.kill)
        with client.Connection(listener.getsockname()) as connection:
            connection.ask(self.upstream.url(path))
            answer = connection.response()
            time.sleep(IDLE_MINUTES * 60 * 2)  # the idle time has to pass: it is not idle
            self.assertIsNone(process.poll())
            gate.open()
            self.assert_served(answer.finish(), body)
        self.assert_left_in_order(process)

    def test_no_connection_is_lost_while_it_comes_and_goes(self):
        """Connections at all distances from the idle time, some while it leaves."""
        listener = self.listener()
        stop = threading.Event()
        starts = []

        def manage():  # what a service manager does
            while not stop.is_set():
                if select.select([listener], [], [], 0.05)[0] and not stop.is_set():
                    starts.append(self.activated(listener, options=("--idle-exit", "0.005")))
                    self.assert_left_in_order(starts[-1])

        manager = Background(manage)
        for number in range(60):
            with client.Connection(listener.getsockname()) as connection:
                self.assert_served(connection.get(self.url), BODY)
            time.sleep(0.2 + 0.005 * number)  # around the idle time of 0.3 s
        stop.set()
        manager.result()
        self.assertGreater(len(starts), 3)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_an_adopted_socket_of_an_unknown_name_is_said(self):
        process = self.activated(self.listener(), names="nonsense")
        _, log = process.communicate(timeout=60)
        self.assertEqual(process.returncode, COULD_NOT_START)
        self.assertIn("nonsense", log)

    # Crowds

    def test_a_thousand_idle_connections_do_not_disturb_an_honest_client(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        proxy = self.start_larder(self.upstream)
        proxy.get(self.url)
        before = proxy.rss()
        crowd = [proxy.connect() for _ in range(1000)]
        for number, connection in enumerate(crowd):
            if number % 3 == 1:
                connection.send(b"GET http://")  # begun and left
            elif number % 3 == 2:
                connection.get(self.url, [("Range", "bytes=0-0")])
        worst = 0
        for _ in range(100):
            began = time.monotonic()
            self.assert_served(proxy.get(self.url), BODY)
            worst = max(worst, time.monotonic() - began)
        self.assertLess(worst, 10 if larder.SANITIZED else 2)
        if not larder.SANITIZED:
            self.assertLess(proxy.rss() - before, 24 * MIB)
        for connection in crowd:
            connection.close()
        self.assert_eventually(lambda: proxy.descriptors() < 60)

    # Looking at it

    def test_status_stats_and_log_while_it_runs_at_full_speed(self):
        proxy = self.start_larder(self.upstream)
        stop = threading.Event()

        def load():
            with proxy.connect() as connection:
                while not stop.is_set():
                    connection.get(self.url, [("Range", "bytes=0-9")])

        workers = [Background(load) for _ in range(2)]
        for _ in range(5):
            for command in (["status"], ["stats"], ["log"]):
                for form in ([], ["--json"]):
                    ended = proxy.command_line(*command, *form)
                    self.assertEqual((ended.returncode, ended.stderr), (0, ""), command)
                    if form and command != ["log"]:
                        json.loads(ended.stdout)
        stop.set()
        for worker in workers:
            worker.result()
        status = json.loads(proxy.command_line("status", "--json").stdout)
        self.assertIn(str(proxy.process.pid), json.dumps(status))
        self.assertIn(str(proxy.port), json.dumps(status))

    def test_looking_starts_nothing_and_makes_nothing(self):
        prepared = self.prepare_larder(self.upstream)
        for command in ("status", "stats", "log"):
            ended = prepared.command_line(command, "--json")
            self.assertEqual((ended.returncode, ended.stderr), (0, ""), command)
        self.assertFalse(prepared.cache.exists() or prepared.state.exists())

    def test_a_log_can_be_followed(self):
        proxy = self.start_larder(self.upstream)
        follower = subprocess.Popen(
            [larder.LARDER, "log", "-f", "--json", "--state-dir", str(proxy.state), "--cache-dir",
             str(proxy.cache), "--config", str(proxy.config)],
            env=proxy.environment(), stdout=subprocess.PIPE, text=True)
        try:
            proxy.get(self.url)
            self.assertIn(PATH, Background(follower.stdout.readline).result(30))
            self.wait_stored(proxy, 1)  # until then the fetch is followed, which is no hit
            proxy.get(self.url)
            line = ""
            while PATH not in line:  # the looks at the page are logged, too
                line = Background(follower.stdout.readline).result(30)
            self.assertIn("hit", line)
        finally:
            follower.terminate()
            follower.wait()
            follower.stdout.close()

    def test_descriptors_and_memory_do_not_grow_with_traffic(self):
        proxy = self.start_larder(self.upstream)
        for number in range(600):  # more than stay open
            path = package_path(f"n-{number}")
            self.upstream.serve(path, upstream.content(str(number).encode()))
            self.assertEqual(proxy.get(self.upstream.url(path)).status, 200)
        descriptors, memory = proxy.descriptors(), proxy.rss()
        for number in range(600):
            path = package_path(f"n-{number}")
            self.assertEqual(proxy.get(self.upstream.url(path)).body, str(number).encode())
        self.assertLess(proxy.descriptors(), descriptors + 20)
        if not larder.SANITIZED:
            self.assertLess(proxy.rss() - memory, 16 * MIB)


def accepts(address):
    try:
        socket.create_connection(address, timeout=5).close()
        return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
