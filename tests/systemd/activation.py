# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real systemd user manager and the units as they are installed: started by the first request,
gone when idle, started again by the next; no connection lost."""

import pathlib
import re
import subprocess
import time

from harness import client, larder, namespaces, upstream
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

UNITS = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "systemd"
PORT = 3142  # as installed: the network is the test's own
PATH = package_path("larder")
BODY = random_bytes(200 * KIB)
CYCLES = 20
IDLE_MINUTES = 0.01

if not larder.SANITIZED:
    namespaces.enter(["-m", "-n", "-p", "-f", "-C", "--kill-child", "--mount-proc"], [
        "ip link set lo up",
        "mount -t tmpfs tmpfs /run",
        "mkdir -p /run/systemd/system",
        "mount -t tmpfs tmpfs /sys/fs/cgroup",
        "mount -t cgroup2 cgroup2 /sys/fs/cgroup"])


class Activation(Scenario):
    def setUp(self):
        super().setUp()
        if larder.SANITIZED:
            self.skipTest("the service's hardening refuses the memory that sanitizers need")
        if not namespaces.inside():
            self.skipTest(namespaces.reason())
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.url = self.upstream.url(PATH)
        self.runtime = self.folder / "run"
        self.runtime.mkdir(mode=0o700)
        self.variables = larder.environment(self.runtime, self.folder) | {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.runtime}/bus"}
        self.install_units()
        self.start_manager()

    def install_units(self):
        folder = self.folder / ".config/systemd/user"
        drop_in = folder / "cache-apt.service.d"
        drop_in.mkdir(parents=True)
        socket, service = (
            (UNITS / f"cache.{kind}.in").read_text().replace("@CACHE_NAME@", "apt")
            .replace("@CACHE_PORT@", "3142") for kind in ("socket", "service"))
        (folder / "cache-apt.socket").write_text(socket)
        service, found = re.subn(r"^ExecStart=\S+", f"ExecStart={larder.PROXY}", service,
                                 flags=re.M)
        self.assertEqual(found, 1)
        (folder / "cache-apt.service").write_text(service)
        command, = re.findall(r"^ExecStart=(.*)$", service, flags=re.M)
        self.log = self.folder / "larder-proxy.log"
        (drop_in / "test.conf").write_text(
            f"[Service]\nExecStart=\nExecStart={command} --idle-exit {IDLE_MINUTES} "
            f"--allow-upstream {self.upstream.authority}\n"
            f"StandardError=append:{self.log}\n")

    def start_manager(self):
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", f"--address=unix:path={self.runtime}/bus", "--nofork",
             "--nopidfile"], env=self.variables, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.addCleanup(end, bus)
        self.assert_eventually((self.runtime / "bus").exists)
        manager_log = open(self.folder / "manager.log", "w")
        self.addCleanup(manager_log.close)
        manager = subprocess.Popen(["/usr/lib/systemd/systemd", "--user"], env=self.variables,
                                   stdout=manager_log, stderr=manager_log)
        self.addCleanup(end, manager)
        for _ in range(200):
            state = self.systemctl("is-system-running", check=False)
            if state in ("running", "degraded"):
                return
            if manager.poll() is not None:
                break
            time.sleep(0.05)
        self.skipTest("no systemd user manager here: "
                      + (self.folder / "manager.log").read_text().strip()[-600:])

    def systemctl(self, *arguments, check=True):
        ended = subprocess.run(["systemctl", "--user", *arguments], env=self.variables, text=True,
                               capture_output=True, check=False)
        if check:
            self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout.strip()

    def state(self, unit):
        return self.systemctl("show", "--value", "--property=ActiveState", unit)

    def get(self):
        with client.Connection(("127.0.0.1", PORT)) as connection:
            self.assert_served(connection.get(self.url), BODY)

    def logs(self):
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))

    def test_the_first_request_starts_it_it_leaves_when_idle_and_the_next_starts_it_again(self):
        self.systemctl("start", "cache-apt.socket")
        self.assertEqual(self.state("cache-apt.service"), "inactive")
        for _ in range(2):
            self.get()
            self.assertEqual(self.state("cache-apt.service"), "active")
            self.assert_eventually(lambda: self.state("cache-apt.service") == "inactive")
            self.assertEqual(self.state("cache-apt.socket"), "active")
            self.assertEqual(self.systemctl("show", "--value", "--property=Result",
                                            "cache-apt.service"), "success")
        self.assertEqual(self.upstream.count(PATH), 1)  # what was stored is there after the restart

    def test_no_connection_is_lost_over_many_cycles(self):
        self.systemctl("start", "cache-apt.socket")
        for cycle in range(CYCLES):
            self.get()
            # Now before, now after, now while it leaves.
            time.sleep(IDLE_MINUTES * 60 * (0.9 + 0.02 * cycle))
            self.get()
            if cycle % 4 == 0:
                self.assert_eventually(lambda: self.state("cache-apt.service") == "inactive")
        self.assertEqual(self.state("cache-apt.socket"), "active")

    def test_looking_at_it_does_not_wake_it(self):
        self.systemctl("start", "cache-apt.socket")
        self.get()
        self.assert_eventually(lambda: self.state("cache-apt.service") == "inactive")
        for command in ("status", "stats", "log"):
            ended = subprocess.run([larder.LARDER, command, "--json"], env=self.variables,
                                   text=True,
                                   capture_output=True, check=False)
            self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(self.state("cache-apt.service"), "inactive")


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
