// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Two stores on one folder: what two processes see of each other, since they share nothing but
// that.
#include "fixture.h"

using namespace larder;
using namespace larder::store;

class SharedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_one = std::make_unique<Shop>(pathOf(*m_root));
        m_two = std::make_unique<Shop>(pathOf(*m_root));
    }

    void cleanup()
    {
        m_one.reset();
        m_two.reset();
        m_root.reset();
    }

    void newEntriesAreSeen()
    {
        QCOMPARE(m_two->find("apt:x").state, State::Absent);
        QVERIFY(m_one->publish("apt:x", "body"));
        QCOMPARE(m_two->find("apt:x").state, State::Proven);
        QCOMPARE(bytesOf(m_two->find("apt:x").entry), "body");
    }

    void replacedEntriesAreSeen()
    {
        QVERIFY(m_one->publish("apt:x", "old"));
        QCOMPARE(bytesOf(m_two->find("apt:x").entry), "old");
        QVERIFY(m_one->publish("apt:x", "new"));
        QCOMPARE(bytesOf(m_two->find("apt:x").entry), "new");
        QVERIFY(m_two->publish("apt:x", "newest"));
        QCOMPARE(bytesOf(m_one->find("apt:x").entry), "newest");
        m_two->store->flush();
        QCOMPARE(m_one->objectFiles(), 1U);
    }

    // Only the row says so: another key keeps the old object in place.
    void replacedEntriesAreSeenThoughTheirFileStays()
    {
        QVERIFY(m_one->publish("apt:by-hash", "old"));
        QVERIFY(m_one->publishExisting("apt:x", "old"));
        QCOMPARE(bytesOf(m_two->find("apt:x").entry), "old");
        QVERIFY(m_one->publish("apt:x", "new"));
        QCOMPARE(bytesOf(m_two->find("apt:x").entry), "new");
    }

    void renewalsAreSeen()
    {
        const auto published = m_one->publish("apt:x", "body");
        QCOMPARE(m_two->find("apt:x").state, State::Proven);
        const WallTime later = m_one->clock.wall() + std::chrono::hours(5);
        std::ignore = m_one->store->renew(*published, {{"ETag", "\"2\""}}, later, later);
        m_one->store->flush();
        QVERIFY(m_two->find("apt:x").entry->entry.validatedAt == later);
    }

    // The index is not asked more often than so.
    void changesAreNoticedAfterAWhile()
    {
        QVERIFY(m_one->publish("apt:by-hash", "old"));
        QVERIFY(m_one->publishExisting("apt:x", "old"));
        QCOMPARE(bytesOf(m_two->find("apt:x").entry), "old");
        QVERIFY(m_one->publish("apt:x", "new"));
        m_two->clock.advance(changeCheckInterval - std::chrono::milliseconds(1));
        QCOMPARE(bytesOf(m_two->store->find("apt:x").entry), "old");
        m_two->clock.advance(std::chrono::milliseconds(1));
        QCOMPARE(bytesOf(m_two->store->find("apt:x").entry), "new");
    }

    // A removal shows at once, by the link count of the open file.
    void removedObjectsAreLetGoAtOnce()
    {
        QVERIFY(m_one->publish("apt:x", "body"));
        QCOMPARE(m_two->find("apt:x").state, State::Proven);
        const std::weak_ptr<const OpenEntry> hot = m_two->store->find("apt:x").entry;
        std::filesystem::remove(m_one->object("body"));
        QCOMPARE(m_two->store->find("apt:x").state, State::Absent);
        QVERIFY(hot.expired());
    }

    void verificationsAreSeen()
    {
        QVERIFY(m_one->publish("apt:x", "body"));
        m_one->execute("UPDATE object SET verified_boot = 42");
        QCOMPARE(m_two->find("apt:x").state, State::Unproven);
        QVERIFY(m_one->verify(m_one->find("apt:x").entry));
        QCOMPARE(m_two->store->find("apt:x").state, State::Proven); // at once
    }

    void ourOwnWritesDoNotEmptyTheHotEntries()
    {
        QVERIFY(m_one->publish("apt:x", "body"));
        const auto hot = m_one->find("apt:x").entry;
        QVERIFY(m_one->publish("apt:y", "other"));
        QVERIFY(m_two->publish("apt:z", "another"));
        QCOMPARE(m_one->find("apt:x").entry, hot); // the same, still open
    }

    void theSameObjectFromBothAtOnce()
    {
        for (int round = 0; round < 30; ++round) {
            const std::string body = "body " + std::to_string(round);
            const std::string key = "apt:" + std::to_string(round);
            int done = 0;
            for (Shop *shop : {m_one.get(), m_two.get()}) {
                for (const char *suffix : {"", "/by-hash"}) {
                    shop->store->publish(shop->staged(body), shop->newEntry(key + suffix, body),
                                         shop, [&done, body](const EntryResult &result) {
                                             QVERIFY(result);
                                             QCOMPARE(bytesOf(*result), body);
                                             ++done;
                                         });
                }
            }
            QVERIFY(QTest::qWaitFor([&done] { return done == 4; }, patience));
            for (Shop *shop : {m_one.get(), m_two.get()}) {
                QCOMPARE(shop->find(key).state, State::Proven);
                QCOMPARE(bytesOf(shop->find(key).entry), body);
            }
        }
        m_two->store->flush();
        QCOMPARE(m_one->count("object"), 30);
        QCOMPARE(m_one->objectFiles(), 30U);
        QCOMPARE(m_one->leftovers(), 0U);
    }

    // One takes an object's last entry away while the other gives it a new one.
    void removalAgainstPublication()
    {
        for (int round = 0; round < 50; ++round) {
            const std::string body = "body " + std::to_string(round);
            QVERIFY(m_one->publish("apt:x", body));
            int done = 0;
            const auto count = [&done](const EntryResult &result) {
                QVERIFY(result);
                ++done;
            };
            m_one->store->publish(m_one->staged("replacement"),
                                  m_one->newEntry("apt:x", "replacement"), m_one.get(), count);
            m_two->store->publish(m_two->staged(body), m_two->newEntry("apt:y", body), m_two.get(),
                                  count);
            QVERIFY(QTest::qWaitFor([&done] { return done == 2; }, patience));
            for (Shop *shop : {m_one.get(), m_two.get()}) {
                QCOMPARE(shop->find("apt:y").state, State::Proven);
                QCOMPARE(bytesOf(shop->find("apt:y").entry), body);
                QCOMPARE(bytesOf(shop->find("apt:x").entry), "replacement");
            }
        }
        m_two->store->flush();
        QCOMPARE(m_one->objectFiles(), 2U);
        QCOMPARE(m_one->leftovers(), 0U);
    }

    // While another process writes, reading goes on and nobody waits.
    void readingGoesOnDuringAWrite()
    {
        QVERIFY(m_one->publish("apt:x", "body"));
        Database other = m_one->rawIndex();
        auto transaction = Transaction::begin(other);
        QVERIFY(transaction);
        QVERIFY(other.execute("DELETE FROM entry"));
        QCOMPARE(m_two->find("apt:x").state, State::Proven);
        QCOMPARE(m_one->find("apt:x").state, State::Proven);
        QVERIFY(transaction->commit());
        QCOMPARE(m_two->find("apt:x").state, State::Absent);
        QCOMPARE(m_one->find("apt:x").state, State::Absent);
    }

private:
    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_one;
    std::unique_ptr<Shop> m_two;
};

QTEST_GUILESS_MAIN(SharedTest)
#include "patience.h"
#include "shared.moc"
