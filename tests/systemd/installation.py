# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `cmake --install` puts on a system: programs that run, and units that systemd takes."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from harness import larder
from harness.scenario import Scenario, main

BUILD = pathlib.Path(larder.LARDER).resolve().parents[2]
PORTS = {"apt": 3142, "composer": 3144, "npm": 3143, "pip": 3141}


class Installation(Scenario):
    def setUp(self):
        super().setUp()
        self.prefix = self.folder / "usr"
        self.install(self.prefix)

    def install(self, prefix, status=0, **variables):
        ended = subprocess.run(["cmake", "--install", str(BUILD), "--prefix", str(prefix)],
                               env=os.environ | variables, capture_output=True, text=True,
                               check=False)
        self.assertEqual(ended.returncode, status, ended.stdout + ended.stderr)
        return ended.stdout + ended.stderr

    def test_units(self):
        units = self.prefix / "lib/systemd/user"
        self.assertEqual({path.name for path in units.iterdir()},
                         {f"cache-{cache}.{kind}" for cache in PORTS
                          for kind in ("socket", "service")})
        proxy = self.prefix / "libexec/larder/larder-proxy"
        self.assertTrue(os.access(proxy, os.X_OK))
        for cache, port in PORTS.items():
            socket = (units / f"cache-{cache}.socket").read_text()
            service = (units / f"cache-{cache}.service").read_text()
            self.assertEqual(re.findall("^ListenStream=.*", socket, re.M),
                             [f"ListenStream=127.0.0.1:{port}"])
            self.assertIn(f"\nFileDescriptorName={cache}\n", socket)
            self.assertEqual(re.findall("^ExecStart=.*", service, re.M), [f"ExecStart={proxy}"])
            for text in (socket, service):
                self.assertNotRegex(text, "@[A-Z_]+@")
                self.assertTrue(text.startswith("[Unit]\n"))
                self.assertIn(f"\n[X-Larder]\nCache={cache}\n", text)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not there")
    def test_systemd_takes_the_units(self):
        units = sorted((self.prefix / "lib/systemd/user").iterdir())
        verified = subprocess.run(
            ["systemd-analyze", "--user", "--man=no", "verify", *map(str, units)],
            env=larder.environment(self.folder, self.folder), capture_output=True, text=True,
            check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))

    def test_programs_start(self):
        for program in ("bin/larder", "libexec/larder/larder-proxy"):
            ended = subprocess.run([self.prefix / program, "--version"], capture_output=True,
                                   text=True, check=False)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_into_a_staging_folder(self):
        stage = self.folder / "stage"
        self.install("/opt/larder", DESTDIR=str(stage))
        unit = (stage / "opt/larder/lib/systemd/user/cache-npm.service").read_text()
        self.assertIn("\nExecStart=/opt/larder/libexec/larder/larder-proxy\n", unit)

    def test_a_prefix_that_systemd_would_not_understand(self):
        self.assertIn("without spaces", self.install(self.folder / "with space", status=1))


if __name__ == "__main__":
    main()
