# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority made for the test, and certificates that it signs."""

import pathlib
import ssl
import subprocess


class Authority:
    """certificate: the file that SSL_CERT_FILE, or apt's CaInfo, is to name."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.certificate = self.folder / "authority.pem"
        self._key = self.folder / "authority.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days", "30", "-subj", "/CN=Test authority", "-keyout", self._key,
                "-out", self.certificate, "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign")

    def server_context(self, *names):
        """For a server that is called by these names or addresses."""
        key, request, chain = (self.folder / f"server.{kind}" for kind in ("key", "csr", "pem"))
        alternatives = ",".join(
            f"{'IP' if name.replace('.', '').isdigit() or ':' in name else 'DNS'}:{name}"
            for name in names)
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj", "/CN=Test server", "-keyout", key, "-out", request,
                "-addext", f"subjectAltName={alternatives}")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key,
                "-CAcreateserial", "-days", "30", "-copy_extensions", "copy", "-out", chain)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        return context


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
