// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 in the middle of publications, replacements and cut downloads, many times.
#include "child.h"
#include "fixture.h"
#include "patience.h"

#include <QRandomGenerator>

#include <cstdio>
#include <set>

using namespace larder;
using namespace larder::store;

namespace
{

constexpr int keys = 20;   // few, so that objects are replaced and abandoned
constexpr int bodies = 40; // few, so that keys share objects

// The body tells what it is, so that a wrong one shows.
std::string bodyOf(quint32 number)
{
    return "body " + std::to_string(number) + std::string(number * 1000, '.');
}

int runChild(const std::filesystem::path &root)
{
    Shop shop(root);
    if (!shop.store) {
        return 1;
    }
    std::puts("ready");
    std::fflush(stdout);
    QRandomGenerator random(static_cast<quint32>(::getpid()));
    for (;;) {
        int done = 0;
        constexpr int atOnce = 10;
        for (int i = 0; i < atOnce; ++i) {
            const std::string key = "apt:" + std::to_string(random.bounded(keys));
            const std::string body = bodyOf(random.bounded(quint32{bodies}));
            shop.store->publish(shop.staged(body), shop.newEntry(key, body), &shop,
                                [&done](const EntryResult &) { ++done; });
        }
        shop.store->keepPartial(shop.staged("half"), {.key = "apt:half",
                                                      .url = "http://a/",
                                                      .validator = "\"1\"",
                                                      .total = 8,
                                                      .createdAt = shop.clock.wall()});
        if (!QTest::qWaitFor([&done] { return done == atOnce; }, patience)) {
            return 1;
        }
        std::ignore = shop.store->takePartial("apt:half");
    }
}

// Every row has its file, every file its row, every byte is right.
void check(Shop &shop)
{
    std::set<std::filesystem::path> expected;
    for (quint32 number = 0; number < bodies; ++number) {
        const std::string digest = digestOf(bodyOf(number)).hex();
        if (shop.count("object WHERE digest = x'" + digest + "'") == 1) {
            expected.insert(shop.object(bodyOf(number)));
        }
    }
    QCOMPARE(shop.count("object"), expected.size());
    std::set<std::filesystem::path> present;
    for (const auto &file :
         std::filesystem::recursive_directory_iterator(shop.folder / "objects")) {
        if (file.is_regular_file()) {
            present.insert(file.path());
        }
    }
    QVERIFY(present == expected);
    for (int key = 0; key < keys; ++key) {
        const auto found = shop.find("apt:" + std::to_string(key));
        if (found.state != State::Absent) {
            QVERIFY(digestOf(bytesOf(found.entry)) == found.entry->entry.object.digest);
        }
    }
    QVERIFY(shop.leftovers() <= 1); // the partial download
    QCOMPARE(shop.count("partial"), shop.leftovers());
}

} // namespace

class CrashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void killed()
    {
        const QTemporaryDir root;
        for (int round = 0; round < 50; ++round) {
            const auto child = startChild({QStringLiteral("--publish"), root.path()});
            // Somewhere in the middle of whatever it does then.
            child->waitForFinished(QRandomGenerator::global()->bounded(1, 60));
            killChild(*child);
            Shop shop(pathOf(root)); // sweeps
            QVERIFY2(shop.store, qPrintable(shop.fault.text()));
            check(shop);
            if (QTest::currentTestFailed()) {
                qWarning("in round %d", round);
                return;
            }
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == "--publish") {
        return runChild(argv[2]);
    }
    CrashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "crash.moc"
