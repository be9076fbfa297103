# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real pip, new and old, and Poetry against an index of Debian's own wheels and one with every
trap: cold, again, offline, cut in the middle, lied to, and with nothing stored."""

import html
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import client, pythonclients, simpleindex, upstream
from harness.pythonclients import Pip, Poetry
from harness.scenario import KIB, Scenario, damaged, main, random_bytes

PATIENCE = 5  # seconds within which a client has to say what is wrong
LARGE = 300 * KIB


class PythonClients(Scenario):
    pips = {}  # version -> its wheel; None: the system's own
    has_poetry = False

    def setUp(self):
        super().setUp()
        self.origin = self.start_upstream()
        self.index = simpleindex.Index(self.origin)
        self.number = itertools.count()
        self.proxy = self.start_pip()

    def start_pip(self, *options):
        return self.start_larder(
            self.origin, caches=["pip=127.0.0.1:0"],
            options=["--upstream", f"pip={self.origin.url('/simple/')}", *options])

    # Clients

    def url(self, path="/simple/"):
        return f"http://{self.proxy.authority}{path}"

    def new_folder(self, name):
        return self.folder / f"{name}-{next(self.number)}"

    def new_pip(self, version, index=None):
        return Pip(self.new_folder("pip"), self.pips[version]).configure(index or self.url())

    def new_poetry(self, requires=(), source=None):
        poetry = Poetry(self.new_folder("poetry"), requires)
        poetry.run("source", "add", "--priority=primary", "larder", source or self.url())
        return poetry

    # Larder

    def go_offline(self):
        self.proxy.stop()
        self.proxy.options.append("--offline")
        self.proxy.start()

    def measured(self, what, action):
        """What it does to the origin: (pages, files, bytes)."""
        before = self.outcomes(self.proxy)
        self.origin.forget()
        result = action()
        pages = [seen for seen in self.origin.seen() if seen.target.startswith("/simple/")]
        count = self.origin.count()
        after = self.outcomes(self.proxy)
        moved = after["bytesFromNetwork"] - before["bytesFromNetwork"]
        asked = sum(after[each] - before[each]
                    for each in ("hit", "miss", "renewal", "stale", "error", "refused"))
        took = f", {result.seconds:.1f} s" if isinstance(result, pythonclients.Ended) else ""
        print(f"  {what}: {asked} requests of the client, {len(pages)} pages and "
              f"{count - len(pages)} files asked of the origin, {moved} bytes{took}")
        return len(pages), count - len(pages), moved

    def assert_nothing_moves(self, what, action):
        self.assertEqual(self.measured(what, action), (0, 0, 0))

    def sentence(self, path="/simple/nothing/"):
        return self.proxy.get(path, [("User-Agent", "pip/25.1.1")]).body.decode().strip()

    def assert_told_in_time(self, what, ended, sentence):
        print(f"  {what}: {ended.seconds:.1f} s")
        self.assertFalse(ended.succeeded)
        self.assertLess(ended.seconds, PATIENCE, ended.output)
        self.assertIn(" ".join(sentence.split()), " ".join(ended.output.split()))


class Together(PythonClients):
    """A tree of generated wheels and Debian's own."""

    def add_tree(self):
        """Names and versions of what an install of `tree` brings."""
        debian = self.index.add_wheels(pythonclients.WHEELS)
        debian += [name for wheel in self.pips.values() if wheel
                   for name in self.index.add_wheels(wheel.parent)]
        needed = sorted(set(debian) - {"pip"})
        for number in range(15):
            requires = [f"leaf{number + 1}>=1"] if number < 14 else needed
            self.index.add(f"leaf{number}", f"1.{number}", requires=requires,
                           data=random_bytes(20 * KIB, number))
        self.index.add("tree", "1.0", requires=[f"leaf{number}" for number in range(15)])
        return {"tree", *needed, *(f"leaf{number}" for number in range(15))}

    def test_pip_cold_again_and_offline(self):
        expected = self.add_tree()
        first, *_ = self.pips
        pip = self.new_pip(first)
        pages, files, moved = self.measured(f"pip {first}, cold",
                                            lambda: pip.run("install", "tree"))
        self.assertEqual(pip.installed().keys(), expected)
        self.assertEqual(pages, len(expected))
        self.assertGreater(moved, 15 * 20 * KIB)
        for version in self.pips:
            pip = self.new_pip(version)
            if version == first:
                self.assert_nothing_moves(f"pip {version}, again",
                                          lambda: pip.run("install", "tree"))
            else:  # it may ask for other metadata; for no page and no wheel
                pip.run("install", "tree")
                pip = self.new_pip(version)
                self.assert_nothing_moves(f"pip {version}, again",
                                          lambda: pip.run("install", "tree"))
            self.assertEqual(pip.installed().keys(), expected)
        self.go_offline()
        for version in self.pips:
            pip = self.new_pip(version)
            self.assert_nothing_moves(f"pip {version}, offline", lambda: pip.run("install", "tree"))
            self.assertEqual(pip.installed().keys(), expected)
            pip = self.new_pip(version)
            self.assert_nothing_moves(f"pip {version}, download, offline",
                                      lambda: pip.run("download", "-d", "got", "tree"))
            self.assertEqual(len(list((pip.home / "got").glob("*.whl"))), len(expected))

    def test_each_pip_cold(self):
        for version in list(self.pips)[1:]:
            with self.subTest(pip=version):
                expected = self.add_tree()
                pip = self.new_pip(version)
                self.measured(f"pip {version}, cold", lambda: pip.run("install", "tree"))
                self.assertEqual(pip.installed().keys(), expected)

    def test_poetry_cold_again_and_offline(self):
        if not self.has_poetry:
            self.skipTest("needs Poetry")
        expected = self.add_tree()
        direct = self.new_poetry(["tree"], source=self.origin.url("/simple/"))
        direct.run("lock")
        cold = self.new_poetry(["tree"])
        self.measured("Poetry lock, cold", lambda: cold.run("lock"))
        self.measured("Poetry install, cold", lambda: cold.run("install"))
        self.assertEqual(cold.installed().keys(), expected)
        # The lock names the source, as is printed beside the lines for Poetry, and is else the same
        # but for its digest of pyproject.toml, which names the source too.
        self.assertEqual(re.sub(r'(?m)^content-hash = ".*"$', "",
                                cold.lock.read_text().replace(self.url("/simple"),
                                                              self.origin.url("/simple"))),
                         re.sub(r'(?m)^content-hash = ".*"$', "", direct.lock.read_text()))
        for what in ("again", "offline"):
            with self.subTest(what):
                if what == "offline":
                    self.go_offline()
                poetry = self.new_poetry(["tree"])
                self.assert_nothing_moves(f"Poetry lock, {what}", lambda: poetry.run("lock"))
                self.assertEqual(poetry.lock.read_text(), cold.lock.read_text())
                clone = Poetry(self.new_folder("clone")).adopt(cold)
                self.assert_nothing_moves(f"Poetry install, {what}", lambda: clone.run("install"))
                self.assertEqual(clone.installed().keys(), expected)

    # With nothing stored

    def each_way_of_being_cut_off(self):
        self.origin.vanish()
        yield "unreachable"
        self.go_offline()
        yield "offline"

    def link_to_known(self):
        """Fetches the page as pip does; the file stays where it is."""
        page = self.proxy.get("/simple/known/", [("User-Agent", "pip/25.1.1"),
                                                 ("Accept", simpleindex.JSON)])
        file, = json.loads(page.body)["files"]
        return file["url"]

    def test_pip_tells_at_once_what_is_wrong(self):
        self.index.add("known", "1.0")
        link = self.link_to_known()
        for way in self.each_way_of_being_cut_off():
            for version in self.pips:
                pip = self.new_pip(version)
                self.assert_told_in_time(f"pip {version}, no page, {way}",
                                         pip.run("install", "nothing", check=False),
                                         self.sentence())
                self.assert_told_in_time(f"pip {version}, no file, {way}",
                                         pip.run("install", "known", check=False),
                                         self.sentence(link))

    def test_poetry_tells_at_once_what_is_wrong(self):
        if not self.has_poetry:
            self.skipTest("needs Poetry")
        self.index.add("known", "1.0")
        unlocked, locked = self.new_poetry(["nothing"]), self.new_poetry(["known"])
        locked.run("lock")
        link = self.link_to_known()
        for way in self.each_way_of_being_cut_off():
            self.assert_told_in_time(f"Poetry lock, {way}", unlocked.run("lock", check=False),
                                     self.sentence())
            clone = Poetry(self.new_folder("clone")).adopt(locked)
            subprocess.run(["python3", "-m", "venv", "--without-pip", clone.project / ".venv"],
                           check=True)
            self.assert_told_in_time(f"Poetry install, {way}", clone.run("install", check=False),
                                     self.sentence(link))

    # In the middle

    def test_an_origin_that_goes_and_comes_in_the_middle(self):
        for number, version in enumerate(self.pips):
            with self.subTest(pip=version):
                big, later = f"big{number}", f"later{number}"
                self.index.add(later, "1.0")
                body = self.index.add(big, "1.0", requires=[later], data=random_bytes(LARGE))
                self.go_and_come(big, body, lambda: self.new_pip(version),
                                 lambda pip, check: pip.run("install", big, check=check),
                                 {big, later})
        if not self.has_poetry:
            return
        body = self.index.add("huge", "1.0", data=random_bytes(LARGE))
        locked = self.new_poetry(["huge"])
        locked.run("lock")
        self.go_and_come("huge", body,
                         lambda: Poetry(self.new_folder("clone")).adopt(locked),
                         lambda poetry, check: poetry.run("install", check=check), {"huge"})

    def go_and_come(self, name, body, new, install, expected):
        gate = upstream.Gate(LARGE // 2)
        file, = self.index.projects[name]
        self.index.serve(name, file, upstream.content(body, gate=gate))
        tool = new()
        running = client.Background(install, tool, False)
        gate.wait_sent(LARGE // 2)
        self.origin.vanish()
        ended = running.result()  # with nobody to resume from, it cannot have succeeded
        self.assertFalse(ended.succeeded, ended.output)
        self.assertLess(ended.seconds, 30, ended.output)
        self.origin.come_back()
        gate.open()
        self.origin.forget()
        tool = new()
        install(tool, True)
        self.assertEqual(tool.installed().keys(), expected)
        self.assertLessEqual(self.origin.count(self.index.file_path(name, file)), 1)

    # Lies

    def test_what_contradicts_its_page_never_completes_and_is_never_stored(self):
        for number, version in enumerate(self.pips):
            with self.subTest(pip=version):
                self.lie(f"liar{number}x", [LARGE, 0][:2 - number],
                         lambda name: self.new_pip(version),
                         lambda pip, name, check: pip.run("install", name, check=check))
        if self.has_poetry:
            self.lie("poetryliar", [LARGE], lambda name: self.new_poetry([name]),
                     lambda poetry, name, check: poetry.run("install", check=check))

    def lie(self, prefix, sizes, new, install):
        """Small ones are withheld until they are known, of large ones the end."""
        for size in sizes:
            name = f"{prefix}{size}"
            body = self.index.add(name, "1.0", data=random_bytes(size))
            file, = self.index.projects[name]
            wrong = damaged(body, len(body) // 2)
            self.index.serve(name, file, upstream.content(wrong))
            ended = install(new(name), name, False)
            self.assertFalse(ended.succeeded, ended.output)
            self.assertNotIn(simpleindex.sha256(wrong), self.proxy.stored_digests())
            self.index.serve(name, file)
            tool = new(name)
            install(tool, name, True)
            self.assertEqual(tool.installed(), {name: "1.0"})
            self.assertIn(simpleindex.sha256(body), self.proxy.stored_digests())

    # What Larder prints

    def test_the_printed_lines_for_pip_and_poetry(self):
        self.index.add("demo", "1.0")
        for tool in ("pip", "Poetry"):
            with self.subTest(tool):
                if tool == "Poetry" and not self.has_poetry:
                    self.skipTest("needs Poetry")
                lines = pythonclients.printed_lines(self.proxy, tool)
                page = html.unescape(self.proxy.get("/").body.decode())
                self.assertIn(lines.splitlines()[0], page)
                if tool == "pip":
                    fresh = Pip(self.new_folder("pasted"))
                    then = ("install", "demo")
                    place = fresh.home
                else:
                    fresh = Poetry(self.new_folder("pasted"), ["demo"])
                    then = ("install",)
                    place = fresh.project
                pasted = pythonclients.run(["sh", "-e", "-c", lines], fresh.home, place)
                self.assertTrue(pasted.succeeded, pasted.output)
                fresh.run(*then)
                self.assertEqual(fresh.installed(), {"demo": "1.0"})





class Traps(PythonClients):
    """What indexes have that clients and caches stumble over, on pages of either form."""

    EVERYTHING = {"plain": "1.0", "larder-c": "1.0", "local": "1.0+debian.1", "absolute": "1.0",
                  "yanked": "1.0", "unhashed": "1.0", "signed": "1.0", "source": "1.0"}
    BUILT = "source"  # with setuptools from the index: slow, so once each
    FORMS = {"JSON": {"forms": [simpleindex.JSON]},
             "HTML with a base": {"forms": [simpleindex.HTML], "base": True}}

    def lay_traps(self, form="JSON", **options):
        """At an origin of its own, behind a proxy of its own."""
        self.origin = self.start_upstream()
        self.index = simpleindex.Index(self.origin, **self.FORMS[form], **options)
        index = self.index
        index.add_wheels(pythonclients.WHEELS)  # setuptools builds what comes as source
        index.add("plain", "1.0", requires=["larder-c>=1"], data=random_bytes(LARGE))
        index.add("Larder_C", "1.0", link="rooted")
        index.add("local", "1.0+debian.1")
        index.add("absolute", "1.0", link="absolute")
        index.add("yanked", "1.0")
        index.add("yanked", "2.0", yanked="broken & worse")
        index.add("unhashed", "1.0", hashed=False)
        index.add("signed", "1.0", signed=True)
        index.add_sdist("source", "1.0", requires=["plain"])
        self.proxy = self.start_pip()

    def wanted(self, form=""):
        """{name: version} of what is to be installed."""
        return {name: version for name, version in self.EVERYTHING.items()
                if name != self.BUILT or form == "JSON"}

    def test_pip_installs_everything_and_again_without_moving_a_byte(self):
        for form in self.FORMS:
            self.lay_traps(form)
            wanted = self.wanted(form)
            for version in self.pips:
                with self.subTest(form=form, pip=version):
                    for what in ("first", "again"):
                        pip = self.new_pip(version)
                        moved = self.measured(f"pip {version}, {form}, {what}",
                                              lambda: pip.run("install", *wanted))
                        self.assertEqual(pip.installed(), wanted)
                    self.assertEqual(moved, (0, 0, 0))

    def test_poetry_installs_everything_and_again_without_moving_a_byte(self):
        if not self.has_poetry:
            self.skipTest("needs Poetry")
        self.lay_traps("HTML with a base")  # Poetry reads no other form
        for what in ("first", "again"):
            poetry = self.new_poetry(self.EVERYTHING)
            moved = self.measured(f"Poetry, traps, {what}", lambda: poetry.run("install"))
            self.assertEqual(poetry.installed(), self.EVERYTHING)
        self.assertEqual(moved, (0, 0, 0))

    def test_pip_with_everything_pinned_by_its_digest(self):
        self.lay_traps()
        lines = []
        for name, version in self.wanted().items():
            digest = next(simpleindex.sha256(each.body)
                          for file, each in self.index.projects[name].items()
                          if f"-{version}" in file)
            lines.append(f"{name}=={version} --hash=sha256:{digest}\n")
        for version in self.pips:
            with self.subTest(pip=version):
                pip = self.new_pip(version)
                listed = pip.home / "requirements.txt"
                listed.write_text("".join(lines))
                pip.run("install", "--require-hashes", "-r", listed)
                self.assertEqual(pip.installed(), self.wanted())
                listed.write_text(lines[0].replace(lines[0].strip()[-64:], "0" * 64))
                refused = self.new_pip(version).run("install", "--require-hashes", "-r", listed,
                                                    check=False)
                self.assertFalse(refused.succeeded)

    def test_pip_reads_the_metadata_of_wheels_by_ranges(self):
        self.lay_traps(with_metadata=False)
        for version in self.pips:
            with self.subTest(pip=version):
                pip = self.new_pip(version)
                pip.run("install", "--use-feature=fast-deps", "plain")
                self.assertEqual(pip.installed(), {"plain": "1.0", "larder-c": "1.0"})
        methods = [seen.method for seen in self.origin.seen()
                   if "/plain-" in seen.target]
        self.assertEqual(methods.count("GET"), 1, methods)

    def test_a_yanked_version_is_installed_when_pinned_and_with_the_origins_reason(self):
        self.lay_traps()
        for version in self.pips:
            with self.subTest(pip=version):
                pip = self.new_pip(version)
                ended = pip.run("install", "yanked==2.0")
                self.assertEqual(pip.installed(), {"yanked": "2.0"})
                self.assertIn("broken & worse", ended.output)

    def test_a_further_index_as_pips_extra_one(self):
        self.lay_traps()
        other = self.start_upstream()
        further = simpleindex.Index(other)
        further.add("inhouse", "1.0", requires=["plain"])
        self.proxy.stop()
        self.proxy.upstreams.append(other.authority)
        self.proxy.config.write_text(f"[cache-pip]\nfurther=work={other.url('/simple/')}\n")
        self.proxy.start()
        for version in self.pips:
            with self.subTest(pip=version):
                pip = self.new_pip(version)
                pip.run("install", "--extra-index-url", self.url("/work/simple/"), "inhouse")
                self.assertEqual(pip.installed(),
                                 {"inhouse": "1.0", "plain": "1.0", "larder-c": "1.0"})

    def test_a_private_index_whose_log_in_pip_or_the_settings_have(self):
        self.lay_traps()
        other = self.start_upstream()
        private = upstream.Guarded(other, "Basic bWU6c2VjcmV0")
        simpleindex.Index(private, with_metadata=False).add("inhouse", "1.0", requires=["plain"])
        self.proxy.upstreams.append(other.authority)
        for place, extra in ((other.url("/simple/"), "http://me:secret@{}/firm/simple/"),
                             (f"http://me:secret@{other.authority}/simple/",
                              "http://{}/firm/simple/")):
            self.proxy.stop()
            self.proxy.config.write_text(f"[cache-pip]\nfurther=firm={place}\n")
            self.proxy.start()
            for version in self.pips:
                for more in ((), ("--use-feature=fast-deps",)):
                    with self.subTest(pip=version, place=place, more=more):
                        pip = self.new_pip(version)
                        pip.run("install", *more, "--extra-index-url",
                                extra.format(self.proxy.authority), "inhouse")
                        self.assertEqual(pip.installed(),
                                         {"inhouse": "1.0", "plain": "1.0", "larder-c": "1.0"})
        self.assertNotIn("inhouse", self.proxy.command_line("list").stdout)


def setUpModule():
    if version := pythonclients.own_pip_version():
        PythonClients.pips[version] = None
    else:
        raise unittest.SkipTest("needs pip")
    PythonClients.has_poetry = shutil.which("poetry") is not None
    folder = tempfile.mkdtemp(prefix="larder-pip-")
    unittest.addModuleCleanup(shutil.rmtree, folder, ignore_errors=True)
    wheel, why_not = pythonclients.older_pip(folder)
    if wheel:
        PythonClients.pips[wheel.name.split("-")[1]] = wheel
    else:
        print(f"without an older pip: {why_not}")


if __name__ == "__main__":
    main()
