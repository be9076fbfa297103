# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Handing a cache over between a real systemd user manager and the engine in the tray: nobody is
lost, whatever is under way and whoever is killed."""

import os
import queue
import signal
import socket
import subprocess
import threading
import time

from harness import client, larder, upstream, usermanager
from harness.client import Background
from harness.scenario import KIB, MIB, Scenario, main, package_path, random_bytes

usermanager.enter()

KEEPER = os.environ.get("LARDER_KEEPER", "systemd_keeper")
ADDRESS = ("127.0.0.1", 3142)
PATH = package_path("larder")
BODY = random_bytes(20 * KIB)
HAND_OVERS = 40  # each way
BUILT_IN, ON_DEMAND, OFF = "built-in", "on-demand", "off"
LONGEST = 60  # seconds that a hand-over may take on a loaded machine


class Keeper:
    """The tray's part that hands over, as a process."""

    def __init__(self, test):
        self.process = subprocess.Popen([KEEPER], env=test.manager.variables, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=open(test.folder / "keeper.log", "a"))
        test.addCleanup(self.end)
        self.said = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.said.put(line.strip())

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def answer(self):
        return self.said.get(timeout=LONGEST)

    def switch(self, mode, cache="apt"):
        """Returns how long it took."""
        began = time.monotonic()
        self.ask(f"mode {cache} {mode}")
        answer = self.answer()
        if answer != f"{cache} done":
            raise AssertionError(answer)
        return time.monotonic() - began

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(LONGEST)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode


class HandOver(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        self.manager = usermanager.UserManager(self)
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.url = self.upstream.url(PATH)
        self.settings = self.folder / ".config/larder/larder.ini"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text(f"[upstream]\nallow={self.upstream.authority}\n")

    def logs(self):
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))

    def larder(self, *arguments, status=0):
        ended = subprocess.run([larder.LARDER, *arguments], env=self.manager.variables, text=True,
                               capture_output=True, check=False, timeout=100)
        self.assertEqual(ended.returncode, status, ended.stdout + ended.stderr)
        return ended.stdout + ended.stderr

    def get(self):
        with client.Connection(ADDRESS) as connection:
            self.assert_served(connection.get(self.url), BODY)

    def assert_refused(self):
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(ADDRESS, 5).close()

    def assert_mode(self, mode, keeper=None):
        """Stored, and so it is."""
        stored = self.settings.read_text()
        if mode == ON_DEMAND:
            self.assertNotIn("mode=", stored)
        else:
            self.assertIn(f"mode={mode}", stored)
        self.assertEqual(self.manager.show("cache-apt.socket"),
                         "active" if mode == ON_DEMAND else "inactive")
        self.assertEqual(self.manager.show("cache-apt.socket", "UnitFileState") == "enabled",
                         mode == ON_DEMAND)
        owner = self.manager.runtime / "larder/apt.owner"
        if keeper:
            self.assertIn(f"pid={keeper.process.pid}\n", owner.read_text())

    # Under load

    def fresh(self):
        """A connection for each request."""
        with client.Connection(ADDRESS) as connection:
            self.assert_served(connection.get(self.url), BODY)
        return 1

    def kept(self, pause):
        """Connections as long as the server lets them be; no answer may be missing."""
        count = 0
        with client.Connection(ADDRESS) as connection:
            while not self.stop.is_set():
                answer = connection.get(self.url)
                self.assert_served(answer, BODY)
                count += 1
                if answer.header("connection") == "close":
                    break
                self.stop.wait(pause)
        return count

    def load(self, *requests):
        """Runs them again and again in threads of their own, until the test says stop."""
        self.stop = threading.Event()

        def work(request):
            count = 0
            while not self.stop.is_set():
                count += request()
            return count
        return [Background(lambda request=request: work(request)) for request in requests]

    def test_forty_hand_overs_each_way_under_load(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(ON_DEMAND)
        self.get()
        workers = self.load(self.fresh, self.fresh, self.fresh, lambda: self.kept(0),
                            lambda: self.kept(0.3))
        times = {BUILT_IN: [], ON_DEMAND: []}
        for _ in range(HAND_OVERS):
            for mode, taken in times.items():
                taken.append(keeper.switch(mode))
        self.stop.set()
        count = sum(worker.result() for worker in workers)
        for mode, taken in times.items():
            taken.sort()
            print(f"to {mode}: median {taken[len(taken) // 2] * 1000:.0f} ms, "
                  f"longest {taken[-1] * 1000:.0f} ms")
        print(f"{count} requests, none failed")
        self.assert_mode(ON_DEMAND)
        self.assertEqual(self.upstream.count(PATH), 1)

    def test_a_download_goes_on_in_both_directions(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(ON_DEMAND)
        body = random_bytes(3 * MIB)
        for mode in (BUILT_IN, ON_DEMAND):
            gate = upstream.Gate(MIB)
            path = package_path(f"slow-to-{mode}")
            self.upstream.serve(path, upstream.content(body, gate=gate))
            with client.Connection(ADDRESS) as connection:
                connection.ask(self.upstream.url(path))
                answer = connection.response()
                keeper.switch(mode)
                self.assert_mode(mode, keeper if mode == BUILT_IN else None)
                self.get()
                gate.open()
                self.assert_served(answer.finish(), body)
            self.assertEqual(self.upstream.count(path), 1)
        self.get()

    def test_who_waits_for_systemd_is_answered(self):
        """A proxy that takes long to start leaves clients in systemd's socket."""
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(ON_DEMAND)
        drop_in = self.manager.units / "cache-apt.service.d"
        drop_in.mkdir()
        (drop_in / "slow.conf").write_text("[Service]\nExecStartPre=/bin/sleep 1\n")
        self.manager.systemctl("daemon-reload")
        waiting = [client.Connection(ADDRESS) for _ in range(5)]
        for connection in waiting:
            connection.ask(self.url)
        keeper.switch(BUILT_IN)
        for connection in waiting:
            self.assert_served(connection.response().finish(), BODY)
            connection.close()
        self.assert_mode(BUILT_IN, keeper)

    # Modes

    def test_off_and_back(self):
        self.manager.start()
        keeper = Keeper(self)
        for mode in (BUILT_IN, ON_DEMAND):
            keeper.switch(mode)
            self.get()
            keeper.switch(OFF)
            self.assert_refused()
            self.assert_mode(OFF)
            keeper.ask("on apt")
            self.assertEqual(keeper.answer(), "apt done")
            self.get()
            self.assert_mode(mode, keeper if mode == BUILT_IN else None)

    def test_on_tries_again_what_could_not_be_done(self):
        self.manager.start()
        self.larder("settings", "set", "cache-apt.mode", BUILT_IN)
        with socket.create_server(ADDRESS):
            keeper = Keeper(self)
            self.assertIn("already listens", keeper.answer())
        keeper.ask("on apt")
        self.assertEqual(keeper.answer(), "apt done")
        self.assert_mode(BUILT_IN, keeper)
        keeper.switch(OFF)
        with socket.create_server(ADDRESS):
            keeper.ask(f"mode apt {ON_DEMAND}")
            self.assertIn("already listens", keeper.answer())
        self.assert_mode(OFF)
        keeper.ask("on apt")
        self.assertEqual(keeper.answer(), "apt done")
        self.assert_mode(ON_DEMAND)

    def test_a_proxy_of_systemd_that_crashed_is_taken_over_from(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(ON_DEMAND)
        self.get()
        self.manager.systemctl("kill", "--signal=KILL", "cache-apt.service")
        self.assert_eventually(lambda: self.manager.show("cache-apt.service") == "failed")
        keeper.switch(BUILT_IN)
        self.get()
        self.assert_mode(BUILT_IN, keeper)

    def test_nothing_starts_unasked(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.ask("mode nonsense off")
        keeper.switch(BUILT_IN, cache="npm")
        self.assert_refused()
        self.assertEqual(self.manager.show("cache-apt.socket"), "inactive")

    def test_quitting_answers_who_has_asked_and_the_next_start_serves_again(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(BUILT_IN)
        gate = upstream.Gate(MIB)
        body = random_bytes(3 * MIB)
        path = package_path("slow")
        self.upstream.serve(path, upstream.content(body, gate=gate))
        with client.Connection(ADDRESS) as connection:
            connection.ask(self.upstream.url(path))
            answer = connection.response()
            keeper.process.stdin.close()
            self.assert_eventually(lambda: not accepts())
            gate.open()
            self.assert_served(answer.finish(), body)
        self.assertEqual(keeper.process.wait(LONGEST), 0)
        self.assert_refused()
        again = Keeper(self)
        self.assertEqual(again.answer(), "apt done")
        self.get()

    def test_without_systemd_it_is_built_in_and_says_why(self):
        keeper = Keeper(self)
        keeper.ask("mode apt on-demand")
        self.assertIn("no systemd manager", keeper.answer())
        self.assertIn("mode=built-in", self.settings.read_text())
        self.get()

    def test_a_port_that_is_taken_is_said_and_by_whom(self):
        self.manager.start()
        keeper = Keeper(self)
        with socket.create_server(ADDRESS):
            for mode in (BUILT_IN, ON_DEMAND):
                keeper.ask(f"mode apt {mode}")
                answer = keeper.answer()
                self.assertIn(f"({os.getpid()}) already listens on 127.0.0.1:3142", answer)
                self.assertNotIn("mode=", self.settings.read_text())
        keeper.switch(BUILT_IN)

    def test_on_says_why_a_tray_that_should_answer_does_not(self):
        self.manager.start()
        self.settings.write_text(self.settings.read_text() + "[cache-apt]\nmode=built-in\n")
        with socket.create_server(ADDRESS):
            keeper = Keeper(self)
            self.assertIn("already listens", keeper.answer())
            self.assertIn("already listens", self.larder("on", "apt", status=1))
        keeper.ask("on apt")
        self.assertEqual(keeper.answer(), "apt done")
        self.assertIn("The tray application answers", self.larder("on", "apt"))

    def test_a_tray_that_is_killed_is_noticed_at_once(self):
        self.manager.start()
        keeper = Keeper(self)
        self.larder("on", "apt")
        keeper.process.send_signal(signal.SIGSTOP)
        with subprocess.Popen([larder.LARDER, "mode", "apt", BUILT_IN], text=True,
                              env=self.manager.variables, stderr=subprocess.PIPE) as asking:
            self.assert_eventually(lambda: "mode=built-in" in self.settings.read_text())
            keeper.kill()
            told = asking.communicate(timeout=LONGEST)[1]
        self.assertEqual(asking.returncode, 1)
        self.assertIn("ended before", told)

    def test_units_of_somebody_else_keep_it_built_in(self):
        self.manager.units.mkdir(parents=True)
        (self.manager.units / "cache-apt.socket").write_text(
            "[Unit]\nDescription=Mine\n[Socket]\nListenStream=127.0.0.1:3999\n")
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(BUILT_IN)
        keeper.ask("mode apt on-demand")
        self.assertIn("not Larder's own", keeper.answer())
        self.assertIn("mode=built-in", self.settings.read_text())
        self.get()
        self.assertIn(f"pid={keeper.process.pid}\n",
                      (self.manager.runtime / "larder/apt.owner").read_text())

    def test_a_socket_that_cannot_be_enabled_keeps_it_built_in(self):
        self.manager.units.mkdir(parents=True)
        (self.manager.units / "sockets.target.wants").write_text("in the way of the link\n")
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(BUILT_IN)
        keeper.ask(f"mode apt {ON_DEMAND}")
        self.assertIn("apt failed", keeper.answer())
        self.assert_mode(BUILT_IN, keeper)
        self.get()
        self.assert_eventually(
            lambda: self.manager.show("cache-apt.service") == "inactive")

    def test_a_proxy_started_by_hand_that_goes_on_is_said(self):
        self.manager.start()
        keeper = Keeper(self)
        proxy = self.prepare_larder(self.upstream, caches=("apt=127.0.0.1:3142",),
                                    runtime=self.manager.runtime)
        proxy.start()
        keeper.ask(f"mode apt {OFF}")
        self.assertIn(f"process {proxy.process.pid} (larder-proxy)", keeper.answer())
        self.assert_mode(OFF)
        proxy.stop()
        keeper.switch(OFF)

    def test_units_of_somebody_else_make_way_on_request_and_come_back(self):
        units = self.manager.units
        units.mkdir(parents=True)
        text = (f"[Unit]\nDescription=Mine\n[Socket]\nListenStream={ADDRESS[0]}:{ADDRESS[1]}\n"
                "[Install]\nWantedBy=sockets.target\n")
        (units / "cache-apt.socket").write_text(text)
        (units / "cache-apt.service").write_text("[Service]\nExecStart=/bin/sleep 1000\n")
        self.manager.start()
        self.manager.systemctl("enable", "--now", "cache-apt.socket")
        keeper = Keeper(self)
        keeper.ask("on apt")
        told = keeper.answer()
        self.assertIn(f"{units}/cache-apt.socket) is not Larder's own", told)
        self.assertIn("in the menu of the cache", told)
        self.assertEqual((units / "cache-apt.socket").read_text(), text)

        keeper.ask("replace apt")
        self.assertEqual(keeper.answer(), "apt done")
        self.get()
        self.assert_mode(ON_DEMAND)
        for mode in (BUILT_IN, ON_DEMAND):
            keeper.switch(mode)
            self.get()
        self.larder("undo")
        self.assertEqual((units / "cache-apt.socket").read_text(), text)
        self.assertEqual(self.manager.show("cache-apt.socket", "UnitFileState"), "enabled")

    def test_replacing_units_of_somebody_else_loses_nobody_who_is_served_meanwhile(self):
        self.manager.units.mkdir(parents=True)
        (self.manager.units / "cache-apt.socket").write_text(
            "[Unit]\nDescription=Mine\n[Socket]\nListenStream=127.0.0.1:3999\n")
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(BUILT_IN)
        workers = self.load(self.fresh, lambda: self.kept(0))
        keeper.ask("replace apt")
        self.assertEqual(keeper.answer(), "apt done")
        self.stop.set()
        for worker in workers:
            worker.result()
        self.get()
        self.assert_mode(ON_DEMAND)

    def test_a_new_address_is_tried_where_the_old_one_was_taken(self):
        self.manager.start()
        self.larder("settings", "set", "cache-apt.mode", BUILT_IN)
        with socket.create_server(ADDRESS):
            keeper = Keeper(self)
            self.assertIn("larder settings set cache-apt.listen", keeper.answer())
            self.larder("settings", "set", "cache-apt.listen", "127.0.0.1:4142")
            self.assertEqual(keeper.answer(), "apt done")
            with client.Connection(("127.0.0.1", 4142)) as connection:
                self.assert_served(connection.get(self.url), BODY)

    def test_new_addresses_are_taken_over_at_once(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(BUILT_IN)
        self.larder("settings", "set", "cache-apt.listen", "127.0.0.1:3142", "127.0.0.2:4142")
        self.assertEqual(keeper.answer(), "apt done")
        with client.Connection(("127.0.0.2", 4142)) as connection:
            self.assert_served(connection.get(self.url), BODY)
        self.get()
        self.larder("settings", "set", "cache-apt.listen", "127.0.0.2:4142")
        self.assertEqual(keeper.answer(), "apt done")
        self.assert_refused()

    # The command line

    def test_the_command_line_goes_through_the_tray(self):
        self.manager.start()
        keeper = Keeper(self)
        self.larder("on", "apt")
        self.get()
        workers = self.load(self.fresh, lambda: self.kept(0))
        for _ in range(5):
            self.larder("mode", "apt", BUILT_IN)
            self.assert_mode(BUILT_IN, keeper)
            self.larder("mode", "apt", ON_DEMAND)
            self.assert_mode(ON_DEMAND)
        self.larder("mode", "apt", BUILT_IN)
        self.stop.set()
        for worker in workers:
            worker.result()
        self.larder("off", "apt")
        self.assert_refused()
        self.assert_mode(OFF)
        self.larder("on", "apt")
        self.assert_mode(BUILT_IN, keeper)
        self.larder("off", "apt")
        with socket.create_server(ADDRESS):
            told = self.larder("mode", "apt", BUILT_IN, status=1)
            self.assertIn(f"({os.getpid()}) already listens", told)
        self.assert_mode(OFF)

    # Killed

    def test_whoever_is_killed_in_a_hand_over_the_next_start_puts_it_right(self):
        self.manager.start()
        keeper = Keeper(self)
        keeper.switch(ON_DEMAND)
        usual = max(keeper.switch(mode) for mode in (BUILT_IN, ON_DEMAND))
        rounds = 12
        for number in range(rounds):
            mode = (BUILT_IN, ON_DEMAND)[number % 2]
            keeper.ask(f"mode apt {mode}")
            time.sleep(usual * number / rounds)  # now early, now late: the moment is what is varied
            keeper.kill()
            keeper = Keeper(self)
            if "mode=built-in" in self.settings.read_text():
                self.assertEqual(keeper.answer(), "apt done")
                self.assert_mode(BUILT_IN, keeper)
            self.get()
            keeper.switch(ON_DEMAND)
            keeper.switch(mode)
            self.get()
            self.assert_mode(mode, keeper if mode == BUILT_IN else None)


def accepts():
    try:
        socket.create_connection(ADDRESS, 5).close()
        return True
    except ConnectionRefusedError:
        return False


if __name__ == "__main__":
    main()
