// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/body.h"

#include "engine/limits.h"

#include <QTemporaryFile>
#include <QTest>

#include <functional>

using namespace larder::engine;

namespace
{

// Notes how often it was told, and does something then.
class Reader : public BodyReader
{
public:
    void bodyChanged() override
    {
        ++told;
        if (then) {
            then();
        }
    }

    int told = 0;
    std::function<void()> then;
};

} // namespace

class BodyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sendableWithheldsTheEnd_data();
    void sendableWithheldsTheEnd();
    void provenReleasesAll();
    void failedReleasesNothing();
    void readersAreToldOnlyOfWhatTheyMaySend();
    void readersMayLeaveAndChangeTheBodyWhileTold();
    void restartForgetsWhatCame();

private:
    std::unique_ptr<QTemporaryFile> m_file;
};

void BodyTest::init()
{
    m_file = std::make_unique<QTemporaryFile>();
    QVERIFY(m_file->open());
}

void BodyTest::sendableWithheldsTheEnd_data()
{
    QTest::addColumn<qint64>("length"); // -1: unknown
    QTest::addColumn<quint64>("arrived");
    QTest::addColumn<quint64>("sendable");

    const auto end = static_cast<qint64>(withheldBytes);
    QTest::newRow("nothing came") << qint64(1000) << quint64(0) << quint64(0);
    QTest::newRow("one byte, whole") << qint64(1) << quint64(1) << quint64(0);
    QTest::newRow("as long as the end, whole") << end << quint64(end) << quint64(0);
    QTest::newRow("one more, whole") << end + 1 << quint64(end + 1) << quint64(1);
    QTest::newRow("long, the start flows at once") << 10 * end << quint64(5) << quint64(5);
    QTest::newRow("long, up to the end") << 10 * end << quint64(9 * end) << quint64(9 * end);
    QTest::newRow("long, into the end") << 10 * end << quint64(9 * end + 7) << quint64(9 * end);
    QTest::newRow("unknown, short") << qint64(-1) << quint64(end) << quint64(0);
    QTest::newRow("unknown, long") << qint64(-1) << quint64(3 * end) << quint64(2 * end);
}

void BodyTest::sendableWithheldsTheEnd()
{
    QFETCH(qint64, length);
    QFETCH(quint64, arrived);
    QFETCH(quint64, sendable);

    Body body(m_file->handle());
    if (length >= 0) {
        body.announceLength(static_cast<std::uint64_t>(length));
    }
    body.grownTo(arrived);
    QCOMPARE(body.sendable(), sendable);
}

void BodyTest::provenReleasesAll()
{
    Body body(m_file->handle());
    body.grownTo(10);
    body.proven();
    QCOMPARE(body.sendable(), std::uint64_t(10));
    QCOMPARE(body.length().value(), std::uint64_t(10));
}

void BodyTest::failedReleasesNothing()
{
    Body body(m_file->handle());
    body.grownTo(withheldBytes * 2);
    body.failed();
    QCOMPARE(body.sendable(), std::uint64_t(0));
}

void BodyTest::readersAreToldOnlyOfWhatTheyMaySend()
{
    Body body(m_file->handle());
    Reader reader;
    body.addReader(reader);
    body.announceLength(withheldBytes + 10);
    body.grownTo(10);
    QCOMPARE(reader.told, 1);
    body.grownTo(withheldBytes); // into the end: nothing new to send
    QCOMPARE(reader.told, 1);
    body.proven();
    QCOMPARE(reader.told, 2);
}

void BodyTest::readersMayLeaveAndChangeTheBodyWhileTold()
{
    Body body(m_file->handle());
    Reader first;
    Reader second;
    Reader late;
    first.then = [&] {
        body.removeReader(first);
        body.removeReader(second);
        body.addReader(late);
        body.failed();
    };
    body.addReader(first);
    body.addReader(second);
    body.grownTo(withheldBytes * 2);
    QCOMPARE(first.told, 1);
    QCOMPARE(second.told, 0);
    QVERIFY(late.told > 0);
    QCOMPARE(body.state(), Body::State::Failed);
}

void BodyTest::restartForgetsWhatCame()
{
    Body body(m_file->handle());
    body.announceLength(5);
    body.grownTo(5);
    body.restart();
    QCOMPARE(body.arrived(), std::uint64_t(0));
    QVERIFY(!body.length());
}

QTEST_GUILESS_MAIN(BodyTest)
#include "body.moc"
