# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real apt through a cache that was ticked in the menu: served, counted in the window, and the proxy
leaves when nobody asks any more."""

import re
import shutil

from harness import apt, archive, desktop, upstream, usermanager
from harness.scenario import Scenario, main

usermanager.enter()

BASE = "/debian"
PACKAGES = ["larder-000", "larder-001", "larder-002"]
IDLE_MINUTES = 1


class RealApt(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        if not shutil.which("apt-get") or not shutil.which("gpg"):
            self.skipTest("needs apt and gpg")
        self.manager = usermanager.UserManager(self)
        self.manager.start()
        key = archive.SigningKey(self.folder / "gpg")
        self.addCleanup(key.close)
        self.upstream = self.start_upstream()
        generation = archive.make_generation(1, packages=len(PACKAGES), size=20_000, key=key)
        for path, data in generation.files.items():
            self.upstream.serve(f"{BASE}/{path}", upstream.content(
                data, last_modified=generation.last_modified))
        self.source = (f"deb [signed-by={key.public}] {self.upstream.url(BASE)} stable main\n")
        self.settings = self.manager.home / ".config/larder/larder.ini"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text(f"[upstream]\nallow={self.upstream.authority}\n"
                                 f"[service]\nidle-exit-minutes={IDLE_MINUTES}\n")

    def start(self):
        self.desktop = desktop.Desktop(self, self.manager)
        self.desktop.start_lxqt_panel()
        self.assert_eventually(self.desktop.has_watcher)
        self.desktop.start_tray("--window")

    def fetch(self, name):
        """A new machine: nothing of it knows what another has fetched."""
        client = apt.Apt(self.folder / name, self.source,
                         'Acquire::http::Proxy "http://127.0.0.1:3142/";')
        client.update()
        client.download(PACKAGES)
        self.assertEqual(len(client.downloaded()), len(PACKAGES))

    def check(self):
        self.fetch("first")
        self.assert_eventually(lambda: "running" in self.desktop.entry("apt")[0])
        before = len(self.upstream.requests)
        # What came is on the shelf a moment later.
        self.assert_eventually(lambda: self.stored() >= len(PACKAGES))
        self.fetch("second")
        packages = [request for request in self.upstream.requests[before:]
                    if request.target.endswith(".deb")]
        self.assertEqual(packages, [])  # not one came from the network again
        self.assert_eventually(lambda: re.search(r"\d+\W*% from stock today",
                                                 self.desktop.entry("apt")[0]))
        self.assert_eventually(lambda: re.search(r": [\d.]+ KiB saved today",
                                                 self.desktop.tooltip()))
        self.assert_eventually(lambda: self.desktop.windows("Statistics"))

    def stored(self):
        objects = self.manager.home / ".cache/larder/objects"
        return sum(1 for path in objects.rglob("*") if path.is_file()) if objects.exists() else 0

    def test_on_demand(self):
        self.start()
        self.desktop.choose("apt")
        self.assert_eventually(lambda: "first request" in self.desktop.entry("apt")[0])
        self.check()
        self.assertEqual(self.manager.show("cache-apt.service"), "active")
        self.assert_eventually(lambda: "first request" in self.desktop.entry("apt")[0],
                               timeout=IDLE_MINUTES * 60 + 60)  # it has left by itself
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")
        self.assertEqual(self.desktop.entry("apt")[2], 1)
        self.fetch("third")

    def test_while_larder_runs(self):
        self.settings.write_text(self.settings.read_text() + "[cache-apt]\nmode=built-in\n")
        self.start()
        self.assert_eventually(lambda: "running" in self.desktop.entry("apt")[0])
        self.check()
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")


if __name__ == "__main__":
    main()
