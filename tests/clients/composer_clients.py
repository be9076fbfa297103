# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Composer through Larder, with Larder's plugin and without it, pointed to it by the lines that
it prints. The public hosts are this test's own: in a network of its own their names lead to scripted
upstreams with TLS. Cold, again, offline, with lock files that stay as they are."""

import itertools
import json
import pathlib
import shutil
import subprocess
import unittest

from harness import composerrepository, namespaces, tls, upstream
from harness.composerclient import Composer
from harness.scenario import KIB, Scenario, damaged, main

HTTPS_PORT = 443
# Who is where; larder never goes to a loopback address that was not allowed by name.
HOSTS = {"repo.packagist.org": "127.0.1.1", "packagist.org": "127.0.1.2",
         "api.github.com": "127.0.1.3", "codeload.github.com": "127.0.1.4",
         "github.com": "127.0.1.5"}
FROM_LARDER = "Larder/"
PLUGIN = pathlib.Path(__file__).resolve().parents[2] / "resources/composer-plugin"
TOLD_WITHIN = 5  # seconds: offline, or with the origin gone
LARGE = 300 * KIB

namespaces.enter(["-n", "-m"], [
    "ip link set lo up", "mount -t tmpfs tmpfs /mnt", "cat >/mnt/hosts <<END", "127.0.0.1 localhost",
    *(f"{address} {name}" for name, address in HOSTS.items()), "END",
    "mount --bind /mnt/hosts /etc/hosts"])


@unittest.skipUnless(namespaces.inside(), namespaces.reason())
class ComposerClients(Scenario):
    def setUp(self):
        super().setUp()
        self.authority = tls.Authority(self.folder / "tls")
        context = self.authority.server_context(*HOSTS)
        self.hosts = {name: self.start_upstream(address=address, port=HTTPS_PORT, tls=context)
                      for name, address in HOSTS.items()}
        self.origin = self.hosts["repo.packagist.org"]
        self.repository = composerrepository.Repository(
            self.origin, dists=f"{composerrepository.PUBLIC}/dist",
            root={"notify-batch": "https://packagist.org/downloads/",
                  "security-advisories": {"metadata": False,
                                          "api-url": "https://packagist.org/api/advisories/"}})
        self.hosts["packagist.org"].serve_rest(upstream.status(
            200, b'{"advisories":{},"status":"success"}', content_type="application/json"))
        self.number = itertools.count()
        self.add_packages()
        self.proxy = self.start_composer()
        self.requires = {"acme/app": "^1.0"}

    def add_packages(self):
        """A small tree: with digests, and as GitHub has them; in several versions."""
        github = composerrepository.GitHub(self.hosts["api.github.com"],
                                           self.hosts["codeload.github.com"])
        for version in ("1.0.0", "1.1.0"):
            self.repository.add("acme/base", version, size=LARGE)
            self.repository.add("acme/hub", version, {"acme/base": "^1.0"}, has_shasum=False)
            github.publish(self.repository, "acme/hub", version)
        self.repository.add("acme/app", "1.0.0", {"acme/base": "^1.0", "acme/hub": "^1.0"})
        self.repository.add("acme/tool", "1.0.0")
        self.repository.add("acme/tool", "dev-main")
        self.expected = {"acme/app": "1.0.0", "acme/base": "1.1.0", "acme/hub": "1.1.0"}

    def start_composer(self, settings=""):
        proxy = self.prepare_larder(*(f"{name}:{HTTPS_PORT}" for name in HOSTS),
                                    caches=["composer=127.0.0.1:0"],
                                    variables={"SSL_CERT_FILE": str(self.authority.certificate)})
        proxy.config.write_text(settings)
        return proxy.start()

    def go_offline(self):
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()
        self.forget()

    # Clients

    def new_client(self, lock=None, way=None):
        """With a fresh home. way: a part of the title of the lines to follow; None: direct."""
        made = Composer(self.folder / f"client-{next(self.number)}", self.authority.certificate,
                        self.requires, lock)
        return made.paste(self.lines(way)["text"]) if way else made

    def lines(self, way):
        status = json.loads(self.proxy.command_line("status", "--json").stdout)
        cache, = (each for each in status["caches"] if each["name"] == "composer")
        return next(each for each in cache["clients"] if way in each["title"])

    def direct_lock(self):
        """As somebody without Larder commits it."""
        client = self.new_client()
        client.run("update", "--no-install")
        self.forget()
        return client.read("composer.lock")

    # What was asked

    def forget(self):
        for each in self.hosts.values():
            each.forget()

    def asked(self):
        """[(host, path, by Larder)]"""
        return [(name, seen.target, seen.headers["user-agent"].startswith(FROM_LARDER))
                for name, each in self.hosts.items() for seen in each.seen(method="GET")]

    def assert_asked_by_larder_only(self):
        self.assertEqual([each for each in self.asked() if not each[2]], [])

    def work(self, client, what, *command, **options):
        self.forget()
        ended = client.run(*command, **options)
        asked = self.asked()
        print(f"    {what}: {ended.seconds:.1f} s, {sum(each[2] for each in asked)} requests by "
              f"Larder, {sum(not each[2] for each in asked)} by Composer itself")
        return ended

    def check_told(self, what, sentence, way="plugin"):
        for command in ("install", "update"):
            lock = self.lock if command == "install" else None
            client = self.new_client(lock, way)
            ended = client.run(command, check=False)
            print(f"    {way}, {command}, {what}: {ended.seconds:.1f} s, exit {ended.code}")
            self.assertNotEqual(ended.code, 0)
            self.assertIn(sentence, " ".join(ended.output.split()), ended.output)
            self.assertLess(ended.seconds, TOLD_WITHIN, ended.output)


class WithPlugin(ComposerClients):
    def test_install_from_a_lock_file_cold_again_and_offline(self):
        lock = self.direct_lock()
        direct = self.new_client(lock)
        self.work(direct, "direct", "install")
        record = direct.read("vendor/composer/installed.json")
        for what in ("cold", "again", "offline"):
            if what == "offline":
                self.go_offline()
            client = self.new_client(lock, "plugin")
            ended = self.work(client, f"plugin, install, {what}", "install")
            self.assertEqual(client.read("composer.lock"), lock)
            self.assertEqual(client.installed(), self.expected)
            self.assertEqual(client.read("vendor/composer/installed.json"), record)
            self.assert_asked_by_larder_only()
            self.assertEqual(len(self.asked()), len(self.expected) if what == "cold" else 0)
            self.assertNotIn("insecure", ended.output)
            self.assertNotIn("Larder", ended.output)  # nothing to be told
            if what == "cold":
                self.wait_stored(self.proxy, len(self.expected))
        self.assertEqual(self.hosts["api.github.com"].count(), 0)

    def test_update_and_require_write_what_they_write_without_larder(self):
        locks = {}
        for way in (None, "plugin"):
            client = self.new_client(way=way)
            self.work(client, f"update, {way or 'direct'}", "update")
            self.work(client, f"require, {way or 'direct'}", "require", "acme/tool:^1.0")
            self.work(client, f"require a branch, {way or 'direct'}", "require",
                      "acme/tool:dev-main")
            self.assertEqual(client.installed(), self.expected | {"acme/tool": "dev-main"})
            locks[way] = client.read("composer.lock"), client.read("composer.json")
        self.assertEqual(locks[None], locks["plugin"])
        self.assert_asked_by_larder_only()
        self.go_offline()
        for _ in range(2):
            again = self.new_client(way="plugin")
            self.work(again, "update, offline", "update")
            self.assertEqual(self.asked(), [])
        self.assertEqual(again.installed(), self.expected)

    def test_which_addresses_the_plugin_maps(self):
        commit, sha1 = "a" * 40, "b" * 40
        code = "/mirror/github-codeload/"
        project = "api/v4/projects/o%2Fr/repository/archive.zip"
        cases = {
            "https://repo.packagist.org/p2/a/b.json": "/mirror/packagist/p2/a/b.json",
            "http://REPO.packagist.org/packages.json": "/mirror/packagist/packages.json",
            f"https://api.github.com/repos/o/r/zipball/{commit}": f"{code}o/r/legacy.zip/{commit}",
            "https://api.github.com/repos/o/r": "/mirror/github-api/repos/o/r",
            f"https://codeload.github.com/o/r/zip/{commit}": f"{code}o/r/zip/{commit}",
            f"https://gitlab.com/{project}?sha={commit}": f"/mirror/gitlab/{project}?sha={commit}",
            "https://repo.packagist.org:444/x": "-", "https://repo.packagist.org.evil.example/x": "-",
            "https://user:pw@repo.packagist.org/x": "-", "https://other.example/x": "-",
            "ftp://repo.packagist.org/x": "-", "/repo.packagist.org/x": "-", "": "-"}
        script = ("require $argv[1]; $cache = Larder\\Composer\\Cache::ask($argv[2]);"
                  "foreach (array_slice($argv, 4) as $url) echo $cache->map($url, $argv[3]) ?? '-', PHP_EOL;")
        root = f"http://{self.proxy.authority}"
        for claim in ("", sha1, "no digest"):
            ended = subprocess.run(["php", "-r", script, "--", PLUGIN / "src/Cache.php", root, claim,
                                    *cases], capture_output=True, text=True, check=True)
            for (url, path), mapped in zip(cases.items(), ended.stdout.splitlines(), strict=True):
                expected = path if path == "-" else root + path
                if claim == sha1 and path != "-":
                    expected += f"{'&' if '?' in path else '?'}larder-shasum={sha1}"
                self.assertEqual(mapped, expected, url)

    def test_a_new_version_is_seen(self):
        self.repository.headers = [("Cache-Control", "max-age=0")]
        self.repository.publish("acme/base")
        client = self.new_client(way="plugin")
        client.run("update")
        self.repository.add("acme/base", "1.2.0")
        client.run("update")
        self.assertEqual(client.installed()["acme/base"], "1.2.0")

    def test_audit(self):
        self.hosts["packagist.org"].serve("/api/advisories/", upstream.status(200, json.dumps({
            "advisories": {"acme/base": [{
                "advisoryId": "PKSA-1", "packageName": "acme/base", "affectedVersions": "<99",
                "title": "A hole for the test", "cve": None, "link": "https://example.org/hole",
                "reportedAt": "2026-01-01 00:00:00", "sources": [], "severity": "high"}]}}).encode(),
            content_type="application/json"))
        for way in ("plugin", "repository"):
            client = self.new_client(way=way)
            client.run("update", "--no-audit")
            audit = client.run("audit", check=False)
            self.assertNotEqual(audit.code, 0)
            self.assertIn("A hole for the test", audit.output)

    def test_a_cache_that_is_gone_is_said_once_and_gone_past(self):
        lock = self.direct_lock()
        client = self.new_client(lock, "plugin")
        other = self.new_client(lock, "plugin")
        self.proxy.stop()
        ended = self.work(client, "plugin, Larder gone", "install")
        self.assertEqual(ended.output.count("Larder does not answer at"), 1, ended.output)
        self.assertEqual(client.read("composer.lock"), lock)
        self.assertEqual(client.installed(), self.expected)
        self.assertLess(ended.seconds, TOLD_WITHIN)
        ended = other.run("update", variables={"LARDER_COMPOSER": ""})
        self.assertNotIn("Larder", ended.output)

    def test_a_cache_that_hangs_is_gone_past(self):
        lock = self.direct_lock()
        silent = self.start_upstream()
        silent.serve_rest(upstream.hang())
        for what, address in (("silent", silent.url("")), ("another program", "https://github.com")):
            client = self.new_client(lock, "plugin")
            ended = client.run("install", variables={"LARDER_COMPOSER": address})
            self.assertIn("Larder does not answer at", ended.output)
            self.assertEqual(client.installed(), self.expected)
            print(f"    plugin, {what}: {ended.seconds:.1f} s")
            self.assertLess(ended.seconds, TOLD_WITHIN)

    def test_an_address_elsewhere_needs_https(self):
        client = self.new_client(self.direct_lock(), "plugin")
        ended = client.run("install", variables={"LARDER_COMPOSER": "http://cache.example:3144"})
        self.assertIn("secure-http forbids it", ended.output)
        self.assertEqual(client.installed(), self.expected)

    def test_a_cache_that_goes_away_in_the_middle_is_gone_past(self):
        lock = self.direct_lock()
        client = self.new_client(lock, "plugin")

        def vanish(exchange):
            if exchange.request.headers["user-agent"].startswith(FROM_LARDER):
                self.proxy.kill()
                exchange.close()
                return
            upstream.content(self.repository.archives["acme/base", "1.1.0"])(exchange)

        self.repository.serve_archive("acme/base", "1.1.0", vanish)
        ended = self.work(client, "plugin, Larder killed in the middle", "install")
        self.assertEqual(client.installed(), self.expected)
        self.assertEqual(client.read("composer.lock"), lock)
        self.assertIn("trying the next URL", ended.output)

    def test_a_lying_mirror_is_not_kept_and_composer_goes_past(self):
        lock = self.direct_lock()
        body = self.repository.archives["acme/base", "1.1.0"]

        def lie(exchange):
            is_larder = exchange.request.headers["user-agent"].startswith(FROM_LARDER)
            upstream.content(damaged(body, 100) if is_larder else body)(exchange)

        self.repository.serve_archive("acme/base", "1.1.0", lie)
        client = self.new_client(lock, "plugin")
        ended = self.work(client, "plugin, Larder lied to", "install")
        self.assertIn("trying the next URL", ended.output)
        self.assertNotIn("from source", ended.output)
        self.assertEqual(client.installed(), self.expected)
        self.wait_stored(self.proxy, len(self.expected) - 1)

    def test_a_proxy_of_the_environment_is_not_asked_for_larder(self):
        lock = self.direct_lock()
        self.new_client(lock, "plugin").run("install")
        self.wait_stored(self.proxy, len(self.expected))
        dead = {name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy")}
        client = self.new_client(lock, "plugin")
        client.run("install", variables=dead)
        self.assertEqual(client.installed(), self.expected)

    def test_the_lines_are_undone_as_they_say(self):
        lock = self.direct_lock()
        client = self.new_client(lock, "plugin")
        self.assertIn("composer global remove larder/composer-plugin", self.lines("plugin")["note"])
        client.run("global", "remove", "larder/composer-plugin")
        client.paste(self.lines("repository")["text"])
        for name in ("repositories.packagist.org", "secure-http"):
            self.assertIn(name, self.lines("repository")["note"])
            client.run("config", "-g", "--unset", name)
        client.run("install")
        client.run("update")
        self.assertEqual([each for each in self.asked() if each[2]], [])

    def test_packages_with_a_log_in_go_past(self):
        lock = self.direct_lock()
        client = self.new_client(lock, "plugin")
        client.run("config", "-g", "http-basic.repo.packagist.org", "me", "secret")
        self.work(client, "plugin, log-in", "install")
        direct = {path for _, path, by_larder in self.asked() if not by_larder}
        self.assertEqual(len(direct), 2)  # those of the host with the log-in
        self.assertEqual(client.installed(), self.expected)

    def test_packages_with_a_log_in_at_another_port_go_past(self):
        name, port = "repo.packagist.org", 8443
        context = self.authority.server_context(name)
        other = self.start_upstream(address=HOSTS[name], port=port, tls=context)
        private = upstream.Guarded(other, "Basic bWU6c2VjcmV0")
        place = f"https://{name}:{port}"
        composerrepository.Repository(private, dists=f"{place}/dist").add("firm/tool", "1.0.0")
        self.proxy.stop()
        self.proxy.upstreams.append(f"{name}:{port}")
        self.proxy.config.write_text(f"[cache-composer]\nfurther=firm={place}/\n")
        self.proxy.start()
        self.requires = {"firm/tool": "^1.0"}
        client = self.new_client(None, "plugin")
        client.run("config", "repositories.firm", "composer", place)
        client.run("config", "-g", f"http-basic.{name}:{port}", "me", "secret")
        client.run("update")
        self.assertEqual(client.installed(), {"firm/tool": "1.0.0"})
        self.assertFalse(any(seen.headers["user-agent"].startswith(FROM_LARDER)
                             for seen in other.seen()))

    def test_many_packages_that_are_not_stored_are_told_as_soon(self):
        """Composer alone tries each of them for most of a second, and then its source. All the same
        it sleeps for 0.1 s before it goes from one address to the next, and dispatches the plugin's
        event only afterwards. The one status that makes it give up the other addresses, 499, sends
        it on to the source instead, which is slower still."""
        names = [f"acme/many{number}" for number in range(15)]
        for name in names:
            self.repository.add(name, "1.0.0")
        self.requires = dict.fromkeys(names, "^1.0")
        self.lock = self.direct_lock()
        for each in self.hosts.values():
            each.vanish()
        self.check_told("origin gone, many packages", "cannot be reached")
        self.go_offline()
        self.check_told("offline, many packages", "Larder is offline and has no copy of this file.")

    def test_with_nothing_stored_everybody_is_told_at_once(self):
        self.lock = self.direct_lock()
        for each in self.hosts.values():
            each.vanish()
        self.check_told("origin gone", "cannot be reached")
        self.go_offline()
        self.check_told("offline", "Larder is offline and has no copy of this file.")


class AsRepository(ComposerClients):
    def test_without_mirrors_the_lock_file_is_clean_and_packages_go_past(self):
        lock = self.direct_lock()
        for what in ("cold", "again"):
            client = self.new_client(way="repository")
            self.work(client, f"repository, update, {what}", "update")
            self.assertEqual(client.read("composer.lock"), lock)
            by_larder = [path for _, path, by in self.asked() if by]
            self.assertEqual(len(by_larder), 4 if what == "cold" else 0, by_larder)
            self.wait_stored(self.proxy, 5)  # and the root's form
        self.assertIn("composer.lock", self.lines("repository")["limit"])

    def test_with_mirrors_packages_come_from_larder_and_the_lock_file_names_it(self):
        clean = self.direct_lock()
        self.proxy.stop()
        self.proxy = self.start_composer("[cache-composer]\nmirrors-in-lock=true\n")
        for what in ("cold", "again", "offline"):
            if what == "offline":
                self.go_offline()
            client = self.new_client(way="repository")
            self.work(client, f"mirrors, update, {what}", "update")
            self.assert_asked_by_larder_only()
            if what != "cold":
                self.assertEqual(self.asked(), [])
            self.assertEqual(client.installed(), self.expected)
            lock = client.read("composer.lock")
            if what == "cold":
                first = lock
                self.wait_stored(self.proxy, 5 + len(self.expected))
            self.assertEqual(lock, first)
        # The one change that the settings announce.
        changed = json.loads(lock)
        for package in changed["packages"]:
            mirror, = package["dist"].pop("mirrors")
            self.assertTrue(mirror["url"].startswith(f"http://{self.proxy.authority}/dists/"))
        self.assertEqual(changed, json.loads(clean))
        # Elsewhere, or with Larder gone, Composer takes the original addresses.
        self.proxy.stop()
        client = self.new_client(lock)
        client.run("config", "-g", "secure-http", "false")
        ended = self.work(client, "mirrors, Larder gone", "install")
        self.assertIn("trying the next URL", ended.output)
        self.assertEqual(client.installed(), self.expected)

    def test_with_nothing_stored_everybody_is_told_at_once(self):
        self.requires = {"acme/tool": "^1.0"}
        self.proxy.stop()
        self.proxy = self.start_composer("[cache-composer]\nmirrors-in-lock=true\n")
        client = self.new_client(way="repository")
        client.run("update", "--no-install")
        self.lock = client.read("composer.lock")
        self.proxy.stop()
        shutil.rmtree(self.proxy.cache)
        self.proxy.start()
        for each in self.hosts.values():
            each.vanish()
        self.check_told("origin gone", "cannot be reached", "repository")
        self.go_offline()
        self.check_told("offline", "Larder is offline and has no copy of this file.", "repository")

    def test_an_unknown_package_is_told_as_composer_does(self):
        client = self.new_client(way="repository")
        ended = client.run("require", "acme/unknown", check=False)
        self.assertIn("Could not find a matching version of package acme/unknown", ended.output)
        self.assertLess(ended.seconds, TOLD_WITHIN)


if __name__ == "__main__":
    if not shutil.which("composer"):
        print("composer is not installed")
        raise SystemExit(77)
    print(subprocess.run(["composer", "--version", "--no-ansi"], capture_output=True, text=True,
                         check=False).stdout.strip())
    main()
