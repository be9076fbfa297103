// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

using namespace larder;
using namespace larder::store;

class PartialTest : public QObject
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

    void keptAndTaken()
    {
        keep("apt:x", "half of");
        m_shop->store->flush();
        auto partial = m_shop->store->takePartial("apt:x");
        QVERIFY(partial);
        QCOMPARE(partial->record.key, "apt:x");
        QCOMPARE(partial->record.url, "http://deb.example/x");
        QCOMPARE(partial->record.validator, "\"v1\"");
        QCOMPARE(partial->record.total, 1000U);
        QVERIFY(partial->record.createdAt == m_shop->clock.wall());
        QCOMPARE(bytesOf(partial->staging->file()), "half of");
        QVERIFY(!m_shop->store->takePartial("apt:x")); // once
        QVERIFY(partial->staging->append(" the body"));
        const auto published = m_shop->wait<EntryResult>([&](auto done) {
            m_shop->store->publish(std::move(partial->staging),
                                   m_shop->newEntry("apt:x", "half of the body"), m_shop.get(),
                                   std::move(done));
        });
        QCOMPARE(bytesOf(*published), "half of the body");
        m_shop->store->flush();
        QCOMPARE(m_shop->count("partial"), 0);
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    // A client tries again at once.
    void takenBeforeItIsRecorded()
    {
        for (int round = 0; round < 20; ++round) {
            keep("apt:x", "half");
            auto partial = m_shop->store->takePartial("apt:x");
            QVERIFY(partial);
            QCOMPARE(bytesOf(partial->staging->file()), "half");
            partial.reset();
            m_shop->store->flush();
            QCoreApplication::processEvents();
            QVERIFY(!m_shop->store->takePartial("apt:x"));
            QCOMPARE(m_shop->leftovers(), 0U);
        }
    }

    void itOutlivesTheProcess()
    {
        keep("apt:x", "half");
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QCOMPARE(m_shop->leftovers(), 1U); // the sweep left it
        auto partial = m_shop->store->takePartial("apt:x");
        QVERIFY(partial);
        QCOMPARE(bytesOf(partial->staging->file()), "half");
        partial.reset(); // dropped by who took it
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    void onlyOneProcessGetsIt()
    {
        keep("apt:x", "half");
        m_shop->store->flush();
        QCoreApplication::processEvents();
        Shop other(pathOf(*m_root));
        auto first = other.store->takePartial("apt:x");
        auto second = m_shop->store->takePartial("apt:x");
        QVERIFY(first);
        QVERIFY(!second);
    }

    void aSecondOneOfTheKeyReplacesTheFirst()
    {
        keep("apt:x", "old");
        settle();
        keep("apt:x", "newer");
        settle();
        QCOMPARE(m_shop->count("partial"), 1);
        QCOMPARE(m_shop->leftovers(), 1U);
        QCOMPARE(bytesOf(m_shop->store->takePartial("apt:x")->staging->file()), "newer");
    }

    void theOldestGoesBeyondTheNumber()
    {
        for (std::size_t i = 0; i < maxPartials + 3; ++i) {
            keep("apt:" + std::to_string(i), "half");
            settle();
            m_shop->clock.advance(std::chrono::seconds(1));
        }
        QCOMPARE(m_shop->count("partial"), maxPartials);
        QCOMPARE(m_shop->leftovers(), maxPartials);
        QVERIFY(!m_shop->store->takePartial("apt:2"));
        QVERIFY(m_shop->store->takePartial("apt:3"));
    }

    void theOldestGoesBeyondTheBytes()
    {
        keep("apt:large", "half");
        settle();
        m_shop->execute("UPDATE partial SET bytes = " + std::to_string(maxPartialBytes - 1));
        m_shop->clock.advance(std::chrono::seconds(1));
        keep("apt:x", "half");
        settle();
        QCOMPARE(m_shop->count("partial"), 1);
        QVERIFY(m_shop->store->takePartial("apt:x"));
    }

    void tooOldIsTooOld()
    {
        keep("apt:x", "half");
        settle();
        m_shop->clock.advance(maxPartialAge + std::chrono::seconds(1));
        QVERIFY(!m_shop->store->takePartial("apt:x"));
        keep("apt:y", "half");
        settle();
        QCOMPARE(m_shop->leftovers(), 1U);
    }

    // What is not as the row says is not gone on with.
    void fewerBytesThanRecorded()
    {
        keep("apt:x", "half");
        settle();
        m_shop->execute("UPDATE partial SET bytes = 5");
        QVERIFY(!m_shop->store->takePartial("apt:x"));
        settle();
        QCOMPARE(m_shop->leftovers(), 0U);
        QCOMPARE(m_shop->count("partial"), 0);
    }

    void moreBytesThanRecorded()
    {
        keep("apt:x", "half");
        settle();
        m_shop->execute("UPDATE partial SET bytes = 2");
        QCOMPARE(bytesOf(m_shop->store->takePartial("apt:x")->staging->file()), "ha");
    }

    void damagedRows_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("folder that is a path") << QByteArray("folder = '../objects'");
        QTest::newRow("folder that is not there") << QByteArray("folder = '0123456789abcdef'");
        QTest::newRow("negative bytes") << QByteArray("bytes = -1");
        QTest::newRow("negative total") << QByteArray("total = -1");
        QTest::newRow("validator that splits a request")
            << QByteArray("validator = 'a' || char(13, 10) || 'Evil: 1'");
        QTest::newRow("address that splits a request")
            << QByteArray("url = 'http://a/' || char(10)");
        QTest::newRow("time that overflows") << QByteArray("created_at = -9223372036854775807");
        QTest::newRow("blobs") << QByteArray("folder = x'00ff', url = x'00', validator = x'00'");
        QTest::newRow("text for numbers") << QByteArray("bytes = 'many', total = 'more'");
    }

    void damagedRows()
    {
        QFETCH(QByteArray, change);
        QVERIFY(m_shop->publish("apt:y", "body"));
        keep("apt:x", "half");
        settle();
        m_shop->execute("UPDATE partial SET " + change.toStdString());
        if (auto partial = m_shop->store->takePartial("apt:x")) {
            QCOMPARE(partial->staging->size(), 0U); // "many" is 0
        }
        QCOMPARE(m_shop->find("apt:y").state, State::Proven);
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root)); // its sweep
        QCOMPARE(m_shop->find("apt:y").state, State::Proven);
        QVERIFY(m_shop->leftovers() <= 1);
    }

    void nothingIsNotKept()
    {
        keep("apt:x", "");
        QCOMPARE(m_shop->leftovers(), 0U);
        QCOMPARE(m_shop->count("partial"), 0);
    }

private:
    void keep(const std::string &key, const std::string &bytes)
    {
        m_shop->store->keepPartial(m_shop->staged(bytes), {.key = key,
                                                           .url = "http://deb.example/x",
                                                           .validator = "\"v1\"",
                                                           .total = 1000,
                                                           .createdAt = m_shop->clock.wall()});
    }

    void settle()
    {
        m_shop->store->flush();
        QCoreApplication::processEvents();
    }

    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;
};

QTEST_GUILESS_MAIN(PartialTest)
#include "partial.moc"
