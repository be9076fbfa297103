# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line says and how it ends, where the truth is not the usual one."""

import subprocess

from harness import larder, upstream
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

PATH = package_path("larder")


class CommandLine(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.upstream.serve(PATH, upstream.content(random_bytes(20 * KIB)))
        self.proxy = self.start_larder(self.upstream)

    def command(self, *words):
        return [larder.LARDER, *words, "--state-dir", str(self.proxy.state), "--cache-dir",
                str(self.proxy.cache), "--config", str(self.proxy.config)]

    def test_output_that_cannot_be_written_is_a_failure(self):
        for words in (("status",), ("status", "--json"), ("stats",), ("list", "--json"), ("help",)):
            with self.subTest(words), open("/dev/full", "wb") as full:
                ended = subprocess.run(self.command(*words) if words != ("help",) else
                                       [larder.LARDER, "help"],
                                       env=self.proxy.environment(), stdout=full,
                                       stderr=subprocess.PIPE, text=True, check=False)
                self.assertEqual(ended.returncode, 1)
                self.assertEqual(ended.stderr.count("cannot be written"), 1)

    def test_a_reader_that_leaves_ends_what_follows(self):
        for reads in (False, True):
            with self.subTest(reads=reads), subprocess.Popen(
                    self.command("log", "-f"), env=self.proxy.environment(),
                    stdout=subprocess.PIPE) as following:
                if reads:
                    self.proxy.get(self.upstream.url(PATH))
                    following.stdout.readline()
                following.stdout.close()  # no request comes any more
                self.assertEqual(following.wait(larder.STOP_TIMEOUT), 0)

    def test_a_pause_is_said_wherever_it_makes_another_thing_untrue(self):
        self.assertEqual(self.proxy.command_line("pause").returncode, 0)
        told = self.proxy.command_line("offline", "on")
        self.assertEqual(told.returncode, 0)
        self.assertIn("But the caches are paused", told.stdout)
        self.proxy.stop()
        asleep = self.proxy.command_line("status").stdout
        self.assertIn("passed through", asleep)
        self.assertEqual(self.proxy.command_line("resume").returncode, 0)
        self.assertNotIn("passed through", self.proxy.command_line("status").stdout)
        self.assertNotIn("paused", self.proxy.command_line("offline", "auto").stdout)

    def test_settings_that_no_proxy_takes_over_are_no_success(self):
        self.proxy.config.write_text("[space]\nlimit=lots\n")
        for words in (("pause",), ("offline", "on"), ("resume",)):
            ended = self.proxy.command_line(*words)
            self.assertEqual(ended.returncode, 1, words)
            self.assertIn("limit", ended.stderr)
            self.assertEqual(ended.stdout, "")

    def test_an_address_that_no_proxy_can_use_is_refused_when_it_is_set(self):
        for address in ("https://npm.example:99999/", "https://:::/", "https:///x", "ftp://h/"):
            ended = self.proxy.command_line("settings", "set", "cache-npm.upstream", address)
            self.assertEqual(ended.returncode, 2, address)
        for address in ("https://NPM.example/a", "http://u:p@[::1]:80/x", "https://h_1.example:1"):
            ended = self.proxy.command_line("settings", "set", "cache-npm.upstream", address)
            self.assertEqual(ended.returncode, 0, ended.stderr)


if __name__ == "__main__":
    main()
