// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/overview.h"

#include "base/caches.h"
#include "base/database.h"
#include "statistics/recorder.h"
#include "store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace larder::status
{

namespace
{

using namespace std::chrono_literals;
using statistics::Outcome;
using statistics::Recorder;

// Noon of a winter day; the tests run in UTC.
const WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 12h};

std::vector<std::string> filesBelow(const std::filesystem::path &folder)
{
    std::vector<std::string> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

} // namespace

class OverviewTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path root() const { return m_folder->path().toStdString(); }

    Paths paths() const
    {
        return {.cache = root() / "cache",
                .state = root() / "state",
                .config = root() / "config" / "larder.ini",
                .runtime = root() / "runtime"};
    }

    void recordAt(WallTime time) const
    {
        const SystemClock clock;
        SerialWorker writer;
        Recorder recorder(paths().state, root(), clock, writer);
        recorder.record({.time = time,
                         .cache = "apt",
                         .client = "127.0.0.1",
                         .method = "GET",
                         .url = "http://deb.example/",
                         .outcome = Outcome::Hit,
                         .status = 200,
                         .bytesSent = 10,
                         .bytesFetched = 0,
                         .duration = 1ms},
                        10, Recorder::Link::Unmetered);
    }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:

    void initTestCase()
    {
        qputenv("TZ", "UTC");
        tzset();
    }

    void init() { m_folder.emplace(); }

    void withoutAnythingNobodyAnswers()
    {
        const Overview overview = readOverview(paths(), Settings(), noon);
        QVERIFY(overview.faults.empty());
        QCOMPARE(overview.time, noon);
        QVERIFY(std::ranges::equal(overview.caches, knownCaches(), {}, &CacheStatus::name,
                                   &CacheInfo::name));
        const CacheStatus &apt = overview.caches.front();
        QCOMPARE(apt.name, "apt");
        QVERIFY(!apt.owner);
        QVERIFY(apt.network.mode == NetworkMode::Normal);
        QCOMPARE(apt.addresses.size(), 1U);
        QCOMPARE(apt.addresses.front().text(), "127.0.0.1:3142");
        QCOMPARE(apt.total.requests(), 0U);
        QCOMPARE(overview.stock.stock.objects, 0U);
        QVERIFY(filesBelow(root()).empty()); // looking made nothing
    }

    void theSettingsSayWhereItWouldListen()
    {
        Settings settings;
        settings.network = NetworkChoice::Metered;
        settings.caches["apt"].listen = {{.address = "127.0.0.2", .port = 1000},
                                         {.address = "172.17.0.1", .port = 1000}};
        const CacheStatus apt = readOverview(paths(), settings, noon).caches.front();
        QCOMPARE(apt.addresses, settings.caches["apt"].listen);
        QVERIFY(apt.network.mode == NetworkMode::Metered);
    }

    void theOwnerKnowsBetterThanTheSettings()
    {
        auto lock = OwnerLock::take(paths().runtime, "apt");
        QVERIFY(lock);
        QVERIFY(lock->announce({.cache = "apt",
                                .pid = 0,
                                .addresses = {{.address = "127.0.0.1", .port = 4000}},
                                .network = {.mode = NetworkMode::Offline}}));
        const CacheStatus apt = readOverview(paths(), Settings(), noon).caches.front();
        QVERIFY(apt.owner);
        QCOMPARE(apt.owner->pid, getpid());
        QCOMPARE(apt.addresses.front().text(), "127.0.0.1:4000");
        QVERIFY(apt.network.mode == NetworkMode::Offline);
    }

    void figuresOfTodayOfThirtyDaysAndOfAll()
    {
        recordAt(noon);
        recordAt(noon - 12h);
        recordAt(noon - 12h - 1ms);      // yesterday
        recordAt(noon - 12h - 29 * 24h); // the first of thirty days
        recordAt(noon - 13h - 29 * 24h); // before
        const CacheStatus apt = readOverview(paths(), Settings(), noon).caches.front();
        QCOMPARE(apt.today.requests(), 2U);
        QCOMPARE(apt.last30Days.requests(), 4U);
        QCOMPARE(apt.total.requests(), 5U);
    }

    void stockWhileTheStoreIsOpenAndAfterwards()
    {
        std::filesystem::create_directory(paths().runtime);
        const SystemClock clock;
        QThreadPool pool;
        SerialWorker writer;
        {
            auto store = store::Store::open(paths().cache, paths().runtime, clock, pool, writer);
            QVERIFY(store);
            auto staging = (*store)->stage();
            QVERIFY(staging);
            const std::string body(5000, 'x');
            QVERIFY((*staging)->append(body));
            bool published = false;
            (*store)->publish(*std::move(staging),
                              {.key = "apt:http://deb.example/a",
                               .cache = "apt",
                               .headers = {},
                               .validatedAt = noon,
                               .freshUntil = noon,
                               .digest = digestOf(body)},
                              this, [&](const auto &entry) { published = entry.has_value(); });
            QVERIFY(QTest::qWaitFor([&] { return published; }));
            const Overview overview = readOverview(paths(), Settings(), noon);
            QVERIFY(overview.faults.empty());
            QCOMPARE(overview.stock.stock.objects, 1U);
            QCOMPARE(overview.stock.stock.bytes, 5000U);
        }
        const auto before = filesBelow(root());
        const Overview overview = readOverview(paths(), Settings(), noon);
        QVERIFY(overview.faults.empty());
        QCOMPARE(overview.stock.stock.objects, 1U);
        QCOMPARE(overview.stock.stock.bytes, 5000U);
        QCOMPARE(filesBelow(root()), before);
    }

    void whatCannotBeReadIsSaidAndTheRestIsShown()
    {
        recordAt(noon);
        std::filesystem::create_directories(paths().cache);
        std::ofstream(paths().cache / "index.sqlite") << "this is no database" << std::flush;
        Overview overview = readOverview(paths(), Settings(), noon);
        QCOMPARE(overview.faults.size(), 1U);
        QCOMPARE(overview.stock.stock.objects, 0U);
        QCOMPARE(overview.caches.front().total.requests(), 1U);

        std::ofstream(paths().state / "statistics.sqlite") << "nor is this" << std::flush;
        overview = readOverview(paths(), Settings(), noon);
        QCOMPARE(overview.faults.size(), 2U);
        QCOMPARE(overview.caches.front().total.requests(), 0U);
    }
};

} // namespace larder::status

QTEST_GUILESS_MAIN(larder::status::OverviewTest)
#include "overview.moc"
