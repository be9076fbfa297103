# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An npm registry made of a ScriptedUpstream: packuments in both forms and tarballs."""

import base64
import gzip
import hashlib
import io
import json
import tarfile

from harness import upstream

ABBREVIATED = "application/vnd.npm.install-v1+json"
PUBLIC = "https://registry.npmjs.org"


def tarball(name, version, files=()):
    """The bytes of a package; the same for the same arguments."""
    manifest = {"name": name, "version": version, "main": "index.js"}
    content = {"package.json": json.dumps(manifest).encode(),
               "index.js": f"module.exports = {version!r}\n".encode(), **dict(files)}
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as compressed:
        with tarfile.open(fileobj=compressed, mode="w") as archive:
            for path, data in content.items():
                member = tarfile.TarInfo(f"package/{path}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def integrity(data):
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def file_name(name, version):
    return f"{name.rpartition('/')[2]}-{version}.tgz"


def escaped(name):
    return name.replace("/", "%2f")


class Registry:
    """Packages at an upstream. tarballs: what the documents' links to tarballs begin with."""

    def __init__(self, origin, tarballs=PUBLIC, headers=(("Cache-Control", "public, max-age=300"),),
                 compresses=True):
        self.origin = origin
        self.tarballs = tarballs
        self.headers = list(headers)
        self.compresses = compresses
        self.packages = {}  # name -> {version: bytes}

    def add(self, name, *versions, dist=None, padding=0, **tarball_options):
        """Serves the package; dist: fields that replace those of the last version."""
        bodies = {version: tarball(name, version, **tarball_options) for version in versions}
        self.packages.setdefault(name, {}).update(bodies)
        self.publish(name, dist=dist, padding=padding)
        for version, body in bodies.items():
            self.origin.serve(self.tarball_path(name, version), upstream.content(body))
        return bodies[versions[-1]]

    def publish(self, name, dist=None, padding=0):
        script = packument_script(self.document(name, dist, padding, abbreviated=False),
                                  self.document(name, dist, 0, abbreviated=True), self.headers,
                                  self.compresses)
        for path in {f"/{name}", f"/{escaped(name)}", f"/{escaped(name).replace('%2f', '%2F')}"}:
            self.origin.serve(path, script)

    @staticmethod
    def path(name):
        """As the registry itself is asked for the packument."""
        return f"/{escaped(name)}"

    @staticmethod
    def tarball_path(name, version):
        return f"/{name}/-/{file_name(name, version)}"

    def document(self, name, dist=None, padding=0, abbreviated=False):
        versions = {}
        for version, body in self.packages[name].items():
            versions[version] = {
                "name": name, "version": version,
                "dist": {"shasum": hashlib.sha1(body).hexdigest(), "integrity": integrity(body),
                         "tarball": f"{self.tarballs}{self.tarball_path(name, version)}"}}
            if not abbreviated:
                versions[version]["_id"] = f"{name}@{version}"
        last = list(versions)[-1]
        versions[last]["dist"].update(dist or {})
        document = {"name": name, "dist-tags": {"latest": last}, "versions": versions}
        if not abbreviated:
            document["readme"] = "x" * padding
        return json.dumps(document).encode()


def packument_script(full, abbreviated, headers, compresses):
    def script(exchange):
        asked = exchange.request.headers
        body = abbreviated if asked.get("accept", "").startswith(ABBREVIATED) else full
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        fields = [("Content-Type", "application/json"), ("Vary", "Accept-Encoding, Accept"), *headers]
        if compresses and "gzip" in asked.get("accept-encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            fields.append(("Content-Encoding", "gzip"))
        upstream.content(body, etag=etag, last_modified=None, headers=fields[1:],
                         content_type="application/json", answers_ranges=False)(exchange)

    return script
