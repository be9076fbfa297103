# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real clients on a slow link: what Larder saves a person, in seconds and bytes.

apt, pip and npm install the same things three times, each with a fresh client: directly over the
link, through a cold Larder in front of it, and through the now warm one. The archive of apt and the
index of pip are made here; what npm installs comes from its registry once, into a first Larder,
which then is the origin behind the link.
"""

import io
import json
import os
import shutil
import subprocess
import tarfile
import time
import urllib.request

import slowlink
from harness import apt, archive, larder, pythonclients, simpleindex, upstream
from harness.scenario import KIB, random_bytes

MEGABITS, ROUND_TRIP = 20, 0.1
REGISTRY = "https://registry.npmjs.org"
NPM_TREE = {"express": "^5.0.0", "webpack": "^5.90.0", "mocha": "^11.0.0"}
APT_PACKAGES = 100
PIP_PACKAGES = 40
# A warm apt asks whether InRelease is still the same, and downloads nothing.
QUESTION_BYTES = 2 * KIB


class Slow:
    """Measures clients in `folder` and adds rows to the `table` of bench/run."""

    def __init__(self, folder, table, stack):
        self._folder = folder / "clients"
        self._folder.mkdir()
        self._table = table
        self._stack = stack
        self._number = 0

    def measure(self):
        slowlink.check(MEGABITS, ROUND_TRIP)
        rows = []
        for name, prepare in (("apt", self.apt), ("pip", self.pip), ("npm", self.npm)):
            try:
                rows.append((name, *self._three_times(name, *prepare())))
            except Unavailable as reason:
                print(f"  {name} is left out: {reason}", flush=True)
        print(f"\n{MEGABITS} Mbit/s, {ROUND_TRIP * 1000:.0f} ms; seconds and MB over the link")
        print(f"{'':6}{'direct':>18}{'cold':>18}{'warm':>18}{'warm / direct':>16}")
        for name, *figures in rows:
            cells = "".join(f"{seconds:8.1f} s {moved / 1e6:5.2f} MB"
                            for seconds, moved in figures)
            print(f"{name:6}{cells}{figures[2][0] / figures[0][0]:16.2f}", flush=True)

    def new_folder(self, name):
        self._number += 1
        return self._folder / f"{name}-{self._number}"

    def _three_times(self, name, origin, install, options, allowed_bytes):
        """[(seconds, bytes over the link)]. install(link, Larder or None): one fresh client."""
        link = slowlink.SlowLink(origin, MEGABITS, ROUND_TRIP)
        self._stack.callback(link.stop)
        proxy = larder.Larder(self.new_made("larder"), [link.authority],
                              [option.replace("@LINK@", link.authority) for option in options],
                              caches=[f"{name}=127.0.0.1:0"])
        proxy.start()
        self._stack.callback(proxy.stop)
        figures = []
        for what, through in (("direct", None), ("cold", proxy), ("warm", proxy)):
            before = link.down.bytes, link.connections
            took = install(link, through)
            moved = link.down.bytes - before[0]
            print(f"  {name}, {what}: {took:.1f} s, {moved} bytes and "
                  f"{link.connections - before[1]} connections over the link", flush=True)
            figures.append((took, moved))
            if what == "cold":
                time.sleep(1)  # what was fetched last is being published
        self._table.limit(f"{name} on a slow link, second install: bytes", figures[2][1], "",
                          allowed_bytes)
        return figures

    def new_made(self, name):
        folder = self.new_folder(name)
        folder.mkdir()
        return folder

    # Each returns: the origin's (host, port), install, Larder's options, bytes a warm one may move

    def apt(self):
        key = archive.SigningKey(self._folder / "gpg")
        self._stack.callback(key.close)
        generation = archive.make_generation(1, packages=APT_PACKAGES, size=100 * KIB, key=key)
        origin = self._origin()
        for step in ("pool", "by_hash", "canonical", "release"):
            for path, data in getattr(generation, step).items():
                origin.serve(f"/debian/{path}", upstream.content(
                    data, last_modified=generation.last_modified))

        def install(link, proxy):
            setting = f'Acquire::http::Proxy "http://{proxy.authority}/";\n' if proxy else ""
            source = f"deb [signed-by={key.public}] http://{link.authority}/debian stable main\n"
            fresh = apt.Apt(self.new_folder("apt"), source, setting)

            def work():
                fresh.update()
                fresh.download([f"larder-{number:03d}" for number in range(APT_PACKAGES)])
            return timed(work)
        return (origin.address, origin.port), install, [], QUESTION_BYTES

    def pip(self):
        if not pythonclients.own_pip_version():
            raise Unavailable("there is no pip here")
        origin = self._origin()
        index = simpleindex.Index(origin)
        for number in range(PIP_PACKAGES):
            index.add(f"leaf{number}", "1.0", data=random_bytes(250 * KIB, number))
        index.add("tree", "1.0", requires=[f"leaf{number}" for number in range(PIP_PACKAGES)])

        def install(link, proxy):
            place = (proxy or link).authority
            fresh = pythonclients.Pip(self.new_folder("pip")).configure(f"http://{place}/simple/")
            return timed(fresh.run, "install", "tree")
        return ((origin.address, origin.port), install,
                ["--upstream", "pip=http://@LINK@/simple/"], 0)

    def npm(self):
        npm = npm_command(self._folder)
        first = larder.Larder(self.new_made("first"), [], ["--upstream", f"npm={REGISTRY}/"],
                              caches=["npm=127.0.0.1:0"])
        first.start()
        self._stack.callback(first.stop)

        def install_from(authority):
            home = self.new_made("npm")
            (home / "package.json").write_text(json.dumps({"name": "tree", "version": "1.0.0",
                                                           "dependencies": NPM_TREE}))
            variables = {name: value for name, value in os.environ.items()
                         if not name.lower().startswith(("npm_", "node_"))
                         and not name.lower().endswith("_proxy")}
            # The first Larder writes its own address into what it gives to the second: npm is to
            # take every tarball from the registry it was told.
            ended = subprocess.run(
                [*npm, "install", f"--registry=http://{authority}/", f"--cache={home}/cache",
                 "--replace-registry-host=always", "--ignore-scripts", "--no-audit", "--no-fund",
                 "--no-update-notifier"],
                cwd=home, env=variables | {"HOME": str(home)}, capture_output=True, text=True,
                timeout=600, check=False)
            if ended.returncode != 0:
                raise SystemExit(f"npm install: {ended.stdout}{ended.stderr}")

        try:
            install_from(first.authority)
        except SystemExit as failure:
            raise Unavailable(f"its registry cannot be reached: {str(failure)[:500]}") from None
        return (first.address,
                lambda link, proxy: timed(install_from, (proxy or link).authority),
                ["--upstream", "npm=http://@LINK@/"], 0)

    def _origin(self):
        started = upstream.ScriptedUpstream()
        self._stack.callback(started.stop)
        return started


class Unavailable(Exception):
    """What a client needs is not to be had here."""


def timed(action, *arguments):
    began = time.monotonic()
    action(*arguments)
    return time.monotonic() - began


def npm_command(folder):
    """How npm is started: as a package from its registry, run by the machine's Node.js."""
    if not shutil.which("node"):
        raise Unavailable("there is no Node.js here")
    try:
        with urllib.request.urlopen(f"{REGISTRY}/npm/latest", timeout=30) as answer:
            tarball = json.load(answer)["dist"]["tarball"]
        with urllib.request.urlopen(tarball, timeout=120) as answer:
            packed = answer.read()
    except OSError as error:
        raise Unavailable(f"its registry cannot be reached: {error}") from None
    with tarfile.open(fileobj=io.BytesIO(packed)) as unpacking:
        unpacking.extractall(folder / "npm-itself", filter="data")
    return ["node", str(folder / "npm-itself/package/bin/npm-cli.js")]
