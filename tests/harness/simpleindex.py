# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python package index made of a ScriptedUpstream: project pages in both forms, wheels and their
metadata."""

import base64
import gzip
import hashlib
import html
import io
import json
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


def metadata(name, version, requires=()):
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}",
             *(f"Requires-Dist: {requirement}" for requirement in requires)]
    return ("\n".join(lines) + "\n").encode()


def record_digest(body):
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def sha256(body):
    return hashlib.sha256(body).hexdigest()


class Index:
    """Projects at an upstream, below /simple/. files: what links to files begin with; None: relative
    ones. hashes: whether pages name digests."""

    def __init__(self, origin, files=None, hashes=True, with_metadata=True,
                 headers=(("Cache-Control", "max-age=600, public"),)):
        self.origin = origin
        self.files = files
        self.hashes = hashes
        self.with_metadata = with_metadata
        self.headers = list(headers)
        self.projects = {}  # name -> {file name: (wheel, metadata, yanked)}

    def add(self, name, version, requires=(), data=b"", yanked=None):
        file = f"{name}-{version}-py3-none-any.whl"
        body = wheel(name, version, requires, data)
        described = metadata(name, version, requires)
        self.projects.setdefault(name, {})[file] = (body, described, yanked)
        self.origin.serve(self.file_path(name, file), upstream.content(body))
        self.origin.serve(self.file_path(name, file) + ".metadata", upstream.content(described))
        self.publish(name)
        return body

    def file_path(self, name, file):
        # As content-addressed as the public one: two, two and sixty digits.
        digest = hashlib.blake2b(file.encode(), digest_size=32).hexdigest()
        return f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{file}"

    def link(self, name, file):
        return (self.files if self.files is not None else "../..") + self.file_path(name, file)

    def publish(self, name):
        self.origin.serve(f"/simple/{name}/", self.page_script(name))

    def page_script(self, name):
        def script(exchange):
            asked = exchange.request.headers
            as_json = asked.get("accept", "").startswith(JSON)
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
        for file, (body, described, yanked) in self.projects[name].items():
            entry = {"core-metadata": {"sha256": sha256(described)} if self.with_metadata else False,
                     "dist-info-metadata": {"sha256": sha256(described)},
                     "filename": file, "hashes": {"sha256": sha256(body)} if self.hashes else {},
                     "requires-python": ">=3.7", "size": len(body), "url": self.link(name, file),
                     "yanked": yanked or False}
            entries.append(entry)
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": entries,
                           "versions": []}).encode()

    def html_page(self, name):
        anchors = []
        for file, (body, described, yanked) in self.projects[name].items():
            fragment = f"#sha256={sha256(body)}" if self.hashes else ""
            attributes = f' href="{self.link(name, file)}{fragment}" data-requires-python="&gt;=3.7"'
            if self.with_metadata:
                attributes += f' data-core-metadata="sha256={sha256(described)}"'
            if yanked is not None:
                attributes += f' data-yanked="{html.escape(yanked)}"'
            anchors.append(f"    <a{attributes}>{file}</a><br />")
        return ("<!DOCTYPE html>\n<html>\n  <head>\n"
                '    <meta name="pypi:repository-version" content="1.1">\n'
                f"    <title>Links for {name}</title>\n  </head>\n  <body>\n"
                f"    <h1>Links for {name}</h1>\n" + "\n".join(anchors)
                + "\n  </body>\n</html>\n").encode()
