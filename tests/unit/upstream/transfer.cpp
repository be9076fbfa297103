// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asker.h"
#include "scriptedpeer.h"

#include <QTest>

#include <array>

using namespace larder;
using namespace larder::upstream;
using namespace std::chrono_literals;

class TransferTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pausesAndResumes();
    void destroyedInAnyCall_data();
    void destroyedInAnyCall();
    void cancelledAtAnyTime();
    void tellsSilenceAndGivesUp();
    void slowIsNotSilent();
};

void TransferTest::pausesAndResumes()
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

void TransferTest::destroyedInAnyCall_data()
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

void TransferTest::destroyedInAnyCall()
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

void TransferTest::cancelledAtAnyTime()
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

void TransferTest::tellsSilenceAndGivesUp()
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

void TransferTest::slowIsNotSilent()
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
    recorder.onHead = [&] {
        recorder.silences = 0; // a loaded machine may have taken its time for the head, too
        recorder.onSilent = [&] { slow->write("x"); };
    };
    QVERIFY(recorder.waitUntilOver());
    QVERIFY(recorder.ended);
    QCOMPARE(recorder.silences, 3);
    QCOMPARE(recorder.body, "xxx");
}

QTEST_GUILESS_MAIN(TransferTest)
#include "transfer.moc"
