# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forbidden targets in every spelling, by name and by redirect: not one contact.

As root this runs in a network of its own that has all the forbidden addresses, with something that
listens on ports 80 and 443 of each, and with a hosts file whose names lead there. Otherwise only
what 127.0.0.1 can show is tested.
"""

import unittest

from harness import namespaces, upstream
from harness.scenario import Scenario, main, package_path, random_bytes

BODY = random_bytes(1000)
PATH = package_path("larder")

ADDRESSES = ["10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.0.1",
             "100.64.0.1",
             "100.100.100.200", "169.254.169.254", "169.254.1.1", "192.0.0.192", "198.18.0.1",
             "fd00::1",
             "fd00:ec2::254", "fec0::1"]
ALLOWED = "203.0.113.7"  # a public address in this network: reached without anybody's word
HOSTS = {
    "loopback.example": ["127.0.0.1"],
    "loopback6.example": ["::1"],
    "private.example": ["10.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "unspecified.example": ["0.0.0.0"],
    "unique-local.example": ["fd00::1"],
    "public.example": [ALLOWED],
    "allowed.example": ["127.0.0.1"],
}

# Hosts as they stand in a URL.
SPELLINGS = [
    # Loopback
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "127.1.2.3", "127.255.255.254", "2130706433",
    "0x7f000001", "0x7F000001", "0x7f.1", "0x7f.0.0.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "0177.1",
    "017700000001", "00000177.0.0.1", "127.000.000.001", "127.0x1", "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost",
    "any.localhost",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:0001::1]",
    "[::1%25lo]", "[::1%lo]",
    # Unspecified, which reaches this machine
    "0", "0.0.0.0", "00.0.0.0", "0x0", "0.0", "0.0.0.1", "[::]", "[::0]", "[::ffff:0.0.0.0]",
    # Link-local and metadata
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518",
    "169.254.1.1", "[fe80::1]", "[fe80::1%25lo]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
    "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192",
    # Private
    "10.0.0.1", "10.1", "167772161", "0xa.1", "012.0.0.1", "10.255.255.254", "172.16.0.1",
    "172.31.255.254", "192.168.0.1", "192.168.1", "3232235521", "100.64.0.1", "[::ffff:10.0.0.1]",
    "[::ffff:c0a8:1]", "[fd00::1]", "[fc00::1]", "[fec0::1]", "[2002:a00:1::]",
    "[64:ff9b::10.0.0.1]",
    # Others that lead nowhere good
    "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "198.18.0.1", "[ff02::1]",
    # Names
    "loopback.example", "LoopBack.Example", "loopback.example.", "loopback6.example",
    "private.example",
    "metadata.example", "mapped.example", "unspecified.example", "unique-local.example",
]


def enter_own_network():
    """Starts this program again in a network and a view of the files of its own."""
    lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost"]
    lines += [f"{address} {name}" for name, addresses in HOSTS.items() for address in addresses]
    commands = ["ip link set lo up"]
    commands += [f"ip address add {address}/{128 if ':' in address else 32} dev lo"
                 for address in [*ADDRESSES, ALLOWED]]
    commands += ["mount -t tmpfs tmpfs /mnt", "cat >/mnt/hosts <<END", *lines, "END",
                 "mount --bind /mnt/hosts /etc/hosts"]
    namespaces.enter(["-n", "-m"], commands)


enter_own_network()


class Guard(Scenario):
    def setUp(self):
        super().setUp()
        self.forbidden = []
        if namespaces.inside():
            for address in ("0.0.0.0", "::"):
                for port in (80, 443):
                    self.forbidden.append(self.start_wildcard(address, port))
        self.upstream = self.start_upstream(address="127.0.0.9")
        self.neighbour = self.start_upstream(address="127.0.0.9")  # another port of an allowed host
        self.forbidden.append(self.neighbour)
        self.proxy = self.start_larder(self.upstream)
        self.forbidden_ports = ["", f":{self.neighbour.port}"]

    def start_wildcard(self, address, port):
        listener = self.start_upstream(address=address, port=port)
        listener.serve_rest(upstream.content(BODY))
        return listener

    def assert_not_contacted(self):
        contacts = sum(listener.connections for listener in self.forbidden)
        self.assertEqual(contacts, 0, "a forbidden address was contacted")

    def assert_refused(self, *arguments, **options):
        answer = self.proxy.get(*arguments, **options)
        self.assertGreaterEqual(answer.status, 400)
        self.assertIsNot(answer.complete, False)
        self.assert_not_contacted()

    def test_forbidden_targets_in_every_form_and_spelling(self):
        for host in SPELLINGS:
            for port in self.forbidden_ports:
                authority = host + port
                with self.subTest(authority):
                    self.assert_refused(f"http://{authority}{PATH}")
                    self.assert_refused(f"http://{authority}/debian/unknown/passed")
                    self.assert_refused(f"/{authority}{PATH}")
                    self.assert_refused(f"http://HTTPS///{authority}{PATH}", host="HTTPS")
                    self.assert_refused(f"/HTTPS///{authority}{PATH}")
            with self.subTest(f"CONNECT {host}"):
                self.assert_refused(f"{host}:443", method="CONNECT", host=f"{host}:443")

    def test_forbidden_targets_by_redirect(self):
        for number, host in enumerate(SPELLINGS):
            for port in self.forbidden_ports:
                for scheme in ("http", "https"):
                    target = f"{scheme}://{host}{port}{PATH}"
                    with self.subTest(target):
                        path = package_path(f"r-{number}{port[1:]}{scheme}")
                        self.upstream.serve(path, upstream.redirect(target))
                        self.assert_refused(self.upstream.url(path))
                        passed = f"/debian/unknown/{number}{port[1:]}{scheme}"
                        self.upstream.serve(passed, upstream.redirect(target))
                        answer = self.proxy.get(self.upstream.url(passed))
                        self.assertFalse(answer.wholly_right)
                        self.assert_not_contacted()

    def test_forbidden_targets_by_user_and_port_tricks(self):
        port = self.neighbour.port
        for target in (f"http://{self.upstream.authority}@127.0.0.9:{port}{PATH}",
                       f"http://user:{self.upstream.port}@127.0.0.9:{port}{PATH}",
                       f"http://127.0.0.9:{port}#@{self.upstream.authority}{PATH}",
                       f"http://127.0.0.9:{port}?@{self.upstream.authority}{PATH}",
                       f"http://127.0.0.9:{port}\\@{self.upstream.authority}{PATH}",
                       f"http:////127.0.0.9:{port}{PATH}",
                       f"http://127.0.0.9:{port:08d}{PATH}",
                       f"http://127.0.0.9:{port + 65536}{PATH}"):
            with self.subTest(target):
                self.assert_refused(target, host="127.0.0.9")

    def test_an_allowed_port_does_not_allow_its_neighbours(self):
        self.upstream.serve(PATH, upstream.content(BODY))
        self.assert_served(self.proxy.get(self.upstream.url(PATH)), BODY)
        self.assert_refused(self.neighbour.url(PATH))

    @unittest.skipUnless(namespaces.inside(), namespaces.reason())
    def test_public_addresses_need_nobody_s_word_and_allowed_names_are_allowed(self):
        for host in (ALLOWED, "public.example"):
            with self.subTest(host):
                self.assert_served(self.proxy.get(f"http://{host}{PATH}"), BODY)
        self.proxy.stop()
        self.proxy.upstreams.append("allowed.example")
        self.proxy.start()
        self.assert_served(self.proxy.get(f"http://allowed.example{PATH}"), BODY)
        contacts = sum(listener.connections for listener in self.forbidden)
        self.assertGreaterEqual(self.proxy.get(f"http://loopback.example{PATH}").status, 400)
        self.assertGreaterEqual(self.proxy.get(f"http://127.0.0.1{PATH}").status, 400)
        self.assertEqual(sum(listener.connections for listener in self.forbidden), contacts)


if __name__ == "__main__":
    main()
