// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asker.h"
#include "scriptedpeer.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;
using namespace std::chrono_literals;

class PoolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsConnections();
    void limitsConnectionsPerOrigin();
    void servesHundredsAtOnce();
    void closesIdleConnections();
    void configureClosesIdleConnections();
    void replacesConnectionThatDied();
    void doesNotRepeatPost();
    void doesNotRepeatOnFreshConnection();
    void neverReusesAfterUnaskedBytes_data();
    void neverReusesAfterUnaskedBytes();
    void doesNotReuseWhatThePeerCloses();
};

void PoolTest::keepsConnections()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(plainAnswer(request.target()));
    });
    Asker asker({peer.port()});
    for (int i = 0; i < 20; ++i) {
        Recorder recorder;
        const auto transfer = asker.get(recorder, peer.port());
        QVERIFY(recorder.waitUntilOver());
        QVERIFY(recorder.ended);
    }
    QCOMPARE(peer.connections(), 1);
    // Another origin, though at the same address, has its own.
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/", otherName);
    QVERIFY(recorder.waitUntilOver());
    QCOMPARE(peer.connections(), 2);
}

void PoolTest::limitsConnectionsPerOrigin()
{
    std::vector<QTcpSocket *> held;
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        if (request.target() == "/held") {
            held.push_back(&socket);
        } else {
            socket.write(plainAnswer(request.target()));
        }
    });
    Asker asker({peer.port()});
    std::vector<std::unique_ptr<Recorder>> recorders;
    std::vector<std::unique_ptr<Transfer>> transfers;
    for (int i = 0; i < 20; ++i) {
        recorders.push_back(std::make_unique<Recorder>());
        transfers.push_back(
            asker.get(*recorders.back(), peer.port(), i < maxConnectionsPerOrigin ? "/held" : "/"));
    }
    QVERIFY(waitFor([&] { return std::ssize(held) == maxConnectionsPerOrigin; }));
    // Another origin is not held up.
    Recorder other;
    const auto transfer = asker.get(other, peer.port(), "/", otherName);
    QVERIFY(other.waitUntilOver());
    QVERIFY(!recorders.back()->isOver());
    for (QTcpSocket *socket : held) {
        socket->write(plainAnswer("held"));
    }
    for (const auto &recorder : recorders) {
        QVERIFY(recorder->waitUntilOver());
        QVERIFY(recorder->ended);
    }
    QCOMPARE(peer.connections(), maxConnectionsPerOrigin + 1);
}

void PoolTest::servesHundredsAtOnce()
{
    const QByteArray body = pattern(20'000);
    ScriptedPeer peer(
        [&](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer(body)); });
    Asker asker({peer.port()});
    std::vector<std::unique_ptr<Recorder>> recorders;
    std::vector<std::unique_ptr<Transfer>> transfers;
    for (int i = 0; i < 400; ++i) {
        recorders.push_back(std::make_unique<Recorder>());
        transfers.push_back(asker.get(*recorders.back(), peer.port()));
    }
    for (const auto &recorder : recorders) {
        QVERIFY(recorder->waitUntilOver());
        QVERIFY(recorder->ended);
        QVERIFY(recorder->body == body);
    }
    QCOMPARE(peer.connections(), maxConnectionsPerOrigin);
}

void PoolTest::closesIdleConnections()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    Surroundings surroundings;
    surroundings.idleConnectionLimit = 20ms;
    Asker asker({peer.port()}, surroundings);
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QVERIFY(waitFor([&] { return peer.open() == 0; }));
}

void PoolTest::configureClosesIdleConnections()
{
    QTcpSocket *waiting = nullptr;
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        if (request.target() == "/wait") {
            waiting = &socket;
        } else {
            socket.write(plainAnswer("x"));
        }
    });
    Asker asker({peer.port()});
    Recorder slow;
    const auto slowTransfer = asker.get(slow, peer.port(), "/wait");
    Recorder recorder;
    auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(waitFor([&] { return waiting != nullptr; }));
    QCOMPARE(peer.open(), 2);

    asker.client.configure(AddressGuard{}, withoutProxy());
    QVERIFY(waitFor([&] { return peer.open() == 1; }));
    // What is under way goes on, but its connection is not kept.
    waiting->write(plainAnswer("x"));
    QVERIFY(slow.waitUntilOver());
    QVERIFY(slow.ended);
    QVERIFY(waitFor([&] { return peer.open() == 0; }));
    // And the new rules hold.
    Recorder refused;
    transfer = asker.get(refused, peer.port());
    QVERIFY(refused.waitUntilOver());
    QVERIFY(refused.fault && refused.fault->kind == FaultKind::NotAllowed);
}

void PoolTest::replacesConnectionThatDied()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        if (request.number == 2) {
            socket.abort();
        } else {
            socket.write(plainAnswer(request.target()));
        }
    });
    Asker asker({peer.port()});
    for (const char *path : {"/first", "/second"}) {
        Recorder recorder;
        const auto transfer = asker.get(recorder, peer.port(), path);
        QVERIFY(recorder.waitUntilOver());
        QVERIFY(recorder.ended);
        QCOMPARE(recorder.body, path);
    }
    QCOMPARE(peer.connections(), 2);
    QCOMPARE(peer.requests().size(), 3);
}

void PoolTest::doesNotRepeatPost()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        if (request.number == 2) {
            socket.abort();
        } else {
            socket.write(plainAnswer("x"));
        }
    });
    Asker asker({peer.port()});
    Recorder first;
    auto transfer = asker.get(first, peer.port());
    QVERIFY(first.waitUntilOver());
    Request request = getRequest(urlOf(peerName, peer.port()));
    request.method = http::Method::Post;
    request.body = "once";
    Recorder second;
    transfer = asker.client.send(std::move(request), second);
    QVERIFY(second.waitUntilOver());
    QVERIFY(second.fault && second.fault->kind == FaultKind::Unreachable);
    QCOMPARE(peer.requests().size(), 2);
}

void PoolTest::doesNotRepeatOnFreshConnection()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &) { socket.abort(); });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QCOMPARE(peer.requests().size(), 1);
}

void PoolTest::neverReusesAfterUnaskedBytes_data()
{
    QTest::addColumn<bool>("noticed");
    QTest::newRow("noticed while idle") << true;
    QTest::newRow("still in the kernel") << false;
}

void PoolTest::neverReusesAfterUnaskedBytes()
{
    QFETCH(const bool, noticed);
    QTcpSocket *kept = nullptr;
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        kept = &socket;
        socket.write(plainAnswer(request.target()));
    });
    Asker asker({peer.port()});
    Recorder first;
    auto transfer = asker.get(first, peer.port(), "/first");
    QVERIFY(first.waitUntilOver());
    QVERIFY(first.ended);

    kept->write(plainAnswer("evil"));
    if (noticed) {
        QVERIFY(waitFor([&] { return peer.open() == 0; }));
    } else {
        QVERIFY(kept->flush());
    }
    Recorder second;
    transfer = asker.get(second, peer.port(), "/second");
    QVERIFY(second.waitUntilOver());
    QVERIFY(second.ended);
    QCOMPARE(second.body, "/second");
    QCOMPARE(peer.connections(), 2);
}

void PoolTest::doesNotReuseWhatThePeerCloses()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        const bool says = request.connection == 1;
        socket.write(QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n") +
                     (says ? "Connection: close\r\n\r\nx" : "\r\nx"));
        if (!says) {
            socket.disconnectFromHost();
        }
    });
    Asker asker({peer.port()});
    for (int i = 1; i <= 4; ++i) {
        Recorder recorder;
        const auto transfer = asker.get(recorder, peer.port());
        QVERIFY(recorder.waitUntilOver());
        QVERIFY(recorder.ended);
        QCOMPARE(peer.connections(), i);
        QVERIFY(waitFor([&] { return peer.open() == 0; }));
    }
}

QTEST_GUILESS_MAIN(PoolTest)
#include "pool.moc"
