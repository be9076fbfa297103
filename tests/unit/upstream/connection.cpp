// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asker.h"
#include "scriptedpeer.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;

class ConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void getsBodies_data();
    void getsBodies();
    void postsBodies();
    void headHasNoBody();
    void refusesLies_data();
    void refusesLies();
    void readsUntilClose();
    void countsBytes();
};

void ConnectionTest::getsBodies_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("body");
    const QByteArray big = pattern(3'000'000);
    QTest::newRow("empty") << plainAnswer("") << QByteArray();
    QTest::newRow("small") << plainAnswer("hello") << QByteArray("hello");
    QTest::newRow("big") << plainAnswer(big) << big;
    QTest::newRow("chunked") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                           "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nA: b\r\n\r\n")
                             << QByteArray("hello world");
    QByteArray chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (qsizetype at = 0; at < big.size(); at += 1000) {
        chunks += "3e8\r\n" + big.sliced(at, 1000) + "\r\n";
    }
    QTest::newRow("many chunks") << chunks + "0\r\n\r\n" << big;
    QTest::newRow("interim") << "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 "
                                "Continue\r\n\r\n" +
                                    plainAnswer("hello")
                             << QByteArray("hello");
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray();
}

void ConnectionTest::getsBodies()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, body);
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &) { socket.write(answer); });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/some/path");
    QVERIFY(!recorder.isOver());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY2(recorder.ended, recorder.fault ? qPrintable(recorder.fault->text()) : "");
    QVERIFY(recorder.body == body);
    QVERIFY(recorder.largestPiece <= static_cast<qsizetype>(readPieceBytes));
    QCOMPARE(recorder.source.address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(peer.requests().first().target(), "/some/path");
}

void ConnectionTest::postsBodies()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(plainAnswer(request.head.left(5) + request.body));
    });
    Asker asker({peer.port()});
    Request request = getRequest(urlOf(peerName, peer.port()));
    request.method = http::Method::Post;
    const QByteArray body = pattern(500'000);
    request.body = body.toStdString();
    Recorder recorder;
    const auto transfer = asker.client.send(std::move(request), recorder);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QVERIFY(recorder.body == "POST " + body);
}

void ConnectionTest::headHasNoBody()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    });
    Asker asker({peer.port()});
    for (int i = 0; i < 2; ++i) {
        Request request = getRequest(urlOf(peerName, peer.port()));
        request.method = http::Method::Head;
        Recorder recorder;
        const auto transfer = asker.client.send(std::move(request), recorder);
        QVERIFY(recorder.waitUntilOver());
        QVERIFY(recorder.ended);
        QVERIFY(recorder.body.isEmpty());
        QCOMPARE(recorder.head->contentLength, 1000U);
    }
    QCOMPARE(peer.connections(), 1);
}

void ConnectionTest::refusesLies_data()
{
    QTest::addColumn<QByteArray>("answer");
    const auto length = [](const QByteArray &fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\nhello";
    };
    const auto chunked = [](const QByteArray &body) {
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    };
    QTest::newRow("two lengths") << length("Content-Length: 5\r\nContent-Length: 3");
    QTest::newRow("equal lengths") << length("Content-Length: 5\r\nContent-Length: 5");
    QTest::newRow("list of lengths") << length("Content-Length: 5, 5");
    QTest::newRow("negative") << length("Content-Length: -5");
    QTest::newRow("hex") << length("Content-Length: 0x5");
    QTest::newRow("plus") << length("Content-Length: +5");
    QTest::newRow("empty length") << length("Content-Length: ");
    QTest::newRow("overflow") << length("Content-Length: 18446744073709551621");
    QTest::newRow("beyond 2^63") << length("Content-Length: 9223372036854775808");
    QTest::newRow("too long") << length("Content-Length: 1005");
    QTest::newRow("too short") << length("Content-Length: 3");
    QTest::newRow("too short, closing") << length("Content-Length: 3\r\nConnection: close");
    QTest::newRow("length and chunked") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello"
        "\r\n0\r\n\r\n");
    QTest::newRow("gzip, chunked") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("bad chunk size") << chunked("xyz\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("negative chunk") << chunked("-5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("huge chunk") << chunked("fffffffffffffffff\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("chunk cut") << chunked("ff\r\nhello");
    QTest::newRow("no last chunk") << chunked("5\r\nhello\r\n");
    QTest::newRow("last chunk cut") << chunked("5\r\nhello\r\n0\r\n");
    QTest::newRow("chunk longer than said") << chunked("3\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("rubbish after the end") << plainAnswer("hello") + "rubbish";
    QTest::newRow("a second answer") << plainAnswer("hello") + plainAnswer("evil");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("head cut") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le");
    QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
    QTest::newRow("HTTP/0.9") << QByteArray("<html>hello</html>");
    QTest::newRow("HTTP/2") << QByteArray("HTTP/2 200\r\nContent-Length: 5\r\n\r\nhello");
    QTest::newRow("bad status") << QByteArray("HTTP/1.1 20x OK\r\nContent-Length: 5\r\n\r\nhello");
    QTest::newRow("switching") << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n"
                                             "Connection: upgrade\r\n\r\n");
    QTest::newRow("folded line") << length("A: b\r\n c\r\nContent-Length: 5");
    QTest::newRow("bare line feeds") << QByteArray("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello");
    QByteArray interim;
    for (int i = 0; i < 1000; ++i) {
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    QTest::newRow("flood of interim answers") << interim + plainAnswer("hello");
    QByteArray fields = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 200'000; ++i) {
        fields += "X: y\r\n";
    }
    QTest::newRow("flood of fields") << fields + "Content-Length: 5\r\n\r\nhello";
    QTest::newRow("endless field")
        << "HTTP/1.1 200 OK\r\nX: " + QByteArray(4'000'000, 'y') + "\r\n\r\n";
    QTest::newRow("endless reason") << "HTTP/1.1 200 " + QByteArray(4'000'000, 'y') + "\r\n\r\n";
    QTest::newRow("endless chunk extension")
        << chunked("5;" + QByteArray(4'000'000, 'y') + "\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("endless trailer")
        << chunked("5\r\nhello\r\n0\r\nX: " + QByteArray(4'000'000, 'y') + "\r\n\r\n");
}

void ConnectionTest::refusesLies()
{
    QFETCH(const QByteArray, answer);
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &) {
        socket.write(answer);
        socket.disconnectFromHost();
    });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault);
    QVERIFY(!recorder.ended);
    QVERIFY(recorder.fault->kind == FaultKind::Protocol || recorder.fault->kind == FaultKind::Cut ||
            recorder.fault->kind == FaultKind::Unreachable);
    QVERIFY(!recorder.fault->what.isEmpty());
    QVERIFY(waitFor([&] { return peer.open() == 0; }));
}

void ConnectionTest::readsUntilClose()
{
    const QByteArray body = pattern(1'000'000);
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &) {
        socket.write("HTTP/1.1 200 OK\r\n\r\n" + body);
        socket.disconnectFromHost();
    });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QVERIFY(recorder.head->framing == http::Framing::UntilClose);
    QVERIFY(recorder.body == body);
}

void ConnectionTest::countsBytes()
{
    const QByteArray first = redirect(302, "/b", "moved");
    const QByteArray second = plainAnswer(pattern(100'000));
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(request.target() == "/a" ? first : second);
    });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/a");
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(transfer->bytesFromNetwork(),
             static_cast<std::uint64_t>(first.size() + second.size()));
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection.moc"
