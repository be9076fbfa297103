# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can happen to the disk under a running proxy: every answer stays exact, the state says what
is wrong, and when the cause is gone everything is served from stock again, without a restart."""

import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from harness import archive, upstream
from harness.mirror import MirrorScenario
from harness.scenario import (KIB, MIB, Scenario, damaged, eventually, main, package_path,
                              random_bytes)

IS_ROOT = os.geteuid() == 0


class Repair(Scenario):
    def setUp(self):
        super().setUp()
        self.upstream = self.start_upstream()
        self.bodies = {package_path(f"stored-{i}"): random_bytes(100 * KIB + i, f"stored-{i}")
                       for i in range(6)}
        for path, body in self.bodies.items():
            self.upstream.serve(path, upstream.content(body))
        self.new = 0

    def start_filled(self, **options):
        proxy = self.start_larder(self.upstream, **options)
        for path, body in self.bodies.items():
            self.assert_served(proxy.get(self.upstream.url(path)), body)
        self.wait_stored(proxy, len(self.bodies))
        return proxy

    def ask_for_all(self, proxy):
        for path, body in self.bodies.items():
            self.assert_served(proxy.get(self.upstream.url(path)), body)

    def ask_for_new(self, proxy, size=50 * KIB):
        """Something that was never asked for."""
        self.new += 1
        path = package_path(f"new-{self.new}")
        body = random_bytes(size, path)
        self.upstream.serve(path, upstream.content(body))
        self.assert_served(proxy.get(self.upstream.url(path)), body)
        return path, body

    def status(self, proxy):
        ran = proxy.command_line("status", "--json")
        return next(cache for cache in json.loads(ran.stdout)["caches"] if cache["name"] == "apt")

    def assert_troubled(self, proxy, word):
        """Page and command line say why, while requests go on."""
        def told():
            self.ask_for_new(proxy)
            return any(word in each for each in proxy.figures()["troubles"])
        self.assert_eventually(told, message=f"no trouble with {word!r} is told")
        self.assert_eventually(
            lambda: any(word in each for each in self.status(proxy)["troubles"]))
        self.assertIn("Trouble", proxy.command_line("status").stdout)
        self.assertIn("wrong with the disk", proxy.get("/").body.decode())

    def assert_healed(self, proxy, paths=None):
        """Without a restart, and only since clients ask: hits again, with upstream gone."""
        def well():
            self.ask_for_all(proxy)
            return not proxy.figures()["troubles"]
        self.assert_eventually(well, message="the trouble does not end")
        self.assertEqual(self.status(proxy)["troubles"], [])
        paths = self.bodies if paths is None else paths

        def all_hits():
            self.upstream.forget()
            for path, body in paths.items():
                self.assert_served(proxy.get(self.upstream.url(path)), body)
            return self.upstream.count() == 0
        self.assert_eventually(all_hits, message="stored files are fetched again and again")
        path, body = self.ask_for_new(proxy)
        self.assert_eventually(lambda: self.is_hit(proxy, path, body))

    def is_hit(self, proxy, path, body):
        self.upstream.forget()
        self.assert_served(proxy.get(self.upstream.url(path)), body)
        return self.upstream.count(path) == 0

    def index(self, proxy):
        return proxy.cache / "index.sqlite"

    # The index

    def harm(self, proxy, how):
        index = self.index(proxy)
        size = index.stat().st_size
        if how == "rubbish":
            with open(index, "r+b") as file:
                file.write(random_bytes(size))
        elif how == "all rubbish":  # with what lies beside it, but for the shared memory in use
            for file in (index, index.with_name("index.sqlite-wal")):
                with open(file, "r+b") as opened:
                    opened.write(random_bytes(file.stat().st_size))
        elif how == "truncated":
            os.truncate(index, size // 2)
        elif how == "emptied":
            os.truncate(index, 0)
        elif how == "deleted":
            index.unlink()
        elif how == "all deleted":
            for file in proxy.cache.glob("index.sqlite*"):
                file.unlink()

    HARMS = ("rubbish", "all rubbish", "truncated", "emptied", "deleted", "all deleted")

    def test_an_index_harmed_under_a_running_proxy_is_made_anew(self):
        for how in self.HARMS:
            with self.subTest(how):
                proxy = self.start_filled()
                self.harm(proxy, how)
                self.ask_for_all(proxy)
                self.ask_for_new(proxy)
                self.assert_healed(proxy)
                proxy.stop()

    def test_an_index_harmed_while_nobody_ran_is_made_anew(self):
        for how in self.HARMS:
            with self.subTest(how):
                proxy = self.start_filled()
                proxy.stop()
                with open(self.index(proxy).with_name("index.sqlite-wal"), "ab"):
                    pass
                self.harm(proxy, how)
                proxy.start()
                self.upstream.forget()

                def served_from_stock():
                    self.upstream.forget()
                    self.ask_for_all(proxy)
                    return self.upstream.count() == 0
                self.assert_eventually(served_from_stock)
                self.assert_healed(proxy)
                proxy.stop()

    def test_two_processes_survive_an_index_that_one_of_them_makes_anew(self):
        first = self.start_filled()
        second = self.start_larder(self.upstream, folder=first.folder,
                                   runtime=first.folder / "run-2")
        self.ask_for_all(second)
        self.harm(first, "rubbish")
        for _ in range(3):
            for proxy in (first, second):
                self.ask_for_all(proxy)
                self.ask_for_new(proxy)
        for proxy in (first, second):
            self.assert_healed(proxy)
        first.stop()  # whoever goes takes nothing of the other along
        self.assert_healed(second)

    def test_an_index_that_somebody_holds(self):
        proxy = self.start_filled()
        holder = sqlite3.connect(self.index(proxy), isolation_level=None)
        self.addCleanup(holder.close)
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        self.upstream.forget()
        self.ask_for_all(proxy)
        self.assertEqual(self.upstream.count(), 0)  # reading is not in anybody's way
        self.assert_troubled(proxy, "locked")
        while time.monotonic() - began < 15:
            self.ask_for_all(proxy)
            self.ask_for_new(proxy)
            time.sleep(0.3)
        holder.execute("ROLLBACK")
        self.assert_healed(proxy)

    def test_an_index_of_a_newer_larder(self):
        proxy = self.start_filled()
        with sqlite3.connect(self.index(proxy)) as newer:
            version, = newer.execute("PRAGMA user_version").fetchone()
            newer.execute("PRAGMA user_version=99")
        self.assert_troubled(proxy, "newer Larder")
        self.ask_for_all(proxy)
        with sqlite3.connect(self.index(proxy)) as newer:
            self.assertEqual(newer.execute("PRAGMA user_version").fetchone(), (99,))
            newer.execute(f"PRAGMA user_version={version}")
        self.assert_healed(proxy)

    # Folders

    def remove(self, folder):
        """Also while somebody writes into it."""
        self.assert_eventually(
            lambda: (shutil.rmtree(folder, ignore_errors=True), not folder.exists())[1])

    def test_the_cache_folder_is_removed(self):
        proxy = self.start_filled()
        self.remove(proxy.cache)
        self.ask_for_all(proxy)
        self.ask_for_new(proxy)
        self.assert_healed(proxy)

    def test_the_cache_folder_is_a_file_for_a_while(self):
        proxy = self.start_filled()
        away = proxy.cache.with_name("away")
        proxy.cache.rename(away)
        proxy.cache.write_text("in the way")
        self.assert_troubled(proxy, str(proxy.cache))
        self.ask_for_all(proxy)
        proxy.cache.unlink()
        away.rename(proxy.cache)
        self.upstream.forget()
        self.assert_healed(proxy)

    def test_the_state_folder_is_removed(self):
        proxy = self.start_filled()
        self.remove(proxy.state)
        self.ask_for_all(proxy)
        self.assert_eventually(
            lambda: (self.ask_for_all(proxy), (proxy.state / "statistics.sqlite").exists())[1])
        self.assertEqual(proxy.figures()["troubles"], [])

    def test_statistics_that_cannot_be_written(self):
        proxy = self.start_filled()
        self.remove(proxy.state)
        proxy.state.write_text("in the way")
        self.assert_troubled(proxy, str(proxy.state))
        counted = proxy.figures()["total"]["hit"]
        self.ask_for_all(proxy)
        proxy.state.unlink()
        self.assert_healed(proxy)
        self.assertGreater(proxy.figures()["total"]["hit"], counted)

    def test_statistics_that_are_rubbish_or_newer(self):
        proxy = self.start_filled()
        statistics = proxy.state / "statistics.sqlite"
        self.assert_eventually(statistics.exists)
        proxy.stop()
        statistics.write_bytes(random_bytes(64 * KIB))
        proxy.start()
        self.ask_for_all(proxy)
        self.assert_eventually((proxy.state / "statistics.damaged.sqlite").exists)
        self.assert_healed(proxy)
        self.assertEqual(proxy.command_line("stats").returncode, 0)
        proxy.stop()
        with sqlite3.connect(statistics) as newer:
            version, = newer.execute("PRAGMA user_version").fetchone()
            newer.execute("PRAGMA user_version=99")
        proxy.start()
        self.assert_troubled(proxy, "newer Larder")
        with sqlite3.connect(statistics) as newer:
            newer.execute(f"PRAGMA user_version={version}")
        self.assert_healed(proxy)

    # File systems

    def inside(self, proxy, command):
        """Runs a command among the mounts of the proxy."""
        subprocess.run(["nsenter", "-m", "-t", str(proxy.process.pid), "sh", "-ec", command],
                       check=True, timeout=60)

    @unittest.skipUnless(IS_ROOT, "needs root: mounts")
    def test_a_cache_that_becomes_read_only(self):
        proxy = self.start_filled(prefix=["unshare", "-m", "--propagation", "private"])
        self.inside(proxy, f"mount --bind {proxy.cache} {proxy.cache}; "
                           f"mount -o remount,bind,ro {proxy.cache}")
        self.assert_troubled(proxy, "Read-only")
        self.upstream.forget()
        self.ask_for_all(proxy)
        self.assertEqual(self.upstream.count(), 0)  # what is stored is served
        self.inside(proxy, f"mount -o remount,bind,rw {proxy.cache}")
        self.assert_healed(proxy)

    @unittest.skipUnless(IS_ROOT, "needs root: mounts")
    def test_a_cache_that_is_read_only_from_the_start(self):
        proxy = self.start_filled()
        proxy.stop()
        read_only = (f"mount --bind {proxy.cache} {proxy.cache} && "
                     f'mount -o remount,bind,ro {proxy.cache} && exec "$@"')
        proxy.prefix = ["unshare", "-m", "--propagation", "private", "sh", "-c", read_only, "sh"]
        proxy.start()
        self.upstream.forget()
        self.ask_for_all(proxy)
        self.assertEqual(self.upstream.count(), 0)
        self.assert_troubled(proxy, "Read-only")
        self.inside(proxy, f"mount -o remount,bind,rw {proxy.cache}")
        self.assert_healed(proxy)

    @unittest.skipUnless(IS_ROOT, "needs root: a small file system")
    def test_a_full_disk_that_is_freed(self):
        folder = self.folder / "larder"
        (folder / "cache").mkdir(parents=True)
        mount = f'mount -t tmpfs -o size=8m tmpfs {folder}/cache && exec "$@"'
        proxy = self.start_filled(
            folder=folder, prefix=["unshare", "-m", "--propagation", "private", "sh", "-c", mount,
                                   "sh"])
        self.inside(proxy, f"head -c 20M /dev/zero > {proxy.cache}/ballast || true")
        self.upstream.forget()
        self.ask_for_all(proxy)
        self.assertEqual(self.upstream.count(), 0)
        self.assert_troubled(proxy, "full")
        self.ask_for_new(proxy, 3 * MIB)
        self.inside(proxy, f"rm {proxy.cache}/ballast")
        self.assert_healed(proxy)
        # Larger than all of it, so that it can only be passed through.
        self.ask_for_new(proxy, 12 * MIB)
        self.ask_for_new(proxy, 12 * MIB)
        self.assert_healed(proxy)

    def test_pages_are_rewritten_also_when_nothing_can_be_stored(self):
        page = (b'<!DOCTYPE html><html><body><a href="../../files/x-1.0.tar.gz#sha256=' +
                b"0" * 64 + b'">x-1.0.tar.gz</a></body></html>')
        self.upstream.serve("/simple/x/", upstream.content(page, content_type="text/html"))
        (self.folder / "file").write_text("no folder")
        proxy = self.start_larder(
            self.upstream, caches=["pip=127.0.0.1:0"],
            options=["--cache-dir", str(self.folder / "file"),
                     "--upstream", f"pip={self.upstream.url('/simple/')}"])
        answer = proxy.get("/simple/x/", [("Accept", "text/html")])
        self.assertEqual(answer.status, 200)
        self.assertIs(answer.complete, True)
        self.assertIn(b'href="/', answer.body)
        self.assertNotIn(b'"../../files', answer.body)
        self.assertTrue(proxy.figures()["troubles"])

    # larder verify

    def verify(self, proxy, *options):
        ran = proxy.command_line("verify", "--json", *options)
        return ran.returncode, json.loads(ran.stdout)

    def test_verify_finds_and_drops_what_is_damaged_beside_a_running_proxy(self):
        proxy = self.start_filled()
        self.assertEqual(self.verify(proxy)[0], 0)
        objects = proxy.objects()
        data = objects[0].read_bytes()
        for path, changed in ((objects[0], damaged(data, len(data) // 2)), (objects[1], data[:10]),
                              (objects[2], b"")):
            os.chmod(path, 0o600)
            path.write_bytes(changed)
        objects[3].unlink()
        stray = proxy.cache / "objects" / "ab" / ("0" * 62)
        stray.parent.mkdir(exist_ok=True)
        stray.write_text("nobody's")
        status, report = self.verify(proxy, "--from-start")
        self.assertEqual(status, 3)
        self.assertTrue(report["complete"])
        self.assertEqual({each["digest"] for each in report["damaged"]},
                         {each.parent.name + each.name for each in objects[:4]})
        self.assertEqual(sorted(each["what"] for each in report["damaged"]),
                         ["damaged"] * 3 + ["missing"])
        self.assertTrue(all(each["keys"] for each in report["damaged"]))
        self.assertEqual(report["unknownFiles"], 1)
        self.assertFalse(stray.exists())
        self.assertEqual(self.verify(proxy)[0], 0)
        self.ask_for_all(proxy)
        self.wait_stored(proxy, len(self.bodies))
        self.assert_healed(proxy)

    def test_verify_makes_a_lost_index_anew(self):
        proxy = self.start_filled()
        proxy.stop()
        self.index(proxy).write_bytes(random_bytes(20 * KIB))
        status, report = self.verify(proxy)
        self.assertEqual((status, report["indexRebuilt"], report["objects"]),
                         (3, True, len(self.bodies)))
        proxy.start()
        self.upstream.forget()
        self.ask_for_all(proxy)
        self.assertEqual(self.upstream.count(), 0)

    def test_a_lost_index_is_not_taken_for_an_empty_stock(self):
        for how in ("emptied", "all deleted"):
            with self.subTest(how):
                proxy = self.start_filled()
                self.assertEqual(proxy.command_line("pin", "*stored-1*").returncode, 0)
                proxy.stop()
                self.harm(proxy, how)
                for command in (("gc",), ("gc", "--dry-run"), ("list",), ("remove", "*"),
                                ("unpin", "*")):
                    ended = proxy.command_line(*command)
                    self.assertEqual(ended.returncode, 1, command)
                    self.assertIn("larder verify", ended.stderr)
                status, report = self.verify(proxy)
                self.assertEqual((report["indexRebuilt"], report["objects"], report["unknownFiles"]),
                                 (True, len(self.bodies), 0))
                self.assertEqual(proxy.command_line("list").stdout.count("(pinned)"), 1)
                proxy.start()
                self.upstream.forget()
                self.ask_for_all(proxy)
                self.assertEqual(self.upstream.count(), 0)
                proxy.stop()

    def test_verify_goes_on_where_it_was_stopped(self):
        proxy = self.start_filled()
        # Objects that take long enough to be caught in the middle.
        for number in range(4):
            path = package_path(f"large-{number}")
            body = random_bytes(48 * MIB, path)
            self.upstream.serve(path, upstream.content(body))
            self.assert_served(proxy.get(self.upstream.url(path), keep=False), body)
        count = len(self.bodies) + 4
        self.wait_stored(proxy, count)
        proxy.stop()
        for how in (signal.SIGINT, signal.SIGKILL):
            with self.subTest(how.name):
                (proxy.cache / "check").unlink(missing_ok=True)
                stopped = self.stop_verify(proxy, how)
                if how == signal.SIGINT:
                    self.assertEqual(stopped.returncode, 1)
                    self.assertFalse(json.loads(stopped.stdout_text)["complete"])
                    status, report = self.verify(proxy)
                    self.assertEqual((status, report["complete"], report["objects"]),
                                     (0, True, count))
                else:
                    status, report = self.verify(proxy, "--from-start")
                    self.assertEqual((status, report["resumedAt"], report["objects"]),
                                     (0, 0, count))

    def stop_verify(self, proxy, how):
        running = subprocess.Popen(
            [os.environ.get("LARDER", "larder"), "verify", "--json", "--state-dir",
             str(proxy.state), "--cache-dir", str(proxy.cache), "--config", str(proxy.config)],
            env=proxy.environment(), stdout=subprocess.PIPE, text=True)
        # Until it reads an object: then it blocks these signals for its own way to end.
        def reads():
            try:
                return any("objects/" in os.readlink(f"/proc/{running.pid}/fd/{each}")
                           for each in os.listdir(f"/proc/{running.pid}/fd"))
            except FileNotFoundError:
                return False
        self.assertTrue(eventually(reads))
        running.send_signal(how)
        running.stdout_text, _ = running.communicate(timeout=60)
        return running

    # Looking over what is stored while nobody asks

    def start_idle(self, battery=""):
        """A proxy that leaves when it is idle, on a machine with or without a battery in use."""
        folder = self.folder / "larder"
        proxy = self.start_filled(folder=folder)
        proxy.stop()
        supplies = "/sys/class/power_supply"
        power = (f"mount -t tmpfs tmpfs {supplies} && " + battery.format(supplies=supplies)
                 + ' exec "$@"')
        proxy.prefix = ["unshare", "-m", "--propagation", "private", "sh", "-c", power, "sh"]
        proxy.options = ["--idle-exit", "0.1"]  # minutes: it begins after half of that
        (proxy.cache / "check").unlink(missing_ok=True)
        stored = proxy.objects()[0]
        data = stored.read_bytes()
        os.chmod(stored, 0o600)
        stored.write_bytes(damaged(data, len(data) // 2))
        return proxy.start(), stored

    @unittest.skipUnless(IS_ROOT, "needs root: mounts")
    def test_an_idle_proxy_finds_what_is_damaged_and_leaves_in_time(self):
        proxy, stored = self.start_idle()
        self.assertEqual(proxy.wait(), 0)
        self.assertIn("damaged", proxy.log)
        self.assertFalse(stored.exists())
        self.assertIn("finished=", (proxy.cache / "check").read_text())
        # It is not due again.
        (proxy.cache / "check").rename(proxy.cache / "before")
        shutil.copy(proxy.cache / "before", proxy.cache / "check")
        proxy.start()
        self.assertEqual(proxy.wait(), 0)
        self.assertEqual((proxy.cache / "check").read_text(),
                         (proxy.cache / "before").read_text())

    @unittest.skipUnless(IS_ROOT, "needs root: mounts")
    def test_an_idle_proxy_on_battery_or_a_metered_network_looks_at_nothing(self):
        proxy, stored = self.start_idle("mkdir {supplies}/BAT0 && "
                                        "echo Battery > {supplies}/BAT0/type &&")
        self.assertEqual(proxy.wait(), 0)
        self.assertTrue(stored.exists())
        self.assertFalse((proxy.cache / "check").exists())
        proxy.prefix = []
        proxy.config.write_text("[network]\nmode=metered\n")
        proxy.start()
        self.assertEqual(proxy.wait(), 0)
        self.assertTrue(stored.exists())


class Relearning(MirrorScenario):
    def test_what_indexes_announce_is_learnt_again_after_the_index_was_lost(self):
        generation = archive.make_generation(1, packages=40, size=1000)
        mirror = self.mirror()
        mirror.publish(generation)
        client = self.apt(mirror)
        client.read_release()
        client.read_index()
        self.wait_stored(self.proxy, 2)
        self.proxy.stop()
        (self.proxy.cache / "index.sqlite").write_bytes(random_bytes(20 * KIB))
        target, *canaries = generation.pool
        for path, body in generation.pool.items():
            self.upstream.serve(f"{mirror.base}/{path}",
                                upstream.content(damaged(body, 300)))
        self.proxy.start()
        # Until then nothing shows that they are wrong.
        waiting = itertools.cycle(canaries)
        self.assertTrue(eventually(
            lambda: not self.proxy.get(mirror.url(next(waiting))).wholly_right))
        self.assertFalse(self.proxy.get(mirror.url(target)).wholly_right)
        self.upstream.serve(f"{mirror.base}/{target}", upstream.content(generation.pool[target]))
        self.assert_served(self.proxy.get(mirror.url(target)), generation.pool[target])
        self.assert_eventually(lambda: not (self.proxy.cache / "learn-again").exists())


if __name__ == "__main__":
    main()
