# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real npm, pnpm, Yarn and Bun through Larder, pointed to it by the lines that it prints: cold,
again, offline, with a registry that lies, goes away and comes back."""

import json
import pathlib
import tempfile
import unittest

from harness import nodeclients, registry, upstream
from harness.scenario import Scenario, damaged, main

DATA = pathlib.Path(__file__).parent / "data"
TREE = {"package.json": (DATA / "npm-tree.json").read_text(),
        "package-lock.json": (DATA / "npm-tree.lock.json").read_text()}
TREE_PACKAGES = 300  # at least
SMALL = {"package.json": json.dumps({
    "name": "small", "version": "1.0.0", "private": True,
    "dependencies": {"@babel/code-frame": "7.26.2", "express": "4.21.2"}})}
SMALL_PACKAGES = 60  # at least
TINY = {"package.json": json.dumps({
    "name": "tiny", "version": "1.0.0", "private": True, "dependencies": {"ms": "2.1.3"}})}
TINY_TARBALL = registry.Registry.tarball_path("ms", "2.1.3")
CI = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
NPM_INSTALL = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
TOLD_WITHIN = 5  # seconds: offline, or with the registry gone

TOOLS = tempfile.TemporaryDirectory(prefix="larder-clients-")  # until the program ends
TOOLBOX = nodeclients.Toolbox(TOOLS.name)

# Client -> whose lines `larder status` prints for it, how it installs, and its lock file.
INSTALLS = {
    "npm 10": ("npm, pnpm", NPM_INSTALL, "package-lock.json"),
    "npm 11": ("npm, pnpm", NPM_INSTALL, "package-lock.json"),
    "pnpm 9": ("npm, pnpm", ["pnpm", "install", "--ignore-scripts"], "pnpm-lock.yaml"),
    "Yarn 1": ("Yarn 1", ["yarn", "install", "--ignore-scripts", "--non-interactive"],
               "yarn.lock"),
    "Yarn 4": ("Yarn 2 and newer", ["yarn", "install", "--mode=skip-build"], "yarn.lock"),
    "Bun": ("Bun", ["bun", "install", "--ignore-scripts"], "bun.lock"),
}


class NodeClients(Scenario):
    def setUp(self):
        super().setUp()
        self.origin = self.start_upstream()
        self.relay = nodeclients.Relay(self.origin)
        self.proxy = self.start_npm()
        self.number = 0

    def start_npm(self, settings=""):
        proxy = self.prepare_larder(self.origin, caches=["npm=127.0.0.1:0"],
                                    options=["--upstream", f"npm={self.origin.url('/')}"])
        proxy.config.write_text(settings)
        return proxy.start()

    def go_offline(self):
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        self.relay.forget()

    def lines(self, client):
        status = json.loads(self.proxy.command_line("status", "--json").stdout)
        cache, = (cache for cache in status["caches"] if cache["name"] == "npm")
        return next(lines for lines in cache["clients"] if lines["client"] == client)

    def client(self, name, files):
        """With a fresh home, in which the lines that `larder status` prints were followed."""
        lines, _, lock = INSTALLS[name]
        needed = [name, "npm 10"] if lines == "npm, pnpm" else [name]
        try:
            path = [TOOLBOX.commands(each) for each in needed]
        except nodeclients.Unavailable as reason:
            self.skipTest(str(reason))
        self.number += 1
        files = {"yarn.lock": ""} | files if name == "Yarn 4" else files
        client = nodeclients.Client(self.folder / f"client-{self.number}", path, files)
        client.paste(self.lines(lines))
        return client

    def work(self, client, command, what):
        """Runs it; returns what Larder counted and what crossed the wire to the registry."""
        before = self.outcomes(self.proxy)
        self.relay.forget()
        ended = client.run(*command)
        self.assertEqual(ended.status, 0, f"{' '.join(command)}\n{ended.output[-4000:]}")
        after = self.outcomes(self.proxy)
        counted = {name: after[name] - before[name] for name in after} | self.relay.counted()
        print(f"    {what}: {ended.seconds:.1f} s,",
              ", ".join(f"{name} {value}" for name, value in counted.items() if value))
        self.assertEqual((counted["error"], counted["refused"]), (0, 0), counted)
        return counted

    def assert_nothing_fetched(self, counted):
        for name in ("miss", "bytesFromNetwork", "tarballs", "tarball bytes", "documents",
                     "document bytes"):
            self.assertEqual(counted[name], 0, (name, counted))

    def install(self, name, what, files, packages=SMALL_PACKAGES, command=None):
        """The client, for its lock file, and what was counted."""
        client = self.client(name, files)
        counted = self.work(client, command or INSTALLS[name][1], f"{name} {what}")
        if name != "Yarn 4":  # it leaves packages zipped
            installed = len(list(client.project.glob("**/package.json")))
            self.assertGreater(installed, packages)
        return client, counted


class Trees(NodeClients):
    """Hundreds of packages with npm."""

    def check(self, name, command):
        for what in ("cold", "warm", "offline"):
            if what == "offline":
                self.go_offline()
            client, counted = self.install(name, f"{command[1]}, {what}", TREE, TREE_PACKAGES,
                                           command)
            self.assertEqual(client.read("package-lock.json"), TREE["package-lock.json"])
            if what == "cold":
                self.assertGreater(counted["tarballs"], TREE_PACKAGES)
            else:
                self.assert_nothing_fetched(counted)

    def test_npm_10_ci(self):
        self.check("npm 10", CI)

    def test_npm_11_install(self):
        self.check("npm 11", NPM_INSTALL)

    def test_npm_without_a_lock_file(self):
        """Documents of hundreds of packages, which are most of the bytes."""
        files = {"package.json": TREE["package.json"]}
        command = [*NPM_INSTALL, "--package-lock-only"]
        locks = []
        for what in ("cold", "warm", "offline"):
            if what == "offline":
                self.go_offline()
            client = self.client("npm 10", files)
            counted = self.work(client, command, f"npm 10 without lock, {what}")
            locks.append(client.read("package-lock.json"))
            if what == "cold":
                self.assertGreater(counted["documents"], TREE_PACKAGES * 0.8)
            else:
                self.assert_nothing_fetched(counted)
        self.assertEqual(locks, locks[:1] * 3)
        self.assertEqual(locks[0].count('"resolved": "https://registry.npmjs.org/'),
                         locks[0].count('"resolved": '))


class SmallTrees(NodeClients):
    def check(self, name, is_clean):
        lock_name = INSTALLS[name][2]
        cold, counted = self.install(name, "cold", SMALL)
        self.assertGreater(counted["tarballs"], SMALL_PACKAGES)
        lock = cold.read(lock_name)
        self.assertTrue(is_clean(lock), lock[:2000])
        for what in ("warm", "offline"):
            if what == "offline":
                self.go_offline()
            for files, how in ((SMALL, "without lock"), (SMALL | {lock_name: lock}, "with lock")):
                client, counted = self.install(name, f"{what}, {how}", files)
                self.assert_nothing_fetched(counted)
                self.assertEqual(client.read(lock_name), lock)

    def test_pnpm(self):
        self.check("pnpm 9", lambda lock: "tarball:" not in lock and "://" not in lock)

    def test_yarn_4(self):
        self.check("Yarn 4", lambda lock: "__archiveUrl" not in lock and "://" not in lock)

    def test_bun_names_larder_in_its_lock_file(self):
        """As it names every registry but the public one: the lines for Bun say so."""
        self.check("Bun", lambda lock: f"http://{self.proxy.authority}/" in lock)
        self.assertIn("bun.lock", self.lines("Bun")["limit"])

    def test_yarn_1_fetches_packages_itself(self):
        """As from a registry whose links name itself: the lock file has these and no others."""
        self.relay.links = self.origin.url("")
        locks = []
        for what in ("cold", "warm"):
            client, counted = self.install("Yarn 1", what, SMALL)
            locks.append(client.read("yarn.lock"))
            self.assertGreater(counted["tarballs"], SMALL_PACKAGES)
            self.assertEqual(counted["documents"] > 0, what == "cold")
        self.assertEqual(locks[0], locks[1])
        self.assertNotIn(self.proxy.authority, locks[0])
        self.assertGreater(locks[0].count(f"resolved \"{self.relay.links}/"), SMALL_PACKAGES)
        documents = self.outcomes(self.proxy)["miss"]
        self.assertEqual(self.proxy.figures()["stock"]["objects"], documents)

    def test_yarn_1_through_larder_when_the_settings_say_so(self):
        self.proxy.stop()
        self.proxy = self.start_npm("[cache-npm]\nrewrite-for-yarn1=true\n")
        here = f'resolved "http://{self.proxy.authority}/'
        self.check("Yarn 1", lambda lock: lock.count(here) == lock.count("resolved "))


class Private(NodeClients):
    """A registry of a company beside the public one."""

    def check(self, name, is_direct):
        other = self.start_upstream()
        private = upstream.Guarded(other, "Bearer secret")
        registry.Registry(private, tarballs=other.url("")).add("@firm/tool", "1.0.0")
        self.proxy.stop()
        self.proxy.upstreams.append(other.authority)
        self.proxy.config.write_text(f"[cache-npm]\nfurther=firm={other.url('/')}\n")
        self.proxy.start()
        here = f"//{self.proxy.authority}/firm/"
        client = self.client(name, {
            "package.json": '{"dependencies": {"@firm/tool": "1.0.0", "ms": "2.1.3"}}',
            ".npmrc": f"@firm:registry=http:{here}\n{here}:_authToken=secret\n"
                      f"//{other.authority}/:_authToken=secret\n"})
        self.work(client, INSTALLS[name][1], f"{name} with a private registry")
        self.assertEqual(client.installed(), ["@firm/tool", "ms"])
        tarball, = (seen for seen in other.seen() if seen.target.endswith(".tgz"))
        self.assertEqual("npm" in tarball.headers.get("user-agent", ""), is_direct)
        self.assertNotIn("@firm", self.proxy.command_line("list").stdout)
        self.assertIn("ms-2.1.3", self.proxy.command_line("list").stdout)

    def test_pnpm(self):
        self.check("pnpm 9", is_direct=False)

    def test_npm_fetches_tarballs_itself(self):
        """It has links as the registry has them, for its lock file, and changes hosts alone."""
        self.check("npm 10", is_direct=True)


class Services(NodeClients):
    """What npm does besides installing. The upstream answers search and audits itself: registries
    of companies often cannot."""

    def test_view_search_and_audit(self):
        self.relay.services = {
            "/-/v1/search": nodeclients.search_result("ms", "2.1.3"),
            "/-/npm/v1/security/advisories/bulk": nodeclients.advisory("ms", "<99")}
        client = self.client("npm 10", TINY)
        self.work(client, NPM_INSTALL, "npm 10 install")
        view = client.run("npm", "view", "ms@2.1.3", "dist.integrity")
        self.assertIn("sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq", view.output)
        search = client.run("npm", "search", "ms")
        self.assertIn("Found by the test", search.output)
        audit = client.run("npm", "audit")
        self.assertEqual(audit.status, 1, audit.output)
        self.assertIn("A hole for the test", audit.output)
        self.assertEqual(self.origin.count("/-/npm/v1/security/advisories/bulk", "POST"), 1)


class Trouble(NodeClients):
    def test_a_tarball_that_contradicts_its_document_is_never_kept(self):
        for name in ("npm 10", "pnpm 9", "Yarn 4"):
            with self.subTest(name):
                self.proxy.stop()
                self.proxy = self.start_npm()
                self.relay.lies[TINY_TARBALL] = lambda true: damaged(true, len(true) // 2)
                ended = self.client(name, TINY).run(*INSTALLS[name][1])
                print(f"    {name}, lied to: {ended.seconds:.1f} s")
                self.assertNotEqual(ended.status, 0, ended.output)
                self.assertLess(ended.seconds, TOLD_WITHIN)
                self.assertEqual(set(self.relay.tarballs), {TINY_TARBALL})
                self.relay.lies.clear()
                client = self.client(name, TINY)
                counted = self.work(client, INSTALLS[name][1], f"{name}, told the truth")
                self.assertEqual(counted["tarballs"], 1)

    def test_a_registry_that_goes_away_in_the_middle_and_comes_back(self):
        def vanish(number):
            if number == 100:
                self.origin.vanish()

        self.relay.before_tarball = vanish
        ended = self.client("npm 10", TREE).run(*CI)
        print(f"    npm 10, registry gone in the middle: {ended.seconds:.1f} s")
        self.assertNotEqual(ended.status, 0)
        self.assertLess(ended.seconds, 60)
        self.relay.before_tarball = None
        stored = self.proxy.figures()["stock"]["objects"]
        self.assertGreater(stored, 50)
        self.assertEqual(self.proxy.get(self.relay.tarballs[0]).status, 200)
        self.origin.come_back()
        client, counted = self.install("npm 10", "registry back", TREE, TREE_PACKAGES, CI)
        self.assertEqual(client.read("package-lock.json"), TREE["package-lock.json"])
        self.assertLess(counted["tarballs"], TREE_PACKAGES)

    def check_told(self, sentence):
        for name, (_, command, _) in INSTALLS.items():
            with self.subTest(name):
                try:
                    client = self.client(name, TINY)
                except unittest.SkipTest as reason:
                    print(f"    {reason}")
                    continue
                ended = client.run(*command)
                print(f"    {name}, {sentence}: {ended.seconds:.1f} s, exit {ended.status}")
                self.assertNotEqual(ended.status, 0)
                self.assertLess(ended.seconds, TOLD_WITHIN, ended.output)
                # Bun shows the status of an answer and nothing else of it.
                self.assertIn("424" if name == "Bun" else sentence, ended.output)

    def test_offline_everybody_is_told_at_once(self):
        self.go_offline()
        self.check_told("Larder is offline and has no copy of this file.")

    def test_with_the_registry_gone_everybody_is_told_at_once(self):
        self.origin.vanish()
        self.check_told("cannot be reached (Connection refused).")


if __name__ == "__main__":
    main()
