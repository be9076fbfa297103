# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real apt in a private folder: its own sources, lists, packages and empty dpkg status."""

import os
import pathlib
import re
import subprocess

MISMATCHES = ("Hash Sum mismatch", "unexpected size", "BADSIG", "NOSPLIT")


class Apt:
    """sources: the text of a sources.list. settings: further lines of an apt.conf."""

    def __init__(self, folder, sources, settings=""):
        self.folder = pathlib.Path(folder)
        for below in ("etc/apt.conf.d", "etc/sources.list.d", "etc/preferences.d",
                      "etc/trusted.gpg.d",
                      "state/lists/partial", "cache/archives/partial", "log", "packages"):
            (self.folder / below).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        (self.folder / "etc/sources.list").write_text(sources)
        keys = pathlib.Path("/etc/apt/trusted.gpg.d")
        for key in keys.iterdir() if keys.exists() else ():
            (self.folder / "etc/trusted.gpg.d" / key.name).symlink_to(key)
        self._configuration = self.folder / "apt.conf"
        self._configuration.write_text(f"""
Dir::Etc "{self.folder}/etc";
Dir::State "{self.folder}/state";
Dir::State::status "{self.folder}/status";
Dir::Cache "{self.folder}/cache";
Dir::Log "{self.folder}/log";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "0";
Debug::NoLocking "true";
{settings}
""")

    def run(self, program, *arguments, check=True):
        """stdout; the text of both streams is kept in `output`."""
        kept = {name: value for name, value in os.environ.items()
                if not name.lower().endswith("_proxy")}
        kept.update(APT_CONFIG=str(self._configuration), LC_ALL="C.UTF-8",
                    DEBIAN_FRONTEND="noninteractive")
        ended = subprocess.run([program, *arguments], env=kept, cwd=self.folder / "packages",
                               stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               timeout=600)
        self.output = ended.stdout + ended.stderr
        for mismatch in MISMATCHES:
            if mismatch in self.output:
                raise AssertionError(f"{program} {' '.join(arguments)}:\n{self.output}")
        if check and ended.returncode != 0:
            raise AssertionError(f"{program} {' '.join(arguments[:9])}: {ended.returncode}\n"
                                 f"{self.output[-4000:]}")
        self.succeeded = ended.returncode == 0
        return ended.stdout

    def update(self, check=True):
        return self.run("apt-get", "update", check=check)

    def download(self, names, check=True):
        """Fetches packages into the folder `packages`, verified by apt."""
        return self.run("apt-get", "download", *names, check=check)

    def downloaded(self):
        return sorted(path.name for path in (self.folder / "packages").glob("*.deb"))

    def smallest_packages(self, count):
        """Names of the smallest packages that the lists offer: many requests, few bytes."""
        sizes = {}
        for stanza in self.run("apt-cache", "dumpavail").split("\n\n"):
            name, size = re.search(r"^Package: (\S+)", stanza, re.M), re.search(r"^Size: (\d+)",
                                                                                stanza, re.M)
            if name and size:
                sizes[name[1]] = int(size[1])
        return sorted(sorted(sizes), key=sizes.get)[:count]

    def release_urls(self):
        """The InRelease URLs that an update asks for."""
        return re.findall(r"^'(\S+/InRelease)'", self.run("apt-get", "update", "--print-uris"),
                          re.M)


def machine_sources():
    """The text of this machine's own sources as one-line entries of plain http, or of https written
    so that a cache may fetch it. Sources whose kind is not understood are left out."""
    folder = pathlib.Path("/etc/apt")
    lines = []
    for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]:
        if path.exists():
            lines += [line.strip() for line in path.read_text().splitlines()
                      if line.strip().startswith("deb ")]
    for path in sorted((folder / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            lines += lines_of_stanza(stanza)
    plain = [line for line in lines if " http://" in line]
    return "\n".join(plain or [line.replace(" https://", " http://HTTPS///") for line in lines
                               if " https://" in line]) + "\n"


def lines_of_stanza(stanza):
    text = "\n".join(line for line in stanza.splitlines() if not line.startswith("#"))
    fields = {name.lower(): value.split() for name, value in re.findall(r"^(\S+):[ \t]*(.*)$", text,
                                                                        re.M)}
    if "deb" not in fields.get("types", ()) or fields.get("enabled") == ["no"]:
        return []
    options = ""
    if fields.get("signed-by") and fields["signed-by"][0].startswith("/"):
        options = f"[signed-by={fields['signed-by'][0]}] "
    return [f"deb {options}{uri} {suite} {' '.join(fields.get('components', []))}"
            for uri in fields.get("uris", []) for suite in fields.get("suites", [])]


def machine_proxy():
    """The proxy through which this machine's apt reaches http archives, if it is set."""
    ended = subprocess.run(["apt-config", "shell", "proxy", "Acquire::http::Proxy"],
                           capture_output=True,
                           text=True, check=False)
    match = re.search(r"proxy='(http[^']+)'", ended.stdout)
    return match[1] if match else os.environ.get("http_proxy")
