// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/overview.h"

#include "base/caches.h"
#include "base/database.h"
#include "pathsbelow.h"
#include "patience.h"
#include "statistics/recorder.h"
#include "status/figures.h"
#include "store/store.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <ctime>
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

    Paths paths() const { return pathsBelow(*m_folder); }

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

    // Nothing is missed and nothing counted twice by who looks again and again: the same as by who
    // looks for the first time.
    void whatIsOverIsKeptAndTheRestIsExact()
    {
        FigureReader figures(paths().state);
        const auto isExact = [&](WallTime now) {
            const auto again = readOverview(paths(), Settings(), now, figures).caches;
            const auto first = readOverview(paths(), Settings(), now).caches;
            return std::ranges::equal(again, first, [](const auto &one, const auto &other) {
                return one.today == other.today && one.last7Days == other.last7Days &&
                       one.last30Days == other.last30Days && one.total == other.total &&
                       one.lastUsed == other.lastUsed;
            });
        };
        const auto total = [&](WallTime now) {
            return readOverview(paths(), Settings(), now, figures).caches.front().total.requests();
        };
        QVERIFY(isExact(noon)); // there is no file yet
        recordAt(noon - 40 * 24h);
        recordAt(noon);
        QVERIFY(isExact(noon));
        recordAt(noon - 1ms); // reached the file after its hour had ended
        recordAt(noon + 30min);
        QVERIFY(isExact(noon + 30min));
        QVERIFY(isExact(noon + 1h));
        recordAt(noon + 11h + 59min);
        QVERIFY(isExact(noon + 11h + 59min));
        QVERIFY(isExact(noon + 12h)); // the next day begins
        recordAt(noon + 36h);
        QVERIFY(isExact(noon + 36h));
        recordAt(noon + 20h); // the clock was set back
        QVERIFY(isExact(noon + 20h));
        QVERIFY(isExact(noon + 37h));
        // What is over is not read again within the hour.
        recordAt(noon);
        QCOMPARE(total(noon + 37h), 7U);
        QCOMPARE(total(noon + 38h), 8U);
        std::filesystem::rename(paths().state / "statistics.sqlite", root() / "old.sqlite");
        QCOMPARE(total(noon + 38h), 0U);
        recordAt(noon); // another file
        QCOMPARE(total(noon + 38h), 1U);
        QVERIFY(isExact(noon + 38h));
    }

    void daysBeginWhereAPersonIs()
    {
        FigureReader figures(paths().state);
        const auto today = [&](WallTime now) {
            return readOverview(paths(), Settings(), now, figures).caches.front().today.requests();
        };
        recordAt(noon - 20h);
        QCOMPARE(today(noon), 0U);
        qputenv("TZ", "XST+14"); // 22:00 of the day before
        tzset();
        const auto back = qScopeGuard([] {
            qputenv("TZ", "UTC");
            tzset();
        });
        QCOMPARE(today(noon), 1U); // in the same hour
    }

    // What it costs to look again after half a year, which is told and not judged.
    void cost()
    {
        if (!qEnvironmentVariableIsSet("LARDER_MEASURE")) {
            QSKIP("LARDER_MEASURE asks for it.");
        }
        constexpr int days = 180;
        constexpr int each = 3;                // requests of a cache in an hour
        for (int day = days; day > 0; --day) { // what waits for the disk is limited
            const SystemClock clock;
            SerialWorker writer;
            Recorder recorder(paths().state, root(), clock, writer);
            for (int i = 0; i < 24 * each; ++i) {
                for (const CacheInfo &cache : knownCaches()) {
                    recorder.record({.time = noon - day * 24h + std::chrono::hours(i / each),
                                     .cache = std::string(cache.name),
                                     .client = "127.0.0.1",
                                     .method = "GET",
                                     .url = "http://deb.example/pool/main/a.deb",
                                     .outcome = Outcome::Hit,
                                     .status = 200,
                                     .bytesSent = 10,
                                     .bytesFetched = 0,
                                     .duration = 1ms},
                                    10, Recorder::Link::Unmetered);
                }
            }
        }
        constexpr int rounds = 20;
        FigureReader figures(paths().state);
        for (const bool isKept : {false, true}) {
            const auto begin = std::clock(); // of the processor: the machine may be busy
            for (int i = 0; i < rounds; ++i) {
                auto overview = isKept ? readOverview(paths(), Settings(), noon, figures)
                                       : readOverview(paths(), Settings(), noon);
                QCOMPARE(overview.caches.front().total.requests(), 1U * days * 24 * each);
            }
            qInfo() << (isKept ? "again:" : "first:")
                    << static_cast<double>(std::clock() - begin) * 1000 / CLOCKS_PER_SEC / rounds
                    << "ms";
        }
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
            QVERIFY(QTest::qWaitFor([&] { return published; }, patience));
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
