// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "recorder.h"
#include "scriptedpeer.h"
#include "upstream/client.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;

namespace
{

constexpr const char *peerName = "peer.example";

Request secureRequest(quint16 port, const char *path = "/", const char *host = peerName)
{
    return getRequest(urlOf(host, port, path, http::Scheme::Https));
}

} // namespace

class TlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void trustsNamedFile();
    void trustsNamedFolder();
    void refusesUnknownAuthority();
    void refusesOtherName();
    void refusesServerWithoutTls();
    void pausesAndResumes();
    void cutIsNoEnd();
    void followsOnlyToSecure();

private:
    std::unique_ptr<Client> makeClient(std::initializer_list<quint16> ports);

    Certificates m_certificates{QLatin1StringView(peerName)};
};

void TlsTest::init()
{
    qputenv("SSL_CERT_FILE", m_certificates.authorityFile().toLocal8Bit());
    qunsetenv("SSL_CERT_DIR");
}

std::unique_ptr<Client> TlsTest::makeClient(std::initializer_list<quint16> ports)
{
    Names names;
    std::vector<AllowedUpstream> allowed;
    for (const char *name : {peerName, "other.example"}) {
        names.set(name, {"127.0.0.1"});
        for (const quint16 port : ports) {
            allowed.push_back({name, port});
        }
    }
    Surroundings surroundings;
    surroundings.lookup = names.lookup();
    auto client = std::make_unique<Client>(surroundings);
    client->configure(AddressGuard(allowed), withoutProxy());
    return client;
}

void TlsTest::trustsNamedFile()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &request) {
            socket.write(plainAnswer(request.target()));
        },
        m_certificates.makeServer());
    const auto client = makeClient({peer.port()});
    for (const char *path : {"/first", "/second"}) {
        Recorder recorder;
        const auto transfer = client->send(secureRequest(peer.port(), path), recorder);
        QVERIFY(recorder.waitUntilOver());
        QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
        QCOMPARE(recorder.body, path);
        QCOMPARE(recorder.source.address, QHostAddress(QHostAddress::LocalHost));
    }
    QCOMPARE(peer.connections(), 1);
}

void TlsTest::trustsNamedFolder()
{
    qunsetenv("SSL_CERT_FILE");
    const QByteArray folders = "/nowhere:" + m_certificates.folder().toLocal8Bit();
    qputenv("SSL_CERT_DIR", folders);
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); },
        m_certificates.makeServer());
    const auto client = makeClient({peer.port()});
    Recorder recorder;
    const auto transfer = client->send(secureRequest(peer.port()), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
}

void TlsTest::refusesUnknownAuthority()
{
    qunsetenv("SSL_CERT_FILE");
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); },
        m_certificates.makeServer());
    const auto client = makeClient({peer.port()});
    Recorder recorder;
    const auto transfer = client->send(secureRequest(peer.port()), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QVERIFY(peer.requests().isEmpty());
}

void TlsTest::refusesOtherName()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); },
        m_certificates.makeServer());
    const auto client = makeClient({peer.port()});
    Recorder recorder;
    const auto transfer = client->send(secureRequest(peer.port(), "/", "other.example"), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QVERIFY(recorder.fault->what.contains(u"other.example"));
    QVERIFY(peer.requests().isEmpty());
}

void TlsTest::refusesServerWithoutTls()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        socket->write(plainAnswer("<html>log in</html>"));
        socket->disconnectFromHost();
    });
    const auto client = makeClient({server.serverPort()});
    Recorder recorder;
    const auto transfer = client->send(secureRequest(server.serverPort()), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
}

void TlsTest::pausesAndResumes()
{
    const QByteArray body(20'000'000, 'x');
    ScriptedPeer peer(
        [&](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer(body)); },
        m_certificates.makeServer());
    const auto client = makeClient({peer.port()});
    Recorder recorder;
    const auto transfer = client->send(secureRequest(peer.port()), recorder);
    recorder.onBody = [&] {
        transfer->setReading(Transfer::Reading::Paused);
        QMetaObject::invokeMethod(
            client.get(), [&] { transfer->setReading(Transfer::Reading::Flowing); },
            Qt::QueuedConnection);
    };
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.body.size(), body.size());
}

void TlsTest::cutIsNoEnd()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" +
                         QByteArray(600'000, 'x'));
            socket.disconnectFromHost();
        },
        m_certificates.makeServer());
    const auto client = makeClient({peer.port()});
    Recorder recorder;
    const auto transfer = client->send(secureRequest(peer.port()), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Cut);
    QCOMPARE(recorder.body.size(), 600'000);
}

void TlsTest::followsOnlyToSecure()
{
    QByteArray location;
    const auto script = [&](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(request.target() == "/" ? redirect(302, location) : plainAnswer("there"));
    };
    ScriptedPeer plain(script);
    ScriptedPeer secure(script, m_certificates.makeServer());
    const auto client = makeClient({plain.port(), secure.port()});

    location = "https://peer.example:" + QByteArray::number(secure.port()) + "/there";
    Recorder up;
    auto transfer = client->send(getRequest(urlOf(peerName, plain.port())), up);
    QVERIFY(up.waitUntilOver());
    QVERIFY(up.ended);
    QCOMPARE(up.body, "there");
    QVERIFY(up.source.url.scheme == http::Scheme::Https);

    location = "http://peer.example:" + QByteArray::number(plain.port()) + "/there";
    const qsizetype before = plain.requests().size();
    Recorder down;
    transfer = client->send(secureRequest(secure.port()), down);
    QVERIFY(down.waitUntilOver());
    QVERIFY(down.fault && down.fault->kind == FaultKind::NotAllowed);
    QCOMPARE(plain.requests().size(), before);
}

QTEST_GUILESS_MAIN(TlsTest)
#include "tls.moc"
