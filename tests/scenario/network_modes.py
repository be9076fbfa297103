# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of the network may be used: offline, metered, paused, and changing it while it runs."""

import datetime
import json
import subprocess
import time

from harness import larder, upstream
from harness.scenario import (AT_ONCE_SECONDS, KIB, RELEASE_PATH, Scenario, by_hash_path, main,
                              package_path, random_bytes, release)

DEB = package_path("larder")
MAX_AGE_0 = [("Cache-Control", "max-age=0")]
RELEASE_TEXT = release()
BODY = random_bytes(100 * KIB)


class NetworkModes(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(RELEASE_PATH, upstream.content(RELEASE_TEXT))
        self.upstream.serve(DEB, upstream.content(BODY))
        self.proxy = self.start_larder(self.upstream)

    def ask(self, path, headers=MAX_AGE_0):
        return self.proxy.get(self.upstream.url(path), headers)

    def store(self):
        self.assert_served(self.ask(RELEASE_PATH), RELEASE_TEXT)
        self.assert_served(self.ask(DEB), BODY)
        self.wait_stored(self.proxy, 2)

    def set_mode(self, mode):
        """As a person does, while it runs; returns when it is in force."""
        setting = "paused=true" if mode == "paused" else f"mode={mode}"
        self.proxy.config.write_text(f"[network]\n{setting}\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == mode)
        self.upstream.forget()
        self.contacts = self.upstream.connections

    def assert_offline(self):
        contacts = self.upstream.connections
        self.upstream.forget()
        self.assert_served(self.ask(RELEASE_PATH), RELEASE_TEXT)
        self.assert_served(self.ask(RELEASE_PATH, [("Cache-Control", "no-cache")]), RELEASE_TEXT)
        self.assert_served(self.ask(DEB), BODY)
        for path in (package_path("missing"), "/debian/dists/other/InRelease",
                     by_hash_path(b"missing"), "/debian/project/trace/master"):
            began = time.monotonic()
            answer = self.ask(path)
            self.assert_honest_error(answer)
            self.assertEqual(answer.status, 504)
            self.assertLess(time.monotonic() - began, AT_ONCE_SECONDS)
        self.assertEqual(self.upstream.count(), 0)
        self.assertEqual(self.upstream.connections, contacts)

    def test_the_offline_option_serves_what_is_stored_and_contacts_nobody(self):
        self.store()
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        self.assert_offline()

    def test_offline_can_be_switched_on_and_off_while_it_runs(self):
        self.store()
        self.set_mode("offline")
        self.assert_offline()
        self.set_mode("normal")
        self.assert_served(self.ask(RELEASE_PATH), RELEASE_TEXT)
        self.assertEqual(self.upstream.count(RELEASE_PATH), 1)

    def test_offline_opens_no_tunnel(self):
        self.set_mode("offline")
        self.assert_honest_error(self.proxy.get("192.0.2.1:443", method="CONNECT",
                                                host="192.0.2.1:443"))

    def test_metered_asks_about_a_document_once_unless_the_client_insists(self):
        self.store()
        self.set_mode("metered")
        for _ in range(3):
            self.assert_served(self.ask(RELEASE_PATH), RELEASE_TEXT)
        self.assertEqual(self.upstream.count(RELEASE_PATH), 0)
        self.assert_served(self.ask(RELEASE_PATH, [("Cache-Control", "no-cache"), ("Pragma",
                                                                              "no-cache")]),
                           RELEASE_TEXT)
        self.assertEqual(self.upstream.count(RELEASE_PATH), 1)

    def test_metered_fetches_what_is_missing(self):
        self.set_mode("metered")
        self.store()

    def test_paused_passes_everything_and_neither_looks_up_nor_stores(self):
        stored = package_path("stored")
        self.upstream.serve(stored, upstream.content(BODY))
        self.assert_served(self.ask(stored), BODY)
        self.wait_stored(self.proxy, 1)
        objects = self.proxy.objects()
        self.set_mode("paused")
        for number in (1, 2):
            for path, body in ((stored, BODY), (DEB, BODY), (RELEASE_PATH, RELEASE_TEXT)):
                self.assert_served(self.ask(path), body)
                self.assertEqual(self.upstream.count(path), number)
        self.assertEqual(self.proxy.objects(), objects)
        self.assert_counted(self.proxy, **{"pass": 6})

    def pause_for(self, seconds):
        until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
        self.proxy.config.write_text(f"[network]\npaused={until:%Y-%m-%dT%H:%M:%SZ}\n")
        self.assert_eventually(lambda: self.proxy.figures()["mode"] == "paused")

    def test_a_pause_ends_by_itself_while_requests_come(self):
        self.store()
        self.pause_for(10)
        self.assertRegex(self.proxy.figures()["pausedUntil"], r"^20\d\d-.*Z$")
        requests = 0
        while self.proxy.figures()["mode"] == "paused":
            self.assert_served(self.ask(DEB), BODY)
            requests += 1
        self.assertGreater(requests, 0)
        self.upstream.forget()
        self.assert_served(self.ask(DEB), BODY)
        self.assertEqual(self.upstream.count(DEB), 0)

    def test_a_pause_ends_by_itself_though_nobody_asks(self):
        self.pause_for(10)

        def mode():
            cache = json.loads(self.proxy.command_line("status", "--json").stdout)["caches"][0]
            return cache["mode"]
        self.assertEqual(mode(), "paused")
        self.assert_eventually(lambda: mode() == "normal")

    def test_the_commands_change_what_a_running_proxy_does(self):
        self.store()

        def command(*words, mode):
            ended = self.proxy.command_line(*words)
            self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
            self.assertEqual(self.proxy.figures()["mode"], mode)  # when it returns, it is so
            self.upstream.forget()
            self.assert_served(self.ask(DEB), BODY)
            return self.upstream.count(DEB)
        self.assertEqual(command("pause", "2h", mode="paused"), 1)
        self.assertEqual(command("pause", mode="paused"), 1)
        self.assertEqual(command("resume", mode="normal"), 0)
        self.assertEqual(command("offline", "on", mode="offline"), 0)
        self.assertEqual(command("offline", "off", mode="normal"), 0)
        self.assertEqual(command("offline", "auto", mode="normal"), 0)

    def test_a_proxy_with_other_settings_is_said_to_go_on(self):
        elsewhere = self.folder / "other.ini"
        ended = subprocess.run([larder.LARDER, "pause", "--config", str(elsewhere)],
                               env=self.proxy.environment(), capture_output=True, text=True,
                               check=False)
        self.assertEqual(ended.returncode, 1)
        self.assertIn(f"process {self.proxy.process.pid}", ended.stderr)

    def test_other_upstreams_hold_for_the_next_request(self):
        other = self.start_upstream()
        for origin, text in ((self.upstream, b"one"), (other, b"two")):
            origin.serve("/debian/pool/main/s/short/short_1_all.deb", upstream.content(text))
        for origin, text in ((self.upstream, b"one"), (other, b"two")):
            self.proxy.config.write_text(
                f"[upstream]\nallow={other.authority}\n[cache-apt]\nupstream={origin.url('/')}\n")
            self.assert_eventually(lambda text=text: self.proxy.get(
                "/debian/pool/main/s/short/short_1_all.deb").body == text)

    def test_a_settings_file_that_does_not_parse_leaves_the_last_good_ones_in_force(self):
        self.set_mode("offline")
        self.proxy.config.write_text("[network]\nmode=sideways\n")
        self.proxy.wait_for_log("sideways")
        self.assertEqual(self.proxy.figures()["mode"], "offline")


if __name__ == "__main__":
    main()
