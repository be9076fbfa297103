// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/client.h"
#include "recorder.h"
#include "scriptedpeer.h"

#include <QTest>

#include <array>

using namespace larder;
using namespace larder::upstream;
using namespace std::chrono_literals;

namespace
{

constexpr const char *peerName = "peer.example";
constexpr const char *otherName = "other.example";

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>((i * 7 + i / 251) & 0xff);
    }
    return bytes;
}

// Until the condition holds; events make it so.
template <typename Condition>
bool waitFor(Condition condition)
{
    return QTest::qWaitFor(condition, 20000);
}

// A client that may ask some ports of 127.0.0.1 under the names of the tests.
class Asker
{
public:
    explicit Asker(std::initializer_list<quint16> ports, Surroundings surroundings = {})
        : client(withNames(std::move(surroundings)))
    {
        std::vector<AllowedUpstream> allowed;
        for (const quint16 port : ports) {
            allowed.push_back({peerName, port});
            allowed.push_back({otherName, port});
            allowed.push_back({"both.example", port});
            allowed.push_back({"stuck.example", port});
        }
        client.configure(AddressGuard(allowed), withoutProxy());
    }

    std::unique_ptr<Transfer> get(Recorder &recorder, quint16 port, const char *path = "/",
                                  const char *host = peerName)
    {
        return client.send(getRequest(urlOf(host, port, path)), recorder);
    }

    Names names;
    Client client;

private:
    Surroundings withNames(Surroundings surroundings)
    {
        names.set(peerName, {"127.0.0.1"});
        names.set(otherName, {"127.0.0.1"});
        names.set("both.example", {"::1", "127.0.0.1"});
        names.set("private.example", {"10.0.0.1"});
        surroundings.lookup = names.lookup();
        return surroundings;
    }
};

} // namespace

class ClientTest : public QObject
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

    void pausesAndResumes();
    void destroyedInAnyCall_data();
    void destroyedInAnyCall();
    void cancelledAtAnyTime();
    void tellsSilenceAndGivesUp();
    void slowIsNotSilent();

    void followsRedirects_data();
    void followsRedirects();
    void reportsRedirects();
    void refusesRedirects_data();
    void refusesRedirects();
    void doesNotReadEndlessRedirect();
    void keepsSecretsFromOtherOrigins();

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

void ClientTest::getsBodies_data()
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

void ClientTest::getsBodies()
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

void ClientTest::postsBodies()
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

void ClientTest::headHasNoBody()
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

void ClientTest::refusesLies_data()
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

void ClientTest::refusesLies()
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

void ClientTest::readsUntilClose()
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

void ClientTest::countsBytes()
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

void ClientTest::keepsConnections()
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

void ClientTest::limitsConnectionsPerOrigin()
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

void ClientTest::servesHundredsAtOnce()
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

void ClientTest::closesIdleConnections()
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

void ClientTest::configureClosesIdleConnections()
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

void ClientTest::replacesConnectionThatDied()
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

void ClientTest::doesNotRepeatPost()
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

void ClientTest::doesNotRepeatOnFreshConnection()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &) { socket.abort(); });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QCOMPARE(peer.requests().size(), 1);
}

void ClientTest::neverReusesAfterUnaskedBytes_data()
{
    QTest::addColumn<bool>("noticed");
    QTest::newRow("noticed while idle") << true;
    QTest::newRow("still in the kernel") << false;
}

void ClientTest::neverReusesAfterUnaskedBytes()
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

void ClientTest::doesNotReuseWhatThePeerCloses()
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

void ClientTest::pausesAndResumes()
{
    constexpr qsizetype size = 64 * 1024 * 1024; // far more than kernel and client buffer
    QTcpSocket *big = nullptr;
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        if (request.target() == "/big") {
            big = &socket;
            socket.write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(size) +
                         "\r\n\r\n");
            socket.write(QByteArray(size, 'x'));
        } else {
            socket.write(plainAnswer("x"));
        }
    });
    Asker asker({peer.port()});
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port(), "/big");
    recorder.onBody = [&] { transfer->setReading(Transfer::Reading::Paused); };
    QVERIFY(waitFor([&] { return !recorder.body.isEmpty(); }));
    const qsizetype before = recorder.body.size();
    // Others go on meanwhile; after so many turns whatever could still flow would have.
    for (int i = 0; i < 50; ++i) {
        Recorder other;
        const auto small = asker.get(other, peer.port());
        QVERIFY(other.waitUntilOver());
        QVERIFY(other.ended);
    }
    QCOMPARE(recorder.body.size(), before);
    QVERIFY(big->bytesToWrite() > size / 2);
    QVERIFY(!recorder.isOver());

    // Each piece pauses again; resuming never delivers from within.
    int pieces = 0;
    recorder.onBody = [&] {
        transfer->setReading(Transfer::Reading::Paused);
        if (++pieces < 100) {
            QMetaObject::invokeMethod(
                &peer, [&] { transfer->setReading(Transfer::Reading::Flowing); },
                Qt::QueuedConnection);
        } else {
            recorder.onBody = {};
            transfer->setReading(Transfer::Reading::Flowing);
        }
    };
    transfer->setReading(Transfer::Reading::Flowing);
    QCOMPARE(recorder.body.size(), before);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.body.size(), size);
}

void ClientTest::destroyedInAnyCall_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                              "chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
    QTest::newRow("head") << QByteArray("head") << plainAnswer("hello");
    QTest::newRow("head without body") << QByteArray("head") << plainAnswer("");
    QTest::newRow("body") << QByteArray("body") << plainAnswer("hello");
    QTest::newRow("body of many") << QByteArray("body") << chunks;
    QTest::newRow("end") << QByteArray("over") << plainAnswer("hello");
    QTest::newRow("fault") << QByteArray("over") << QByteArray("rubbish\r\n\r\n");
    QTest::newRow("silence") << QByteArray("silent") << QByteArray();
    QTest::newRow("silence in the body")
        << QByteArray("silent") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
}

void ClientTest::destroyedInAnyCall()
{
    QFETCH(const QByteArray, call);
    QFETCH(const QByteArray, answer);
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &request) {
        socket.write(request.target() == "/" ? answer : plainAnswer("fine"));
    });
    Surroundings surroundings;
    surroundings.silenceIsDown = 20ms;
    Asker asker({peer.port()}, surroundings);
    Recorder recorder;
    std::unique_ptr<Transfer> transfer;
    const auto destroy = [&] { transfer.reset(); };
    if (call == "head") {
        recorder.onHead = destroy;
    } else if (call == "body") {
        recorder.onBody = destroy;
    } else if (call == "over") {
        recorder.onOver = destroy;
    } else {
        recorder.onSilent = destroy;
    }
    transfer = asker.get(recorder, peer.port());
    QVERIFY(waitFor([&] { return transfer == nullptr; }));
    // Nothing comes afterwards, and the client works on.
    const bool over = recorder.isOver();
    Recorder next;
    const auto another = asker.get(next, peer.port(), "/next");
    QVERIFY(next.waitUntilOver());
    QVERIFY(next.ended);
    QCOMPARE(recorder.isOver(), over);
    QCOMPARE(over, call == "over");
}

void ClientTest::cancelledAtAnyTime()
{
    ScriptedPeer peer([](QTcpSocket &socket, const PeerRequest &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    });
    Asker asker({peer.port()});
    for (int turns = 0; turns < 60; ++turns) {
        std::array<Recorder, 3> recorders;
        std::vector<std::unique_ptr<Transfer>> transfers;
        for (Recorder &recorder : recorders) {
            transfers.push_back(asker.get(recorder, peer.port()));
        }
        for (int i = 0; i < turns; ++i) {
            QCoreApplication::processEvents();
        }
    }
    QVERIFY(waitFor([&] { return peer.open() == 0; }));
}

void ClientTest::tellsSilenceAndGivesUp()
{
    ScriptedPeer peer([](QTcpSocket &, const PeerRequest &) {});
    Surroundings surroundings;
    surroundings.silenceIsDown = 30ms;
    surroundings.silenceLimit = 90ms;
    Asker asker({peer.port()}, surroundings);
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::TimedOut);
    QCOMPARE(recorder.silences, 1);
    QVERIFY(waitFor([&] { return peer.open() == 0; }));
}

void ClientTest::slowIsNotSilent()
{
    QTcpSocket *slow = nullptr;
    ScriptedPeer peer([&](QTcpSocket &socket, const PeerRequest &) {
        slow = &socket;
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    });
    Surroundings surroundings;
    surroundings.silenceIsDown = 20ms;
    Asker asker({peer.port()}, surroundings);
    Recorder recorder;
    const auto transfer = asker.get(recorder, peer.port());
    // A byte after each silence: it is told each time, and the answer still arrives.
    recorder.onSilent = [&] { slow->write("x"); };
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.silences, 3);
    QCOMPARE(recorder.body, "xxx");
}

void ClientTest::followsRedirects_data()
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

void ClientTest::followsRedirects()
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

void ClientTest::reportsRedirects()
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

void ClientTest::refusesRedirects_data()
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

void ClientTest::refusesRedirects()
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

void ClientTest::doesNotReadEndlessRedirect()
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

void ClientTest::keepsSecretsFromOtherOrigins()
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

void ClientTest::refusesForbiddenTargets_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char *host :
         {"127.0.0.1", "127.1", "0x7f000001", "::1", "::ffff:7f00:1", "localhost", "x.localhost",
          "private.example", "10.0.0.1", "169.254.169.254"}) {
        QTest::newRow(host) << QByteArray(host);
    }
}

void ClientTest::refusesForbiddenTargets()
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

void ClientTest::usesOnlyPermittedAddresses()
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

void ClientTest::racesBothFamilies()
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

void ClientTest::doesNotWaitForStuckAddress()
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

void ClientTest::connectTimesOut()
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

void ClientTest::unknownNameIsUnreachable()
{
    Asker asker({});
    Recorder recorder;
    const auto transfer = asker.get(recorder, 80, "/", "unknown.example");
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
}

void ClientTest::closedPortIsUnreachable()
{
    quint16 port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    Asker asker({port});
    Recorder recorder;
    const auto transfer = asker.get(recorder, port);
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.fault && recorder.fault->kind == FaultKind::Unreachable);
    QVERIFY(recorder.fault->what.contains(QLatin1StringView(peerName)));
}

void ClientTest::opensTunnels()
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

QTEST_GUILESS_MAIN(ClientTest)
#include "client.moc"
