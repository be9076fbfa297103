# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small Debian archive in memory, generation after generation.

Package 0 changes with every generation, the others stay byte for byte. Old files stay where real
mirrors keep them: by-hash indexes and the pool.
"""

import bz2
import dataclasses
import email.utils
import gzip
import hashlib
import io
import lzma
import os
import pathlib
import random
import subprocess
import tarfile

SUITE = "dists/stable"
FIRST_DATE = 1_750_000_000  # seconds since 1970; generations are a day apart


@dataclasses.dataclass
class Generation:
    """One state of an archive: path below the archive -> bytes, by the steps in which mirrors
    publish them."""

    serial: int
    pool: dict
    by_hash: dict
    canonical: dict
    release: dict

    @property
    def files(self):
        return self.pool | self.by_hash | self.canonical | self.release

    @property
    def last_modified(self):
        return email.utils.formatdate(FIRST_DATE + self.serial * 86400, usegmt=True)


class SigningKey:
    """A throw-away OpenPGP key in a GNUPGHOME of its own."""

    def __init__(self, folder):
        self.home = pathlib.Path(folder)
        self.home.mkdir(mode=0o700)
        self.run("--quick-gen-key", "--passphrase", "", "fixture@example.org", "ed25519", "sign",
                 "never")
        self.public = self.home / "public.asc"
        self.public.write_bytes(self.run("--armor", "--export"))

    def run(self, *arguments, text=b""):
        return subprocess.run(
            ["gpg", "--batch", "--yes", "--pinentry-mode", "loopback", *arguments], input=text,
            env=dict(os.environ, GNUPGHOME=str(self.home)), capture_output=True, check=True).stdout

    def clear_signed(self, text):
        return self.run("--digest-algo", "SHA512", "--clearsign", text=text)

    def detached(self, text):
        return self.run("--digest-algo", "SHA512", "--armor", "--detach-sign", text=text)

    def close(self):
        """Ends the agent that gpg started for this home."""
        subprocess.run(["gpgconf", "--kill", "all"], env=dict(os.environ, GNUPGHOME=str(self.home)),
                       capture_output=True, check=False)


class UncheckedKey:
    """Signatures in the right form that nobody could verify: enough where no apt looks at them."""

    @staticmethod
    def armor(text):
        return (b"-----BEGIN PGP SIGNATURE-----\n\n" + hashlib.sha256(text).hexdigest().encode()
                + b"\n-----END PGP SIGNATURE-----\n")

    def clear_signed(self, text):
        return (b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + text + self.armor(text))

    def detached(self, text):
        return self.armor(text)


def make_generation(serial, packages=3, size=20_000, by_hash=True, in_release=True, key=None,
                    compressions=("xz", "gz"), pdiff_from=None):
    """pdiff_from: the generation before; a diff of its Packages is offered too."""
    key = key or UncheckedKey()
    pool = {}
    stanzas = []
    for number in range(packages):
        name = f"larder-{number:03d}"
        version = f"1.{serial}" if number == 0 else "1.1"
        control, blob = debian_package(name, version, random.Random(name + version).randbytes(size))
        path = f"pool/main/l/{name}/{name}_{version}_all.deb"
        pool[path] = blob
        stanzas.append(f"{control}Filename: {path}\nSize: {len(blob)}\n"
                       f"MD5sum: {hashlib.md5(blob).hexdigest()}\n"
                       f"SHA256: {hashlib.sha256(blob).hexdigest()}\n")
    index = "\n".join(stanzas).encode()
    indexes = {}
    for name, text in ((f"main/binary-{architecture()}/Packages", b""),
                       ("main/binary-all/Packages", index), ("main/i18n/Translation-en", b"")):
        for compression in (None, *compressions):
            indexes[name + (f".{compression}" if compression else "")] = compressed(text,
                                                                                    compression)
    diffs = {}
    if pdiff_from:
        diffs = packages_diff(pdiff_from.canonical[f"{SUITE}/main/binary-all/Packages"], index,
                              serial)
        indexes["main/binary-all/Packages.diff/Index"] = diffs.pop("Index")
    sums = "".join(f" {hashlib.sha256(data).hexdigest()} {len(data):8d} {name}\n"
                   for name, data in sorted(indexes.items()))
    date = email.utils.formatdate(FIRST_DATE + serial * 86400).replace("-0000", "UTC")
    release = (f"Origin: Larder\nLabel: Larder\nSuite: stable\nCodename: stable\n"
               f"Version: {serial}\nDate: {date}\n"
               f"Architectures: all {architecture()}\nComponents: main\n"
               + ("Acquire-By-Hash: yes\n" if by_hash else "")
               + f"Description: fixture\nSHA256:\n{sums}").encode()
    signed = {f"{SUITE}/Release": release, f"{SUITE}/Release.gpg": key.detached(release)}
    if in_release:
        signed[f"{SUITE}/InRelease"] = key.clear_signed(release)
    named = {}
    if by_hash:
        for name, data in indexes.items():
            named[f"{SUITE}/{by_hash_name(name, data)}"] = data
    for name, data in diffs.items():
        named[f"{SUITE}/main/binary-all/Packages.diff/{name}"] = data
    return Generation(serial, pool, named,
                      {f"{SUITE}/{name}": data for name, data in indexes.items()}, signed)


def by_hash_name(name, data):
    return f"{name.rpartition('/')[0]}/by-hash/SHA256/{hashlib.sha256(data).hexdigest()}"


def listed_files(release):
    """{name: (SHA-256, size)} of a Release or InRelease file."""
    files = {}
    inside = False
    for line in release.decode(errors="replace").splitlines():
        if line.startswith(" ") and inside:
            digest, size, name = line.split()
            files[name] = (digest, int(size))
        else:
            inside = line == "SHA256:"
    return files


def listed_packages(index):
    """{path below the archive: (SHA-256, size)} of an uncompressed Packages file."""
    files = {}
    for stanza in index.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line)
        if "Filename" in fields:
            files[fields["Filename"]] = (fields["SHA256"], int(fields["Size"]))
    return files


def architecture():
    """Debian's name for this machine's; apt asks for its indexes whatever the packages are."""
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)


def compressed(data, compression):
    if compression == "xz":
        return lzma.compress(data, preset=1)
    if compression == "gz":
        return gzip.compress(data, mtime=0)
    if compression == "bz2":
        return bz2.compress(data)
    if compression == "zst":
        return subprocess.run(["zstd", "-q", "-c"], input=data, capture_output=True,
                              check=True).stdout
    return data


def packages_diff(old, new, serial):
    """{"Index": …, "<id>.gz": …}: one ed script that replaces everything."""
    script = f"1,{len(old.splitlines())}c\n".encode() + new + b".\n"
    name = f"2026-01-01-{serial:04d}.00"
    packed = gzip.compress(script, mtime=0)

    def line(data, label):
        return f" {hashlib.sha256(data).hexdigest()} {len(data)} {label}\n"

    text = (f"SHA256-Current: {hashlib.sha256(new).hexdigest()} {len(new)}\n"
            "SHA256-History:\n" + line(old, name) + "SHA256-Patches:\n" + line(script, name)
            + "SHA256-Download:\n" + line(packed, f"{name}.gz"))
    return {"Index": text.encode(), f"{name}.gz": packed}


def debian_package(name, version, payload):
    """(control stanza, bytes of the .deb)"""
    control = (f"Package: {name}\nVersion: {version}\nArchitecture: all\n"
               "Maintainer: Fixture <fixture@example.org>\n"
               f"Installed-Size: {len(payload) // 1024 + 1}\nSection: misc\nPriority: optional\n"
               f"Description: test package {name}\n")
    members = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", tar_gz([("./", None), ("./control", control.encode())])),
        ("data.tar.gz", tar_gz([("./", None), ("./usr/", None), ("./usr/share/", None),
                                (f"./usr/share/{name}", payload)]))]
    blob = b"!<arch>\n"
    for member, data in members:
        blob += b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (member.encode(), 0, 0, 0, b"100644", len(data))
        blob += data + b"\n" * (len(data) % 2)
    return control, blob


def tar_gz(files):
    packed = io.BytesIO()
    with (gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=1) as stream,
          tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar):
        for name, data in files:
            member = tarfile.TarInfo(name)
            if data is None:
                member.type, member.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(member)
            else:
                member.size, member.mode = len(data), 0o644
                tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()
