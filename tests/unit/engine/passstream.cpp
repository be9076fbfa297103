// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/passstream.h"

#include "engine/limits.h"

#include <QTest>

using namespace larder::engine;

class PassStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesLeaveInOrder();
    void drainedIsToldBelowHalf();
};

void PassStreamTest::bytesLeaveInOrder()
{
    PassStream stream;
    stream.append("abc");
    stream.append("def");
    stream.consume(2);
    QCOMPARE(stream.waiting(), std::string_view("cdef"));
    stream.consume(4);
    QVERIFY(stream.waiting().empty());
    QCOMPARE(stream.state(), PassStream::State::Open);
    stream.end(PassStream::State::Ended);
    QCOMPARE(stream.state(), PassStream::State::Ended);
}

void PassStreamTest::drainedIsToldBelowHalf()
{
    PassStream stream;
    int drained = 0;
    stream.setOnDrained([&drained] { ++drained; });
    stream.append(std::string(passBufferBytes, 'x'));
    stream.consume(1);
    QCOMPARE(drained, 0);
    stream.consume(passBufferBytes / 2);
    QCOMPARE(drained, 1);
}

QTEST_GUILESS_MAIN(PassStreamTest)
#include "passstream.moc"
