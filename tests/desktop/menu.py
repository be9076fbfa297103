# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu, over the bus and by mouse, with a real systemd user manager: what is ticked answers
requests."""

import os
import re
import signal
import socket

from harness import client, desktop, upstream, usermanager
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

usermanager.enter()

PATH = package_path("larder")
BODY = random_bytes(200 * KIB)
PORT = 3142
PLATES = ("#2F6F5E", "#6B6F76", "#B3541E")


class Menu(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        self.manager = usermanager.UserManager(self)
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.settings = self.manager.home / ".config/larder/larder.ini"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text(f"[upstream]\nallow={self.upstream.authority}\n")

    def start(self, panel="lxqt"):
        self.manager.start()
        self.desktop = desktop.Desktop(self, self.manager)
        if panel == "lxqt":
            self.desktop.start_lxqt_panel()
            self.assert_eventually(self.desktop.has_watcher)
        elif panel == "xfce":
            self.desktop.start_xfce_panel()
            self.assert_eventually(self.desktop.has_watcher)
        else:
            self.desktop.start_embedding_tray()
            self.assert_eventually(lambda: self.desktop.windows("stalonetray"))
        return self.desktop.start_tray("--background")

    def get(self):
        with client.Connection(("127.0.0.1", PORT)) as connection:
            self.assert_served(connection.get(self.upstream.url(PATH)), BODY)

    def get_from_stock(self):
        """Until the menu says that some of it came from there."""
        def told():
            self.get()
            label, _, ticked = self.desktop.entry("apt")
            return ticked == 1 and re.search(r"apt: running – [1-9]\d*\W*% from stock today", label)
        self.assert_eventually(told)

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", PORT), 5).close()
        except ConnectionRefusedError:
            return False
        return True

    def assert_entry(self, words, ticked):
        seen = []

        def agrees():
            seen.append(self.desktop.entry("apt"))
            return words in seen[-1][0] and seen[-1][2] == ticked
        self.assert_eventually(agrees)

    def confirm_turning_off(self):
        self.assert_eventually(lambda: self.desktop.windows("Turn off"))
        self.desktop.keys("alt+t")

    def test_a_tick_by_the_bus_answers_requests(self):
        self.start()
        self.assert_entry("off", ticked=0)
        self.assertFalse(self.answers())
        self.desktop.choose("apt")
        self.assert_entry("starts on the first request", ticked=1)
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")  # looking woke nobody
        self.get_from_stock()
        self.assertRegex(self.desktop.tooltip(), r"Larder: [\d.]+ [KM]iB saved today")

        self.desktop.choose("apt")  # asks first
        self.assert_eventually(lambda: self.desktop.windows("Turn off"))
        self.desktop.keys("Escape")
        self.assert_eventually(lambda: not self.desktop.windows("Turn off"))
        self.assertTrue(self.answers())
        self.desktop.choose("apt")
        self.confirm_turning_off()
        self.assert_entry("off", ticked=0)
        self.assertFalse(self.answers())
        self.assertEqual(self.manager.show("cache-apt.socket", "UnitFileState"), "disabled")

    def test_while_larder_runs(self):
        self.settings.write_text(self.settings.read_text() + "[cache-apt]\nmode=built-in\n")
        tray = self.start()
        self.assert_entry("running", ticked=1)
        self.assertEqual(self.manager.show("cache-apt.socket"), "inactive")
        self.get_from_stock()
        self.desktop.choose("apt")
        self.confirm_turning_off()
        self.assert_entry("off", ticked=0)
        self.desktop.choose("apt")  # in the way it last did
        self.assert_entry("running", ticked=1)
        self.assertEqual(self.manager.show("cache-apt.socket"), "inactive")
        self.desktop.choose("Quit")  # nobody would answer any more: it asks
        self.assert_eventually(lambda: self.desktop.windows("Quit"))
        self.desktop.keys("alt+q")
        self.assertEqual(tray.wait(30), 0)
        self.assertFalse(self.answers())

    def test_pause_and_offline(self):
        tray = self.start()
        self.desktop.choose("apt")
        self.assert_entry("starts on the first request", ticked=1)
        self.get()
        self.desktop.choose("Pause/For 30 minutes")
        self.assert_entry("paused", ticked=1)
        self.assert_eventually(lambda: any(label.startswith("Resume (paused until")
                                           for label in self.desktop.menu()))
        self.assertIn("paused=20", self.settings.read_text())
        self.desktop.choose("Resume")
        self.assert_entry("running", ticked=1)
        self.desktop.choose("Offline/On")
        self.assert_entry("offline", ticked=1)
        self.assertIn("mode=offline", self.settings.read_text())
        self.desktop.choose("Offline/Automatic")
        self.assert_entry("running", ticked=1)
        self.assertNotIn("mode=offline", self.settings.read_text())
        self.desktop.choose("Statistics")
        self.assert_eventually(lambda: self.desktop.windows("Statistics"))
        self.desktop.choose("Settings")
        self.assert_eventually(lambda: self.desktop.windows("Settings"))
        self.desktop.choose("Help")
        self.assert_eventually(lambda: self.desktop.windows("Help"))
        self.desktop.choose("Quit")  # systemd goes on answering: nothing to ask
        self.assertEqual(tray.wait(30), 0)
        self.assertTrue(self.answers())

    def check_mouse(self, panel):
        self.start(panel)
        self.assert_eventually(self.seen, message="the icon is not on the screen")
        self.desktop.click(self.seen(), button=3)
        # An open menu has the keyboard; the first entry is apt.
        def toggled():
            if not self.answers():
                self.desktop.keys("Down", "Return")
            return self.answers()
        self.assert_eventually(toggled)
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")
        self.get()

    def seen(self):
        return next((place for plate in PLATES if (place := self.desktop.find_colour(plate))), None)

    def test_by_mouse_in_lxqt_panel(self):
        self.check_mouse("lxqt")

    def test_by_mouse_in_xfce_panel(self):
        self.check_mouse("xfce")

    def test_by_mouse_embedded(self):
        self.check_mouse("stalonetray")

    def test_the_proxy_leaves_when_idle_and_a_kill_is_seen(self):
        self.start()
        self.desktop.choose("apt")
        self.assert_entry("starts on the first request", ticked=1)
        self.get()
        self.assert_entry("running", ticked=1)
        os.kill(int(self.manager.show("cache-apt.service", "MainPID")), signal.SIGTERM)
        self.assert_entry("starts on the first request", ticked=1)
        self.get()
        self.assert_entry("running", ticked=1)


if __name__ == "__main__":
    main()
