// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asker.h"
#include "scriptedpeer.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;

class RedirectsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsRedirects_data();
    void followsRedirects();
    void reportsRedirects();
    void refusesRedirects_data();
    void refusesRedirects();
    void doesNotReadEndlessRedirect();
    void keepsSecretsFromOtherOrigins();
};

void RedirectsTest::followsRedirects_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("post");
    QTest::addColumn<QByteArray>("arrives");
    for (const int status : {301, 302, 303, 307, 308}) {
        QTest::addRow("%d GET", status) << status << false << QByteArray("GET /new/place ");
    }
    QTest::newRow("301 POST") << 301 << true << QByteArray("GET /new/place ");
    QTest::newRow("302 POST") << 302 << true << QByteArray("GET /new/place ");
    QTest::newRow("303 POST") << 303 << true << QByteArray("GET /new/place ");
    QTest::newRow("307 POST") << 307 << true << QByteArray("POST /new/place body");
    QTest::newRow("308 POST") << 308 << true << QByteArray("POST /new/place body");
}

void RedirectsTest::followsRedirects()
{
    QFETCH(const int, status);
    QFETCH(const bool, post);
    QFETCH(const QByteArray, arrives);
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        if (request.target() == "/old/name") {
            socket.write(redirect(status, "../new/place", "It has moved."));
        } else {
            socket.write(
                plainAnswer(request.head.left(request.head.indexOf("HTTP")) + request.body));
        }
    });
    Asker asker({peer.port()});
    Request request = getRequest(urlOf(peerName, peer.port(), "/old/name"));
    if (post) {
        request.method = http::Method::Post;
        request.body = "body";
    }
    Recorder recorder;
    const auto transfer = asker.client.send(std::move(request), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
    QCOMPARE(recorder.body, arrives);
    QCOMPARE(recorder.source.url.path, "/new/place");
    QCOMPARE(peer.connections(), 1);
}

void RedirectsTest::reportsRedirects()
{
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &) {
        socket.write(redirect(302, "http://10.0.0.1/", "moved"));
    });
    Asker asker({peer.port()});
    Request request = getRequest(urlOf(peerName, peer.port()));
    request.redirects = Request::Redirects::Report;
    Recorder recorder;
    const auto transfer = asker.client.send(std::move(request), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.head->status, 302);
    QCOMPARE(recorder.body, "moved");
}

void RedirectsTest::refusesRedirects_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<FaultKind>("kind");
    QTest::addColumn<int>("requests");
    QTest::newRow("itself") << QByteArray("/0") << FaultKind::Protocol << 1;
    QTest::newRow("circle") << QByteArray("circle") << FaultKind::Protocol << 2;
    QTest::newRow("chain") << QByteArray("chain") << FaultKind::Protocol
                           << static_cast<int>(maxRedirects) + 1;
    QTest::newRow("other scheme") << QByteArray("ftp://peer.example/") << FaultKind::Protocol << 1;
    QTest::newRow("file") << QByteArray("file:///etc/passwd") << FaultKind::Protocol << 1;
    QTest::newRow("bad port") << QByteArray("http://peer.example:99999/") << FaultKind::Protocol
                              << 1;
    QTest::newRow("no host") << QByteArray("http:///x") << FaultKind::Protocol << 1;
    for (const char *target :
         {"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/",
          "http://[::1]/", "http://[::ffff:7f00:1]/", "http://localhost/", "http://10.0.0.1/",
          "http://169.254.169.254/latest/meta-data/", "http://private.example/",
          "http://deb.debian.org:22/", "https://10.0.0.1/", "//192.168.0.1/"}) {
        QTest::newRow(target) << QByteArray(target) << FaultKind::NotAllowed << 1;
    }
}

void RedirectsTest::refusesRedirects()
{
    QFETCH(const QByteArray, location);
    QFETCH(const FaultKind, kind);
    QFETCH(const int, requests);
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        const int at = request.target().sliced(1).toInt();
        if (location == "circle") {
            socket.write(redirect(302, at == 0 ? "/1" : "/0"));
        } else if (location == "chain") {
            socket.write(redirect(302, "/" + QByteArray::number(at + 1)));
        } else {
            socket.write(redirect(302, location));
        }
    });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/0");
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault);
    QCOMPARE(recorder.fault->kind, kind);
    QVERIFY(!recorder.head);
    QCOMPARE(peer.requests().size(), requests);
}

void RedirectsTest::doesNotReadEndlessRedirect()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        if (request.target() == "/") {
            socket.write("HTTP/1.1 302 Found\r\nLocation: /there\r\nTransfer-Encoding: "
                         "chunked\r\n\r\n100000\r\n");
            socket.write(QByteArray(1'000'000, 'x')); // and never more
        } else {
            socket.write(plainAnswer("there"));
        }
    });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.body, "there");
    QCOMPARE(peer.connections(), 2);
}

void RedirectsTest::keepsSecretsFromOtherOrigins()
{
    quint16 port = 0;
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        if (request.target() == "/1") {
            socket.write(redirect(302, "/2"));
        } else if (request.target() == "/2") {
            socket.write(
                redirect(302, "http://u:p@other.example:" + QByteArray::number(port) + "/3"));
        } else {
            socket.write(plainAnswer("done"));
        }
    });
    port = peer.port();
    Asker asker({port});
    for (const bool inUrl : {true, false}) {
        Request request = getRequest(urlOf(peerName, port, "/1"));
        request.headers.add("Range", "bytes=1-");
        request.headers.add("Cookie", "c");
        if (inUrl) {
            request.url.userInfo = "ann:secret";
        } else {
            request.headers.add("Authorization", "Bearer t");
        }
        const qsizetype before = peer.requests().size();
        Recorder recorder;
        const auto transfer = asker.client.send(std::move(request), recorder);
        QVERIFY(recorder.waitUntilOver());
        QVERIFY(recorder.ended);
        QCOMPARE(peer.requests().size(), before + 3);
        for (qsizetype i = 0; i < 3; ++i) {
            const QByteArray &head = peer.requests().at(before + i).head;
            QCOMPARE(head.contains("Authorization: "), i < 2);
            QCOMPARE(head.contains("Cookie: "), i < 2);
            QVERIFY(head.contains("Range: bytes=1-"));
        }
    }
}

QTEST_GUILESS_MAIN(RedirectsTest)
#include "redirects.moc"
