// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sweep.h"
#include "child.h"
#include "fixture.h"

#include <cstdio>
#include <fstream>

using namespace larder;
using namespace larder::store;

namespace
{

// Holds a staging folder until it is killed.
int runChild(const std::filesystem::path &cache)
{
    auto staging = Staging::create(std::make_shared<StagingFolders>(cache));
    if (!staging || !(*staging)->append("a body")) {
        return 1;
    }
    std::puts("ready");
    std::fflush(stdout);
    for (;;) {
        ::pause();
    }
}

} // namespace

class SweepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        QVERIFY(makeFolders(cache()));
    }

    void foldersOfTheLivingStay()
    {
        const auto child = startChild({QStringLiteral("--hold"), QString::fromStdString(cache())});
        {
            const Shop shop(pathOf(*m_root));
            QCOMPARE(shop.leftovers(), 1U);
        }
        killChild(*child);
        const Shop shop(pathOf(*m_root));
        QCOMPARE(shop.leftovers(), 0U);
    }

    void emptyFoldersAndTrashGo()
    {
        std::filesystem::create_directory(cache() / "incoming" / "0123456789abcdef");
        std::ofstream(cache() / "trash" / "anything") << "x";
        const Shop shop(pathOf(*m_root));
        QCOMPARE(shop.leftovers(), 0U);
    }

    void whatIsNotOursStays()
    {
        std::filesystem::create_directory(cache() / "incoming" / "README");
        std::filesystem::create_directory_symlink(cache() / "objects",
                                                  cache() / "incoming" / "fedcba9876543210");
        std::ofstream(cache() / "objects" / "body") << "x";
        const Shop shop(pathOf(*m_root));
        QCOMPARE(shop.leftovers(), 2U);
        QVERIFY(std::filesystem::exists(cache() / "objects" / "body"));
    }

    // Killed between the move and the commit, after which the file is still wanted, or after it.
    void whatIsInTheTrashGoesBackWhileItsRowIsThere()
    {
        Shop shop(pathOf(*m_root));
        QVERIFY(shop.publish("apt:x", "wanted"));
        std::filesystem::rename(shop.object("wanted"),
                                cache() / "trash" /
                                    (digestOf("wanted").hex() + "-0123456789abcdef"));
        std::ofstream(cache() / "trash" / (digestOf("unwanted").hex() + "-0123456789abcdef"))
            << "x";
        shop.store->flush(); // what it holds no sweep takes away
        Shop next(pathOf(*m_root));
        QCOMPARE(next.leftovers(), 0U);
        QCOMPARE(next.objectFiles(), 1U);
        const auto found = next.find("apt:x");
        QCOMPARE(found.state, State::Unproven); // moves change its time
        QCOMPARE(bytesOf(*next.verify(found.entry)), "wanted");
    }

    // Their source was replaced while they were made, or was never kept.
    void whatIsDerivedFromNothingGoes()
    {
        Shop shop(pathOf(*m_root));
        QVERIFY(shop.publish("npm:x", "source"));
        QVERIFY(shop.publish(derivedKey(digestOf("source"), "form"), "made of it"));
        QVERIFY(shop.publish(derivedKey(digestOf("never there"), "form"), "an orphan"));
        QVERIFY(shop.publish(derivedKey(digestOf("an orphan"), "form"), "made of an orphan"));
        shop.store->flush(); // what it holds no sweep takes away
        // Not at once: the source may be on its way, as for whom a proxy was started.
        Shop next(pathOf(*m_root));
        QCOMPARE(next.count("entry"), 4);
        sweep(cache(), shop.clock.wall() + std::chrono::hours(2));
        QCOMPARE(next.count("entry"), 2);
        QCOMPARE(next.objectFiles(), 2U);
        QCOMPARE(next.leftovers(), 0U);
    }

    // Killed between giving the name and the commit.
    void theFileOfABrokenPublicationGoes()
    {
        Shop shop(pathOf(*m_root));
        QVERIFY(shop.publish("apt:x", "recorded"));
        for (const std::string body : {"unrecorded", "recorded"}) {
            const std::filesystem::path folder = cache() / "incoming" / randomName();
            std::filesystem::create_directories(folder);
            std::ofstream(folder / digestOf(body).hex()).flush();
            std::filesystem::create_directories(shop.object(body).parent_path());
            std::ofstream(shop.object(body), std::ios::app).flush();
        }
        QCOMPARE(shop.objectFiles(), 2U);
        Shop next(pathOf(*m_root));
        QCOMPARE(next.objectFiles(), 1U);
        QCOMPARE(bytesOf(next.find("apt:x").entry), "recorded");
        QCOMPARE(next.leftovers(), 0U);
    }

    // A sweep beside processes that stage and take partial downloads.
    void sweepsTakeNothingFromTheLiving()
    {
        Shop shop(pathOf(*m_root));
        std::atomic<int> sweeps = 0;
        {
            const std::jthread sweeper([&](const std::stop_token &ending) {
                while (!ending.stop_requested()) {
                    sweep(cache(), shop.clock.wall());
                    ++sweeps;
                }
            });
            for (int round = 0; round < 200 || sweeps < 5; ++round) {
                auto staging = shop.store->stage();
                QVERIFY2(staging, staging ? "" : qPrintable(staging.error().text()));
                QVERIFY((*staging)->append("half"));
                shop.store->keepPartial(std::move(*staging), {.key = "apt:x",
                                                              .url = "http://a/",
                                                              .validator = "\"1\"",
                                                              .total = 8,
                                                              .createdAt = shop.clock.wall()});
                if (round % 2 == 0) {
                    shop.store->flush();
                    QCoreApplication::processEvents();
                }
                // At once: a client who tries again does not wait for a sweep to let go of it.
                auto partial = shop.store->takePartial("apt:x");
                QVERIFY(partial);
                QVERIFY(partial->staging->append(" and half"));
                const auto published = shop.wait<EntryResult>([&](auto done) {
                    shop.store->publish(std::move(partial->staging),
                                        shop.newEntry("apt:x", "half and half"), &shop,
                                        std::move(done));
                });
                QVERIFY2(published, published ? "" : qPrintable(published.error().text()));
            }
        }
        QCOMPARE(bytesOf(shop.find("apt:x").entry), "half and half");
    }

private:
    [[nodiscard]] std::filesystem::path cache() const { return pathOf(*m_root) / "cache"; }

    std::unique_ptr<QTemporaryDir> m_root;
};

int main(int argc, char **argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--hold") {
        return runChild(argv[2]);
    }
    QCoreApplication app(argc, argv);
    SweepTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "sweep.moc"
