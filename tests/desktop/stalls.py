# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that hangs elsewhere stops the windows: the longest time in which the tray answers nobody,
measured from outside by a call that only its GUI thread answers."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
import time

import dbus

from harness import client, desktop, upstream, usermanager
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

usermanager.enter()

GOAL = 0.05  # seconds
# A loaded machine makes any process wait for its turn. Whatever waits for a database or the bus
# waits a second at least.
LIMIT = 0.9
WATCH = 3.0
PATH = package_path("larder")


class Watchdog(threading.Thread):
    """Calls all the time, and remembers the longest answer."""

    def __init__(self, address):
        super().__init__(daemon=True)
        bus = dbus.bus.BusConnection(address)
        tray = bus.get_object(desktop.NAME, desktop.PATH, introspect=False)
        self._ping = lambda: tray.ActivateAction(
            "no-such-action", dbus.Array([], signature="v"), dbus.Dictionary({}, signature="sv"),
            dbus_interface="org.freedesktop.Application", timeout=60)
        self._ended = threading.Event()
        self.longest = 0.0
        self.calls = 0

    def run(self):
        while not self._ended.is_set():
            begin = time.monotonic()
            self._ping()
            self.longest = max(self.longest, time.monotonic() - begin)
            self.calls += 1
            time.sleep(0.002)

    def stop(self):
        self._ended.set()
        self.join(90)
        return self.longest


class Stalls(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        self.manager = usermanager.UserManager(self)
        self.manager.start()
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(random_bytes(50 * KIB)))
        settings = self.manager.home / ".config/larder/larder.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"[upstream]\nallow={self.upstream.authority}\n"
                            "[cache-npm]\nmode=built-in\n")
        self.desktop = desktop.Desktop(self, self.manager)
        self.panel = self.desktop.start_lxqt_panel()
        self.assert_eventually(self.desktop.has_watcher)
        # Where the proxies look for NetworkManager, too.
        self.desktop.start_tray("--background", variables={
            "DBUS_SYSTEM_BUS_ADDRESS": self.manager.variables["DBUS_SESSION_BUS_ADDRESS"]})
        self.desktop.item()
        self.desktop.choose("apt")
        self.assert_eventually(
            lambda: "first request" in self.desktop.entry("apt")[0])
        self.get()

    def get(self):
        with client.Connection(("127.0.0.1", 3142)) as connection:
            self.assertEqual(connection.get(self.upstream.url(PATH)).status, 200)

    @contextlib.contextmanager
    def watched(self, name):
        watchdog = Watchdog(self.manager.variables["DBUS_SESSION_BUS_ADDRESS"])
        watchdog.start()
        yield
        longest = watchdog.stop()
        print(f"longest stall, {name}: {longest * 1000:.1f} ms in {watchdog.calls} calls"
              f" (goal {GOAL * 1000:.0f})")
        self.assertLess(longest, LIMIT, name)

    @contextlib.contextmanager
    def stopped(self, pid):
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def busy(self, seconds=WATCH):
        """What makes the tray look: windows, requests, signals."""
        end = time.monotonic() + seconds
        for action in ("statistics", "settings"):
            self.desktop.activate(action)
        while time.monotonic() < end:
            (self.manager.runtime / "larder/changed").touch()
            self.desktop.keys("F5", "ctrl+Tab")
            time.sleep(0.1)

    def test_nothing_hangs(self):
        with self.watched("windows open"):
            self.busy()

    def test_systemd_hangs(self):
        manager = int(subprocess.run(
            ["busctl", "--user", "--json=short", "call", "org.freedesktop.DBus", "/",
             "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s",
             "org.freedesktop.systemd1"], env=self.manager.variables, capture_output=True,
            text=True, check=True).stdout.split("[")[1].split("]")[0])
        with self.stopped(manager), self.watched("systemd hangs"):
            self.desktop.choose("pip")  # asks systemd for something
            self.busy()

    def test_the_panel_hangs(self):
        with self.watched("the panel hangs"), self.stopped(self.panel.pid):
            self.busy()

    def own_silently(self, name):
        """A service that never answers."""
        bus = dbus.bus.BusConnection(self.manager.variables["DBUS_SESSION_BUS_ADDRESS"])
        bus.request_name(name)
        self.addCleanup(bus.close)

    def test_networkmanager_hangs(self):
        with self.watched("NetworkManager hangs"):
            self.own_silently("org.freedesktop.NetworkManager")
            self.desktop.choose("Offline/On")
            self.desktop.choose("Offline/Automatic")
            self.busy()

    def test_notifications_hang(self):
        self.own_silently("org.freedesktop.Notifications")
        with self.watched("notifications hang"):
            self.manager.systemctl("kill", "--signal=KILL", "cache-apt.service")
            self.busy()

    def test_databases_are_locked(self):
        locks = []
        for file in (self.manager.home / ".local/state/larder/statistics.sqlite",
                     self.manager.home / ".cache/larder/index.sqlite"):
            self.assert_eventually(file.exists)
            database = sqlite3.connect(file, timeout=20, isolation_level=None)
            database.execute("BEGIN EXCLUSIVE")
            locks.append(database)
        with self.watched("databases are locked"):
            self.busy()
        for database in locks:
            database.close()


if __name__ == "__main__":
    main()
