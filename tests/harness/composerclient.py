# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Composer in private homes."""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import time

TIMEOUT = 120
# What the machine may have set for its own Composer.
FOREIGN = re.compile(r"(?i)^(composer|larder_composer|xdg|ssl_|git|ci$|github)|_proxy$")


@dataclasses.dataclass
class Ended:
    """What Composer did."""

    code: int
    output: str  # both streams
    seconds: float

    @property
    def succeeded(self):
        return self.code == 0


class Composer:
    """One home and one project. authority: the certificate that it trusts, for going direct."""

    def __init__(self, folder, authority, requires=(), lock=None):
        self.folder = pathlib.Path(folder)
        self.home = self.folder / "home"
        self.project = self.folder / "project"
        self.home.mkdir(parents=True)
        self.project.mkdir()
        self.authority = authority
        self.write("composer.json", json.dumps({"name": "larder/test", "require": dict(requires)}))
        if lock is not None:
            self.write("composer.lock", lock)

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not FOREIGN.search(name)}
        kept.update(HOME=str(self.home), LC_ALL="C.UTF-8", NO_COLOR="1", SSL_CERT_FILE=str(self.authority),
                    COMPOSER_NO_INTERACTION="1", GIT_TERMINAL_PROMPT="0",
                    COMPOSER_ALLOW_SUPERUSER="1")
        return kept

    def execute(self, command, **options):
        began = time.monotonic()
        ended = subprocess.run(command, env=self.environment() | options.pop("variables", {}),
                               cwd=self.project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT, check=False)
        return Ended(ended.returncode, ended.stdout, time.monotonic() - began)

    def run(self, *arguments, check=True, **options):
        ended = self.execute(["composer", "--no-ansi", *arguments], **options)
        if check and not ended.succeeded:
            raise AssertionError(f"composer {' '.join(arguments)}: {ended.code}\n"
                                 f"{ended.output[-4000:]}")
        return ended

    def paste(self, text):
        """The lines as a person has them from `larder status`."""
        ended = self.execute(["sh", "-euc", text])
        if not ended.succeeded:
            raise AssertionError(f"{text}\n{ended.output}")
        return self

    def write(self, name, text):
        (self.project / name).write_text(text)

    def read(self, name):
        return (self.project / name).read_text()

    def installed(self):
        """{name: version} of what it says is installed."""
        packages = json.loads(self.read("vendor/composer/installed.json"))["packages"]
        return {package["name"]: package["version"] for package in packages}
