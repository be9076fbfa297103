# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a test program in namespaces of its own, so that it may do what only root may and leaves
the machine as it was."""

import os
import subprocess
import sys

_INSIDE = "LARDER_TEST_NAMESPACES"
_REASON = "LARDER_TEST_NO_NAMESPACES"


def inside():
    return os.environ.get(_INSIDE) == "1"


def reason():
    """Why this program is not in namespaces of its own."""
    return os.environ.get(_REASON, "not started by its file")


def enter(options, commands):
    """Starts this program again under `unshare OPTIONS`, after these shell commands. Where that
    does not work, returns, and reason() says why. Call it first thing."""
    if inside():
        return
    script = "\n".join(["set -e", *commands, 'exec "$@"'])
    unshare = ["unshare", *options, "sh", "-c", script, "sh"]
    if os.geteuid() != 0:
        os.environ[_REASON] = "needs root"
        return
    tried = subprocess.run([*unshare, "true"], capture_output=True, check=False, text=True)
    if tried.returncode != 0:
        os.environ[_REASON] = f"namespaces do not work here: {tried.stderr.strip()}"
        return
    os.environ[_INSIDE] = "1"
    os.execvp("unshare", [*unshare, sys.executable, *sys.argv])
