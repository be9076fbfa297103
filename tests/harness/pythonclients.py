# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real pip and Poetry in private homes, each with an environment of its own to install into."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import zipfile

from harness import apt

TIMEOUT = 120
# What the machine may have set for its own pip and Poetry, and where its files are.
FOREIGN = re.compile(r"(?i)^(pip|poetry|python|uv|xdg|virtual_env|requests_|ssl_|curl_)|_proxy$")
# The release whose pip is the other of the two that clients.md knows: in Debian 12.
OLDER_RELEASE = "bookworm"
OLDER_PIP = "python3-pip-whl"
WHEELS = pathlib.Path("/usr/share/python-wheels")


@dataclasses.dataclass
class Ended:
    """What a client did."""

    code: int
    output: str  # both streams
    seconds: float

    @property
    def succeeded(self):
        return self.code == 0


def environment(home):
    """As somebody has it who just logged in for the first time."""
    kept = {name: value for name, value in os.environ.items() if not FOREIGN.search(name)}
    kept.update(HOME=str(home), LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1",
                PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1",
                PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    return kept


def run(command, home, folder=None, timeout=TIMEOUT):
    began = time.monotonic()
    ended = subprocess.run([str(part) for part in command], env=environment(home),
                           cwd=folder or home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=timeout, check=False)
    return Ended(ended.returncode, ended.stdout, time.monotonic() - began)


class Pip:
    """One pip and an empty environment. wheel: the pip to use; None: the system's own."""

    def __init__(self, folder, wheel=None):
        self.home = pathlib.Path(folder)
        self.home.mkdir(parents=True)
        self.environment = self.home / "environment"
        subprocess.run(["python3", "-m", "venv", "--without-pip", self.environment], check=True,
                       env=environment(self.home))
        self.python = self.environment / "bin/python"
        self._site, = (self.environment / "lib").glob("python3*/site-packages")
        self._command = ["pip", "--python", self.python]
        if wheel:
            with zipfile.ZipFile(wheel) as packed:
                packed.extractall(self._site)
            # pip 23 names a class that Python 3.12 dropped, and does nothing with it.
            (self._site / "older.pth").write_text(
                "import pkgutil; hasattr(pkgutil, 'ImpImporter') or setattr(pkgutil, "
                "'ImpImporter', type('ImpImporter', (), {}))\n")
            self._command = [self.python, "-m", "pip"]

    def run(self, *arguments, check=True, **options):
        ended = run([*self._command, *arguments], self.home, **options)
        if check and not ended.succeeded:
            raise AssertionError(f"pip {' '.join(map(str, arguments))}: {ended.code}\n"
                                 f"{ended.output[-4000:]}")
        return ended

    def configure(self, index):
        """As Larder tells people to."""
        host = re.sub(r":\d+$", "", index.split("/")[2])
        self.run("config", "set", "global.index-url", index)
        self.run("config", "set", "global.trusted-host", host)
        return self

    def installed(self):
        return installed(self._site)


class Poetry:
    """One project and an empty environment for it, which Poetry makes below the project."""

    def __init__(self, folder, requires=()):
        self.home = pathlib.Path(folder)
        self.project = self.home / "project"
        self.project.mkdir(parents=True)
        listed = ", ".join(f'"{requirement}"' for requirement in requires)
        (self.project / "pyproject.toml").write_text(
            '[project]\nname = "project"\nversion = "1.0"\nrequires-python = ">=3.9"\n'
            f"dependencies = [{listed}]\n\n[tool.poetry]\npackage-mode = false\n")
        self.run("config", "virtualenvs.in-project", "true")

    def run(self, *arguments, check=True, **options):
        ended = run(["poetry", "--no-interaction", "--no-ansi", *arguments], self.home,
                    self.project, **options)
        if check and not ended.succeeded:
            raise AssertionError(f"poetry {' '.join(map(str, arguments))}: {ended.code}\n"
                                 f"{ended.output[-4000:]}")
        return ended

    @property
    def lock(self):
        return self.project / "poetry.lock"

    def adopt(self, other):
        """The other's project and lock file, as cloned by somebody else."""
        for name in ("pyproject.toml", "poetry.lock"):
            shutil.copy(other.project / name, self.project / name)
        return self

    def installed(self):
        return installed(next((self.project / ".venv/lib").glob("python3*/site-packages")))


def installed(site):
    """{name: version} of what was installed there, but pip."""
    found = {}
    for path in site.glob("*.dist-info/METADATA"):
        fields = dict(re.findall(r"^(Name|Version): (.*)$", path.read_text(), re.M))
        found[re.sub(r"[-_.]+", "-", fields["Name"]).lower()] = fields["Version"]
    found.pop("pip", None)
    return found


def own_pip_version():
    """Of the system's own pip, or nothing."""
    ended = subprocess.run(["pip", "--version"], capture_output=True, text=True, check=False) \
        if shutil.which("pip") else None
    return ended.stdout.split()[1] if ended and ended.returncode == 0 else None


def older_pip(folder):
    """(path, "") of the wheel of an older release's pip, or (None, why not): from the mirror that
    this machine's own sources name, checked by its signature."""
    sources = re.sub(r"(?m)^(deb (?:\[[^]]*\] )?\S+/debian/? )(\S+) .*$",
                     rf"\1{OLDER_RELEASE} main", apt.machine_sources())
    lines = sorted({line for line in sources.splitlines() if f" {OLDER_RELEASE} main" in line})
    if not lines:
        return None, "this machine's apt sources name no Debian mirror"
    settings = ""
    if proxy := apt.machine_proxy():
        settings = f'Acquire::http::Proxy "{proxy}";\n'
    # One index of one release: nothing that a person sees.
    client = apt.Apt(pathlib.Path(folder) / "apt", lines[0] + "\n", settings)
    client.update(check=False)
    if client.succeeded:
        client.download([OLDER_PIP], check=False)
    if not client.succeeded:
        return None, f"{OLDER_PIP} of {OLDER_RELEASE} is not to be had:\n{client.output[-2000:]}"
    package, = client.downloaded()
    subprocess.run(["dpkg-deb", "-x", client.folder / "packages" / package,
                    client.folder / "unpacked"], check=True)
    return next((client.folder / "unpacked").glob("usr/share/python-wheels/pip-*.whl")), ""


def printed_lines(proxy, client):
    """What Larder tells people to paste for the client, as `larder status --json` has it."""
    status = json.loads(proxy.command_line("status", "--json").stdout)
    cache, = (each for each in status["caches"] if each["name"] == "pip")
    return next(way["text"] for way in cache["clients"] if way["client"] == client)
