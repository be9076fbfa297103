// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "closedport.h"
#include "patience.h"
#include "recorder.h"
#include "scriptedpeer.h"
#include "upstream/client.h"
#include "upstream/route.h"

#include <QTest>
#include <QtEndian>

using namespace larder;
using namespace larder::upstream;

namespace
{

constexpr const char *peerName = "peer.example";

// A proxy for CONNECT and SOCKS5 that connects every name and address to 127.0.0.1.
class TunnelProxy : public QObject
{
public:
    TunnelProxy()
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        });
        if (!m_server.listen(QHostAddress::LocalHost)) {
            qFatal("The test cannot listen on 127.0.0.1.");
        }
    }

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

    QList<QByteArray> connectHeads;
    QList<QByteArray> socksTargets; // type, then address or name

private:
    void read(QTcpSocket *socket)
    {
        if (QTcpSocket *further = m_further.value(socket)) {
            further->write(socket->readAll());
            return;
        }
        QByteArray &input = m_input[socket];
        input += socket->readAll();
        if (input.startsWith("CONNECT ") && input.endsWith("\r\n\r\n")) {
            connectHeads.append(input);
            const QByteArray target = input.split(' ').at(1);
            open(socket, target.sliced(target.lastIndexOf(':') + 1).toUShort(),
                 "HTTP/1.1 200 OK\r\n\r\n");
        } else if (input.startsWith('\x05')) {
            readSocks(socket, input);
        }
    }

    void readSocks(QTcpSocket *socket, QByteArray &input) // RFC 1928
    {
        if (!m_greeted.contains(socket)) {
            m_greeted.append(socket);
            input.remove(0, 2 + input.at(1));
            socket->write(QByteArray("\x05\x00", 2));
            return;
        }
        const bool byName = input.at(3) == '\x03';
        const qsizetype size = byName ? 1 + input.at(4) : 4;
        socksTargets.append(input.sliced(3, 1 + size));
        const auto port = qFromBigEndian<quint16>(input.constData() + 4 + size);
        open(socket, port, QByteArray("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10));
    }

    void open(QTcpSocket *socket, quint16 port, const QByteArray &answer)
    {
        auto *further = new QTcpSocket(socket);
        m_further.insert(socket, further);
        connect(further, &QTcpSocket::connected, socket,
                [socket, answer] { socket->write(answer); });
        connect(further, &QTcpSocket::readyRead, socket,
                [socket, further] { socket->write(further->readAll()); });
        further->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    QHash<QTcpSocket *, QByteArray> m_input;
    QHash<QTcpSocket *, QTcpSocket *> m_further;
    QList<QTcpSocket *> m_greeted;
    QTcpServer m_server; // last: its sockets tell their end to the above
};

ProxySettings settings(ProxySettings::Kind kind, quint16 port)
{
    return {.kind = kind, .host = "127.0.0.1", .port = port, .user = {}, .password = {}};
}

} // namespace

class ProxyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forwardsHttp();
    void proxyAsksForPassword();
    void checksNamesBehindProxy_data();
    void checksNamesBehindProxy();
    void connectsForTls();
    void connectsForTunnels();
    void socksGetsCheckedAddress();
    void socksGetsNameWhenThereIsNoLookup();
    void followsEnvironment();
    void readsEnvironment_data();
    void readsEnvironment();
    void proxyThatIsGone();
};

void ProxyTest::forwardsHttp()
{
    ScriptedPeer proxy([](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(plainAnswer(request.target()));
    });
    Client client;
    ProxySettings through = settings(ProxySettings::Kind::Http, proxy.port());
    through.user = "ann";
    through.password = "secret";
    client.configure(AddressGuard{}, through);
    for (int i = 0; i < 2; ++i) {
        Recorder recorder;
        const auto transfer =
            client.send(getRequest(urlOf("archive.example", 80, "/debian/x")), recorder);
        QVERIFY(recorder.waitUntilOver());
        QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
        QCOMPARE(recorder.body, "http://archive.example/debian/x");
        QVERIFY(recorder.source.address.isNull());
    }
    QCOMPARE(proxy.connections(), 1);
    const QByteArray head = proxy.requests().first().head;
    QVERIFY(head.contains("\r\nHost: archive.example\r\n"));
    const QByteArray credentials = QByteArray("ann:secret").toBase64();
    const QByteArray field = "\r\nProxy-Authorization: Basic " + credentials + "\r\n";
    QVERIFY(head.contains(field));
}

void ProxyTest::proxyAsksForPassword()
{
    ScriptedPeer proxy([](QTcpSocket &socket, const PeerRequest &) {
        socket.write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                     "realm=x\r\nContent-Length: 0\r\n\r\n");
    });
    Client client;
    client.configure(AddressGuard{}, settings(ProxySettings::Kind::Http, proxy.port()));
    Recorder recorder;
    const auto transfer = client.send(getRequest(urlOf("archive.example", 80)), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QVERIFY(!recorder.head);
}

void ProxyTest::checksNamesBehindProxy_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("localhost") << QByteArray("localhost") << 80;
    QTest::newRow("loopback") << QByteArray("127.1") << 80;
    QTest::newRow("private") << QByteArray("10.0.0.1") << 443;
    QTest::newRow("metadata") << QByteArray("169.254.169.254") << 80;
    QTest::newRow("other port") << QByteArray("archive.example") << 25;
}

void ProxyTest::checksNamesBehindProxy()
{
    QFETCH(const QByteArray, host);
    QFETCH(const int, port);
    ScriptedPeer proxy(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    Client client;
    for (const auto kind : {ProxySettings::Kind::Http, ProxySettings::Kind::Socks5}) {
        for (const auto scheme : {http::Scheme::Http, http::Scheme::Https}) {
            client.configure(AddressGuard{}, settings(kind, proxy.port()));
            Recorder recorder;
            const auto transfer = client.send(
                getRequest(urlOf(host.constData(), static_cast<quint16>(port), "/", scheme)),
                recorder);
            QVERIFY(recorder.waitUntilOver());
            QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::NotAllowed);
        }
    }
    QCOMPARE(proxy.connections(), 0);
}

void ProxyTest::connectsForTls()
{
    const Certificates certificates{QLatin1StringView(peerName)};
    qputenv("SSL_CERT_FILE", certificates.authorityFile().toLocal8Bit());
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &request) {
            socket.write(plainAnswer(request.target()));
        },
        certificates.makeServer());
    TunnelProxy proxy;
    for (const auto kind : {ProxySettings::Kind::Http, ProxySettings::Kind::Socks5}) {
        Names none;
        Surroundings surroundings;
        surroundings.lookup = none.lookup();
        Client client(surroundings);
        client.configure(AddressGuard({{peerName, peer.port()}, {"other.example", peer.port()}}),
                         settings(kind, proxy.port()));
        for (const char *path : {"/first", "/second"}) {
            Recorder recorder;
            const auto transfer = client.send(
                getRequest(urlOf(peerName, peer.port(), path, http::Scheme::Https)), recorder);
            QVERIFY(recorder.waitUntilOver());
            QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
            QCOMPARE(recorder.body, path);
            QVERIFY(recorder.source.address.isNull());
        }
        Recorder recorder;
        const auto transfer = client.send(
            getRequest(urlOf("other.example", peer.port(), "/", http::Scheme::Https)), recorder);
        QVERIFY(recorder.waitUntilOver());
        QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    }
    // One kept connection by each way, and one refused.
    QCOMPARE(proxy.connectHeads.size(), 2);
    QCOMPARE(proxy.socksTargets.size(), 2);
    QVERIFY(proxy.connectHeads.first().startsWith("CONNECT peer.example:"));
    QVERIFY(!proxy.connectHeads.first().contains("Mozilla"));
    qunsetenv("SSL_CERT_FILE");
}

void ProxyTest::connectsForTunnels()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    TunnelProxy proxy;
    Client client;
    client.configure(AddressGuard({{peerName, peer.port()}}),
                     settings(ProxySettings::Kind::Http, proxy.port()));
    std::unique_ptr<QTcpSocket> socket;
    const auto opening = client.openTunnel(peerName, peer.port(), [&](auto result) {
        QVERIFY(result);
        socket = std::move(*result);
    });
    QVERIFY(QTest::qWaitFor([&] { return socket != nullptr; }, patience));
    socket->write("GET / HTTP/1.1\r\n\r\n");
    QVERIFY(QTest::qWaitFor([&] { return socket->bytesAvailable() > 0; }, patience));
    QVERIFY(socket->readAll().startsWith("HTTP/1.1 200"));
    QCOMPARE(proxy.connectHeads.size(), 1);
}

void ProxyTest::socksGetsCheckedAddress()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(plainAnswer(request.target()));
    });
    TunnelProxy proxy;
    Names names;
    names.set(peerName, {"192.0.2.7"});
    names.set("private.example", {"10.0.0.1"});
    Surroundings surroundings;
    surroundings.lookup = names.lookup();
    Client client(surroundings);
    client.configure(AddressGuard({{peerName, peer.port()}}),
                     settings(ProxySettings::Kind::Socks5, proxy.port()));
    Recorder recorder;
    auto transfer = client.send(getRequest(urlOf(peerName, peer.port(), "/x")), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
    QCOMPARE(recorder.body, "/x");
    QCOMPARE(proxy.socksTargets, QList<QByteArray>{QByteArray("\x01\xc0\x00\x02\x07", 5)});
    QCOMPARE(recorder.source.address, QHostAddress(QStringLiteral("192.0.2.7")));

    Recorder refused;
    transfer = client.send(getRequest(urlOf("private.example", 80)), refused);
    QVERIFY(refused.waitUntilOver());
    QVERIFY(refused.fault && refused.fault->kind == FaultKind::NotAllowed);
    QCOMPARE(proxy.socksTargets.size(), 1);
}

void ProxyTest::socksGetsNameWhenThereIsNoLookup()
{
    ScriptedPeer peer(
        [](QTcpSocket &socket, const PeerRequest &) { socket.write(plainAnswer("x")); });
    TunnelProxy proxy;
    Names none;
    Surroundings surroundings;
    surroundings.lookup = none.lookup();
    Client client(surroundings);
    client.configure(AddressGuard({{peerName, peer.port()}}),
                     settings(ProxySettings::Kind::Socks5, proxy.port()));
    Recorder recorder;
    const auto transfer = client.send(getRequest(urlOf(peerName, peer.port())), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
    QCOMPARE(proxy.socksTargets, QList<QByteArray>{"\x03\x0cpeer.example"});
    QVERIFY(recorder.source.address.isNull());
}

void ProxyTest::followsEnvironment()
{
    ScriptedPeer proxy([](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(plainAnswer(request.target()));
    });
    const QByteArray url = "http://127.0.0.1:" + QByteArray::number(proxy.port());
    qputenv("http_proxy", url);
    Client client;
    client.configure(AddressGuard{}, ProxySettings{});
    Recorder recorder;
    auto transfer = client.send(getRequest(urlOf("archive.example", 80, "/x")), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
    QCOMPARE(recorder.body, "http://archive.example/x");

    // Where no proxy is set, the environment does not matter.
    client.configure(AddressGuard({{"127.0.0.1", proxy.port()}}), withoutProxy());
    Recorder direct;
    transfer = client.send(getRequest(urlOf("127.0.0.1", proxy.port(), "/x")), direct);
    QVERIFY(direct.waitUntilOver());
    QCOMPARE(direct.body, "/x");
    qunsetenv("http_proxy");
}

void ProxyTest::readsEnvironment_data()
{
    using namespace Qt::StringLiterals;
    QTest::addColumn<QByteArray>("variable");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("exceptions");
    QTest::addColumn<QString>("way"); // to https://a.example.org/ and http://a.example.org/
    QTest::newRow("https") << "https_proxy"_ba << "http://p:1"_ba << ""_ba << "p:1 ";
    QTest::newRow("http") << "http_proxy"_ba << "http://p:1/"_ba << ""_ba << " p:1";
    QTest::newRow("upper case") << "HTTPS_PROXY"_ba << "http://p:1"_ba << ""_ba << "p:1 ";
    QTest::newRow("all") << "all_proxy"_ba << "socks5://p"_ba << ""_ba << "p:1080 p:1080";
    QTest::newRow("without scheme") << "all_proxy"_ba << "p"_ba << ""_ba << "p:8080 p:8080";
    QTest::newRow("another scheme") << "all_proxy"_ba << "gopher://p:1"_ba << ""_ba << " ";
    QTest::newRow("for all") << "all_proxy"_ba << "http://p:1"_ba << "*"_ba << " ";
    QTest::newRow("name") << "all_proxy"_ba << "http://p:1"_ba << "b, A.example.org"_ba << " ";
    QTest::newRow("domain") << "all_proxy"_ba << "http://p:1"_ba << "example.org"_ba << " ";
    QTest::newRow("dot") << "all_proxy"_ba << "http://p:1"_ba << ".example.org"_ba << " ";
    QTest::newRow("star") << "all_proxy"_ba << "http://p:1"_ba << "*.example.org"_ba << " ";
    QTest::newRow("half a name") << "all_proxy"_ba << "http://p:1"_ba << "ample.org,10.0.0.0/8"_ba
                                 << "p:1 p:1";
}

void ProxyTest::readsEnvironment()
{
    QFETCH(const QByteArray, variable);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, exceptions);
    for (const char *other : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy"}) {
        qunsetenv(other); // of the machine
    }
    qputenv(variable, value);
    qputenv("no_proxy", exceptions);
    const auto way = [](http::Scheme scheme, const std::string &host) {
        return findRoute(ProxySettings{}, scheme, host, Traffic::Requests).name();
    };
    QTEST(QString::fromStdString(way(http::Scheme::Https, "a.example.org") + ' ' +
                                 way(http::Scheme::Http, "a.example.org")),
          "way");
    qputenv("no_proxy", "10.0.0.0/8");
    QCOMPARE(way(http::Scheme::Http, "10.1.2.3"), "");
    qunsetenv(variable);
    qunsetenv("no_proxy");
}

void ProxyTest::proxyThatIsGone()
{
    const ClosedPort port;
    Client client;
    for (const auto kind : {ProxySettings::Kind::Http, ProxySettings::Kind::Socks5}) {
        client.configure(AddressGuard{}, settings(kind, port.number()));
        for (const auto scheme : {http::Scheme::Http, http::Scheme::Https}) {
            Recorder recorder;
            const auto transfer =
                client.send(getRequest(urlOf("192.0.2.1", 80, "/", scheme)), recorder);
            QVERIFY(recorder.waitUntilOver());
            QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
            QVERIFY(recorder.fault->what.contains(u"proxy"));
        }
    }
}

QTEST_GUILESS_MAIN(ProxyTest)
#include "proxy.moc"
