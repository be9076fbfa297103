# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the black-box tests of larder-proxy are made of; Python 3.11 standard library only.

upstream    an origin that does what its script says: slow, cut, hanging, lying, gone and back
larder      one larder-proxy in folders of its own: start, stop, kill, look at from outside
client      raw HTTP clients that see framing: complete, cut or never framed at all
archive     a small Debian archive in memory, generation after generation
nodeclients real npm, pnpm, Yarn and Bun, and a relay that stands for the public registry
mirror      one that is updated step by step, and a client that asks it as apt does
apt         real apt in a private folder
simpleindex a small index of Python packages, with what real ones have that clients stumble over
pythonclients  real pip and Poetry, each with a home and an environment of its own
tls         a certificate authority made for the test and the certificates it signs
namespaces  a test program in namespaces of its own
scenario    the TestCase that starts and ends these, and main() for each test file
"""
