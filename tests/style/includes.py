#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the include lines of proxy/ and app/ and fails on a wrong arrow between modules.

Usage: includes.py [BUILD-FOLDER]     from the top of the source tree
       includes.py --self-test        planted faults that must be found
"""
import pathlib
import re
import sys
import tempfile

# The architecture: a module may include itself and these modules or single headers, and nothing of
# a folder inside that is a module of its own. A folder missing here is a fault too.
ARROWS = {
    "proxy/base": [],
    "proxy/http": ["proxy/base"],
    "proxy/ecosystem": ["proxy/base", "proxy/http"],
    "proxy/store/read": ["proxy/base", "proxy/http"],
    "proxy/store": ["proxy/base", "proxy/http", "proxy/store/read"],
    "proxy/upstream": ["proxy/base", "proxy/http"],
    "proxy/statistics": ["proxy/base"],
    "proxy/page": ["proxy/base", "proxy/statistics/tally.h"],  # each counter is defined once
    "proxy/bus": ["proxy/base"],
    "proxy/link": ["proxy/base", "proxy/bus"],
    "proxy/engine": ["proxy/link",
                     "proxy/base", "proxy/http", "proxy/ecosystem", "proxy/store/read",
                     "proxy/store", "proxy/upstream", "proxy/statistics", "proxy/page"],
    "proxy": ["proxy/base", "proxy/http", "proxy/engine"],  # larder-proxy: the files right here
    "app/language": ["proxy/base"],
    "app/system": ["proxy/base", "proxy/bus"],
    "app/status": ["app/system", "proxy/base", "proxy/bus", "proxy/statistics", "proxy/store/read", "proxy/page"],
    "app/stock": ["proxy/base", "proxy/page", "proxy/store/read", "proxy/store"],
    # The engine in a thread of the tray; who answers for a cache.
    "app/builtin": ["app/system", "proxy/base", "proxy/http", "proxy/ecosystem", "proxy/engine"],
    "app/windows": ["app/language", "app/status", "app/stock", "app/system", "proxy/base", "proxy/statistics",
                    "proxy/page", "proxy/store/read"],
    "app/tray": ["app/builtin", "app/language", "app/windows", "app/status", "app/system",
                 "proxy/base",
                 "proxy/statistics/tally.h", "proxy/page"],
    "app/cli": ["app/status", "app/stock", "app/system", "proxy/base", "proxy/statistics",
                "proxy/page", "proxy/store/read"],
}

# Pure modules: functions of values, so no socket, file, clock or process comes near them.
# QIODevice and KArchive stay free: ecosystem unpacks indexes through them.
PURE = {"proxy/http", "proxy/ecosystem", "proxy/page"}
IMPURE_HEADERS = re.compile(
    r"<(sys/(socket|epoll|sendfile|stat|mman)\.h|unistd\.h|fcntl\.h|poll\.h|netdb\.h|fstream"
    r"|sqlite3\.h|QTimer|QFile|QSaveFile|QDir|QProcess|QThread|QLocalSocket|QHostInfo"
    r"|Q(Tcp|Ssl|Udp)(Socket|Server)|QSocketNotifier|QNetwork\w+)>")

# A proxy runs where there is no display.
GUI_HEADERS = re.compile(
    r"<(Qt(Gui|Widgets|Charts|Svg)\b.*|Q(Gui)?Application|QWidget|QIcon|QPixmap|QImage|QPainter"
    r"|QWindow|QAction|QMenu|QMessageBox|QDialog|QSystemTrayIcon|QClipboard)>")

INCLUDE = re.compile(r'^\s*#\s*include\s+("([^"]+)"|<[^>]+>)')


def module_of(path):
    """The innermost module that holds a file named from the top of the tree; None without one."""
    if path.parent.name == "proxy":
        return "proxy"
    return next((str(folder) for folder in path.parents
                 if str(folder) in ARROWS and str(folder) != "proxy"), None)


def faults(top):
    found = []
    files = [path.relative_to(top) for root in ("proxy", "app")
             for path in sorted((top / root).rglob("*")) if path.suffix in (".h", ".cpp")]
    if not files:
        return [f"no sources below {top}"]
    for path in files:
        module = module_of(path)
        if module is None:
            found.append(f"{path}: its folder has no line in ARROWS")
            continue
        lines = (top / path).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            include = INCLUDE.match(line)
            if not include:
                continue
            where = f"{path}:{number}: {line.strip()}"
            header, quoted = include.group(1), include.group(2)
            if quoted:
                target = next((pathlib.Path(root, quoted) for root in ("proxy", "app")
                               if (top / root / quoted).is_file()), None)
                if quoted.endswith(".moc"):
                    continue  # what the build makes of this very source
                if target is None:
                    found.append(f"{where}: not a header below proxy/ or app/")
                elif not {module_of(target), str(target)} & {module, *ARROWS[module]}:
                    found.append(f"{where}: {module} must not see {module_of(target) or target}")
            elif module.startswith("proxy/") and GUI_HEADERS.search(header):
                found.append(f"{where}: proxy/ never includes Gui or Widgets")
            elif module in PURE and IMPURE_HEADERS.search(header):
                found.append(f"{where}: {module} is pure")
    return found


def self_test():
    """Each planted line is found, the clean tree is clean."""
    cases = [
        ("proxy/http/a.cpp", '#include "base/fault.h"', False),
        ("proxy/http/a.cpp", '#include "http/a.h"', False),
        ("proxy/ecosystem/a.cpp", "#include <QIODevice>", False),
        ("proxy/upstream/a.cpp", "#include <QSslSocket>", False),
        ("app/status/a.cpp", '#include "store/read/reader.h"', False),
        ("proxy/page/a.cpp", '#include "statistics/tally.h"', False),
        ("proxy/main.cpp", '#include "engine/a.h"', False),
        ("proxy/main.cpp", '#include "store/store.h"', True),
        ("proxy/base/a.cpp", '#include "http/a.h"', True),
        ("proxy/page/a.cpp", '#include "statistics/a.h"', True),
        ("app/cli/a.cpp", '#include "engine/a.h"', True),
        ("app/status/a.cpp", '#include "store/store.h"', True),
        ("proxy/store/read/a.cpp", '#include "store/store.h"', True),
        ("proxy/http/a.cpp", '#  include "store/store.h"', True),
        ("proxy/http/a.cpp", '#include "http/missing.h"', True),
        ("proxy/http/a.cpp", "#include <sys/socket.h>", True),
        ("proxy/ecosystem/a.cpp", "#include <QFile>", True),
        ("proxy/engine/a.cpp", "#include <QWidget>", True),
        ("proxy/novel/a.cpp", "#include <vector>", True),
    ]
    wrong = 0
    for name, line, bad in cases:
        with tempfile.TemporaryDirectory() as folder:
            top = pathlib.Path(folder)
            for header in ("proxy/base/fault.h", "proxy/http/a.h", "proxy/store/store.h",
                           "proxy/store/read/reader.h", "proxy/statistics/a.h",
                           "proxy/statistics/tally.h", "proxy/engine/a.h", name):
                (top / header).parent.mkdir(parents=True, exist_ok=True)
                (top / header).touch()
            (top / name).write_text(line + "\n", encoding="utf-8")
            if bool(faults(top)) != bad:
                print(f"self-test: {name}: {line}: found {faults(top)}")
                wrong += 1
    return wrong


def main():
    if "--self-test" in sys.argv[1:]:
        return min(self_test(), 1)
    found = faults(pathlib.Path.cwd())
    for fault in found:
        print(fault)
    return min(len(found), 1)


sys.exit(main())
