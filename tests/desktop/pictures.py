# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every window, light and dark, at 1x and 2x, in English and in the longest language, of
a Larder that has worked: for looking at. They are left in LARDER_PICTURES, by default pictures/ in
the build folder."""

import math
import os
import pathlib
import sqlite3
import struct
import subprocess
import time
import urllib.error
import urllib.request

from harness import client, desktop, larder, upstream, usermanager
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

usermanager.enter()

PICTURES = pathlib.Path(os.environ.get("LARDER_PICTURES",
                                       pathlib.Path(desktop.TRAY).parents[2] / "pictures"))
# Window titles by the action that opens them; tabs of the first by their keys.
LIGHT = """[Colors:Button]
BackgroundNormal=252,252,252
ForegroundNormal=35,38,41
[Colors:Selection]
BackgroundNormal=61,174,233
ForegroundNormal=255,255,255
[Colors:View]
BackgroundAlternate=247,247,247
BackgroundNormal=255,255,255
ForegroundNormal=35,38,41
ForegroundInactive=112,125,138
[Colors:Window]
BackgroundAlternate=227,229,231
BackgroundNormal=239,240,241
ForegroundNormal=35,38,41
ForegroundInactive=112,125,138
[KDE]
widgetStyle=Fusion
"""
DARK = """[General]
ColorScheme=BreezeDark
[Colors:Button]
BackgroundNormal=41,44,48
ForegroundNormal=252,252,252
[Colors:Selection]
BackgroundNormal=61,174,233
ForegroundNormal=252,252,252
[Colors:Tooltip]
BackgroundNormal=41,44,48
ForegroundNormal=252,252,252
[Colors:View]
BackgroundAlternate=29,31,34
BackgroundNormal=20,22,24
ForegroundNormal=252,252,252
ForegroundInactive=161,169,177
ForegroundLink=29,153,243
ForegroundVisited=155,89,182
[Colors:Window]
BackgroundAlternate=41,44,48
BackgroundNormal=32,35,38
ForegroundNormal=252,252,252
ForegroundInactive=161,169,177
[KDE]
widgetStyle=Fusion
"""
PACKAGES = ["bash_5.2.37-2_amd64", "build-essential_12.12_amd64", "ca-certificates_20250419_all",
            "curl_8.14.1-2_amd64", "git_2.47.3-0_amd64", "libssl3t64_3.5.1-1_amd64",
            "nginx_1.26.3-3_amd64", "openjdk-21-jre_21.0.8_amd64", "php8.4-cli_8.4.11_amd64",
            "postgresql-17_17.6-0_amd64", "python3.13_3.13.5-2_amd64", "qt6-base-dev_6.8.2_amd64"]


class Pictures(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.manager = usermanager.UserManager(self)
        self.manager.start()
        self.upstream = self.start_upstream()
        self.work()

    def work(self):
        """A morning's requests, and the weeks before it."""
        config = self.manager.home / ".config/larder/larder.ini"
        config.parent.mkdir(parents=True)
        config.write_text(f"[upstream]\nallow={self.upstream.authority}\n"
                          "[desktop]\nprice=4.50 EUR\n[cache-npm]\nfurther=work="
                          "https://npm.work.example/\n")
        variables = self.manager.variables
        done = subprocess.run([larder.LARDER, "on", "apt", "npm"], env=variables, text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        folder = package_path("larder").rpartition("/")[0]
        for again in range(4):
            for number, package in enumerate(PACKAGES):
                path = f"{folder}/{package}.deb"
                self.upstream.serve(path, upstream.content(random_bytes((40 + 61 * number) * KIB)))
                if again <= number % 4:
                    with client.Connection(("127.0.0.1", 3142)) as connection:
                        self.assertEqual(connection.get(self.upstream.url(path)).status, 200)
            time.sleep(1)  # until what came is in stock
        for path in ("/-/ping", "/missing"):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:3143{path}", timeout=20).read()
            except urllib.error.HTTPError:
                pass
        time.sleep(1.5)  # the proxies write what they counted
        self.add_history(self.manager.home / ".local/state/larder/statistics.sqlite")

    def add_history(self, file):
        database = sqlite3.connect(file, timeout=10)
        columns = [row[1] for row in database.execute("PRAGMA table_info(bucket)")]
        now = int(time.time()) // 3600
        for ago in range(2, 24 * 60):
            for place, cache in enumerate(("apt", "composer", "npm", "pip")):
                hour = now - ago
                busy = max(0.0, math.sin((hour % 24 - 6) / 24 * 2 * math.pi))
                if busy < 0.15 or (ago // 24) % 7 in (4, 5):  # nights and weekends
                    continue
                hits = int(busy * (40 + 17 * ((hour * 7 + place * 13) % 11)))
                misses = int(hits * (0.08 + 0.05 * ((hour + place) % 5)))
                row = dict.fromkeys(columns, 0) | {
                    "hour": hour * 3600, "cache": cache, "hit": hits, "miss": misses,
                    "renewal": hits // 9}
                sizes = {"bytesOrigin": (hits + misses) * 310_000,
                         "bytesFromNetwork": misses * 310_000 + hits * 900,
                         "bytesToClients": (hits + misses) * 311_000,
                         "bytesSavedMetered": hits * 40_000 if hour % 5 == 0 else 0,
                         "microseconds": (hits + misses) * 1800}
                row |= {name: value for name, value in sizes.items() if name in row}
                database.execute(f"INSERT OR IGNORE INTO bucket({', '.join(row)}) VALUES "
                                 f"({', '.join('?' * len(row))})", list(row.values()))
        database.commit()
        database.close()

    def take(self, theme, scale, language, *options):
        size = f"{int(1400 * scale)}x{int(1000 * scale)}"
        shown = desktop.Desktop(self, self.manager, size=size)
        variables = {"QT_SCALE_FACTOR": str(scale), "XDG_CURRENT_DESKTOP": "KDE",
                     "KDE_SESSION_VERSION": "6"}
        chosen = subprocess.run([larder.LARDER, "settings", "set", "desktop.language", language],
                                env=self.manager.variables, capture_output=True, check=False)
        self.assertEqual(chosen.returncode, 0, chosen.stderr)
        (self.manager.home / ".config/kdeglobals").write_text(DARK if theme == "dark" else LIGHT)
        tray = shown.start_tray("--background", *options, variables=variables)
        self.assert_eventually(lambda: shown.has_name(desktop.NAME))
        time.sleep(2)  # figures are read a moment after the start; nothing tells when
        suffix = f"{theme}-{scale}x-{language}"

        def window(action):
            before = set(shown.own_windows())
            shown.activate(action)
            self.assert_eventually(lambda: set(shown.own_windows()) - before)
            return (set(shown.own_windows()) - before).pop()

        statistics = window("statistics")
        for number, name in enumerate(("overview", "activity", "stock"), start=1):
            if number > 1:
                shown.keys("ctrl+Tab")
            self.settle(shown, statistics, f"{name}-{suffix}")
        shown.keys("Escape")
        settings = window("settings")
        for number in range(5):
            if number:
                shown.keys("Down")
            self.settle(shown, settings, f"settings{number}-{suffix}")
        shown.activate("quit")
        self.assertEqual(tray.wait(30), 0)

    def settle(self, shown, number, name):
        """Takes a picture that no longer changes."""
        file = PICTURES / f"{name}.png"
        seen = []

        def still():
            shown.picture(file, number)
            seen.append(file.read_bytes())
            return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3]
        self.assert_eventually(still)
        width, height = struct.unpack(">II", seen[-1][16:24])
        self.assertGreater(width * height, 100_000)

    def test_light(self):
        self.take("light", 1, "en")

    def test_light_large(self):
        self.take("light", 2, "en")

    def test_dark(self):
        self.take("dark", 1, "en")

    def test_dark_large_in_the_longest_language(self):
        self.take("dark", 2, "de")

    def test_from_right_to_left_between_sizes(self):
        self.take("light", 1.5, "en", "-reverse")

    def test_light_in_the_longest_language(self):
        self.take("light", 1, "de")


if __name__ == "__main__":
    main()
