# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One larder-proxy in folders of its own."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import stat
import subprocess
import threading
import time

from harness import client

PROXY = os.environ.get("LARDER_PROXY", "larder-proxy")
LARDER = os.environ.get("LARDER", "larder")
SANITIZED = bool(os.environ.get("LARDER_SANITIZE"))
START_TIMEOUT = 60
STOP_TIMEOUT = 60
SANITIZER_REPORT = re.compile(
    r"ERROR: \w*Sanitizer|WARNING: ThreadSanitizer|runtime error:|LeakSanitizer")


def environment(runtime, home):
    """As a person's session would have it, without what would lead out of the test."""
    kept = {name: value for name, value in os.environ.items()
            if not name.lower().endswith("_proxy") and not name.startswith(("XDG_", "LISTEN_"))}
    kept.update(HOME=str(home), XDG_RUNTIME_DIR=str(runtime), LC_ALL="C.UTF-8")
    # Qt is not instrumented: judging what passes through it would report correct code.
    kept.setdefault("TSAN_OPTIONS", "ignore_noninstrumented_modules=1")
    return kept


def total_size(files):
    """Bytes of those that are still there when they are looked at."""
    total = 0
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            status = file.lstat()
            total += status.st_size if stat.S_ISREG(status.st_mode) else 0
    return total


class Larder:
    """Starts, stops, kills and looks at one larder-proxy.

    folder    for everything it writes; a second process that shares a store gets its own `runtime`
    upstreams ScriptedUpstream objects, or "HOST[:PORT]", that the address guard is to allow
    options   further options of the command line
    caches    --cache options; port 0 lets the proxy choose, and say which on stdout
    prefix    a command that becomes larder-proxy (by exec), to change what it finds
    """

    def __init__(self, folder, upstreams=(), options=(), caches=("apt=127.0.0.1:0",), runtime=None,
                 variables=None, prefix=()):
        self.folder = pathlib.Path(folder)
        self.cache = self.folder / "cache"
        self.state = self.folder / "state"
        self.config = self.folder / "larder.ini"
        self.runtime = pathlib.Path(runtime or self.folder / "run")
        self.caches = list(caches)
        self.options = list(options)
        self.upstreams = [getattr(upstream, "authority", upstream) for upstream in upstreams]
        self.variables = dict(variables or {})
        self.prefix = list(prefix)
        self.process = None
        self.port = None
        self._log = []
        self._log_changed = threading.Condition()

    # The process

    def command(self):
        command = [*self.prefix, PROXY]
        for cache in self.caches:
            command += ["--cache", cache]
        command += ["--cache-dir", str(self.cache), "--state-dir", str(self.state),
                    "--config", str(self.config)]
        for upstream in self.upstreams:
            command += ["--allow-upstream", upstream]
        return command + self.options

    def environment(self):
        self.runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        return environment(self.runtime, self.folder) | self.variables

    def start(self):
        """Returns when the proxy says that it is ready."""
        notify_path = self.folder / f"notify-{os.urandom(4).hex()}"
        environment_ = self.environment()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(str(notify_path))
            notify.settimeout(0.2)
            self.process = subprocess.Popen(
                self.command(), env=environment_ | {"NOTIFY_SOCKET": str(notify_path)},
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self._log_reader = threading.Thread(target=self._read_log, args=(self.process.stderr,),
                                                daemon=True)
            self._log_reader.start()
            self._wait_until_ready(notify)
        notify_path.unlink()
        ports = [self._announced_port() if cache.endswith(":0") else int(cache.rpartition(":")[2])
                 for cache in self.caches]
        self.port = ports[0]
        # The same port after a restart, as a client would expect.
        self.caches = [re.sub(r":0$", f":{port}", cache) for cache, port in zip(self.caches, ports)]
        return self

    def _wait_until_ready(self, notify):
        waited = 0
        while True:
            try:
                if b"READY=1" in notify.recv(4096).split(b"\n"):
                    return
            except TimeoutError:
                waited += 0.2
            if self.process.poll() is not None:
                raise AssertionError(f"larder-proxy ended with {self.process.poll()} instead of "
                                     f"starting:\n{self.log}")
            if waited > START_TIMEOUT:
                raise AssertionError(f"larder-proxy does not get ready:\n{self.log}")

    def _announced_port(self):
        line = self.process.stdout.readline().decode()
        match = re.fullmatch(r"\w+ \S+:(\d+)\n", line)
        if not match:
            raise AssertionError(f"not a cache and its address: {line!r}")
        return int(match[1])

    def _read_log(self, stream):
        for line in stream:
            with self._log_changed:
                self._log.append(line.decode(errors="replace"))
                self._log_changed.notify_all()

    @property
    def log(self):
        with self._log_changed:
            return "".join(self._log)

    def wait_for_log(self, pattern, timeout=60):
        with self._log_changed:
            def matched():
                return re.search(pattern, "".join(self._log))
            if not self._log_changed.wait_for(matched, timeout):
                raise AssertionError(f"the log never says {pattern!r}:\n{''.join(self._log)}")

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def terminate(self):
        """Asks it to drain and leave; does not wait."""
        self.process.send_signal(signal.SIGTERM)

    def wait(self, timeout=STOP_TIMEOUT):
        """Waits for its end and returns the exit status."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
            raise AssertionError(f"larder-proxy does not leave:\n{self.log}") from None
        self._log_reader.join(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def stop(self):
        """SIGTERM; exit status 0 and no report of a sanitizer."""
        if self.process is None:
            return
        if self.process.returncode is None:
            self.terminate()
        code = self.wait() if not self.process.stdout.closed else self.process.returncode
        self.process = None
        report = SANITIZER_REPORT.search(self.log)
        if code != 0 or report:
            raise AssertionError(f"larder-proxy ended with {code}:\n{self.log}")

    def kill(self):
        """As when the power fails, as far as a process can tell."""
        self.process.kill()
        self.wait()
        self.process = None

    def restart(self):
        self.stop()
        return self.start()

    # From outside

    @property
    def address(self):
        return ("127.0.0.1", self.port)

    @property
    def authority(self):
        return f"127.0.0.1:{self.port}"

    def connect(self, **options):
        return client.Connection(self.address, **options)

    def get(self, target, headers=(), **options):
        """One exchange on a connection of its own; an absolute URL uses Larder as forward proxy."""
        options.setdefault("host", None if "://" in target else self.authority)
        with self.connect() as connection:
            return connection.get(target, headers, **options)

    def figures(self):
        """The page's figures."""
        return json.loads(self.get("/larder.json").body)

    def command_line(self, *arguments, timeout=60):
        """Runs `larder`, which reads what the proxy writes."""
        return subprocess.run(
            [LARDER, *arguments, "--state-dir", str(self.state), "--cache-dir", str(self.cache),
             "--config", str(self.config)],
            env=self.environment(), capture_output=True, text=True, timeout=timeout)

    def rss(self):
        """Resident memory in bytes."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) * 1024

    def switches(self):
        """How often it was woken, in all its threads."""
        return sum(
            int(number) for status in
            pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/status")
            for number in re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", status.read_text(), re.M))

    def wait_for_rest(self, seconds=3, timeout=60):
        """Until it has not been woken for so long: what it has under way may come to its end."""
        deadline = time.monotonic() + timeout
        while True:
            before = self.switches()
            time.sleep(seconds)
            if self.switches() == before:
                return
            if time.monotonic() > deadline:
                raise AssertionError("larder-proxy does not come to rest")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def processor_seconds(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # On disk

    def objects(self):
        """The files of stored objects."""
        folder = self.cache / "objects"
        return sorted(path for path in folder.rglob("*")
                      if path.is_file()) if folder.exists() else []

    def stored_digests(self):
        """SHA-256 of every stored object, as its name says."""
        return {path.parent.name + path.name for path in self.objects()}

    def stored_bytes(self):
        """Bytes of stored objects."""
        return total_size(self.objects())

    def staged_bytes(self):
        """Bytes of bodies that are still arriving, or were left behind."""
        return total_size((self.cache / "incoming").rglob("*"))
