// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The index as it may be found: damaged, newer, absent, large.
#include "fixture.h"

#include <QElapsedTimer>

#include <fstream>

using namespace larder;
using namespace larder::store;

namespace
{

long residentKiB()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stol(line.substr(6));
        }
    }
    return 0;
}

} // namespace

class IndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
    }

    void cleanup()
    {
        m_shop.reset();
        m_root.reset();
    }

    void damagedRows_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("short digest") << QByteArray("UPDATE object SET digest = x'00'");
        QTest::newRow("empty digest") << QByteArray("UPDATE object SET digest = x''");
        QTest::newRow("text digest") << QByteArray("UPDATE object SET digest = '../../etc/passwd'");
        QTest::newRow("another digest") << QByteArray("UPDATE object SET digest = zeroblob(32)");
        QTest::newRow("negative size") << QByteArray("UPDATE object SET size = -1");
        QTest::newRow("text size") << QByteArray("UPDATE object SET size = 'x', changed = 'y'");
        QTest::newRow("wrong size") << QByteArray("UPDATE object SET size = 5000000000");
        QTest::newRow("fields cut") << QByteArray("UPDATE entry SET headers = x'41'");
        QTest::newRow("fields split")
            << QByteArray("UPDATE entry SET headers = x'413a2031' || x'0a' || x'420d0a'");
        QTest::newRow("fields huge") << QByteArray("UPDATE entry SET headers = zeroblob(10000000)");
        QTest::newRow("fields are a number") << QByteArray("UPDATE entry SET headers = 7");
        QTest::newRow("no object") << QByteArray("PRAGMA foreign_keys=OFF; DELETE FROM object");
        QTest::newRow("times overflow")
            << QByteArray("UPDATE entry SET stored_at = 9223372036854775807,"
                          " validated_at = -9223372036854775807 - 1, fresh_until = 'never'");
    }

    // A fault or a miss, never a crash and never other bytes; and the next fetch heals it.
    void damagedRows()
    {
        QFETCH(QByteArray, change);
        QVERIFY(m_shop->publish("apt:x", "body"));
        QVERIFY(m_shop->publish("apt:z", "untouched"));
        m_shop->execute(change.toStdString() + (change.contains("DELETE") ? " WHERE size = 4"
                                                : change.contains("object")
                                                    ? " WHERE size = 4"
                                                    : " WHERE key = 'apt:x'"));
        for (int again = 0; again < 2; ++again) {
            const auto found = m_shop->find("apt:x");
            if (found.state == State::Proven) {
                QCOMPARE(bytesOf(found.entry), "body");
            } else if (found.state == State::Unproven) {
                const auto verified = m_shop->verify(found.entry);
                QVERIFY(!verified || bytesOf(*verified) == "body");
            }
        }
        QCOMPARE(bytesOf(m_shop->find("apt:z").entry), "untouched");
        QVERIFY(m_shop->publish("apt:x", "body"));
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
        QCOMPARE(bytesOf(m_shop->find("apt:x").entry), "body");
    }

    void damagedFile()
    {
        QVERIFY(m_shop->publish("apt:x", "body"));
        m_shop.reset();
        std::ofstream(indexPath(pathOf(*m_root) / "cache"), std::ios::trunc)
            << std::string(10'000, 'x');
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QVERIFY(!m_shop->store);
        QCOMPARE(m_shop->fault.kind, FaultKind::Damaged);
    }

    void aNewerIndexIsLeftAlone()
    {
        QVERIFY(m_shop->publish("apt:x", "body"));
        m_shop->execute("PRAGMA user_version = 1000");
        // A process that is at work writes no more.
        QCOMPARE(m_shop->publish("apt:y", "y").error().kind, FaultKind::Newer);
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QVERIFY(!m_shop->store);
        QCOMPARE(m_shop->fault.kind, FaultKind::Newer);
        QCOMPARE(Reader::open(m_shop->folder, std::chrono::milliseconds(0)).error().kind,
                 FaultKind::Newer);
    }

    void lookingMakesNothing()
    {
        const std::filesystem::path nowhere = pathOf(*m_root) / "nowhere";
        QCOMPARE(Reader::open(nowhere, std::chrono::milliseconds(0)).error().kind,
                 FaultKind::NotFound);
        QVERIFY(!std::filesystem::exists(nowhere));
    }

    void totals()
    {
        QVERIFY(m_shop->publish("apt:x", "four"));
        QVERIFY(m_shop->publish("apt:y", "four"));
        QVERIFY(m_shop->publish("apt:z", "fives"));
        auto reader = Reader::open(m_shop->folder, std::chrono::milliseconds(0));
        QCOMPARE(reader->totals()->objects, 2U);
        QCOMPARE(reader->totals()->bytes, 9U);
        m_shop->execute("UPDATE object SET size = -1000");
        QCOMPARE(reader->totals()->bytes, 0U);
    }

    void twoMakeItAtOnce()
    {
        const std::filesystem::path folder = pathOf(*m_root) / "second";
        std::atomic<int> opened = 0;
        {
            std::vector<std::jthread> openers;
            for (int i = 0; i < 8; ++i) {
                openers.emplace_back([&] {
                    QTemporaryDir runtime;
                    SystemClock clock;
                    QThreadPool pool;
                    SerialWorker worker;
                    const auto store = Store::open(folder, pathOf(runtime), clock, pool, worker);
                    opened += store ? 1 : 0;
                    if (!store) {
                        qWarning().noquote() << store.error().text();
                    }
                });
            }
        }
        QCOMPARE(opened, 8);
    }

    // Start-up and memory do not grow with the number of objects: printed, not judged.
    void aHundredThousandEntries()
    {
        QVERIFY(m_shop->publish("apt:http://deb.debian.org/one", "one"));
        m_shop->execute(
            "BEGIN;"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " INSERT INTO object(digest, size, changed, verified_boot, used_at)"
            " SELECT randomblob(32), i, i, i, i FROM n;"
            "INSERT INTO entry(key, cache, object, headers, stored_at, validated_at, fresh_until)"
            " SELECT 'apt:http://deb.debian.org/debian/pool/main/l/larder/larder_' || id || '.deb',"
            " 'apt', id, (SELECT headers FROM entry LIMIT 1), 1, 1, 1 FROM object WHERE id > 1;"
            "COMMIT");
        m_shop.reset();
        const long before = residentKiB();
        QElapsedTimer time;
        time.start();
        QTemporaryDir runtime;
        SystemClock clock;
        QThreadPool pool;
        SerialWorker worker;
        const auto store =
            Store::open(pathOf(*m_root) / "cache", pathOf(runtime), clock, pool, worker);
        QVERIFY(store);
        QCOMPARE((*store)->find("apt:http://deb.debian.org/one").state, State::Proven);
        qInfo("open and first find: %lld us", time.nsecsElapsed() / 1000);
        (*store)->flush();
        qInfo("memory grown by %ld KiB", residentKiB() - before);

        constexpr int finds = 200'000;
        time.restart();
        for (int i = 0; i < finds; ++i) {
            const auto found = (*store)->find("apt:http://deb.debian.org/one");
            QVERIFY(found.state == State::Proven);
        }
        const qint64 each = time.nsecsElapsed() / finds;
        const auto hot = (*store)->find("apt:http://deb.debian.org/one").entry;
        time.restart();
        for (int i = 0; i < finds; ++i) {
            QVERIFY(fileState(hot->file.get()));
        }
        qInfo("hot find: %lld ns, of these fstat: %lld ns", each, time.nsecsElapsed() / finds);

        auto reader = Reader::open(pathOf(*m_root) / "cache", std::chrono::milliseconds(0));
        time.restart();
        for (int i = 2; i < 20'002; ++i) {
            QVERIFY(*reader->find("apt:http://deb.debian.org/debian/pool/main/l/larder/larder_" +
                                  std::to_string(i) + ".deb"));
        }
        qInfo("look-up in the index: %lld ns", time.nsecsElapsed() / 20'000);
        for (int i = 2; i < 50'002; ++i) {
            std::ignore =
                (*store)->find("apt:http://deb.debian.org/debian/pool/main/l/larder/larder_" +
                               std::to_string(i) + ".deb");
        }
        qInfo("memory grown by %ld KiB after 50,000 look-ups", residentKiB() - before);
    }

private:
    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;
};

QTEST_GUILESS_MAIN(IndexTest)
#include "index.moc"
