# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real npm, pnpm, Yarn and Bun in private homes, and a relay that stands for the public registry.

The clients come as packages from this machine's own registry, which packaging/dev names in
LARDER_TEST_NPM_REGISTRY. They are programs for Node.js, except Bun.
"""

import dataclasses
import http.client
import io
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import tarfile
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from harness import larder, registry, upstream

REGISTRY = os.environ.get("LARDER_TEST_NPM_REGISTRY") or f"{registry.PUBLIC}/"
TIMEOUT = 60  # seconds without a byte from the machine's registry


@dataclasses.dataclass(frozen=True)
class Release:
    """A client as its registry has it."""

    package: str
    version: str
    integrity: str
    commands: tuple  # (command, its program below the package)
    is_script: bool = True


RELEASES = {
    "npm 10": Release(
        "npm", "10.9.2", "sha512-iriPEPIkoMYUy3F6f3wwSZAU93E0Eg6cHwIR6jzzOXWSy+SD/rOODEs74cVONHKS"
        "x2obXtuUoyidVEhISrisgQ==", (("npm", "bin/npm-cli.js"),)),
    # Up to 11.4 at least, npm asks a registry of plain http with https for what a lock file names.
    "npm 11": Release(
        "npm", "11.19.1", "sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XA"
        "g1qZ9c2TNomR4qgOydp10g==", (("npm", "bin/npm-cli.js"),)),
    "pnpm 9": Release(
        "pnpm", "9.15.9", "sha512-aARhQYk8ZvrQHAeSMRKOmvuJ74fiaR1p5NQO7iKJiClf1GghgbrlW1hBjDolO95l"
        "pQXsfF+UA+zlzDzTfc8lMQ==", (("pnpm", "bin/pnpm.cjs"),)),
    "Yarn 1": Release(
        "yarn", "1.22.22", "sha512-prL3kGtyG7o9Z9Sv8IPfBNrWTDmXB4Qbes8A9rEzt6wkJV8mUvoirjU0Mp3GGAU"
        "06Y0XQyA3/2/RQFVuK7MTfg==", (("yarn", "bin/yarn.js"),)),
    "Yarn 4": Release(
        "@yarnpkg/cli-dist", "4.9.2", "sha512-qrMyWzvEnWhaWOflvE1pGxWGiVOPsO/q4XfGCeRPnLU8ECkvhrhJ"
        "EfCNakcy3s3VHcApBASQ4fmL0sOEw6xtZQ==", (("yarn", "bin/yarn.js"),)),
    "Bun": Release(
        "@oven/bun-linux-x64-baseline", "1.2.19", "sha512-gMp1J9fZ1eOrCM0jQblCWRMiU9t3a+wyyHtb0DdH"
        "VZpgSdGJ5UpWATfTYFUbmckgVfCJ6Qo8YSMcmtxRtPYgww==", (("bun", "bin/bun"),), is_script=False),
}


class Unavailable(Exception):
    """A client cannot be had here; says why."""


class Toolbox:
    """Fetches clients, once each, into a folder."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._had = {}

    def commands(self, name):
        """The folder with the client's commands."""
        if name not in self._had:
            try:
                self._had[name] = self._fetch(name)
            except (Unavailable, OSError) as error:
                self._had[name] = Unavailable(f"{name} cannot be had: {error}")
        if isinstance(self._had[name], Unavailable):
            raise self._had[name]
        return self._had[name]

    def _fetch(self, name):
        release = RELEASES[name]
        node = shutil.which("node")
        if release.is_script and not node:
            raise Unavailable("there is no Node.js")
        if not release.is_script and os.uname().machine != "x86_64":
            raise Unavailable("it is fetched for x86-64 only")
        packed = fetch(registry.Registry.tarball_path(release.package, release.version))
        if registry.integrity(packed) != release.integrity:
            raise Unavailable("its registry sends something else")
        folder = self._folder / name.replace(" ", "-")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        commands = folder / "commands"
        commands.mkdir()
        for command, program in release.commands:
            path = next(folder.glob(f"*/{program}"))
            interpreter = f"'{node}' " if release.is_script else ""
            path.chmod(0o755)
            (commands / command).write_text(f"#!/bin/sh\nexec {interpreter}'{path}' \"$@\"\n")
            (commands / command).chmod(0o755)
        return commands


def fetch(path):
    """A file of this machine's registry."""
    try:
        with urllib.request.urlopen(REGISTRY.rstrip("/") + path, timeout=TIMEOUT) as answer:
            return answer.read()
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError) as error:
        raise Unavailable(f"this machine's npm registry does not send it ({error})") from error


class Run:
    """What came of one command."""

    def __init__(self, ended, seconds):
        self.status = ended.returncode
        self.output = ended.stdout + ended.stderr
        self.stdout = ended.stdout
        self.seconds = seconds


class Client:
    """One client with a home and a project of its own; nothing cached before."""

    def __init__(self, folder, path, files):
        self.home = pathlib.Path(folder) / "home"
        self.project = pathlib.Path(folder) / "project"
        self.home.mkdir(parents=True)
        self.project.mkdir()
        self._path = path
        for name, text in files.items():
            (self.project / name).write_text(text)

    def environment(self):
        kept = {name: value
                for name, value in larder.environment(self.home / "run", self.home).items()
                if not name.lower().startswith(("npm_", "yarn_", "bun_", "pnpm_", "ci"))}
        # What clients tell their makers is no part of an install, nor the look for newer versions
        # of npm and pnpm, which they break off when they are done. Yarn 1 leaves root's home alone
        # and uses /usr/local/share, unless it believes to be under fakeroot.
        kept.update(PATH=os.pathsep.join([*map(str, self._path), kept["PATH"]]), NO_COLOR="1",
                    YARN_ENABLE_TELEMETRY="0", DO_NOT_TRACK="1", FAKEROOTKEY="none",
                    npm_config_update_notifier="false")
        return kept

    def run(self, *command, folder=None, timeout=240):
        began = time.monotonic()
        ended = subprocess.run(command, cwd=folder or self.project, env=self.environment(),
                               stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               timeout=timeout, check=False)
        return Run(ended, time.monotonic() - began)

    def paste(self, lines):
        """Does what `larder status` says, to the letter."""
        if lines["place"] == "a shell":
            pasted = self.run("sh", "-e", "-c", lines["text"], folder=self.home)
            if pasted.status != 0:
                raise AssertionError(f"{lines['text']}\n{pasted.output}")
        elif lines["place"].startswith("~/"):
            path = self.home / lines["place"].removeprefix("~/")
            path.write_text(lines["text"])
        else:
            raise AssertionError(f"who knows {lines['place']!r}?")

    def read(self, name):
        return (self.project / name).read_text()

    def installed(self):
        """Names of the packages in node_modules."""
        return sorted(
            {str(path.parent.relative_to(self.project)).rpartition("node_modules/")[2]
             for pattern in ("*", "@*/*")
             for path in self.project.glob(f"node_modules/{pattern}/package.json")})


class Relay:
    """A scripted upstream that hands on this machine's registry as if it were the public one,
    counts what it sends, and does whatever else a test wants: lie, or go away in the middle.

    links: what links to tarballs begin with.
    """

    _memory = {}  # what the registry said, for all relays: path -> (status, content type, body)
    _lock = threading.Lock()

    def __init__(self, origin, links=registry.PUBLIC):
        self.origin = origin
        self.links = links
        self.lies = {}  # path -> function of the true body
        self.services = {}  # path without query -> body
        self.tarballs = []  # paths, in the order of their requests
        self.documents = []
        self.tarball_bytes = 0
        self.document_bytes = 0
        self.before_tarball = None  # called with the number of the request
        self._registries = threading.local()
        self._count = threading.Lock()
        origin.serve_rest(self._answer)

    def forget(self):
        with self._count:
            self.tarballs, self.documents = [], []
            self.tarball_bytes = self.document_bytes = 0

    def counted(self):
        return {"tarballs": len(self.tarballs), "tarball bytes": self.tarball_bytes,
                "documents": len(self.documents), "document bytes": self.document_bytes}

    def _answer(self, exchange):
        request = exchange.request
        path = request.target.partition("?")[0]
        if path in self.services:
            exchange.read_body(int(request.headers.get("content-length", 0)))
            upstream.status(200, self.services[path], content_type="application/json")(exchange)
            return
        if request.method not in ("GET", "HEAD"):
            exchange.read_body(int(request.headers.get("content-length", 0)))
            upstream.status(405)(exchange)
            return
        is_tarball = path.endswith(".tgz")
        with self._count:
            (self.tarballs if is_tarball else self.documents).append(path)
            number = len(self.tarballs)
        if is_tarball and self.before_tarball:
            self.before_tarball(number)
        code, content_type, body = self._ask(request.target)
        if is_tarball:
            body = self.lies.get(path, lambda true: true)(body)
        else:
            root = REGISTRY.rstrip("/").encode()
            body = body.replace(b'"' + root + b"/", f'"{self.links}/'.encode())
        with self._count:
            if is_tarball:
                self.tarball_bytes += len(body)
            else:
                self.document_bytes += len(body)
        upstream.status(code, body, content_type=content_type)(exchange)

    def _ask(self, target):
        with self._lock:
            if target in self._memory:
                return self._memory[target]
        answer = self._ask_registry(target)
        if answer[0] in (200, 404):
            with self._lock:
                self._memory[target] = answer
        return answer

    def _ask_registry(self, target):
        """One connection for each of the upstream's threads."""
        root = urlsplit(REGISTRY)
        for attempt in (1, 2):
            connection = getattr(self._registries, "connection", None)
            if connection is None:
                connection = (http.client.HTTPSConnection(root.netloc, timeout=TIMEOUT,
                                                          context=ssl.create_default_context())
                              if root.scheme == "https" else
                              http.client.HTTPConnection(root.netloc, timeout=TIMEOUT))
                self._registries.connection = connection
            try:
                connection.request("GET", root.path.rstrip("/") + target,
                                   headers={"Accept": "application/json"})
                answer = connection.getresponse()
                body = answer.read()
                return answer.status, answer.headers.get_content_type(), body
            except (OSError, http.client.HTTPException):
                connection.close()
                self._registries.connection = None
                if attempt == 2:
                    raise upstream.PeerGone from None


def advisory(name, versions):
    """What a registry answers to `npm audit` for one package."""
    return json.dumps({name: [{"id": 1, "url": "https://github.com/advisories/GHSA-larder-test",
                               "title": "A hole for the test", "severity": "high",
                               "vulnerable_versions": versions, "cwe": [],
                               "cvss": {"score": 0, "vectorString": None}}]}).encode()


def search_result(name, version):
    return json.dumps({"total": 1, "time": "Tue Jun 03 2025", "objects": [{
        "package": {"name": name, "scope": "unscoped", "version": version,
                    "description": "Found by the test", "keywords": [], "maintainers": [],
                    "links": {}, "date": "2025-06-03T10:00:00.000Z"},
        "score": {"final": 1, "detail": {}}, "searchScore": 1}]}).encode()
