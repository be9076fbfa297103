# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Composer repository made of ScriptedUpstreams: its root, documents of packages, archives."""

import email.utils
import gzip
import hashlib
import io
import json
import zipfile

from harness import upstream

PUBLIC = "https://repo.packagist.org"
GITHUB_API = "https://api.github.com"
GITHUB_CODE = "https://codeload.github.com"


def reference(name, version):
    """A commit; the same for the same arguments."""
    return hashlib.sha1(f"{name} {version}".encode()).hexdigest()


def archive(name, version, size=2000, requires=None):
    """The bytes of a package as GitHub would pack it; the same for the same arguments."""
    top = f"{name.replace('/', '-')}-{reference(name, version)[:7]}"
    vendor, _, project = name.partition("/")
    manifest = {"name": name, "version": version, "license": "MIT", "require": requires or {},
                "autoload": {"psr-4": {f"{vendor.title()}\\{project.title()}\\": "src/"}}}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for path, data in (("composer.json", json.dumps(manifest)),
                           ("src/Version.php", f"<?php // {name} {version}\n"),
                           ("data", hashlib.shake_256(f"{name} {version}".encode()).digest(size))):
            zipped.writestr(zipfile.ZipInfo(f"{top}/{path}", (2020, 1, 1, 0, 0, 0)), data)
    return packed.getvalue()


def normalised(version):
    return version if version.startswith("dev-") else version + ".0"


def minified(versions):
    """Each version without what equals the one before (composer/metadata-minifier)."""
    result = versions[:1]
    for before, version in zip(versions, versions[1:]):
        different = {key: value for key, value in version.items() if before.get(key) != value}
        removed = {key: "__unset" for key in before if key not in version}
        result.append(different | removed)
    return result


class Repository:
    """Packages at an upstream. dists: what their archives' addresses begin with; its paths are
    served by the upstream `archives`. is_github: the archives are at GitHub's API, which redirects
    to `code`, and have no digest."""

    def __init__(self, origin, dists=None, root=None,
                 headers=(("Cache-Control", "public, max-age=300"),)):
        self.origin = origin
        self.dists = dists or origin.url("/dist")
        self.headers = list(headers)
        self.packages = {}  # name -> [version as in documents], newest first
        self.archives = {}  # (name, version) -> bytes
        self.root = {"packages": [], "metadata-url": "/p2/%package%.json"} | (root or {})
        self.publish_root()

    def publish_root(self, **changes):
        self.root.update(changes)
        self.origin.serve("/packages.json", self.document_script(self.root))

    def document_script(self, document):
        return document_script(json.dumps(document).encode(), self.headers)

    def add(self, name, version, requires=None, size=2000, has_shasum=True, dist=None):
        """Serves it; dist: fields that replace those of the document. Returns the archive."""
        body = archive(name, version, size, requires)
        commit = reference(name, version)
        described = {
            "name": name, "version": version, "version_normalized": normalised(version),
            "type": "library", "license": ["MIT"], "require": requires or {},
            "time": "2026-01-01T00:00:00+00:00",
            "source": {"type": "git", "url": f"https://github.com/{name}.git",
                       "reference": commit},
            "dist": {"type": "zip", "url": self.dists + self.archive_path(name, version),
                     "reference": commit,
                     "shasum": hashlib.sha1(body).hexdigest() if has_shasum else ""} | (dist or {})}
        if not requires:
            del described["require"]
        self.packages.setdefault(name, []).insert(0, described)
        self.archives[name, version] = body
        self.publish(name)
        self.serve_archive(name, version, upstream.content(body, content_type="application/zip"))
        return body

    def publish(self, name):
        for is_dev, path in ((False, self.document_path(name)),
                             (True, self.document_path(f"{name}~dev"))):
            versions = [version for version in self.packages[name]
                        if version["version"].startswith("dev-") == is_dev]
            document = {"minified": "composer/2.0", "packages": {name: minified(versions)}}
            self.origin.serve(path, self.document_script(document))

    def serve_archive(self, name, version, script):
        self.origin.serve(self.served_archive_path(name, version), script)

    @staticmethod
    def document_path(name):
        return f"/p2/{name}.json"

    @staticmethod
    def archive_path(name, version):
        return f"/{name}/{reference(name, version)}.zip"

    def served_archive_path(self, name, version):
        return "/" + self.dists.split("/", 3)[3] + self.archive_path(name, version)


class GitHub:
    """GitHub's two hosts: the API, which only redirects, and where the archives are."""

    def __init__(self, api, code):
        self.api = api
        self.code = code

    def publish(self, repository, name, version):
        """Moves the archive there, as most public packages have it: without any digest."""
        described = next(each for each in repository.packages[name] if each["version"] == version)
        commit = described["dist"]["reference"]
        described["dist"].update(url=f"{GITHUB_API}/repos/{name}/zipball/{commit}", shasum="")
        repository.publish(name)
        path = f"/{name}/legacy.zip/{commit}"
        self.api.serve(f"/repos/{name}/zipball/{commit}", upstream.redirect(GITHUB_CODE + path))
        self.code.serve(path, upstream.content(repository.archives[name, version],
                                               framing=upstream.CHUNKED, last_modified=None,
                                               content_type="application/zip"))
        return path


def document_script(plain, headers=()):
    digest = hashlib.sha256(plain).hexdigest()
    # Composer knows a document by its date alone: another one for each content.
    date = email.utils.formatdate(1_700_000_000 + int(digest[:6], 16), usegmt=True)

    def script(exchange):
        body = plain
        fields = list(headers)
        if "gzip" in exchange.request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            fields.append(("Content-Encoding", "gzip"))
        upstream.content(body, last_modified=date, headers=fields, content_type="application/json",
                         answers_ranges=False)(exchange)

    return script
