# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python package index made of a ScriptedUpstream: project pages in both forms, wheels and their
metadata."""

import base64
import dataclasses
import gzip
import hashlib
import html
import io
import json
import pathlib
import re
import tarfile
import zipfile

from harness import upstream

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"


def wheel(name, version, requires=(), data=b""):
    """The bytes of an installable wheel; the same for the same arguments."""
    folder = f"{name}-{version}.dist-info"
    files = {f"{name}/__init__.py": f"version = {version!r}\n".encode(),
             f"{folder}/METADATA": metadata(name, version, requires),
             f"{folder}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
                                b"Tag: py3-none-any\n"}
    if data:
        files[f"{name}/data.bin"] = data
    record = "".join(f"{path},sha256={record_digest(body)},{len(body)}\n"
                     for path, body in files.items())
    files[f"{folder}/RECORD"] = f"{record}{folder}/RECORD,,\n".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, body in files.items():
            archive.writestr(zipfile.ZipInfo(path), body)
    return packed.getvalue()


def sdist(name, version, requires=()):
    """The bytes of a source archive that setuptools builds."""
    listed = ", ".join(f'"{requirement}"' for requirement in requires)
    project = ('[build-system]\nrequires = ["setuptools"]\n'
               'build-backend = "setuptools.build_meta"\n'
               f'[project]\nname = "{name}"\nversion = "{version}"\ndependencies = [{listed}]\n'
               f'[tool.setuptools]\npy-modules = ["{name}"]\n')
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as compressed:
        with tarfile.open(fileobj=compressed, mode="w") as archive:
            for path, body in (("PKG-INFO", metadata(name, version, requires)),
                               ("pyproject.toml", project.encode()),
                               (f"{name}.py", f"version = {version!r}\n".encode())):
                member = tarfile.TarInfo(f"{name}-{version}/{path}")
                member.size = len(body)
                archive.addfile(member, io.BytesIO(body))
    return packed.getvalue()


def metadata_of(body):
    """The METADATA of a wheel's bytes."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        path, = (name for name in archive.namelist()
                 if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return archive.read(path)


def normalised(name):
    """As pages are named."""
    return re.sub(r"[-_.]+", "-", name).lower()


def metadata(name, version, requires=()):
    # pip 23.0 takes a wheel whose metadata spells the name otherwise for another project's.
    lines = ["Metadata-Version: 2.1", f"Name: {normalised(name)}", f"Version: {version}",
             *(f"Requires-Dist: {requirement}" for requirement in requires)]
    return ("\n".join(lines) + "\n").encode()


def record_digest(body):
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def sha256(body):
    return hashlib.sha256(body).hexdigest()


@dataclasses.dataclass
class File:
    """One file of a project. metadata: nothing for a source archive. link: relative, rooted (at the
    host) or absolute. hashed: whether its page names the digest."""

    body: bytes
    metadata: bytes | None
    yanked: str | None = None
    link: str = "relative"
    hashed: bool = True
    signed: bool = False  # a GPG signature lies beside it, says the page


class Index:
    """Projects at an upstream, below /simple/. files: what links to files begin with; None: as each
    file has it. hashes: whether pages name digests. forms: which pages it has, of JSON and HTML.
    base: whether relative links of HTML pages count from a base of their own."""

    def __init__(self, origin, files=None, hashes=True, with_metadata=True,
                 headers=(("Cache-Control", "max-age=600, public"),), forms=(JSON, HTML),
                 base=False):
        self.origin = origin
        self.files = files
        self.hashes = hashes
        self.with_metadata = with_metadata
        self.headers = list(headers)
        self.forms = forms
        self.base = base
        self.projects = {}  # name -> {file name: File}

    def add(self, name, version, requires=(), data=b"", **properties):
        """A generated wheel; its bytes. The name is one that file names may have."""
        file = f"{name}-{version}-py3-none-any.whl"
        return self.add_file(file, wheel(name, version, requires, data),
                             metadata(name, version, requires), **properties)

    def add_sdist(self, name, version, requires=(), **properties):
        return self.add_file(f"{name}-{version}.tar.gz", sdist(name, version, requires), None,
                             **properties)

    def add_wheels(self, folder):
        """Every wheel of a folder; the projects' names."""
        names = []
        for path in sorted(pathlib.Path(folder).glob("*.whl")):
            body = path.read_bytes()
            self.add_file(path.name, body, metadata_of(body))
            names.append(normalised(path.name.partition("-")[0]))
        return names

    def add_file(self, file, body, described, **properties):
        name = normalised(file.partition("-")[0])
        self.projects.setdefault(name, {})[file] = File(body, described, **properties)
        self.serve(name, file)
        self.publish(name)
        return body

    def serve(self, name, file, script=None):
        """The file as it should be, or what the script makes of it; also for an escaped plus."""
        path, entry = self.file_path(name, file), self.projects[name][file]
        for spelling in {path, path.replace("+", "%2B")}:
            self.origin.serve(spelling, script or upstream.content(entry.body))
            if entry.metadata is not None and self.with_metadata:
                self.origin.serve(f"{spelling}.metadata", upstream.content(entry.metadata))

    def file_path(self, name, file):
        # As content-addressed as the public one: two, two and sixty digits.
        digest = hashlib.blake2b(file.encode(), digest_size=32).hexdigest()
        return f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{file}"

    def link(self, name, file, relative_to=""):
        begin = {"relative": relative_to or "../..", "rooted": "",
                 "absolute": self.origin.url("")}[self.projects[name][file].link]
        if self.files is not None:
            begin = self.files
        return begin + self.file_path(name, file)

    def publish(self, name):
        self.origin.serve(f"/simple/{name}/", self.page_script(name))

    def page_script(self, name):
        def script(exchange):
            asked = exchange.request.headers
            as_json = asked.get("accept", "").startswith(JSON) and JSON in self.forms
            as_json = as_json or HTML not in self.forms
            body = self.json_page(name) if as_json else self.html_page(name)
            etag = f'"{sha256(body)[:12]}"'
            fields = [*self.headers, ("Vary", "Accept, Accept-Encoding")]
            if "gzip" in asked.get("accept-encoding", ""):
                body = gzip.compress(body, 6, mtime=0)
                fields.append(("Content-Encoding", "gzip"))
            upstream.content(body, etag=etag, last_modified=None, headers=fields,
                             content_type=JSON if as_json else "text/html",
                             answers_ranges=False)(exchange)

        return script

    def json_page(self, name):
        entries = []
        for file, each in self.projects[name].items():
            described = {"sha256": sha256(each.metadata)} if each.metadata is not None else False
            entry = {"core-metadata": described if self.with_metadata else False,
                     # The older name, whose digests stop pip 23.0: Larder leaves it out.
                     "dist-info-metadata": described,
                     "filename": file,
                     "hashes": {"sha256": sha256(each.body)} if self.has_digest(each) else {},
                     "requires-python": ">=3.7", "size": len(each.body),
                     "url": self.link(name, file), "yanked": each.yanked or False}
            if each.signed:
                entry["gpg-sig"] = True
            entries.append(entry)
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": entries,
                           "versions": []}).encode()

    def has_digest(self, file):
        return self.hashes and file.hashed

    def html_page(self, name):
        anchors = []
        for file, each in self.projects[name].items():
            fragment = f"#sha256={sha256(each.body)}" if self.has_digest(each) else ""
            link = self.link(name, file, relative_to="." if self.base else "")
            attributes = f' href="{link}{fragment}" data-requires-python="&gt;=3.7"'
            if self.with_metadata and each.metadata is not None:
                attributes += f' data-core-metadata="sha256={sha256(each.metadata)}"'
            if each.yanked is not None:
                attributes += f' data-yanked="{html.escape(each.yanked)}"'
            if each.signed:
                attributes += ' data-gpg-sig="true"'
            anchors.append(f"    <a{attributes}>{file}</a><br />")
        # "./packages/…" is "/packages/…" with the base alone.
        base = f'    <base href="{self.origin.url("/")}">\n' if self.base else ""
        return ("<!DOCTYPE html>\n<html>\n  <head>\n"
                '    <meta name="pypi:repository-version" content="1.1">\n'
                f"{base}    <title>Links for {name}</title>\n  </head>\n  <body>\n"
                f"    <h1>Links for {name}</h1>\n" + "\n".join(anchors)
                + "\n  </body>\n</html>\n").encode()
