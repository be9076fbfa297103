# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""larder on, off, mode and status with a real systemd user manager."""

import json
import os
import pathlib
import socket
import subprocess
import urllib.request

from harness import client, larder, upstream, usermanager
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

usermanager.enter()

PATH = package_path("larder")
BODY = random_bytes(200 * KIB)
DONE, FAILED, WRONG_USE = 0, 1, 2
FOREIGN = "[Unit]\nDescription=Mine\n[Socket]\nListenStream=127.0.0.1:3142\n"


class Control(Scenario):
    def setUp(self):
        super().setUp()
        usermanager.skip_without_namespaces(self)
        self.manager = usermanager.UserManager(self)
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.settings = self.folder / ".config/larder/larder.ini"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text(f"; mine\n[upstream]\nallow={self.upstream.authority}\n")

    def larder(self, *arguments, status=DONE, variables=None):
        ended = subprocess.run([larder.LARDER, *arguments],
                               env=self.manager.variables | (variables or {}), text=True,
                               capture_output=True, check=False, timeout=100)
        self.assertEqual(ended.returncode, status, ended.stdout + ended.stderr)
        if status == DONE:
            self.assertEqual(ended.stderr, "")
        return ended.stdout + ended.stderr

    def set_listen(self, *addresses, cache="apt"):
        self.larder("settings", "set", f"cache-{cache}.listen", *addresses)

    def get(self, host="127.0.0.1", port=3142):
        with client.Connection((host, port)) as connection:
            self.assert_served(connection.get(self.upstream.url(PATH)), BODY)

    def assert_refused(self, port=3142):
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5).close()

    def ledger(self):
        file = self.folder / ".local/state/larder/changes.json"
        return json.loads(file.read_text()) if file.exists() else []

    def status(self, cache="apt"):
        caches = json.loads(self.larder("status", "--json"))["caches"]
        return next(each for each in caches if each["name"] == cache)

    def logs(self):
        return (self.folder / "manager.log").read_text()

    def test_on_serves_the_first_request_and_off_refuses(self):
        self.manager.start()
        self.assertEqual(self.status()["onDemand"], "off")
        linger = pathlib.Path("/var/lib/systemd/linger")
        lingering = sorted(os.listdir(linger)) if linger.exists() else None
        told = self.larder("on", "apt")
        self.assertIn("127.0.0.1:3142", told)
        self.assertIn(str(self.manager.units / "cache-apt.socket"), told)
        verified = subprocess.run(
            ["systemd-analyze", "--user", "--man=no", "verify",
             self.manager.units / "cache-apt.socket", self.manager.units / "cache-apt.service"],
            env=self.manager.variables, capture_output=True, text=True, check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")
        self.assertEqual(self.manager.show("cache-apt.socket", "UnitFileState"), "enabled")
        self.assertEqual(self.status()["onDemand"], "listening")
        self.assertIn("Asleep", self.larder("status"))
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")  # looking woke nobody
        self.get()
        self.assertEqual(self.manager.show("cache-apt.service"), "active")
        page = urllib.request.urlopen("http://127.0.0.1:3142/larder.json", timeout=10)
        self.assertEqual(json.load(page)["total"]["miss"], 1)
        # Files that it wrote and the link that enabling made, each with what was there before.
        self.assertEqual({change["path"].rpartition("/")[2] for change in self.ledger()},
                         {"cache-apt.socket", "cache-apt.service"})
        self.assertEqual(len(self.ledger()), 3)
        self.assertEqual({change["before"]["kind"] for change in self.ledger()}, {"nothing"})

        self.assertIn("was on already", self.larder("on", "apt"))
        (self.folder / ".npmrc").write_text("registry=http://127.0.0.1:3143/\n")
        pip = self.folder / ".config/pip/pip.conf"
        pip.parent.mkdir()
        pip.write_text("[global]\nindex-url=http://127.0.0.1:31420/\n")
        told = self.larder("off", "apt")
        self.assertIn("fail", told)
        self.assertIn("larder pause", told)
        self.assertNotIn(".npmrc", told)
        self.assertNotIn("pip.conf", told)
        self.assert_refused()
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")
        self.assertEqual(self.manager.show("cache-apt.socket", "UnitFileState"), "disabled")
        self.assertIn("[cache-apt]\nmode=off", self.settings.read_text())
        self.assertEqual(len(self.ledger()), 2)  # the link has been taken back
        self.assertIn(".npmrc", self.larder("off"))
        self.assertEqual(sorted(os.listdir(linger)) if linger.exists() else None, lingering)

        self.larder("on", "apt")  # and back, with the comment that a person wrote
        self.assertNotIn("[cache-apt]\nmode=off", self.settings.read_text())
        self.assertIn("; mine", self.settings.read_text())
        self.get()

    def test_every_cache_and_several_addresses(self):
        self.manager.start()
        self.set_listen("127.0.0.1:4142", "127.0.0.2:4142", "[::1]:4142", "172.17.0.1:4142")
        answer = json.loads(self.larder("on", "--json"))["caches"]
        self.assertTrue(all(cache["done"] and cache["changed"] for cache in answer))
        for host in ("127.0.0.1", "127.0.0.2", "::1"):
            self.get(host, 4142)
        self.assertEqual(self.upstream.count(PATH), 1)
        for port in (3141, 3143):
            socket.create_connection(("127.0.0.1", port), 5).close()

        # Elsewhere, while it listens.
        self.set_listen("127.0.0.1:4143")
        self.larder("on", "apt")
        self.get(port=4143)
        self.assert_refused(4142)

    def test_a_port_that_another_program_has(self):
        self.manager.start()
        with socket.create_server(("127.0.0.1", 3142)):
            told = self.larder("on", "apt", status=FAILED)
            self.assertIn(f"({os.getpid()}) already listens on 127.0.0.1:3142", told)
            self.assertIn("cache-apt.listen", told)
            self.assertNotEqual(self.manager.show("cache-apt.socket"), "active")
        self.larder("on", "apt")
        self.get()

    def test_a_proxy_started_by_hand_is_not_listened_beside(self):
        self.manager.start()
        proxy = self.prepare_larder(self.upstream, caches=("apt=127.0.0.1:3142",),
                                    runtime=self.manager.runtime)
        proxy.start()
        told = self.larder("on", "apt", status=FAILED)
        self.assertIn(f"process {proxy.process.pid}", told)
        self.assertEqual(self.manager.show("cache-apt.socket"), "inactive")

    def test_units_of_somebody_else_stay_as_they_are(self):
        self.manager.units.mkdir(parents=True)
        (self.manager.units / "cache-apt.socket").write_text(FOREIGN)
        for place in (self.manager.units / "cache-apt.service", self.folder / "elsewhere.service"):
            place.write_text("[Service]\nExecStart=/bin/sleep 1000\n")
        (self.manager.units / "cache-npm.service").symlink_to(self.folder / "elsewhere.service")
        self.manager.start()
        for cache, file in (("apt", "cache-apt.socket"), ("npm", "cache-npm.service")):
            told = self.larder("on", cache, status=FAILED)
            self.assertIn(str(self.manager.units / file), told)
            self.assertIn("not Larder's own", told)
            self.assertIn(f"larder on {cache} --replace", told)
            self.assertEqual(self.status(cache)["onDemand"], "foreign")
        self.assertEqual((self.manager.units / "cache-apt.socket").read_text(), FOREIGN)
        self.assertEqual(self.ledger(), [])
        self.manager.systemctl("start", "cache-apt.socket")
        self.larder("off", "apt", status=FAILED)
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")

    def test_units_of_somebody_else_are_replaced_on_request_and_come_back(self):
        units = self.manager.units
        service = "[Service]\nExecStart=/bin/sleep 1000\n"
        socket_text = FOREIGN + "[Install]\nWantedBy=sockets.target\n"
        units.mkdir(parents=True)
        (units / "cache-apt.socket").write_text(socket_text)
        (self.folder / "elsewhere.service").write_text(service)
        (units / "cache-apt.service").symlink_to(self.folder / "elsewhere.service")
        dropped_in = units / "cache-apt.socket.d/more.conf"  # as "systemctl edit" makes it
        dropped_in.parent.mkdir()
        dropped_in.write_text("[Socket]\nListenStream=127.0.0.1:8888\n")
        dropped_in.chmod(0o600)
        self.manager.start()
        self.manager.systemctl("enable", "--now", "cache-apt.socket")
        wanted = units / "sockets.target.wants/cache-apt.socket"
        link = os.readlink(wanted)

        with socket.create_server(("127.0.0.1", 4142)):  # in the way: all stays as it is
            self.set_listen("127.0.0.1:4142")
            self.assertIn("4142", self.larder("on", "apt", "--replace", status=FAILED))
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")
        self.assertEqual((units / "cache-apt.socket").read_text(), socket_text)
        self.assertEqual(self.ledger(), [])
        self.set_listen("127.0.0.1:3142")

        told = self.larder("on", "apt", "--replace")
        self.assertIn(f"Moved aside: {units / 'cache-apt.socket'}\n", told)
        self.assertIn("larder undo", told)
        self.get()
        self.assertNotIn("8888", self.manager.show("cache-apt.socket", "Listen"))
        self.assertEqual(self.status()["onDemand"], "listening")
        self.assertIn("was on already", self.larder("on", "apt", "--replace"))

        before = self.ledger()
        self.assertIn(f"Would be put back as it was: {units / 'cache-apt.socket'}\n",
                      self.larder("undo", "--dry-run"))
        self.assertEqual(self.ledger(), before)
        told = json.loads(self.larder("undo", "--json"))
        self.assertEqual(told["dryRun"], False)
        self.assertTrue(all(change["done"] for change in told["changes"]))
        self.assert_refused()
        self.assertEqual((units / "cache-apt.socket").read_text(), socket_text)
        self.assertEqual(os.readlink(units / "cache-apt.service"),
                         str(self.folder / "elsewhere.service"))
        self.assertEqual(os.readlink(wanted), link)
        self.assertIn("8888", dropped_in.read_text())
        self.assertEqual(dropped_in.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.manager.show("cache-apt.socket", "UnitFileState"), "enabled")
        self.assertEqual(self.ledger(), [])
        self.assertEqual(self.status()["onDemand"], "foreign")
        self.manager.systemctl("start", "cache-apt.socket")
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")
        self.assertIn("nothing", self.larder("undo"))  # and leaves what is not ours running
        self.assertEqual(self.manager.show("cache-apt.socket"), "active")

    def test_undo_leaves_the_machine_as_it_was(self):
        self.manager.start()
        before = sorted(self.manager.units.rglob("*")) if self.manager.units.exists() else []
        self.larder("on", "apt", "npm")
        self.get()
        told = self.larder("undo")
        self.assertIn(f"Removed: {self.manager.units / 'cache-apt.socket'}\n", told)
        self.assert_refused()
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")
        self.assertEqual([path for path in self.manager.units.rglob("*") if not path.is_dir()],
                         before)
        self.assertEqual(self.status()["onDemand"], "off")

        self.larder("on", "apt")
        service = self.manager.units / "cache-apt.service"
        service.write_text(service.read_text() + "# mine now\n")
        self.assertIn("changed since", self.larder("undo", status=FAILED))
        self.assertIn("# mine now", service.read_text())
        self.assertFalse((self.manager.units / "cache-apt.socket").exists())
        self.assert_refused()
        self.larder("undo", "everything", status=WRONG_USE)

    def test_a_masked_unit_stays_masked(self):
        self.manager.units.mkdir(parents=True)
        (self.manager.units / "cache-apt.socket").symlink_to("/dev/null")
        self.manager.start()
        self.assertIn("unmask", self.larder("on", "apt", status=FAILED))

    def test_mode(self):
        self.manager.start()
        self.larder("on", "apt")
        self.larder("mode", "apt", "built-in")
        self.assert_refused()  # the port is free for the tray
        self.assertIn("mode=built-in", self.settings.read_text())
        self.assertIn("tray", self.larder("status"))
        self.assertIn("tray", self.larder("on", "apt"))
        self.assert_refused()
        self.larder("mode", "apt", "on-demand")
        self.get()
        self.larder("mode", "apt", "sometimes", status=WRONG_USE)

    def test_folders_of_the_session_reach_the_service(self):
        self.manager.start()
        moved = self.folder / "with space %h"
        self.larder("on", "apt", variables={"XDG_CACHE_HOME": str(moved)})
        self.get()
        self.assert_eventually((moved / "larder").is_dir)

    def test_without_systemd_a_sentence_says_what_works(self):
        for start in (lambda: None, self.manager.start_bus):  # no bus; a bus without systemd
            start()
            told = self.larder("on", "apt", status=FAILED)
            self.assertIn("no systemd manager", told)
            self.assertIn("larder-proxy", told)
            self.larder("off", "apt", status=FAILED)
            self.assertEqual(self.larder("on", status=FAILED).count("no systemd manager"), 1)
            self.assertEqual(self.status()["onDemand"], "unavailable")
        self.larder("mode", "apt", "built-in")  # which needs no systemd
        self.assertIn("mode=built-in", self.settings.read_text())
        self.larder("mode", "apt", "on-demand", status=FAILED)
        self.assertIn("mode=built-in", self.settings.read_text())

    def test_a_proxy_that_crashed_is_started_by_the_next_request(self):
        self.manager.start()
        self.larder("on", "apt")
        for again in (lambda: None, lambda: self.larder("on", "apt")):
            self.get()
            self.manager.systemctl("kill", "--signal=KILL", "cache-apt.service")
            self.assert_eventually(lambda: self.manager.show("cache-apt.service") == "failed")
            self.assertEqual(self.status()["onDemand"], "listening")
            again()
        self.assertEqual(self.manager.show("cache-apt.service"), "inactive")
        self.get()

    def test_a_unit_that_fails_is_shown_and_started_again(self):
        self.manager.start()
        self.larder("on", "apt")
        drop_in = self.manager.units / "cache-apt.service.d"
        drop_in.mkdir()
        (drop_in / "broken.conf").write_text("[Service]\nExecStart=\nExecStart=/bin/false\n")
        self.manager.systemctl("daemon-reload")
        with self.assertRaises(OSError):
            urllib.request.urlopen("http://127.0.0.1:3142/", timeout=60)
        self.assert_eventually(lambda: self.status()["onDemand"] == "failed")
        self.assert_refused()
        (drop_in / "broken.conf").unlink()

        def serves():
            self.larder("on", "apt")
            try:
                self.get()
            except ConnectionError:
                return False  # systemd counts the failures of the last ten seconds still
            return True
        self.assert_eventually(serves)


if __name__ == "__main__":
    main()
