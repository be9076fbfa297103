# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real desktop for tests: a display, a window manager, panels with both kinds of tray, and hands.

The session (its bus and folders) is a usermanager.UserManager; everything here ends with the test.
"""

import json
import os
import pathlib
import shutil
import subprocess

from harness import scenario, usermanager

TRAY = os.environ.get("LARDER_TRAY", "larder-tray")
WATCHER = "org.kde.StatusNotifierWatcher"
NAME = "org.larder.Larder"
PATH = "/org/larder/Larder"
PANEL_TRIES, PANEL_SECONDS = 6, 5

# A panel with the tray alone stays hidden.
LXQT = """panels=panel1
[panel1]
plugins=mainmenu,statusnotifier
[mainmenu]
type=mainmenu
[statusnotifier]
type=statusnotifier
"""
XFCE = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="length" type="double" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"""
OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><focus><focusNew>yes</focusNew></focus>
</openbox_config>
"""


class Desktop:
    """A display of its own in the session of `manager`."""

    def __init__(self, test, manager, size="1280x900"):
        self.test = test
        self.manager = manager
        reading, writing = os.pipe()
        self._start(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24",
                     "-nolisten", "tcp"], pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()  # comes when the display accepts clients
        test.assertTrue(number, "Xvfb did not start")
        self.variables = manager.variables | {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb",
                                              "XDG_SESSION_TYPE": "x11", "TZ": "UTC"}
        folder = manager.home / ".config/openbox"
        folder.mkdir(parents=True)
        (folder / "rc.xml").write_text(OPENBOX)
        self._start(["openbox"])
        test.assert_eventually(lambda: "_NET_SUPPORTING_WM_CHECK" in self.run(
            "xprop", "-root", "_NET_SUPPORTING_WM_CHECK").stdout.replace("not found", ""))

    def _start(self, command, variables=None, **options):
        log = open(self.manager.home / f"{pathlib.Path(command[0]).name}.log", "a")
        self.test.addCleanup(log.close)
        process = subprocess.Popen(command, env=variables or getattr(
            self, "variables", self.manager.variables), stdout=log, stderr=log, **options)
        self.test.addCleanup(usermanager.end, process)
        return process

    def run(self, *command, check=False):
        return subprocess.run(command, env=self.variables, capture_output=True, text=True,
                              check=check, timeout=60)

    # Panels

    def start_lxqt_panel(self):
        file = self.manager.home / ".config/lxqt/panel.conf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(LXQT)
        # On a loaded machine it sometimes never shows its window, and is then started again.
        for _ in range(PANEL_TRIES):
            panel = self._start(["lxqt-panel"])
            if scenario.eventually(lambda: self.windows("LXQt Panel"), PANEL_SECONDS):
                return panel
            usermanager.end(panel)
        self.test.fail("lxqt-panel shows no window")

    def start_xfce_panel(self):
        file = self.manager.home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(XFCE)
        return self._start(["xfce4-panel", "--disable-wm-check"])

    def start_embedding_tray(self):
        """XEmbed alone, as before StatusNotifierItem."""
        return self._start(["stalonetray", "--geometry", "4x1-0-0", "--icon-size", "22"])

    def has_watcher(self):
        return self.has_name(WATCHER)

    # The bus

    def call(self, service, path, interface, method, *arguments):
        """What the method returned; an AssertionError with what the bus said."""
        answer = self.run("busctl", "--user", "--json=short", "--timeout=20", "call", service, path,
                          interface, method, *([arguments[0], "--", *arguments[1:]]
                                               if arguments else []))
        self.test.assertEqual(answer.returncode, 0, f"{method}: {answer.stderr}")
        return json.loads(answer.stdout)["data"] if answer.stdout.strip() else None

    def has_name(self, name):
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "NameHasOwner", "s", name)[0]

    def get(self, service, path, interface, name):
        answer = self.run("busctl", "--user", "--json=short", "get-property", service, path,
                          interface, name)
        self.test.assertEqual(answer.returncode, 0, answer.stderr)
        return json.loads(answer.stdout)["data"]

    # Larder's icon and menu by StatusNotifierItem

    def items(self):
        """The icons that the watcher knows, as (service, path)."""
        if not self.has_watcher():
            return []
        names = self.get(WATCHER, "/StatusNotifierWatcher", WATCHER,
                         "RegisteredStatusNotifierItems")
        return [(name.partition("/")[0], "/" + name.partition("/")[2]) for name in names]

    def item(self):
        self.test.assert_eventually(lambda: len(self.items()) == 1)
        return self.items()[0]

    def tooltip(self):
        service, path = self.item()
        return self.get(service, path, "org.kde.StatusNotifierItem", "ToolTip")[2]

    def menu(self):
        """The entries as label -> (number, ticked or None), those of menus inside as "Menu/Entry".
        Marks of letters are left out."""
        service, path = self.item()
        menu = self.get(service, path, "org.kde.StatusNotifierItem", "Menu")
        layout = self.call(service, menu, "com.canonical.dbusmenu", "GetLayout", "iias", "0", "-1",
                           "4", "label", "toggle-state", "visible", "enabled")
        entries = {}

        def collect(node, before):
            number, properties, children = node
            values = {name: value["data"] for name, value in properties.items()}
            label = values.get("label", "").replace("_", "")
            if label and values.get("visible", True):
                entries[before + label] = (number, values.get("toggle-state"))
            for child in children:
                collect(child["data"], before + label + "/" if label else "")

        collect(layout[1], "")
        return entries

    def entry(self, beginning):
        """Label, number and tick of the entry whose label begins so."""
        found = [(label, *rest) for label, rest in self.menu().items()
                 if label.startswith(beginning)]
        self.test.assertEqual(len(found), 1, f"{beginning}: {list(self.menu())}")
        return found[0]

    def choose(self, beginning):
        service, path = self.item()
        menu = self.get(service, path, "org.kde.StatusNotifierItem", "Menu")
        number = self.entry(beginning)[1]
        self.call(service, menu, "com.canonical.dbusmenu", "Event", "isvu", str(number), "clicked",
                  "s", "", "0")

    # The screen and hands

    def windows(self, title):
        """Numbers of the windows that are shown with such a title."""
        return self.run("xdotool", "search", "--onlyvisible", "--name", title).stdout.split()

    def own_windows(self):
        """All that larder-tray shows."""
        return self.run("xdotool", "search", "--onlyvisible", "--class",
                        "larder-tray").stdout.split()

    def picture(self, file, window="root"):
        self.run("import", "-window", window, str(file), check=True)
        return file

    def find_colour(self, colour):
        """Where such pixels are on the screen: their middle, or None."""
        image = subprocess.run(["import", "-window", "root", "-depth", "8", "ppm:-"],
                               env=self.variables, capture_output=True, check=True,
                               timeout=60).stdout
        _, size, _, pixels = image.split(b"\n", 3)
        width = int(size.split()[0])
        wanted = bytes.fromhex(colour.removeprefix("#"))
        found = []
        at = pixels.find(wanted)
        while at >= 0:
            if at % 3 == 0:
                found.append(divmod(at // 3, width))
            at = pixels.find(wanted, at + 1)
        if not found:
            return None
        return tuple(sorted(place[axis] for place in found)[len(found) // 2] for axis in (1, 0))

    def click(self, place, button=1):
        self.run("xdotool", "mousemove", *map(str, place), "click", str(button), check=True)

    def keys(self, *names):
        for name in names:
            self.run("xdotool", "key", "--clearmodifiers", name, check=True)

    # Larder

    def start_tray(self, *options, variables=None):
        return self._start([TRAY, *options], self.variables | (variables or {}))

    def activate(self, action=None):
        """As a desktop does it."""
        if action:
            self.call(NAME, PATH, "org.freedesktop.Application", "ActivateAction", "sava{sv}",
                      action, "0", "0")
        else:
            self.call(NAME, PATH, "org.freedesktop.Application", "Activate", "a{sv}", "0")

    def tray_log(self):
        return (self.manager.home / f"{pathlib.Path(TRAY).name}.log").read_text()


def missing_programs():
    """What this machine lacks of a desktop; empty when it has everything."""
    return [name for name in ("Xvfb", "openbox", "lxqt-panel", "xfce4-panel", "stalonetray",
                              "xdotool", "import") if not shutil.which(name)]
