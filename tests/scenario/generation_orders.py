# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archives that change while they are read: whatever the order in which a mirror updates, what a
client gets fits to the Release file it got, or is an honest error; never a mismatch."""

import itertools

from harness import archive
from harness.mirror import CLIENT_STEPS, STEPS, MirrorScenario, packages_of
from harness.scenario import main

# The order of careful mirrors: what is new is there before anything names it.
CAREFUL_ORDERS = [order for order in itertools.permutations(STEPS)
                  if order.index("release") > max(order.index("pool"), order.index("by_hash"))]
SHARES = 5  # each order of a mirror is tried with so small a share of the clients' moments


class GenerationOrders(MirrorScenario):
    def run_interleaved(self, mirror, second, order, positions):
        """Client step i happens before the mirror's step number positions[i]."""
        client = self.apt(mirror)
        pending = list(zip(positions, CLIENT_STEPS))
        for number in range(len(order) + 1):
            while pending and pending[0][0] == number:
                getattr(client, pending.pop(0)[1])()
            if number < len(order):
                mirror.publish(second, order[number])
        client.close()
        return client

    def every_order(self, by_hash, warm):
        first, second = (archive.make_generation(serial, packages=2, size=1000, by_hash=by_hash,
                                                 compressions=("xz",)) for serial in (1, 2))
        # Once the mirror is complete, so is the client's next view of it.
        whole = packages_of(second)
        # Positions: all ways in which three steps of a client fall between four of a mirror.
        combinations = list(itertools.combinations_with_replacement(range(len(STEPS) + 1), 3))
        for number, order in enumerate(itertools.permutations(STEPS)):
            # A share of them for each order, so that all are seen within as many orders.
            for positions in combinations[number % SHARES::SHARES]:
                mirror = self.mirror()
                mirror.publish(first)
                if warm:
                    self.assertEqual(self.apt(mirror).update().errors, [])
                with self.subTest(order=order, positions=positions):
                    client = self.run_interleaved(mirror, second, order, positions)
                    self.assertIsNotNone(client.release)
                    if warm and b"Version: 1\n" in client.release:
                        self.assertEqual(client.errors, [], "its generation was stored, complete")
                    if by_hash and order in CAREFUL_ORDERS:
                        self.assertEqual(client.errors, [], "everything it needed was there")
                    self.assert_settles(mirror, whole)

    def test_every_order_with_by_hash_from_a_cold_cache(self):
        self.every_order(by_hash=True, warm=False)

    def test_every_order_with_by_hash_from_a_warm_cache(self):
        self.every_order(by_hash=True, warm=True)

    def test_every_order_without_by_hash_from_a_cold_cache(self):
        self.every_order(by_hash=False, warm=False)

    def test_every_order_without_by_hash_from_a_warm_cache(self):
        self.every_order(by_hash=False, warm=True)


if __name__ == "__main__":
    main()
