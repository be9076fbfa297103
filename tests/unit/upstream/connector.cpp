// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asker.h"
#include "closedport.h"
#include "scriptedpeer.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;
using namespace std::chrono_literals;

class ConnectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesForbiddenTargets_data();
    void refusesForbiddenTargets();
    void usesOnlyPermittedAddresses();
    void racesBothFamilies();
    void doesNotWaitForStuckAddress();
    void connectTimesOut();
    void unknownNameIsUnreachable();
    void closedPortIsUnreachable();
    void opensTunnels();
};

void ConnectorTest::refusesForbiddenTargets_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char *host :
         {"127.0.0.1", "127.1", "0x7f000001", "::1", "::ffff:7f00:1", "localhost", "x.localhost",
          "private.example", "10.0.0.1", "169.254.169.254"}) {
        QTest::newRow(host) << QByteArray(host);
    }
}

void ConnectorTest::refusesForbiddenTargets()
{
    QFETCH(const QByteArray, host);
    Asker asker({});
    Recorder recorder;
    const auto transfer = asker.get(recorder, 80, "/", host.constData());
    QVERIFY(!recorder.isOver());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault);
    QCOMPARE(recorder.fault->kind, FaultKind::NotAllowed);
}

void ConnectorTest::usesOnlyPermittedAddresses()
{
    // The one permitted address (for documentation, RFC 5737) leads nowhere: not the refusal is
    // told, but that it cannot be reached.
    Surroundings surroundings;
    surroundings.connectTimeout = 50ms;
    Asker asker({}, surroundings);
    asker.names.set("mixed.example", {"10.0.0.1", "192.0.2.1", "127.0.0.1"});
    Recorder recorder;
    const auto transfer = asker.get(recorder, 80, "/", "mixed.example");
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault);
    QCOMPARE(recorder.fault->kind, FaultKind::Unreachable);
}

void ConnectorTest::racesBothFamilies()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/", "both.example"); // ::1 is closed
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.source.address, QHostAddress(QHostAddress::LocalHost));
}

void ConnectorTest::doesNotWaitForStuckAddress()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    // A listener on the same port of another address whose queue is full does not answer.
    QTcpServer stuck;
    stuck.setListenBacklogSize(1);
    QVERIFY(stuck.listen(QHostAddress(QStringLiteral("127.0.0.9")), peer.port()));
    stuck.pauseAccepting();
    std::vector<std::unique_ptr<QTcpSocket>> queue;
    for (int i = 0; i < 4; ++i) {
        queue.push_back(std::make_unique<QTcpSocket>());
        queue.back()->connectToHost(stuck.serverAddress(), stuck.serverPort());
    }
    Asker asker({peer.port()});
    asker.names.set("stuck.example", {"127.0.0.9", "127.0.0.1"});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/", "stuck.example");
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.source.address, QHostAddress(QHostAddress::LocalHost));
}

void ConnectorTest::connectTimesOut()
{
    Surroundings surroundings;
    surroundings.connectTimeout = 30ms;
    surroundings.lookup = [](const std::string &, QObject *, const LookupDone &) {};
    Client client(surroundings);
    client.configure(AddressGuard{}, withoutProxy());
    Recorder recorder;
    const auto transfer = client.send(getRequest(urlOf("silent.example", 80)), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault);
    QCOMPARE(recorder.fault->kind, FaultKind::Unreachable);
}

void ConnectorTest::unknownNameIsUnreachable()
{
    Asker asker({});
    Recorder recorder;
    const auto transfer = asker.get(recorder, 80, "/", "unknown.example");
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
}

void ConnectorTest::closedPortIsUnreachable()
{
    const ClosedPort closed;
    const quint16 port = closed.number();
    Asker asker({port});
    Recorder recorder;
    const auto transfer = asker.get(recorder, port);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QVERIFY(recorder.fault->what.contains(QLatin1StringView(peerName)));
}

void ConnectorTest::opensTunnels()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    Asker asker({peer.port()});
    std::unique_ptr<QTcpSocket> socket;
    std::unique_ptr<Client::Opening> opening =
        asker.client.openTunnel(peerName, peer.port(), [&](auto result) {
            QVERIFY(result);
            socket = std::move(*result);
            opening.reset();
        });
    QVERIFY(!socket);
    QVERIFY(waitFor([&] { return socket != nullptr && opening == nullptr; }));
    socket->write("GET / HTTP/1.1\r\n\r\n");
    QVERIFY(waitFor([&] { return socket->bytesAvailable() > 0; }));
    QVERIFY(socket->readAll().startsWith("HTTP/1.1 200"));

    std::optional<Fault> fault;
    opening = asker.client.openTunnel("10.0.0.1", 443, [&](auto result) {
        fault = result.error();
        opening.reset();
    });
    QVERIFY(waitFor([&] { return fault.has_value(); }));
    QCOMPARE(fault->kind, FaultKind::NotAllowed);

    bool called = false;
    opening = asker.client.openTunnel(peerName, peer.port(), [&](auto) { called = true; });
    opening.reset();
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(ConnectorTest)
#include "connector.moc"
