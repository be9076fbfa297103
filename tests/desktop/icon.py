# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The icon in real panels of both kinds, which come late and start anew; windows without any."""

import signal

from harness import desktop, usermanager
from harness.scenario import Scenario, main

usermanager.enter()

OFF = "#6B6F76"  # the plate of the icon while no cache answers


class Icon(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        self.manager = usermanager.UserManager(self)
        self.manager.start_bus()
        self.desktop = desktop.Desktop(self, self.manager)

    def assert_seen(self):
        self.assert_eventually(lambda: self.desktop.find_colour(OFF), message="the icon is not on the screen")
        return self.desktop.find_colour(OFF)

    def assert_quits(self, tray):
        tray.send_signal(signal.SIGTERM)
        self.assertEqual(tray.wait(20), 0)

    def check_panel(self, start_panel):
        panel = start_panel()
        self.assert_eventually(self.desktop.has_watcher)
        tray = self.desktop.start_tray()
        self.desktop.item()
        place = self.assert_seen()
        self.assertEqual(self.desktop.own_windows(), [])  # it is in the tray: no window
        self.assertIn("no requests today", self.desktop.tooltip())
        self.desktop.click(place)  # left: the statistics
        self.assert_eventually(lambda: self.desktop.windows("Statistics"))
        self.desktop.click(place)
        self.assert_eventually(lambda: not self.desktop.windows("Statistics"))

        usermanager.end(panel)  # as after a crash
        self.assert_eventually(lambda: not self.desktop.find_colour(OFF))
        start_panel()
        self.desktop.item()
        self.assert_seen()
        self.assert_quits(tray)

    def test_lxqt_panel_that_starts_anew(self):
        self.check_panel(self.desktop.start_lxqt_panel)

    def test_xfce_panel_that_starts_anew(self):
        self.check_panel(self.desktop.start_xfce_panel)

    def check_late(self, start_panel):
        tray = self.desktop.start_tray("--background")
        self.assert_eventually(lambda: self.desktop.has_name(desktop.NAME))
        start_panel()
        self.desktop.item()
        self.assert_seen()
        self.assertEqual(self.desktop.own_windows(), [])
        self.assert_quits(tray)

    def test_lxqt_panel_that_comes_late(self):
        self.check_late(self.desktop.start_lxqt_panel)

    def test_xfce_panel_that_comes_late(self):
        self.check_late(self.desktop.start_xfce_panel)

    def test_embedded(self):
        self.desktop.start_embedding_tray()
        self.assert_eventually(lambda: self.desktop.windows("stalonetray"))
        tray = self.desktop.start_tray()
        place = self.assert_seen()
        self.desktop.click(place)
        self.assert_eventually(lambda: self.desktop.windows("Statistics"))
        # Beside the first, or both would be one double click.
        self.desktop.click((place[0] + 7, place[1]))
        self.assert_eventually(lambda: not self.desktop.windows("Statistics"))
        self.desktop.click(place, button=2)  # middle: everything is paused
        self.assert_eventually(self.paused)
        self.desktop.activate("resume")
        self.assert_eventually(lambda: not self.paused())
        self.assert_quits(tray)

    def paused(self):
        settings = self.manager.home / ".config/larder/larder.ini"
        return settings.exists() and "paused=true" in settings.read_text().replace(" ", "")

    def test_without_a_tray(self):
        background = self.desktop.start_tray("--background")
        self.assert_eventually(lambda: self.desktop.has_name(desktop.NAME))
        self.assertEqual(self.desktop.own_windows(), [])
        # A second start, as by a launcher, opens the window of the first, and ends.
        self.assertEqual(self.desktop.start_tray("--window").wait(20), 0)
        self.assert_eventually(lambda: self.desktop.windows("Statistics"))
        self.assertEqual(self.desktop.start_tray("--background").wait(20), 0)
        self.desktop.activate("settings")
        self.assert_eventually(lambda: self.desktop.windows("Settings"))
        self.desktop.activate("quit")
        self.assertEqual(background.wait(20), 0)

        tray = self.desktop.start_tray()  # by hand: there must be something to see
        self.assert_eventually(lambda: self.desktop.windows("Statistics"))
        self.assert_quits(tray)


if __name__ == "__main__":
    main()
