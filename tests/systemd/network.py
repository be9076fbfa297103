# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the machine is connected, as a stand-in for NetworkManager on a system bus of the test's own
tells it: metered, offline, hanging, absent, coming later and going."""

import json
import os
import signal
import subprocess
import sys
import time

from harness import namespaces, upstream
from harness.scenario import KIB, Scenario, main, package_path, random_bytes
from harness.usermanager import end

PATH = package_path("larder")
BODY = random_bytes(20 * KIB)
NAME = "org.freedesktop.NetworkManager"
OBJECT = "/org/freedesktop/NetworkManager"
DISCONNECTED, CONNECTED = 20, 70
UNKNOWN, METERED, UNMETERED = 0, 1, 2

# Without a way out, as on a machine that is offline.
namespaces.enter(["-m", "-n", "-p", "-f", "--kill-child", "--mount-proc"], ["ip link set lo up"])


class Network(Scenario):
    def setUp(self):
        super().setUp()
        if not namespaces.inside():
            self.skipTest(namespaces.reason())
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(BODY))
        self.address = f"unix:path={self.folder}/system-bus"
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self.address
        self.addCleanup(os.environ.pop, "DBUS_SYSTEM_BUS_ADDRESS")

    def start_bus(self):
        self.bus = self.start("dbus-daemon", "--session", f"--address={self.address}", "--nofork",
                              "--nopidfile")
        self.assert_eventually((self.folder / "system-bus").exists)

    def start(self, *command):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(end, process)
        return process

    def start_manager(self, state=CONNECTED, metered=UNMETERED):
        self.manager = self.start(sys.executable, "-m", "dbusmock", "--system", NAME, OBJECT, NAME)
        self.assert_eventually(lambda: self.call("AddProperties", state, metered))

    def call(self, method, state, metered):
        return subprocess.run(
            ["busctl", "--system", "call", NAME, OBJECT, "org.freedesktop.DBus.Mock", method,
             "sa{sv}", NAME, "2", "State", "u", str(state), "Metered", "u", str(metered)],
            capture_output=True, check=False).returncode == 0

    def change(self, state=CONNECTED, metered=UNMETERED):
        self.assertTrue(self.call("UpdateProperties", state, metered))

    def mode(self):
        figures = self.proxy.figures()
        return figures["mode"], figures["modeReason"]

    def wait_for(self, mode, reason):
        self.assert_eventually(lambda: self.mode() == (mode, reason))

    def start_proxy(self, **options):
        self.proxy = self.start_larder(self.upstream, **options)

    def assert_serves(self):
        self.assert_served(self.proxy.get(self.upstream.url(PATH)), BODY)

    def test_metered_and_back(self):
        self.start_bus()
        self.start_manager(metered=METERED)
        self.start_proxy()
        self.wait_for("metered", "metered-link")
        told = self.proxy.command_line("status")
        self.assertIn("metered", told.stdout)
        told = json.loads(self.proxy.command_line("status", "--json").stdout)["caches"][0]
        self.assertEqual((told["mode"], told["modeReason"]), ("metered", "metered-link"))
        self.change(metered=UNKNOWN)  # in between, when another connection comes up
        self.change(metered=METERED)
        self.assertEqual(self.mode()[0], "metered")
        self.change(metered=UNMETERED)
        self.wait_for("normal", "ordinary")

    def test_offline_and_back(self):
        self.start_bus()
        self.start_manager()
        self.start_proxy()
        self.assert_serves()
        self.wait_stored(self.proxy, 1)
        self.change(state=DISCONNECTED, metered=UNKNOWN)
        self.wait_for("offline", "no-connection")
        self.assert_serves()
        answer = self.proxy.get(self.upstream.url(package_path("missing")))
        self.assert_honest_error(answer)
        self.assertEqual(answer.status, 504)
        self.change()
        self.wait_for("normal", "ordinary")

    def test_a_machine_whose_interfaces_it_does_not_manage_is_not_offline(self):
        subprocess.run("ip link add d0 type veth peer name d1 && ip addr add 192.0.2.1/24 dev d0 && "
                       "ip link set d0 up && ip route add default via 192.0.2.2", shell=True,
                       check=True)
        self.addCleanup(subprocess.run, ["ip", "link", "del", "d0"], check=True)
        self.start_bus()
        self.start_manager(state=DISCONNECTED, metered=METERED)
        self.start_proxy()
        self.wait_for("metered", "metered-link")

    def test_the_setting_goes_before_the_machine(self):
        self.start_bus()
        self.start_manager(metered=METERED)
        self.start_proxy()
        self.wait_for("metered", "metered-link")
        self.assertEqual(self.proxy.command_line("offline", "off").returncode, 0)
        self.wait_for("normal", "setting")
        self.assertEqual(self.proxy.command_line("offline", "auto").returncode, 0)
        self.wait_for("metered", "metered-link")

    def test_a_hanging_manager_hinders_nobody(self):
        self.start_bus()
        self.start_manager(metered=METERED)
        self.manager.send_signal(signal.SIGSTOP)
        self.addCleanup(self.manager.send_signal, signal.SIGCONT)
        began = time.monotonic()
        self.start_proxy()
        self.assert_serves()
        self.assertLess(time.monotonic() - began, 15)
        self.assertEqual(self.mode(), ("normal", "ordinary"))
        self.manager.send_signal(signal.SIGCONT)
        self.wait_for("metered", "metered-link")

    def test_a_manager_that_comes_later_and_goes(self):
        self.start_bus()
        self.start_proxy()
        self.assert_serves()
        self.assertEqual(self.mode(), ("normal", "ordinary"))
        self.start_manager()
        self.change(metered=METERED)
        self.wait_for("metered", "metered-link")
        end(self.manager)
        self.wait_for("normal", "ordinary")

    def test_without_a_bus_and_after_it_ends(self):
        self.start_proxy()
        self.assert_serves()
        self.assertEqual(self.mode(), ("normal", "ordinary"))
        self.proxy.stop()
        self.start_bus()
        self.start_manager(metered=METERED)
        self.proxy.start()
        self.wait_for("metered", "metered-link")
        end(self.bus)
        self.wait_for("normal", "ordinary")
        self.assert_serves()

    def test_while_nothing_changes_nothing_wakes(self):
        self.start_bus()
        self.start_manager(metered=METERED)
        self.start_proxy()
        self.wait_for("metered", "metered-link")
        self.proxy.wait_for_rest()


if __name__ == "__main__":
    main()
