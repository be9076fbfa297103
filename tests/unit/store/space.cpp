// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How much has to go: the rules, without a stock.
#include "store/read/space.h"
#include "base/bytesize.h"
#include "store/read/listing.h"

#include <QTemporaryDir>
#include <QTest>

using namespace larder;
using namespace larder::store;

namespace
{

constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();

} // namespace

class SpaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatHasToGo_data()
    {
        QTest::addColumn<quint64>("limit");
        QTest::addColumn<quint64>("keepFree");
        QTest::addColumn<quint64>("used");
        QTest::addColumn<quint64>("partial");
        QTest::addColumn<quint64>("free");
        QTest::addColumn<quint64>("coming");
        QTest::addColumn<quint64>("exactly");
        QTest::addColumn<quint64>("withSlack");
        const auto row = [](const char *name, std::initializer_list<quint64> values) {
            QTestData &data = QTest::newRow(name);
            for (const quint64 value : values) {
                data << value;
            }
        };
        // limit, floor, used, partial, free, coming -> exactly, with slack (2 % of the limit)
        row("empty", {1000, 0, 0, 0, unknown, 0, 0, 0});
        row("below", {1000, 0, 999, 0, unknown, 0, 0, 0});
        row("at the limit", {1000, 0, 1000, 0, unknown, 0, 0, 0});
        row("above", {1000, 0, 1001, 0, unknown, 0, 1, 21});
        row("cut downloads count", {1000, 0, 900, 101, unknown, 0, 1, 21});
        row("what is about to come counts", {1000, 0, 900, 0, unknown, 101, 1, 21});
        row("nothing may be kept", {0, 0, 7, 0, unknown, 0, 7, 7});
        row("above the floor", {1000, 500, 100, 0, 501, 0, 0, 0});
        row("at the floor", {1000, 500, 100, 0, 500, 0, 0, 0});
        row("below the floor", {1000, 500, 100, 0, 450, 0, 50, 60});
        row("the floor takes no more than there is", {1000, 500, 30, 0, 450, 0, 30, 30});
        row("the floor, with what is about to come", {1000, 500, 100, 0, 520, 60, 40, 50});
        row("a full disk", {1000, 500, 100, 0, 0, 1000, 100, 120});
        row("both: the larger", {1000, 500, 1100, 0, 490, 0, 100, 120});
        row("both: the floor", {1000, 500, 1100, 0, 200, 0, 300, 310});
        row("a large limit has little slack",
            {1000 * GiB, 0, 1000 * GiB + 1, 0, unknown, 0, 1, 512 * MiB + 1});
    }

    void whatHasToGo()
    {
        QFETCH(quint64, limit);
        QFETCH(quint64, keepFree);
        QFETCH(quint64, used);
        QFETCH(quint64, partial);
        QFETCH(quint64, free);
        QFETCH(quint64, coming);
        const SpaceLimits limits{
            .stock = limit, .caches = {}, .keepFree = keepFree, .isKeepFreeChosen = true};
        StockUse use;
        use.stock = {.objects = 1, .bytes = used};
        use.partialBytes = partial;
        const auto disk = free == unknown ? std::optional<DiskSpace>()
                                          : std::optional(DiskSpace{.size = 100'000, .free = free});
        QTEST(quint64{shortage(limits, use, disk, Slack::None, coming).stock}, "exactly");
        QTEST(quint64{shortage(limits, use, disk, Slack::Some, coming).stock}, "withSlack");
    }

    void cachesHaveLimitsOfTheirOwn()
    {
        const SpaceLimits limits{.stock = 1000, .caches = {{"npm", 100}, {"pip", 50}}};
        StockUse use;
        use.stock = {.objects = 3, .bytes = 320};
        use.caches = {{"apt", {1, 200}}, {"npm", {1, 90}}, {"pip", {1, 30}}};
        use.partialBytes = 20;
        use.partialBytesOf = {{"npm", 20}};
        const Shortage exactly = shortage(limits, use, std::nullopt, Slack::None);
        QCOMPARE(exactly.stock, 0U);
        QVERIFY((exactly.caches == decltype(exactly.caches){{"npm", 10}}));
        const Shortage slack = shortage(limits, use, std::nullopt, Slack::Some);
        QVERIFY((slack.caches == decltype(slack.caches){{"npm", 12}}));
    }

    // A small disk has no room for the usual floor.
    void theFloorOfASmallDisk()
    {
        SpaceLimits limits{.stock = 0, .caches = {}, .keepFree = 5 * GiB};
        QCOMPARE(floorOf(limits, {.size = 1000 * GiB, .free = 0}), 5 * GiB);
        QCOMPARE(floorOf(limits, {.size = 10 * GiB, .free = 0}), 1 * GiB);
        limits.isKeepFreeChosen = true; // who says so means it
        QCOMPARE(floorOf(limits, {.size = 10 * GiB, .free = 0}), 5 * GiB);
    }

    void fromTheSettings()
    {
        const SpaceLimits usual = spaceLimits(Settings());
        QCOMPARE(usual.stock, 20 * GiB);
        QCOMPARE(usual.keepFree, 5 * GiB);
        QVERIFY(!usual.isKeepFreeChosen);
        const auto settings =
            Settings::parse("[space]\nlimit=3 GiB\nkeep-free=0\n[cache-npm]\nlimit=512 MiB\n");
        QVERIFY(settings);
        const SpaceLimits limits = spaceLimits(*settings);
        QCOMPARE(limits.stock, 3 * GiB);
        QCOMPARE(limits.keepFree, 0U);
        QVERIFY(limits.isKeepFreeChosen);
        QCOMPARE(limits.caches.size(), 1U);
        QCOMPARE(limits.caches.at("npm"), 512 * MiB);
    }

    void theDiskSaysHowMuchThereIs()
    {
        const QTemporaryDir folder;
        const auto disk = diskSpace(folder.path().toStdString());
        QVERIFY(disk);
        QVERIFY(disk->size > 0 && disk->free <= disk->size);
        QVERIFY(!diskSpace("/nowhere/at/all"));
    }

    void patterns_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isMeant");
        const auto row = [](const char *pattern, const char *name, bool isMeant) {
            QTest::addRow("%s | %s", pattern, name)
                << QByteArray(pattern) << QByteArray(name) << isMeant;
        };
        constexpr const char *package = "http://deb.example/debian/pool/n/nginx/nginx_1.2_all.deb";
        row("*nginx*", package, true);
        row("*NGINX*", package, true);
        row("nginx*", package, true); // the file's name
        row("nginx_?.2_all.deb", package, true);
        row("nginx_[1-3]*", package, true);
        row("nginx_[2-3]*", package, false);
        row("nginx", package, false);
        row("*apache*", package, false);
        row("http://deb.example/*", package, true);
        row("pool/*", package, false); // with a '/', the whole name
        row("*/pool/n/*", package, true);
        row(package, package, true);
        row("six", "https://pypi.example/simple/six/", true);
        row("*", "anything", true);
        row("[", "[", true);
        row("", "anything", false);
    }

    void patterns()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, name);
        QFETCH(bool, isMeant);
        QCOMPARE(matches(pattern.toStdString(), name.toStdString()), isMeant);
    }

    void namesForPeople()
    {
        QCOMPARE(nameOf("apt:http://deb.example/x.deb", {}), "http://deb.example/x.deb");
        QCOMPARE(nameOf("apt:sha256:00", "http://deb.example/by-hash/00"),
                 "http://deb.example/by-hash/00");
        QCOMPARE(nameOf("strange", {}), "strange");
    }
};

QTEST_APPLESS_MAIN(SpaceTest)
#include "space.moc"
