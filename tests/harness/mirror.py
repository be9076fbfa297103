# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mirror that is updated step by step, and a client that asks it as apt does and compares every
digest."""

import itertools
import lzma

from harness import archive, upstream
from harness.scenario import Scenario, sha256

MAX_AGE_0 = [("Cache-Control", "max-age=0")]
INDEX = "main/binary-all/Packages.xz"
STEPS = ("pool", "by_hash", "canonical", "release")
CLIENT_STEPS = ("read_release", "read_index", "read_packages")


class Mismatch(AssertionError):
    """What apt would report as Hash Sum mismatch or unexpected size."""


class Mirror:
    """An archive below a path of its own on a scripted upstream."""

    def __init__(self, origin, base):
        self._origin = origin
        self.base = base

    def publish(self, generation, step=None):
        """One step of a mirror's update, or all."""
        for each in [step] if step else STEPS:
            for path, data in getattr(generation, each).items():
                self._origin.serve(f"{self.base}/{path}", upstream.content(
                    data, last_modified=generation.last_modified))

    def url(self, path):
        return self._origin.url(f"{self.base}/{path}")


def packages_of(generation):
    """{path: (SHA-256, size)}, as its index lists them."""
    return {path: (sha256(data), len(data)) for path, data in generation.pool.items()}


class AptLike:
    """Asks as apt does: InRelease, the indexes it lists (by hash, else by name), the packages those
    list, all on one connection; compares every digest."""

    def __init__(self, proxy, mirror):
        self._connection = proxy.connect()
        self._mirror = mirror
        self.release = self.index = None
        self.errors = []

    def close(self):
        self._connection.close()

    def fetch(self, path, headers=(), expected=None):
        """The body; nothing after an honest error."""
        answer = self._connection.get(self._mirror.url(path), headers)
        if answer.status != 200 or answer.complete is False:
            self.errors.append((path, answer.status))
            if answer.complete is False:
                raise Mismatch(f"{path} was cut after {answer.size} bytes")
            if answer.status < 400:
                raise Mismatch(f"{path}: status {answer.status}")
            return None
        if expected and (sha256(answer.body), len(answer.body)) != expected:
            raise Mismatch(f"{path}: {len(answer.body)} bytes, not the {expected[1]} listed")
        return answer.body

    def read_release(self):
        self.release = self.fetch(f"{archive.SUITE}/InRelease", MAX_AGE_0)

    def read_index(self):
        if not self.release:
            return
        expected = archive.listed_files(self.release).get(INDEX)
        if not expected:
            self.errors.append((INDEX, "not listed"))
            return
        packed = None
        if b"Acquire-By-Hash: yes" in self.release:
            folder = INDEX.rpartition("/")[0]
            packed = self.fetch(f"{archive.SUITE}/{folder}/by-hash/SHA256/{expected[0]}", MAX_AGE_0,
                                expected)
        if packed is None:
            packed = self.fetch(f"{archive.SUITE}/{INDEX}", MAX_AGE_0, expected)
        self.index = packed and lzma.decompress(packed)

    def read_packages(self):
        for path, expected in archive.listed_packages(self.index or b"").items():
            self.fetch(path, expected=expected)

    def update(self):
        for step in CLIENT_STEPS:
            getattr(self, step)()
        return self


class MirrorScenario(Scenario):
    """An upstream, a proxy, and any number of archives on the upstream."""

    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.proxy = self.start_larder(self.upstream)
        self.numbers = itertools.count()

    def mirror(self):
        return Mirror(self.upstream, f"/archive-{next(self.numbers)}/debian")

    def apt(self, mirror):
        client = AptLike(self.proxy, mirror)
        self.addCleanup(client.close)
        return client

    def assert_settles(self, mirror, whole, tolerated=()):
        """What changed while the last fetch was being stored is seen a moment later."""
        def settled():
            client = AptLike(self.proxy, mirror)
            try:
                client.update()
            except tolerated:
                return False
            finally:
                client.close()
            return (not client.errors and client.index is not None
                    and archive.listed_packages(client.index) == whole)
        self.assert_eventually(settled)
