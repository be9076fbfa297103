# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a power cut may leave: the writes and syncs of a process, recorded by strace, played back up
to any point into a folder that looks as a disk might look then."""

import enum
import os
import pathlib
import re
import time

_TRACED = ("openat", "write", "pwrite64", "writev", "pwritev", "ftruncate", "fallocate", "fsync",
           "fdatasync", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat",
           "mkdir", "mkdirat", "rmdir")


def recording(log):
    """A command that becomes the one behind it, and writes what that does to `log`."""
    return ["strace", "-D", "-f", "-y", "-xx", "-s", "4000000", "--seccomp-bpf", "-o", str(log),
            "-e", f"trace={','.join(_TRACED)}", "-e", "signal=none"]


class Survives(enum.Enum):
    """What of the unsynced is there after the power cut."""

    EVERYTHING = "everything that was written"
    NAMES = "every name, but of file contents only what was synced, the rest zeros"
    SYNCED = "only synced contents under names whose folder was synced"


class _File:
    def __init__(self):
        self.data = bytearray()
        self.synced = b""


class _Disk:
    """Files by name, as the process sees them and as they are on the disk for sure."""

    def __init__(self):
        self.names = {}  # path -> _File, or None for a folder
        self.synced_names = {}

    def sync_folder(self, folder):
        here = {path for path in self.names if os.path.dirname(path) == folder}
        for path in [path for path in self.synced_names if os.path.dirname(path) == folder]:
            if path not in here:
                del self.synced_names[path]
        for path in here:
            self.synced_names[path] = self.names[path]

    def move(self, old, new):
        below = old + "/"
        moved = {new + path[len(old):]: self.names.pop(path)
                 for path in list(self.names) if path == old or path.startswith(below)}
        self.names.update(moved)


class CrashLog:
    """The recorded log of one process below `root`. Wait for its end before making one."""

    def __init__(self, log, root):
        self._root = os.path.realpath(root)
        self._calls = list(_calls(_finished(pathlib.Path(log)).splitlines()))

    def states(self):
        """(number of the sync, what survives, {relative path: bytes, or None for a folder}), each
        different state once."""
        seen = set()
        disk = _Disk()
        syncs = 0
        for name, arguments, result in self._calls:
            if not self._play(disk, name, arguments, result):
                continue
            syncs += 1
            for survives in Survives:
                state = self._state(disk, survives)
                mark = hash(tuple(sorted((path, data is None, data or b"")
                                         for path, data in state.items())))
                if mark not in seen:
                    seen.add(mark)
                    yield syncs, survives, state

    def end(self):
        """What lies on the disk when all is over, by the recording."""
        disk = _Disk()
        for call in self._calls:
            self._play(disk, *call)
        return self._state(disk, Survives.EVERYTHING)

    def _state(self, disk, survives):
        names = disk.synced_names if survives is Survives.SYNCED else disk.names
        state = {}
        for path, file in names.items():
            if not self._reachable(path, names):
                continue
            if file is None:
                data = None
            elif survives is Survives.EVERYTHING:
                data = bytes(file.data)
            elif survives is Survives.NAMES:
                kept = file.synced[:len(file.data)]
                data = kept + bytes(len(file.data) - len(kept))
            else:
                data = file.synced
            state[os.path.relpath(path, self._root)] = data
        return state

    def _reachable(self, path, names):
        parent = os.path.dirname(path)
        while parent != self._root:
            if parent not in names:
                return False
            parent = os.path.dirname(parent)
        return True

    def _inside(self, path):
        return path is not None and path.startswith(self._root + "/")

    def _play(self, disk, name, arguments, result):
        """Whether it was a sync of something below the root."""
        if result < 0:
            return False
        if name in ("fsync", "fdatasync"):
            path = _descriptor_path(arguments[0])
            if path == self._root or self._inside(path) and disk.names.get(path, 0) is None:
                disk.sync_folder(path)
                return True
            if self._inside(path) and path in disk.names:
                disk.names[path].synced = bytes(disk.names[path].data)
                return True
            return False
        if name == "openat":
            path = _path(arguments[1], arguments[0])
            if self._inside(path) and "O_CREAT" in arguments[2] or path in disk.names:
                if "O_DIRECTORY" not in arguments[2]:
                    file = disk.names.setdefault(path, _File())
                    if file is not None and "O_TRUNC" in arguments[2]:
                        file.data.clear()
            return False
        if name in ("write", "pwrite64", "ftruncate", "fallocate", "writev", "pwritev"):
            path = _descriptor_path(arguments[0])
            file = disk.names.get(path) if self._inside(path) else None
            if file is not None:
                self._change(file, name, arguments, result)
            return False
        if name in ("mkdir", "mkdirat"):
            path = _path(arguments[-2], arguments[0] if name == "mkdirat" else None)
            if self._inside(path):
                disk.names[path] = None
        elif name in ("unlink", "unlinkat", "rmdir"):
            path = _path(arguments[1 if name == "unlinkat" else 0],
                         arguments[0] if name == "unlinkat" else None)
            disk.names.pop(path, None)
        elif name in ("rename", "renameat", "renameat2", "link", "linkat"):
            at = name not in ("rename", "link")
            old = _path(arguments[1 if at else 0], arguments[0] if at else None)
            new = _path(arguments[3 if at else 1], arguments[2] if at else None)
            if name.startswith("link"):
                if old in disk.names:
                    disk.names[new] = disk.names[old]
            elif old in disk.names:
                disk.names.pop(new, None)
                disk.move(old, new)
        return False

    @staticmethod
    def _change(file, name, arguments, result):
        if name == "ftruncate":
            size = int(arguments[1])
            del file.data[size:]
            file.data.extend(bytes(size - len(file.data)))
            return
        if name == "pwrite64":
            data, at = _bytes(arguments[1])[:result], int(arguments[3])
            if at > len(file.data):
                file.data.extend(bytes(at - len(file.data)))
            file.data[at:at + len(data)] = data
            return
        if name == "write":
            file.data.extend(_bytes(arguments[1])[:result])  # only ever at the end
            return
        raise AssertionError(f"{name} is not played back")


def make(state, folder):
    """Writes a state to a new folder."""
    folder = pathlib.Path(folder)
    folder.mkdir(mode=0o700)
    for path in sorted(state):
        target = folder / path
        if state[path] is None:
            target.mkdir(mode=0o700)
        else:
            target.write_bytes(state[path])


def _finished(log):
    """strace goes on writing for a moment after the process's end."""
    deadline = time.monotonic() + 30
    while True:
        text = log.read_text(errors="replace") if log.exists() else ""
        last = text.rstrip().rpartition("\n")[2]
        if "+++ exited" in last or "+++ killed" in last:
            return text
        if time.monotonic() > deadline:
            raise AssertionError(f"strace wrote no end: {last[:200]!r}")
        time.sleep(0.05)


def _calls(lines):
    """(name, arguments, result) in the order in which the calls returned."""
    begun = {}
    for line in lines:
        thread, _, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest.removesuffix("<unfinished ...>")
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>", rest)
        if resumed:
            rest = begun.pop(thread) + rest[resumed.end():]
        match = re.fullmatch(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<.*>)?.*", rest)
        if match:
            yield match[1], _arguments(match[2]), int(match[3])


def _arguments(text):
    """Split at commas outside of quotes, brackets and <paths>."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted  # -xx leaves no quote unescaped within a string
        elif quoted:
            continue
        elif char in "<[{(":
            depth += 1
        elif char in ">]})":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _bytes(argument):
    return bytes.fromhex(argument.strip('"').replace("\\x", ""))


def _descriptor_path(argument):
    match = re.fullmatch(r"[\w-]+<(.*)>", argument)
    if not match:
        return None
    path = re.sub(r"\\x([0-9a-f]{2})", lambda hexadecimal: chr(int(hexadecimal[1], 16)), match[1])
    return path.removesuffix("(deleted)").rstrip()


def _path(argument, folder):
    path = _bytes(argument).decode()
    if not path.startswith("/"):
        path = os.path.join(_descriptor_path(folder) if folder else os.getcwd(), path)
    return os.path.normpath(path)
