# SPDX-FileCopyrightText: The Larder developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that stop reading or fall silent are cut after a minute: the one test whose length is
that of the rule."""

from harness import client, upstream
from harness.scenario import MIB, Scenario, main, package_path, random_bytes

PATH = package_path("larder")
RULE_SECONDS = 60
PATIENCE_SECONDS = 100


class SlowClients(Scenario):
    def test_silent_and_unreading_clients_are_cut_after_a_minute(self):
        origin = self.start_upstream()
        body = random_bytes(16 * MIB)
        origin.serve(PATH, upstream.content(body))
        proxy = self.start_larder(origin)
        url = origin.url(PATH)
        self.assert_served(proxy.get(url), body)
        descriptors = proxy.descriptors()

        idle = [proxy.connect(timeout=PATIENCE_SECONDS) for _ in range(5)]
        after_an_answer = [proxy.connect(timeout=PATIENCE_SECONDS) for _ in range(5)]
        for connection in after_an_answer:
            connection.get(url, [("Range", "bytes=0-9")])
        unreading = [proxy.connect(timeout=PATIENCE_SECONDS, receive_buffer=4096) for _ in range(5)]
        for connection in unreading:
            connection.ask(url)
            connection.response().read(1)

        ended = [client.Background(connection.closed_by_peer)
                 for connection in idle + after_an_answer]
        self.assertTrue(all(each.result(PATIENCE_SECONDS) for each in ended))
        # An unreading client learns of its end when it reads; the proxy has let go before.
        self.assert_eventually(lambda: proxy.descriptors() <= descriptors + 1, PATIENCE_SECONDS)
        for connection in unreading:
            self.assertIsNot(connection_rest(connection), True)
        for connection in idle + after_an_answer + unreading:
            connection.close()
        self.assert_served(proxy.get(url), body)


def connection_rest(connection):
    """Whether all that had been asked for still arrives."""
    size = 0
    try:
        while data := connection.socket.recv(1 << 20):
            size += len(data)
    except OSError:
        pass
    return size >= 16 * MIB


if __name__ == "__main__":
    main()
