// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"
#include "patience.h"

#include <fstream>
#include <sys/stat.h>

using namespace larder;
using namespace larder::store;

class PublishTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QVERIFY2(m_shop->store, qPrintable(m_shop->fault.text()));
    }

    void cleanup()
    {
        m_shop.reset();
        m_root.reset();
    }

    void anEmptyStoreHasNothing()
    {
        QCOMPARE(m_shop->find("apt:x").state, State::Absent);
        QVERIFY(!m_shop->store->expected("apt:x"));
        QVERIFY(!m_shop->store->takePartial("apt:x"));
    }

    void whatIsPublishedIsFound()
    {
        const auto published = m_shop->publish("apt:x", "the body");
        QVERIFY2(published, published ? "" : qPrintable(published.error().text()));
        QCOMPARE(bytesOf(*published), "the body");
        const auto found = m_shop->find("apt:x");
        QCOMPARE(found.state, State::Proven);
        QCOMPARE(bytesOf(found.entry), "the body");
        const Entry &entry = found.entry->entry;
        QCOMPARE(entry.key, "apt:x");
        QCOMPARE(entry.cache, "apt");
        QVERIFY(entry.object.digest == digestOf("the body"));
        QCOMPARE(entry.object.size, 8U);
        QCOMPARE(entry.object.verifiedBoot, bootNumber());
        QCOMPARE(entry.headers.value("etag"), "\"1\"");
        QCOMPARE(found.entry->fields, "Content-Type: text/plain\r\nETag: \"1\"\r\n");
        QCOMPARE(m_shop->leftovers(), 0U);
        QVERIFY(std::filesystem::exists(m_shop->runtime / "changed"));
    }

    void itOutlivesTheProcess()
    {
        QVERIFY(m_shop->publish("apt:x", "the body"));
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        const auto found = m_shop->store->find("apt:x");
        QCOMPARE(found.state, State::Proven);
        QCOMPARE(bytesOf(found.entry), "the body");
        QCOMPARE(found.entry->entry.headers.value("ETag"), "\"1\"");
        QCOMPARE(m_shop->store->find("apt:x").entry, found.entry); // hot
    }

    void anEmptyBodyIsABody()
    {
        QVERIFY(m_shop->publish("apt:x", ""));
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
    }

    void filesAreTheOwnersAlone()
    {
        QVERIFY(m_shop->publish("apt:x", "the body"));
        struct stat status{};
        QCOMPARE(::stat(m_shop->object("the body").c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0600U);
        QCOMPARE(::stat(m_shop->object("the body").parent_path().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0700U);
        QCOMPARE(::stat(m_shop->folder.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0700U);
    }

    void sameBytesAreStoredOnce()
    {
        QVERIFY(m_shop->publish("apt:x", "same"));
        QVERIFY(m_shop->publish("apt:y", "same"));
        QCOMPARE(m_shop->count("object"), 1);
        QCOMPARE(m_shop->objectFiles(), 1U);
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
        QCOMPARE(m_shop->find("apt:y").state, State::Proven);
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    void manyAtOnceShareTransactions()
    {
        constexpr int count = 300;
        int done = 0;
        for (int i = 0; i < count; ++i) {
            const std::string body = "body " + std::to_string(i % 100);
            m_shop->store->publish(m_shop->staged(body),
                                   m_shop->newEntry("apt:" + std::to_string(i), body), m_shop.get(),
                                   [&done](const EntryResult &result) {
                                       QVERIFY(result);
                                       ++done;
                                   });
        }
        QVERIFY(QTest::qWaitFor([&done] { return done == count; }, patience));
        QCOMPARE(m_shop->count("entry"), count);
        QCOMPARE(m_shop->count("object"), 100);
        QCOMPARE(m_shop->objectFiles(), 100U);
        for (int i = 0; i < count; ++i) {
            const auto found = m_shop->find("apt:" + std::to_string(i));
            QCOMPARE(found.state, State::Proven);
            QCOMPARE(bytesOf(found.entry), "body " + std::to_string(i % 100));
        }
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    // A document with a new body: nobody needs the old one.
    void aReplacedObjectGoes()
    {
        const auto old = m_shop->publish("apt:x", "old");
        QVERIFY(m_shop->publish("apt:y", "other"));
        QVERIFY(m_shop->publish("apt:x", "new"));
        QCOMPARE(bytesOf(m_shop->find("apt:x").entry), "new");
        QCOMPARE(bytesOf(*old), "old"); // for whom it is being sent
        m_shop->store->flush();
        QCOMPARE(m_shop->count("object"), 2);
        QCOMPARE(m_shop->objectFiles(), 2U);
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    void aReplacedObjectStaysWhileAnotherKeyHasIt()
    {
        QVERIFY(m_shop->publish("apt:x", "old"));
        QVERIFY(m_shop->publishExisting("apt:by-hash", "old"));
        QVERIFY(m_shop->publish("apt:x", "new"));
        QCOMPARE(bytesOf(m_shop->find("apt:by-hash").entry), "old");
        QCOMPARE(m_shop->count("object"), 2);
    }

    // One key loses the object and another gets it, in an unknown order and perhaps one batch.
    void whatWasDerivedGoesWithItsObject()
    {
        QVERIFY(m_shop->publish("npm:x", "old"));
        const std::string form = derivedKey(digestOf("old"), "form");
        QVERIFY(m_shop->publish(form, "made of old"));
        QVERIFY(m_shop->publish(derivedKey(digestOf("made of old"), "form"), "made of made"));
        QVERIFY(m_shop->publish("npm:y", "other"));
        QVERIFY(m_shop->publish(derivedKey(digestOf("other"), "form"), "made of other"));
        QVERIFY(m_shop->publish("npm:x", "new"));
        QVERIFY(m_shop->find(form).state == State::Absent);
        QVERIFY(m_shop->find(derivedKey(digestOf("other"), "form")).state == State::Proven);
        m_shop->store->flush();
        QCOMPARE(m_shop->count("entry"), 3);
        QCOMPARE(m_shop->objectFiles(), 3U); // "new", "other", and what was made of it
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    void anObjectThatChangesKeysStays()
    {
        for (int round = 0; round < 20; ++round) {
            const std::string shared = "shared " + std::to_string(round);
            QVERIFY(m_shop->publish("apt:x", shared));
            int done = 0;
            const auto count = [&done](const EntryResult &result) {
                QVERIFY(result);
                ++done;
            };
            m_shop->store->publish(m_shop->staged("replacement"),
                                   m_shop->newEntry("apt:x", "replacement"), m_shop.get(), count);
            m_shop->store->publish(m_shop->staged(shared), m_shop->newEntry("apt:y", shared),
                                   m_shop.get(), count);
            QVERIFY(QTest::qWaitFor([&done] { return done == 2; }, patience));
            QCOMPARE(bytesOf(m_shop->find("apt:x").entry), "replacement");
            QCOMPARE(m_shop->find("apt:y").state, State::Proven);
            QCOMPARE(bytesOf(m_shop->find("apt:y").entry), shared);
        }
        QCOMPARE(m_shop->objectFiles(), 2U);
    }

    void publishExisting()
    {
        QVERIFY(m_shop->publish("apt:x", "there"));
        const auto further = m_shop->publishExisting("apt:y", "there");
        QVERIFY(further);
        QCOMPARE(bytesOf(*further), "there");
        QCOMPARE(m_shop->find("apt:y").state, State::Proven);
        QCOMPARE(m_shop->publishExisting("apt:z", "not there").error().kind, FaultKind::NotFound);
        QCOMPARE(m_shop->find("apt:z").state, State::Absent);
        std::filesystem::remove(m_shop->object("there"));
        QCOMPARE(m_shop->publishExisting("apt:z", "there").error().kind, FaultKind::NotFound);
    }

    // A file without a row, as a killed publisher leaves it, with wrong bytes at that.
    void aStrayFileIsReplaced()
    {
        std::filesystem::create_directories(m_shop->object("right").parent_path());
        std::ofstream(m_shop->object("right")) << "wrong";
        QVERIFY(m_shop->publish("apt:x", "right"));
        const auto found = m_shop->find("apt:x");
        QCOMPARE(found.state, State::Proven);
        QCOMPARE(bytesOf(found.entry), "right");
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    void aRowWithoutAFileIsAMissAndPublishedAnew()
    {
        QVERIFY(m_shop->publish("apt:x", "gone"));
        std::filesystem::remove(m_shop->object("gone"));
        QCOMPARE(m_shop->find("apt:x").state, State::Absent);
        QVERIFY(m_shop->publish("apt:x", "gone"));
        QCOMPARE(bytesOf(m_shop->find("apt:x").entry), "gone");
    }

    void aLinkIsNoObject()
    {
        QVERIFY(m_shop->publish("apt:x", "secret"));
        std::filesystem::rename(m_shop->object("secret"), pathOf(*m_root) / "elsewhere");
        std::filesystem::create_symlink(pathOf(*m_root) / "elsewhere", m_shop->object("secret"));
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QCOMPARE(m_shop->find("apt:x").state, State::Absent);
    }

    void aFailedPublicationLeavesNothing()
    {
        // A file in the way of the objects' folder.
        const std::filesystem::path inTheWay = m_shop->object("body").parent_path();
        std::ofstream(inTheWay) << "x";
        QVERIFY(!m_shop->publish("apt:x", "body"));
        m_shop->store->flush();
        QCOMPARE(m_shop->find("apt:x").state, State::Absent);
        QCOMPARE(m_shop->leftovers(), 0U);
        QCOMPARE(m_shop->count("object"), 0);
        // The same when the row cannot be written.
        std::filesystem::remove(inTheWay);
        m_shop->execute(
            "CREATE TRIGGER t BEFORE INSERT ON entry BEGIN SELECT RAISE(FAIL, 'no'); END");
        QVERIFY(!m_shop->publish("apt:x", "body"));
        QCOMPARE(m_shop->leftovers(), 0U);
        QCOMPARE(m_shop->count("object"), 0);
        QCOMPARE(m_shop->objectFiles(), 0U);
    }

    // What one job's failure takes along: nothing.
    void oneBadWriteDoesNotHurtTheOthers()
    {
        m_shop->execute("CREATE TRIGGER t BEFORE INSERT ON entry WHEN new.key = 'apt:bad' "
                        "BEGIN SELECT RAISE(FAIL, 'no'); END");
        int good = 0;
        int bad = 0;
        for (const char *key : {"apt:1", "apt:bad", "apt:2"}) {
            m_shop->store->publish(m_shop->staged(key), m_shop->newEntry(key, key), m_shop.get(),
                                   [&](const EntryResult &result) { ++(result ? good : bad); });
        }
        QVERIFY(QTest::qWaitFor([&] { return good + bad == 3; }, patience));
        QCOMPARE(good, 2);
        QCOMPARE(bad, 1);
        QCOMPARE(m_shop->objectFiles(), 2U);
        QCOMPARE(m_shop->count("object"), 2);
    }

    void callbacksOfWhoIsGoneAreDropped()
    {
        auto context = std::make_unique<QObject>();
        bool called = false;
        m_shop->store->publish(m_shop->staged("body"), m_shop->newEntry("apt:x", "body"),
                               context.get(), [&called](const EntryResult &) { called = true; });
        context.reset();
        m_shop->store->flush();
        QCoreApplication::processEvents();
        QVERIFY(!called);
        QCOMPARE(m_shop->find("apt:x").state, State::Proven); // done all the same
    }

    void theStoreMayGoWhileWorkIsUnderWay()
    {
        for (int i = 0; i < 50; ++i) {
            const std::string body = std::to_string(i);
            m_shop->store->publish(m_shop->staged(body), m_shop->newEntry("apt:" + body, body),
                                   m_shop.get(), [](const EntryResult &) {});
        }
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        QCOMPARE(m_shop->count("entry"), 50);
        QCOMPARE(m_shop->leftovers(), 0U);
    }

    void renew()
    {
        const auto published = m_shop->publish("apt:x", "body");
        const WallTime later = m_shop->clock.wall() + std::chrono::hours(5);
        const auto renewed = m_shop->store->renew(*published, {{"ETag", "\"2\""}}, later,
                                                  later + std::chrono::hours(1));
        QCOMPARE(renewed->fields, "ETag: \"2\"\r\n");
        QCOMPARE(bytesOf(renewed), "body");
        // At once, also before the row is written and after it was.
        QCOMPARE(m_shop->find("apt:x").entry, renewed);
        m_shop->store->flush();
        QCOMPARE(m_shop->find("apt:x").entry, renewed);
        QCoreApplication::processEvents();
        QCOMPARE(m_shop->find("apt:x").entry->entry.validatedAt, later);
        QCOMPARE(m_shop->find("apt:x").entry->entry.storedAt, published.value()->entry.storedAt);
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        const auto found = m_shop->find("apt:x");
        QCOMPARE(found.state, State::Proven);
        QCOMPARE(found.entry->entry.headers.value("ETag"), "\"2\"");
        QCOMPARE(found.entry->entry.validatedAt, later);
        QCOMPARE(found.entry->entry.freshUntil, later + std::chrono::hours(1));
    }

    // The renewal of a body that was replaced meanwhile says nothing about the new one.
    void renewalOfAReplacedEntry()
    {
        const auto old = m_shop->publish("apt:x", "old");
        QVERIFY(m_shop->publish("apt:x", "new"));
        const WallTime later = m_shop->clock.wall() + std::chrono::hours(5);
        std::ignore = m_shop->store->renew(*old, {{"ETag", "\"old\""}}, later, later);
        m_shop->store->flush();
        QCoreApplication::processEvents();
        const auto found = m_shop->find("apt:x");
        QCOMPARE(bytesOf(found.entry), "new");
        QCOMPARE(found.entry->entry.headers.value("ETag"), "\"1\"");
    }

    void findLater()
    {
        QVERIFY(m_shop->publish("apt:x", "body"));
        m_shop.reset();
        m_shop = std::make_unique<Shop>(pathOf(*m_root));
        const auto later = [this](const std::string &key) {
            return m_shop->wait<Store::Found>(
                [&](auto done) { m_shop->store->findLater(key, m_shop.get(), std::move(done)); });
        };
        const auto found = later("apt:x");
        QCOMPARE(found.state, State::Proven);
        QCOMPARE(bytesOf(found.entry), "body");
        QCOMPARE(later("apt:y").state, State::Absent);
        QCOMPARE(m_shop->store->find("apt:x").entry->entry.key, "apt:x");
    }

    void useIsRecordedOnceAnHour()
    {
        QVERIFY(m_shop->publish("apt:x", "body"));
        const auto usedAt = [this] {
            Database database = m_shop->rawIndex();
            auto statement = database.prepare("SELECT used_at FROM object");
            return statement->step() ? statement->integer(0) : -1;
        };
        m_shop->store->flush();
        const std::int64_t first = usedAt();
        m_shop->clock.advance(std::chrono::minutes(59));
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
        m_shop->store->flush();
        QCOMPARE(usedAt(), first);
        m_shop->clock.advance(std::chrono::minutes(2));
        QCOMPARE(m_shop->find("apt:x").state, State::Proven);
        m_shop->store->flush();
        QCOMPARE(usedAt(), m_shop->clock.wall().time_since_epoch().count());
    }

private:
    std::unique_ptr<QTemporaryDir> m_root;
    std::unique_ptr<Shop> m_shop;
};

QTEST_GUILESS_MAIN(PublishTest)
#include "publish.moc"
