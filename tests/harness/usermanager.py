# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real systemd user manager with a session bus, for tests in namespaces of their own."""

import subprocess
import time

from harness import larder, namespaces

# The network, the runtime folder and the control groups are the test's own.
OPTIONS = ["-m", "-n", "-p", "-f", "-C", "--kill-child", "--mount-proc"]
COMMANDS = ["ip link set lo up",
            "mount -t tmpfs tmpfs /run",
            "mkdir -p /run/systemd/system",
            "mount -t tmpfs tmpfs /sys/fs/cgroup",
            "mount -t cgroup2 cgroup2 /sys/fs/cgroup"]


def enter():
    """First thing in a test program."""
    if not larder.SANITIZED:
        namespaces.enter(OPTIONS, COMMANDS)


def skip_without_namespaces(test):
    if larder.SANITIZED:
        test.skipTest("the service's hardening refuses the memory that sanitizers need")
    if not namespaces.inside():
        test.skipTest(namespaces.reason())


class UserManager:
    """Its home is the test's folder; variables are those of a session that belongs to it."""

    def __init__(self, test):
        self.test = test
        self.home = test.folder
        self.runtime = test.folder / "run"
        self.runtime.mkdir(mode=0o700, exist_ok=True)
        self.variables = larder.environment(self.runtime, self.home) | {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.runtime}/bus"}
        self.units = self.home / ".config/systemd/user"

    def start_bus(self):
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", f"--address=unix:path={self.runtime}/bus", "--nofork",
             "--nopidfile"], env=self.variables, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.test.addCleanup(end, bus)
        self.test.assert_eventually((self.runtime / "bus").exists)

    def start(self):
        self.start_bus()
        log = open(self.home / "manager.log", "w")
        self.test.addCleanup(log.close)
        manager = subprocess.Popen(["/usr/lib/systemd/systemd", "--user"], env=self.variables,
                                   stdout=log, stderr=log)
        self.test.addCleanup(end, manager)
        for _ in range(200):
            state = self.systemctl("is-system-running", check=False)
            # It runs a moment before it is on the bus.
            if state in ("running", "degraded") and self.is_on_bus():
                return self
            if manager.poll() is not None:
                break
            time.sleep(0.05)
        self.test.skipTest("no systemd user manager here: "
                           + (self.home / "manager.log").read_text().strip()[-600:])

    def systemctl(self, *arguments, check=True):
        ended = subprocess.run(["systemctl", "--user", *arguments], env=self.variables, text=True,
                               capture_output=True, check=False)
        if check:
            self.test.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout.strip()

    def is_on_bus(self):
        return subprocess.run(["busctl", "--user", "status", "org.freedesktop.systemd1"],
                              env=self.variables, capture_output=True, check=False).returncode == 0

    def show(self, unit, field="ActiveState"):
        return self.systemctl("show", "--value", f"--property={field}", unit)


def end(process):
    process.terminate()  # does nothing to one that has ended
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
