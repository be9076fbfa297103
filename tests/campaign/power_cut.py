# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power fails at every moment at which something was synced, and the disk keeps as little or as
much as it may: Larder starts, gives nobody a wrong byte, and keeps a sound index."""

import shutil
import sqlite3
import unittest

from harness import crashlog, upstream
from harness.scenario import KIB, Scenario, main, package_path, random_bytes

OBJECTS = {package_path(f"object-{number}"): random_bytes(size, f"object-{number}")
           for number, size in enumerate((1, 3 * KIB, 70 * KIB, 200 * KIB, 0, 5 * KIB, 64 * KIB))}
DOCUMENT = "/debian/dists/stable/Contents-all"  # renewed, and replaced


class PowerCut(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        for path, body in OBJECTS.items():
            self.upstream.serve(path, upstream.content(body))
        self.serve_document("one")

    def serve_document(self, version):
        self.document = random_bytes(2 * KIB, version)
        self.upstream.serve(DOCUMENT, upstream.content(self.document, etag=f'"{version}"'))

    def ask(self, proxy, path, headers=()):
        return proxy.get(self.upstream.url(path), headers)

    def record(self):
        """What a proxy writes that stores, renews, replaces and heals."""
        log = self.folder / "strace"
        proxy = self.start_larder(self.upstream, prefix=crashlog.recording(log))
        for path, body in OBJECTS.items():
            self.assert_served(self.ask(proxy, path), body)
        self.assert_served(self.ask(proxy, DOCUMENT), self.document)
        self.wait_stored(proxy, len(OBJECTS) + 1)
        for version in ("one", "two"):
            self.serve_document(version)
            self.assert_served(self.ask(proxy, DOCUMENT, [("Cache-Control", "no-cache")]),
                               self.document)
        damaged = next(path for path in proxy.objects() if path.stat().st_size == 70 * KIB)
        damaged.write_bytes(bytes(70 * KIB))
        self.assert_served(self.ask(proxy, package_path("object-2")),
                           OBJECTS[package_path("object-2")])
        proxy.stop()
        recorded = crashlog.CrashLog(log, proxy.cache)
        there = {str(path.relative_to(proxy.cache)): None if path.is_dir() else path.read_bytes()
                 for path in proxy.cache.rglob("*")}
        self.assertEqual({path: data and len(data) for path, data in recorded.end().items()},
                         {path: data and len(data) for path, data in there.items()})
        self.assertEqual({path for path, data in recorded.end().items() if data != there[path]},
                         set(), "the recording does not lead to what is on the disk")
        return recorded

    def test_no_wrong_byte_and_a_sound_index_after_any_power_cut(self):
        log = self.record()
        count = 0
        for sync, survives, state in log.states():
            count += 1
            with self.subTest(f"after sync {sync}, what survives is {survives.value}"):
                self.check(state, survives)
        print(f"{count} states of the disk", flush=True)
        self.assertGreater(count, 40, "the recording has fewer syncs than it must have")

    def check(self, state, survives):
        folder = self.folder / "after"
        folder.mkdir()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        crashlog.make(state, folder / "cache")
        proxy = self.start_larder(self.upstream, folder=folder)
        try:
            for _ in range(2):
                for path, body in OBJECTS.items():
                    self.assert_served(self.ask(proxy, path), body)
                self.assert_served(self.ask(proxy, DOCUMENT, [("Cache-Control", "no-cache")]),
                                   self.document)
            self.wait_stored(proxy, len({*OBJECTS.values(), self.document}))
        finally:
            proxy.stop()
            self._proxies.remove(proxy)
        with sqlite3.connect(f"file:{proxy.cache}/index.sqlite?mode=ro", uri=True) as index:
            self.assertEqual(index.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            rows = {digest.hex() for (digest,) in index.execute("SELECT digest FROM object")}
        index.close()
        self.assertLessEqual(rows, proxy.stored_digests(), "rows without a file")
        if survives is crashlog.Survives.EVERYTHING:
            self.assertEqual(proxy.stored_digests(), rows, "files without a row")
        self.assertEqual(proxy.staged_bytes(), 0)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
