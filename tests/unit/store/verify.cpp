// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "patience.h"

#include <fstream>
#include <sys/stat.h>

using namespace larder;
using namespace larder::store;

namespace
{

const std::string body(100'000, 'x');

void overwrite(const std::filesystem::path &file, std::streamoff offset, char byte)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(offset);
    stream.put(byte);
}

} // namespace

class VerifyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QVERIFY(m_shop->publish("apt:x", body));
        QVERIFY(m_shop->publishExisting("apt:y", body));
    }

    void cleanup()
    {
        m_shop.reset();
        m_root.reset();
    }

    // As after the machine started again.
    void theFirstReadOfABootIsProven()
    {
        m_shop->execute("UPDATE object SET verified_boot = 42");
        const auto found = m_shop->find("apt:x");
        QCOMPARE(found.state, State::Unproven);
        const auto proven = m_shop->verify(found.entry);
        QVERIFY(proven);
        QCOMPARE(proven.value()->entry.key, "apt:x");
        QCOMPARE(proven.value()->entry.object.verifiedBoot, bootNumber());
        QCOMPARE(bytesOf(*proven), body);
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
        QCOMPARE(m_shop->find("apt:y").state, State::Proven); // the same object
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
    }

    void aTouchedFileIsProvenAnew()
    {
        QCOMPARE(::chmod(m_shop->object(body).c_str(), 0400), 0); // another change time
        const auto found = m_shop->find("apt:x");
        QCOMPARE(found.state, State::Unproven);
        QVERIFY(m_shop->verify(found.entry));
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
    }

    void damage_data()
    {
        using Damage = std::function<void(const std::filesystem::path &)>;
        QTest::addColumn<Damage>("damage");
        QTest::newRow("first byte") << Damage([](const auto &file) { overwrite(file, 0, 'y'); });
        QTest::newRow("last byte")
            << Damage([](const auto &file) { overwrite(file, 99'999, 'y'); });
        QTest::newRow("cut short")
            << Damage([](const auto &file) { std::filesystem::resize_file(file, 99'999); });
        QTest::newRow("emptied") << Damage(
            [](const auto &file) { std::filesystem::resize_file(file, 0); });
        QTest::newRow("grown") << Damage(
            [](const auto &file) { std::filesystem::resize_file(file, 100'001); });
        QTest::newRow("replaced") << Damage([](const auto &file) {
            std::filesystem::remove(file);
            std::ofstream(file) << "something else";
        });
    }

    void damage()
    {
        QFETCH(std::function<void(const std::filesystem::path &)>, damage);
        QVERIFY(m_shop->publish("apt:other", "other"));
        damage(m_shop->object(body));
        const auto found = m_shop->find("apt:x");
        QCOMPARE(found.state, State::Unproven);
        QCOMPARE(m_shop->verify(found.entry).error().kind, FaultKind::Damaged);
        QCOMPARE(m_shop->find("apt:x").state, State::Absent);
        QCOMPARE(m_shop->find("apt:y").state, State::Absent);
        QCOMPARE(m_shop->find("apt:other").state, State::Proven);
        m_shop->store->flush();
        QCOMPARE(m_shop->count("entry"), 1);
        QCOMPARE(m_shop->count("object"), 1);
        QCOMPARE(m_shop->objectFiles(), 1U);
        QCOMPARE(m_shop->leftovers(), 0U);
        QVERIFY(m_shop->publish("apt:x", body)); // healed
        QCOMPARE(bytesOf(m_shop->find("apt:x").entry), body);
    }

    void aMissingFileIsDropped()
    {
        const auto found = m_shop->find("apt:x");
        std::filesystem::remove(m_shop->object(body));
        QCOMPARE(m_shop->verify(found.entry).error().kind, FaultKind::Damaged);
        QCOMPARE(m_shop->count("entry"), 0);
        QCOMPARE(m_shop->count("object"), 0);
    }

    void oneRunForAllWhoWait()
    {
        m_shop->execute("UPDATE object SET verified_boot = 42");
        const auto x = m_shop->find("apt:x");
        const auto y = m_shop->find("apt:y");
        std::vector<std::shared_ptr<const OpenEntry>> proven;
        const auto add = [&proven](EntryResult result) {
            QVERIFY(result);
            proven.push_back(std::move(*result));
        };
        for (int i = 0; i < 10; ++i) {
            m_shop->store->verify(i % 2 == 0 ? x.entry : y.entry, m_shop.get(), add);
        }
        QVERIFY(QTest::qWaitFor([&proven] { return proven.size() == 10; }, patience));
        QCOMPARE(proven[0]->entry.key, "apt:x");
        QCOMPARE(proven[1]->entry.key, "apt:y");
        QCOMPARE(proven[0], proven[8]); // one run, one result for each entry
        QCOMPARE(m_shop->find("apt:y").entry, proven[9]);
    }

    // Verified from within the callback of a verification: another run.
    void verifyingAgainFromTheCallback()
    {
        const auto found = m_shop->find("apt:x");
        bool again = false;
        m_shop->store->verify(found.entry, m_shop.get(), [&](const EntryResult &first) {
            QVERIFY(first);
            m_shop->store->verify(*first, m_shop.get(),
                                  [&](const EntryResult &second) { again = second.has_value(); });
        });
        QVERIFY(QTest::qWaitFor([&again] { return again; }, patience));
    }

    // A fresh copy arrives while the damaged one is being judged.
    void aNewCopyIsNotDroppedForTheOldOnesDamage()
    {
        for (int round = 0; round < 20; ++round) {
            overwrite(m_shop->object(body), 5, 'y');
            const auto found = m_shop->find("apt:x");
            QCOMPARE(found.state, State::Unproven);
            int done = 0;
            m_shop->store->verify(found.entry, m_shop.get(), [&](const EntryResult &) { ++done; });
            m_shop->store->publish(m_shop->staged(body), m_shop->newEntry("apt:x", body),
                                   m_shop.get(), [&](const EntryResult &result) {
                                       QVERIFY(result);
                                       ++done;
                                   });
            QVERIFY(QTest::qWaitFor([&done] { return done == 2; }, patience));
            const auto now = m_shop->find("apt:x");
            QCOMPARE(now.state, State::Proven);
            QCOMPARE(bytesOf(now.entry), body);
        }
    }

private:
    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;
};

QTEST_GUILESS_MAIN(VerifyTest)
#include "verify.moc"
