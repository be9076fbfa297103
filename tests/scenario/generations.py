# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generations of an archive, looked at closely: who is served which, and what an index teaches."""

import itertools
import lzma

from harness import archive, upstream
from harness.mirror import INDEX, MAX_AGE_0, Mismatch, MirrorScenario, packages_of
from harness.scenario import damaged, eventually, main, sha256


class Generations(MirrorScenario):
    def generations(self, **options):
        return (archive.make_generation(serial, packages=2, size=1000, compressions=("xz",),
                                        **options)
                for serial in (1, 2))

    def get(self, mirror, path, connection=None):
        url = mirror.url(f"{archive.SUITE}/{path}")
        return connection.get(url, MAX_AGE_0) if connection else self.proxy.get(url, MAX_AGE_0)

    def test_an_unchanged_archive_costs_one_question(self):
        first, _ = self.generations()
        mirror = self.mirror()
        mirror.publish(first)
        self.apt(mirror).update()
        self.wait_stored(self.proxy, 4)
        self.upstream.forget()
        self.assertEqual(self.apt(mirror).update().errors, [])
        self.assertEqual([seen.target.rpartition("/")[2] for seen in self.upstream.seen()],
                         ["InRelease"])

    def test_two_clients_of_different_generations_at_the_same_time(self):
        for by_hash in (True, False):
            with self.subTest(by_hash=by_hash):
                first, second = self.generations(by_hash=by_hash)
                mirror = self.mirror()
                mirror.publish(first)
                early = self.apt(mirror)
                early.read_release()
                mirror.publish(second)
                late = self.apt(mirror)

                def sees_the_second():
                    late.read_release()
                    return b"Version: 2\n" in late.release
                self.assert_eventually(sees_the_second)
                for client in (early, late):
                    client.read_index()
                    client.read_packages()
                self.assertIn(b"Version: 1\n", early.release)
                self.assertEqual(late.errors, [])

    def test_a_canonical_name_is_answered_from_what_the_release_file_lists(self):
        first, second = self.generations()
        mirror = self.mirror()
        mirror.publish(first)
        self.apt(mirror).update()  # fetches by hash
        mirror.publish(second, "canonical")  # a mirror in the middle of its update
        with self.proxy.connect() as connection:
            release = self.get(mirror, "InRelease", connection).body
            index = self.get(mirror, INDEX, connection)
        self.assert_served(index, first.canonical[f"{archive.SUITE}/{INDEX}"])
        self.assertEqual(archive.listed_files(release)[INDEX][0], sha256(index.body))

    def test_an_index_that_no_release_file_vouches_for_is_asked_for_each_time(self):
        path = "/flat/./Packages"
        for version in (b"1", b"2"):
            text = b"Package: larder\nVersion: " + version + b"\n"
            # By a tenth of its age it would be fresh for a day.
            self.upstream.serve("/flat/Packages", upstream.content(
                text, etag=f'"{version.decode()}"', last_modified="Tue, 03 Jun 2025 10:00:00 GMT"))
            for _ in range(2):
                self.assert_served(self.proxy.get(self.upstream.url(path), MAX_AGE_0), text)
            self.wait_stored(self.proxy, 1)

    def test_a_server_that_hides_the_names_by_hash_gives_the_canonical_one(self):
        first, _ = self.generations()
        mirror = self.mirror()
        for step in ("pool", "canonical", "release"):
            mirror.publish(first, step)
        self.upstream.serve_rest(upstream.status(403, b"AccessDenied"))
        client = self.apt(mirror).update()
        self.assertEqual([status for _, status in client.errors], [403])
        self.assertIn(b"Package: ", client.index)

    def test_a_release_file_and_its_signature_are_of_one_generation(self):
        first, second = self.generations(in_release=False)
        for switch in ("before", "between", "between, warm"):
            with self.subTest(switch):
                mirror = self.mirror()
                mirror.publish(first)
                if switch != "between":
                    self.get(mirror, "Release")
                    self.get(mirror, "Release.gpg")
                if switch == "before":
                    mirror.publish(second)
                with self.proxy.connect() as connection:
                    self.assertEqual(self.get(mirror, "InRelease", connection).status, 404)
                    release = self.get(mirror, "Release", connection)
                    self.assertEqual(release.status, 200)
                    if switch != "before":
                        mirror.publish(second)
                    signature = self.get(mirror, "Release.gpg", connection)
                if switch != "between":
                    self.assertEqual(signature.status, 200)
                if signature.status == 200:
                    self.assertEqual(signature.body, archive.UncheckedKey().detached(release.body))

    def test_dates_of_a_generation_are_replayed_unchanged(self):
        first, _ = self.generations()
        mirror = self.mirror()
        mirror.publish(first)
        for _ in range(2):
            for path in (f"{archive.SUITE}/InRelease", *list(first.by_hash)[:1], *first.pool):
                self.assertEqual(self.proxy.get(mirror.url(path)).header("last-modified"),
                                 first.last_modified)

    def test_a_generation_once_fetched_survives_the_archive(self):
        first, _ = self.generations()
        mirror = self.mirror()
        mirror.publish(first)
        self.apt(mirror).update()
        self.upstream.vanish()
        self.assertEqual(self.apt(mirror).update().errors, [])

    def test_a_package_that_contradicts_its_index_is_refused_and_healed(self):
        for compression in ("xz", "gz", "bz2", "zst", None):
            with self.subTest(compression):
                generation = archive.make_generation(
                    1, packages=30, size=5000,
                    compressions=(compression,) if compression else ())
                mirror = self.mirror()
                mirror.publish(generation)
                with self.proxy.connect() as connection:
                    self.get(mirror, "InRelease", connection)
                    name = "main/binary-all/Packages" + (f".{compression}" if compression else "")
                    self.assertEqual(self.get(mirror, name, connection).status, 200)
                target, *canaries = generation.pool
                for path in generation.pool:
                    self.upstream.serve(f"{mirror.base}/{path}",
                                        upstream.content(damaged(generation.pool[path], 3000)))
                # What an index announces is learnt beside its delivery: these show when.
                waiting = itertools.cycle(reversed(canaries))
                self.assertTrue(eventually(
                    lambda: not self.proxy.get(mirror.url(next(waiting))).wholly_right))
                self.assertFalse(self.proxy.get(mirror.url(target)).wholly_right)
                self.upstream.serve(f"{mirror.base}/{target}",
                                    upstream.content(generation.pool[target]))
                self.assert_served(self.proxy.get(mirror.url(target)), generation.pool[target])

    def test_an_archive_that_overwrites_a_package_is_followed(self):
        old = archive.make_generation(1, packages=2, size=1000)
        mirror = self.mirror()
        mirror.publish(old)
        self.assertEqual(self.apt(mirror).update().errors, [])
        # The same name with other bytes, and indexes that say so.
        new = archive.make_generation(1, packages=2, size=1100)
        new.release = {path: data.replace(b"Version: 1\n", b"Version: 9\n")
                       for path, data in new.release.items()}
        newer = archive.Generation(2, new.pool, new.by_hash, new.canonical, new.release)
        mirror.publish(newer)

        def healed():
            try:
                return self.apt(mirror).update().errors == []
            except Mismatch:
                return False  # the new index has not been learnt yet
        self.assert_eventually(healed)

    def test_differences_between_indexes_are_served_and_kept(self):
        first = archive.make_generation(1)
        second = archive.make_generation(2, pdiff_from=first)
        mirror = self.mirror()
        mirror.publish(first)
        self.apt(mirror).update()
        mirror.publish(second)
        index = second.canonical[f"{archive.SUITE}/main/binary-all/Packages.diff/Index"]
        patch = next(path for path in second.by_hash if path.endswith(".gz")
                     and "Packages.diff" in path)
        with self.proxy.connect() as connection:
            self.get(mirror, "InRelease", connection)
            self.assert_served(self.get(mirror, "main/binary-all/Packages.diff/by-hash/SHA256/"
                                        + sha256(index), connection), index)
        for _ in range(2):
            self.assert_served(self.proxy.get(mirror.url(patch)), second.by_hash[patch])
        self.assertEqual(self.upstream.count(f"{mirror.base}/{patch}"), 1)

    def test_a_release_file_that_is_none_teaches_nothing_and_breaks_nothing(self):
        first, _ = self.generations()
        rubbish = {
            "empty": b"",
            "binary": bytes(range(256)) * 40,
            "no digests": b"Origin: x\nSuite: stable\n",
            "digests of the wrong length": b"SHA256:\n abc 12 main/binary-all/Packages.xz\n",
            "negative size": b"SHA256:\n " + b"0" * 64 + b" -1 main/binary-all/Packages.xz\n",
            "names that climb": b"SHA256:\n " + b"0" * 64 + b" 1 ../../../../etc/passwd\n",
            "a million lines": b"SHA256:\n" + b" x 1 y\n" * 1_000_000,
            "one endless line": b"SHA256: " + b"x" * 5_000_000,
        }
        for name, text in rubbish.items():
            with self.subTest(name):
                mirror = self.mirror()
                mirror.publish(first)
                for path in first.release:
                    self.upstream.serve(f"{mirror.base}/{path}", upstream.content(text))
                self.get(mirror, "InRelease")
                self.get(mirror, INDEX)
                mirror.publish(first)
                # The rubbish lists what is not so; it goes on doing that until it is gone.
                self.assert_settles(mirror, packages_of(first), tolerated=Mismatch)

    def test_an_index_that_is_none_teaches_nothing_and_breaks_nothing(self):
        for name, text in {"bomb": bytes(300 * 1024 * 1024), "binary": bytes(range(256)) * 400,
                           "endless field": b"Package: " + b"x" * 20_000_000,
                           "no stanzas": b"\n" * 1_000_000}.items():
            with self.subTest(name):
                mirror = self.mirror()
                packed = lzma.compress(text, preset=0)
                path = f"{archive.SUITE}/main/binary-all/by-hash/SHA256/{sha256(packed)}"
                self.upstream.serve(f"{mirror.base}/{path}", upstream.content(packed))
                self.assert_served(self.proxy.get(mirror.url(path)), packed)
        mirror = self.mirror()
        mirror.publish(archive.make_generation(1))
        self.assertEqual(self.apt(mirror).update().errors, [])


if __name__ == "__main__":
    main()
