# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real apt, a hundred packages from this machine's own archive: cold, again, and with the archive
gone."""

import os
import subprocess
from urllib.parse import urlsplit

from harness import apt
from harness.scenario import Scenario, main

PACKAGES = 120
INSTALLED = "hello"


class MachineArchive(Scenario):
    def setUp(self):
        super().setUp()
        self.sources = apt.machine_sources()
        if not self.sources.strip():
            self.skipTest("this machine's apt has no http or https source")
        direct = self.new_apt("direct", "")
        self.releases = direct.release_urls()
        upstream_proxy = apt.machine_proxy()
        if upstream_proxy:
            direct = self.new_apt("direct", f'Acquire::http::Proxy "{upstream_proxy}";')
        direct.update(check=False)
        if not direct.succeeded:
            self.skipTest(f"this machine's archive cannot be reached:\n{direct.output}")
        self.names = direct.smallest_packages(PACKAGES)
        hosts = {urlsplit(url.replace("http://HTTPS///", "https://")).netloc
                 for url in self.releases}
        self.proxy = self.start_larder(
            *sorted(hosts), variables={"http_proxy": upstream_proxy} if upstream_proxy else {})

    def new_apt(self, name, settings):
        self.number = getattr(self, "number", 0) + 1
        return apt.Apt(self.folder / f"apt-{self.number}-{name}", self.sources, settings)

    def through_larder(self, name):
        return self.new_apt(name, f'Acquire::http::Proxy "http://{self.proxy.authority}/";')

    def install_everything(self, name):
        """With a fresh apt; what was counted for it."""
        before = self.outcomes(self.proxy)
        client = self.through_larder(name)
        client.update()
        client.download(self.names)
        client.run("apt-get", "--download-only", "install", "-y", INSTALLED)
        self.assertEqual(len(client.downloaded()), len(self.names))
        after = self.outcomes(self.proxy)
        counted = {outcome: after[outcome] - before[outcome] for outcome in after}
        self.assertEqual((counted["error"], counted["refused"]), (0, 0), counted)
        return counted

    def test_cold_then_from_the_cache_then_with_the_archive_gone(self):
        cold = self.install_everything("cold")
        self.assertGreater(cold["miss"], PACKAGES)

        again = self.install_everything("again")
        self.assertEqual(again["miss"], 0, again)
        self.assertEqual(again["renewal"], len(self.releases), again)
        self.assertGreater(again["hit"], PACKAGES)
        self.assertLess(again["bytesFromNetwork"], cold["bytesFromNetwork"] / 10)

        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        offline = self.install_everything("offline")
        self.assertEqual((offline["miss"], offline["renewal"], offline["bytesFromNetwork"]), (0, 0,
                                                                                              0))
        self.proxy.stop()
        self.proxy.options.remove("--offline")

        if os.geteuid() != 0 or not hasattr(os, "unshare"):
            print("needs root and Python 3.12: the part in which the network is really gone")
            return
        network = os.open("/proc/self/ns/net", os.O_RDONLY)
        os.unshare(os.CLONE_NEWNET)  # this thread, and what it starts
        try:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            self.proxy.start()
            gone = self.install_everything("gone")
            self.assertEqual((gone["miss"], gone["renewal"]), (0, 0), gone)
            self.assertEqual(gone["stale"], len(self.releases), gone)
            self.proxy.stop()
        finally:
            os.setns(network, os.CLONE_NEWNET)
            os.close(network)


if __name__ == "__main__":
    main()
