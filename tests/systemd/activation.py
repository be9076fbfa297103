# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real systemd user manager and the units as they are installed: started by the first request,
gone when idle, started again by the next; no connection lost."""

import pathlib
import re
import subprocess
import time

from harness import client, larder, upstream, usermanager
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

UNITS = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "systemd"
PORT = 3142  # as installed: the network is the test's own
PATH = package_path("larder")
BODY = random_bytes(200 * KIB)
CYCLES = 20
IDLE_MINUTES = 0.01

usermanager.enter()


class Activation(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.url = self.upstream.url(PATH)
        self.manager = usermanager.UserManager(self)
        self.variables = self.manager.variables
        self.install_units()
        self.manager.start()

    def install_units(self):
        folder = self.folder / ".config/systemd/user"
        drop_in = folder / "cache-apt.service.d"
        drop_in.mkdir(parents=True)
        socket, service = (
            (UNITS / f"cache.{kind}.in").read_text().replace("@CACHE_NAME@", "apt")
            .replace("@LISTEN_STREAMS@", f"ListenStream=127.0.0.1:{PORT}")
            .replace("@LARDER_PROXY@", larder.PROXY) for kind in ("socket", "service"))
        (folder / "cache-apt.socket").write_text(socket)
        (folder / "cache-apt.service").write_text(service)
        command, = re.findall(r"^ExecStart=(.*)$", service, flags=re.M)
        self.log = self.folder / "larder-proxy.log"
        (drop_in / "test.conf").write_text(
            f"[Service]\nExecStart=\nExecStart={command} --idle-exit {IDLE_MINUTES} "
            f"--allow-upstream {self.upstream.authority}\n"
            f"StandardError=append:{self.log}\n")

    def systemctl(self, *arguments):
        return self.manager.systemctl(*arguments)

    def state(self, unit):
        return self.manager.show(unit)

    def get(self):
        with client.Connection(("127.0.0.1", PORT)) as connection:
            self.assert_served(connection.get(self.url), BODY)

    def logs(self):
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))

    def test_the_first_request_starts_it_it_leaves_when_idle_and_the_next_starts_it_again(self):
        self.systemctl("start", "cache-apt.socket")
        self.assertEqual(self.state("cache-apt.service"), "inactive")
        lives = {self.manager.show("cache-apt.service", "InvocationID")}
        for life in range(2):
            self.get()
            lives.add(self.manager.show("cache-apt.service", "InvocationID"))
            self.assertEqual(len(lives), life + 2)  # one more: whether it has left yet or not
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


if __name__ == "__main__":
    main()
