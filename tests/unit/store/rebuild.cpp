// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rebuild.h"
#include "fixture.h"

#include "patience.h"
#include "store/catalogue.h"
#include "store/change.h"
#include "store/opening.h"

#include <fstream>

using namespace larder;
using namespace larder::store;

namespace
{

enum class Harm { Rubbish, RubbishInTheMiddle, CutShort, Emptied, Deleted, DeletedButForItsLog };

void harm(const std::filesystem::path &folder, Harm how)
{
    const std::filesystem::path index = indexPath(folder);
    const auto size = std::filesystem::file_size(index);
    switch (how) {
    case Harm::Rubbish:
        std::ofstream(index, std::ios::binary) << std::string(size, 'r');
        break;
    case Harm::RubbishInTheMiddle: {
        std::fstream file(index, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(4096);
        file << std::string(size - 4096, 'r');
        break;
    }
    case Harm::CutShort:
        std::filesystem::resize_file(index, size / 2);
        break;
    case Harm::Emptied:
        std::filesystem::resize_file(index, 0);
        break;
    case Harm::Deleted:
        std::filesystem::remove(index);
        std::filesystem::remove(index.string() + "-wal");
        std::filesystem::remove(index.string() + "-shm");
        break;
    case Harm::DeletedButForItsLog:
        std::filesystem::remove(index);
        break;
    }
}

} // namespace

Q_DECLARE_METATYPE(Harm)

class RebuildTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path cache() const { return pathOf(*m_root) / "cache"; }

    // Its own process, as it were: gone before the harm is done.
    void fill() const
    {
        Shop shop(pathOf(*m_root));
        QVERIFY(shop.publish("apt:a", "one"));
        QVERIFY(shop.publish("apt:b", "two"));
        QVERIFY(shop.publishExisting("apt:also-b", "two"));
        QVERIFY(shop.publish("apt:c", "old"));
        QVERIFY(shop.publish("apt:c", "new"));
        auto index = Index::open(cache(), std::chrono::seconds(10));
        QVERIFY(index);
        (*index)->keepCatalogue();
        QVERIFY(changeStore(**index, pathOf(*m_root) / "runtime", [](Index &open) {
            return open.pin("apt:a")
                .and_then([&open] { return open.pin("apt:c"); })
                .and_then([&open] { return open.unpin("apt:c"); });
        }));
    }

    static void addRows(const char *column)
    {
        QTest::addColumn<Harm>(column);
        QTest::newRow("rubbish") << Harm::Rubbish;
        QTest::newRow("rubbish in the middle") << Harm::RubbishInTheMiddle;
        QTest::newRow("cut short") << Harm::CutShort;
        QTest::newRow("emptied") << Harm::Emptied;
        QTest::newRow("deleted") << Harm::Deleted;
        QTest::newRow("deleted but for its log") << Harm::DeletedButForItsLog;
    }

    // A store that is there whatever happened, as the engine has it.
    struct AnyShop
    {
        explicit AnyShop(const std::filesystem::path &root)
            : folder(root / "cache")
            , store(Store::openAnyway(folder, root / "runtime", clock, pool, worker,
                                      [this] { ++changes; }))
        {}

        // Asked again and again, as clients do, until the trouble is over.
        bool heals()
        {
            return QTest::qWaitFor(
                [this] {
                    clock.advance(troubleRetry);
                    std::ignore = store->find("apt:nothing");
                    return !store->trouble();
                },
                patience);
        }

        std::filesystem::path folder;
        TestClock clock;
        QThreadPool pool;
        SerialWorker worker;
        int changes = 0;
        std::unique_ptr<Store> store;
    };

    std::unique_ptr<QTemporaryDir> m_root;

private Q_SLOTS:

    void init() { m_root = std::make_unique<QTemporaryDir>(); }

    void aSoundIndexIsLeftAlone()
    {
        fill();
        const auto identity = indexIdentity(cache());
        const auto rebuilt = rebuildIndex(cache());
        QVERIFY(rebuilt);
        QVERIFY(!rebuilt->rebuilt);
        QCOMPARE(indexIdentity(cache()), identity);
        QVERIFY(!mustLearnAgain(cache()));
    }

    void everythingIsThereAgain_data() { addRows("how"); }

    void everythingIsThereAgain()
    {
        QFETCH(Harm, how);
        fill();
        harm(cache(), how);
        const auto rebuilt = rebuildIndex(cache());
        QVERIFY2(rebuilt, rebuilt ? "" : qPrintable(rebuilt.error().text()));
        QVERIFY(rebuilt->rebuilt);
        QCOMPARE(rebuilt->damagedRecords, 0U);
        QVERIFY(mustLearnAgain(cache()));
        Shop shop(pathOf(*m_root));
        QVERIFY2(shop.store, qPrintable(shop.fault.text()));
        for (const auto &[key, body] :
             {std::pair{"apt:a", "one"}, std::pair{"apt:b", "two"}, std::pair{"apt:also-b", "two"},
              std::pair{"apt:c", "new"}}) {
            const auto found = shop.find(key);
            // As after a start of the machine; the object of two is proven for both.
            QCOMPARE(found.state,
                     std::string_view(key) == "apt:also-b" ? State::Proven : State::Unproven);
            const auto proven = shop.verify(found.entry);
            QVERIFY(proven);
            QCOMPARE(bytesOf(*proven), body);
            QCOMPARE((*proven)->entry.headers.value("ETag"), "\"1\"");
            QCOMPARE(shop.find(key).state, State::Proven);
        }
        QCOMPARE(shop.count("entry"), 4);
        QCOMPARE(shop.count("pin"), 1);
        QCOMPARE(shop.objectFiles(), 3U);
        QCOMPARE(shop.leftovers(), 0U);
    }

    void whatNobodyNamesGoes()
    {
        fill();
        const std::string stray = "nobody's";
        const auto file = objectPath(cache(), digestOf(stray));
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << stray;
        // One that is just being published has its mark.
        const std::string coming = "coming";
        const auto published = objectPath(cache(), digestOf(coming));
        std::filesystem::create_directories(published.parent_path());
        std::ofstream(published) << coming;
        auto staging = Staging::create(std::make_shared<StagingFolders>(cache()));
        QVERIFY(staging);
        std::ofstream((*staging)->folder() / digestOf(coming).hex());

        harm(cache(), Harm::Rubbish);
        const auto rebuilt = rebuildIndex(cache());
        QVERIFY(rebuilt);
        QCOMPARE(rebuilt->unknownFiles, 1U);
        QVERIFY(!std::filesystem::exists(file));
        QVERIFY(std::filesystem::exists(published));
    }

    void recordsOfWhatIsNotThereAreLeftOut()
    {
        fill();
        std::filesystem::remove(objectPath(cache(), digestOf("one")));
        std::ofstream(objectPath(cache(), digestOf("two")), std::ios::app) << "longer";
        std::ofstream(cataloguePath(cache()), std::ios::app) << "rubbish";
        harm(cache(), Harm::Rubbish);
        const auto rebuilt = rebuildIndex(cache());
        QVERIFY(rebuilt);
        QCOMPARE(rebuilt->entries, 1U);
        QCOMPARE(rebuilt->damagedRecords, 1U);
        const Shop shop(pathOf(*m_root));
        QCOMPARE(shop.count("entry"), 1);
    }

    void theDamagedOneIsKeptOnce()
    {
        fill();
        harm(cache(), Harm::Rubbish);
        QVERIFY(rebuildIndex(cache()));
        QVERIFY(std::filesystem::exists(cache() / "index.damaged.sqlite"));
        harm(cache(), Harm::RubbishInTheMiddle);
        QVERIFY(rebuildIndex(cache()));
        std::size_t files = 0;
        for (const auto &file : std::filesystem::directory_iterator(cache())) {
            files += file.path().filename().string().starts_with("index.damaged") ? 1U : 0U;
        }
        QCOMPARE(files, 1U);
        QVERIFY(!std::filesystem::exists(cache() / "rebuild"));
    }

    void aNewerOneIsLeftAlone()
    {
        fill();
        {
            const Shop shop(pathOf(*m_root));
            shop.execute("PRAGMA user_version=99");
        }
        const auto rebuilt = rebuildIndex(cache());
        QVERIFY(rebuilt);
        QVERIFY(!rebuilt->rebuilt);
        const AnyShop shop(pathOf(*m_root));
        QCOMPARE(shop.store->trouble()->kind, FaultKind::Newer);
        QVERIFY(!shop.store->mayStore());
    }

    void nobodyOpensItMeanwhile()
    {
        fill();
        const auto held = lockForOpening(cache());
        QVERIFY(held);
        harm(cache(), Harm::Rubbish);
        QCOMPARE(rebuildIndex(cache()).error().kind, FaultKind::Busy);
    }

    void anOpenStoreHealsByItself_data() { addRows("how"); }

    void anOpenStoreHealsByItself()
    {
        QFETCH(Harm, how);
        fill();
        AnyShop shop(pathOf(*m_root));
        QVERIFY(!shop.store->trouble());
        QCOMPARE(shop.store->find("apt:a").state, State::Proven);
        shop.store->flush();
        harm(cache(), how);
        // Whether it notices at once or not: nothing wrong comes.
        const auto found = shop.store->find("apt:a");
        QVERIFY(found.state == State::Absent || bytesOf(found.entry) == "one");
        // The next who writes finds out.
        auto staging = shop.store->stage();
        if (staging) {
            QVERIFY((*staging)->append("three"));
            std::optional<EntryResult> result;
            QObject context;
            shop.store->publish(std::move(*staging),
                                {.key = "apt:three",
                                 .cache = "apt",
                                 .headers = {},
                                 .validatedAt = {},
                                 .freshUntil = {},
                                 .digest = digestOf("three")},
                                &context,
                                [&result](EntryResult done) { result = std::move(done); });
            QVERIFY(QTest::qWaitFor([&result] { return result.has_value(); }, patience));
        }
        QVERIFY(shop.heals());
        for (const auto &[key, body] :
             {std::pair{"apt:a", "one"}, std::pair{"apt:also-b", "two"}}) {
            shop.clock.advance(changeCheckInterval);
            QVERIFY(shop.heals());
            const auto again = shop.store->find(key);
            QVERIFY2(again.state != State::Absent, key);
            QCOMPARE(bytesOf(again.entry), body);
        }
    }

    void aStoreWithoutItsFolderComesBack()
    {
        fill();
        AnyShop shop(pathOf(*m_root));
        std::error_code inUse; // the store's first sweep may be making a file there
        do {
            std::filesystem::remove_all(cache(), inUse);
        } while (inUse);
        shop.clock.advance(changeCheckInterval);
        QCOMPARE(shop.store->find("apt:a").state, State::Absent);
        QVERIFY(shop.store->trouble());
        QVERIFY(shop.heals());
        QVERIFY(shop.store->mayStore());
        QVERIFY(shop.store->stage());
        QVERIFY(shop.changes >= 2);
    }

    // The clock was set back: what was validated in what is now the future can be renewed.
    void anEntryOfTheFutureIsRenewed()
    {
        Shop shop(pathOf(*m_root));
        QVERIFY(shop.publish("apt:a", "one"));
        const auto entry = shop.find("apt:a").entry;
        const WallTime past = shop.clock.wall() - std::chrono::hours(24 * 365);
        std::ignore = shop.store->renew(entry, {{"ETag", "\"2\""}}, past, past);
        shop.store->flush();
        QCoreApplication::processEvents(); // what the writer told
        Shop other(pathOf(*m_root));
        QCOMPARE(other.find("apt:a").entry->entry.headers.value("ETag"), "\"2\"");
    }
};

QTEST_GUILESS_MAIN(RebuildTest)
#include "rebuild.moc"
