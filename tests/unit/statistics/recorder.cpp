// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/recorder.h"

#include "base/changesignal.h"
#include "base/database.h"
#include "base/logging.h"
#include "fixture.h"
#include "patience.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <fstream>

namespace larder::statistics
{

namespace
{

constexpr std::uint64_t bodyBytes = 1000;

// A file of version 1, as it was written.
constexpr std::string_view versionOne = R"(
    CREATE TABLE bucket(hour INTEGER NOT NULL, cache TEXT NOT NULL, hit INTEGER NOT NULL,
        miss INTEGER NOT NULL, renewal INTEGER NOT NULL, stale INTEGER NOT NULL,
        pass INTEGER NOT NULL, tunnel INTEGER NOT NULL, own INTEGER NOT NULL,
        refused INTEGER NOT NULL, error INTEGER NOT NULL, bytesToClients INTEGER NOT NULL,
        bytesFromNetwork INTEGER NOT NULL, bytesOrigin INTEGER NOT NULL,
        bytesSavedMetered INTEGER NOT NULL, microseconds INTEGER NOT NULL,
        PRIMARY KEY(hour, cache)) WITHOUT ROWID;
    CREATE TABLE recent(number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,
        cache TEXT NOT NULL, client TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL,
        outcome TEXT NOT NULL, status INTEGER NOT NULL, sent INTEGER NOT NULL,
        fetched INTEGER NOT NULL, duration INTEGER NOT NULL);
    INSERT INTO bucket VALUES(1772362800, 'apt', 7, 3, 0, 0, 0, 0, 0, 0, 0, 10, 11, 12, 13, 14);
    INSERT INTO recent VALUES(8, 1772366400000, 'apt', '127.0.0.1', 'GET', 'http://a/1', 'miss',
        200, 1, 2, 3);
    INSERT INTO recent VALUES(9, 1772366400000, 'apt', '127.0.0.1', 'GET', 'http://a/2', 'hit',
        200, 1, 0, 3);
    PRAGMA user_version=1;
)";

} // namespace

class RecorderTest : public QObject, Fixture
{
    Q_OBJECT

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void countsEveryFigure()
    {
        withRecorder([](Recorder &recorder) {
            recorder.record(request(Outcome::Miss), bodyBytes, Recorder::Link::Metered);
            recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Metered);
            recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
            recorder.recordNetworkBytes("apt", 50, Recorder::Link::Metered);
            recorder.recordNetworkBytes("apt", 7, Recorder::Link::Unmetered);
        });
        const Tally tally = total();
        QCOMPARE(tally.count(Outcome::Miss), 1U);
        QCOMPARE(tally.count(Outcome::Hit), 2U);
        QCOMPARE(tally.requests(), 3U);
        QCOMPARE(tally.bytesToClients, 3U * 1300U);
        QCOMPARE(tally.bytesFromNetwork, 1200U + 50U + 7U);
        QCOMPARE(tally.bytesOrigin, 3U * bodyBytes);
        QCOMPARE(tally.bytesSaved(), 3000 - 1257);
        QCOMPARE(tally.bytesSavedMetered, (1000 - 1200) + 1000 - 50);
        QCOMPARE(tally.microseconds, 15'000U);
    }

    void batchesAreAddedToWhatIsThere()
    {
        for (int process = 0; process < 3; ++process) {
            withRecorder([](Recorder &recorder) {
                recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
                RequestRecord other = request(Outcome::Error);
                other.cache = "npm";
                recorder.record(std::move(other), 0, Recorder::Link::Unmetered);
            });
        }
        const auto totals = reader().totals({});
        QVERIFY(totals);
        QCOMPARE(totals->size(), 2U);
        QCOMPARE(totals->at("apt").count(Outcome::Hit), 3U);
        QCOMPARE(totals->at("npm").count(Outcome::Error), 3U);
    }

    void severalProcessesWriteToOneFile()
    {
        constexpr int requestsEach = 100;
        const FixedClock clock;
        {
            std::array<SerialWorker, 3> writers;
            for (int round = 0; round < requestsEach; ++round) {
                for (SerialWorker &writer : writers) {
                    Recorder recorder(state(), runtime(), clock, writer);
                    recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
                }
            }
        }
        QCOMPARE(total().requests(), 3U * requestsEach);
        const auto recent = reader().recent(maxRecentRequests);
        QVERIFY(recent);
        QCOMPARE(recent->size(), 3U * requestsEach);
    }

    void recentRequestsComeBackAsTheyWere()
    {
        RequestRecord record = request(Outcome::Stale);
        record.status = 206;
        record.method = "HEAD";
        record.client = "::1";
        record.reason = Reason::OriginSlow;
        withRecorder([&](Recorder &recorder) {
            recorder.record(record, bodyBytes, Recorder::Link::Unmetered);
        });
        const auto recent = reader().recent(10);
        QVERIFY(recent);
        QCOMPARE(recent->size(), 1U);
        const RequestRecord &read = recent->front().record;
        QCOMPARE(read.time, record.time);
        QCOMPARE(read.cache, record.cache);
        QCOMPARE(read.client, record.client);
        QCOMPARE(read.method, record.method);
        QCOMPARE(read.url, record.url);
        QVERIFY(read.outcome == record.outcome);
        QVERIFY(read.reason == record.reason);
        QCOMPARE(read.status, record.status);
        QCOMPARE(read.bytesSent, record.bytesSent);
        QCOMPARE(read.bytesFetched, record.bytesFetched);
        QCOMPARE(read.duration, record.duration);
    }

    // What a Larder without reasons wrote is read as it is, and kept when the first reason comes.
    void filesOfVersionOneAreReadAndBroughtUpToDate()
    {
        {
            std::filesystem::create_directories(state());
            auto database = Database::open(file(), Database::Mode::ReadWrite, 1s);
            QVERIFY(database);
            QVERIFY(database->execute(versionOne));
        }
        const auto before = reader().recent(10);
        QVERIFY2(before, before ? "" : qPrintable(before.error().text()));
        QCOMPARE(urlsOf(*before), (std::vector<std::string>{"http://a/1", "http://a/2"}));
        QVERIFY(before->front().record.reason == Reason::None);
        QVERIFY(before->front().record.outcome == Outcome::Miss);
        QCOMPARE(total().count(Outcome::Hit), 7U);

        withRecorder([](Recorder &recorder) {
            RequestRecord record = request(Outcome::Miss);
            record.reason = Reason::NotStored;
            recorder.record(std::move(record), bodyBytes, Recorder::Link::Unmetered);
        });
        const auto after = reader().recent(10);
        QVERIFY(after);
        QCOMPARE(after->size(), 3U);
        QCOMPARE(after->at(1).number, 9);
        QCOMPARE(after->at(1).record.url, "http://a/2");
        QVERIFY(after->at(1).record.reason == Reason::None);
        QCOMPARE(after->at(2).number, 10);
        QVERIFY(after->at(2).record.reason == Reason::NotStored);
        QCOMPARE(total().count(Outcome::Hit), 7U);
        QCOMPARE(total().count(Outcome::Miss), 4U);
        auto database = Database::open(file(), Database::Mode::ReadWrite, 1s);
        QVERIFY(database);
        QCOMPARE(database->schemaVersion(), 2);
        // A reason that only a newer Larder knows says nothing here.
        QVERIFY(database->execute("UPDATE recent SET reason='moonlight'"));
        QVERIFY(reader().recent(10)->back().record.reason == Reason::None);
    }

    void onlyTheNewestRequestsAreKept()
    {
        const auto recordMany = [this](std::size_t from, std::size_t to) {
            withRecorder([&](Recorder &recorder) {
                for (std::size_t i = from; i < to; ++i) {
                    RequestRecord record = request(Outcome::Hit);
                    record.url = std::to_string(i);
                    recorder.record(std::move(record), 0, Recorder::Link::Unmetered);
                }
            });
        };
        recordMany(0, 20);
        // More than fit wait at once: the older ones are dropped, counted all the same.
        recordMany(20, maxRecentRequests + 120);
        auto recent = reader().recent(maxRecentRequests * 2);
        QVERIFY(recent);
        QCOMPARE(recent->size(), maxRecentRequests);
        QCOMPARE(recent->front().record.url, "120");
        QCOMPARE(recent->back().record.url, std::to_string(maxRecentRequests + 119));
        QVERIFY(std::ranges::is_sorted(*recent, {}, &Reader::Recent::number));
        QCOMPARE(total().requests(), maxRecentRequests + 120);

        recordMany(maxRecentRequests + 120, maxRecentRequests + 123);
        recent = reader().recent(maxRecentRequests * 2);
        QVERIFY(recent);
        QCOMPARE(recent->size(), maxRecentRequests);
        QCOMPARE(recent->front().record.url, "123");
    }

    void longTextsAreCut_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<qsizetype>("length");
        QTest::newRow("short") << QByteArray("http://a/") << qsizetype{9};
        QTest::newRow("just fits") << QByteArray(2048, 'x') << qsizetype{2048};
        QTest::newRow("too long") << QByteArray(100'000, 'x') << qsizetype{2048};
        QTest::newRow("not through a character")
            << QByteArray(2047, 'x') + QByteArray("ä") << qsizetype{2047};
        QTest::newRow("rubbish") << QByteArray(5000, '\x80') << qsizetype{0};
    }

    void longTextsAreCut()
    {
        QFETCH(QByteArray, url);
        withRecorder([&](Recorder &recorder) {
            RequestRecord record = request(Outcome::Refused);
            record.url = url.toStdString();
            record.method = std::string(500, 'M');
            record.client = std::string(500, 'c');
            recorder.record(std::move(record), 0, Recorder::Link::Unmetered);
        });
        const auto recent = reader().recent(1);
        QVERIFY(recent);
        const RequestRecord &read = recent->front().record;
        QTEST(static_cast<qsizetype>(read.url.size()), "length");
        QCOMPARE(read.method.size(), 64U);
        QCOMPARE(read.client.size(), 64U);
    }

    void isWrittenByItselfAndTellsReaders()
    {
        const FixedClock clock;
        SerialWorker writer;
        ChangeWatcher watcher(runtime());
        QSignalSpy changed(&watcher, &ChangeWatcher::changed);
        Recorder recorder(state(), runtime(), clock, writer);
        recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
        QCOMPARE(recorder.unwritten("apt").requests(), 1U);
        QCOMPARE(recorder.unwritten("npm").requests(), 0U);
        QVERIFY(changed.wait(patience));
        QCOMPARE(total().requests(), 1U);
        QCOMPARE(recorder.unwritten("apt").requests(), 0U);
    }

    void nothingIsWrittenWithoutRequests()
    {
        withRecorder([](Recorder &) {});
        QVERIFY(!std::filesystem::exists(state()));
    }

    // What was counted is not lost with it, and what it was is kept for a look.
    void damagedOnesAreMovedAside_data()
    {
        QTest::addColumn<int>("from");
        QTest::newRow("from its first byte") << 0;
        QTest::newRow("from its second page, which shows only later") << 4096;
    }

    void damagedOnesAreMovedAside()
    {
        QFETCH(int, from);
        const FixedClock clock;
        withRecorder([](Recorder &recorder) {
            recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
        });
        {
            std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
            damaged.seekp(from);
            damaged << std::string(100'000, 'x') << std::flush;
        }
        SerialWorker writer;
        Recorder recorder(state(), runtime(), clock, writer);
        const auto healed = [&] {
            recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
            recorder.flush();
            waitFor(writer);
            return recorder.unwritten("apt").requests() == 0 &&
                   std::filesystem::exists(state() / "statistics.damaged.sqlite");
        };
        QVERIFY(QTest::qWaitFor(healed, 10s));
        QVERIFY(!recorder.trouble());
        QVERIFY(total().requests() > 0);
    }

    // A file that cannot be written keeps the counts in memory; the log and the recorder say so
    // once.
    void unwritable_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("newer") << QStringLiteral("newer");
        QTest::newRow("no database of ours") << QStringLiteral("foreign");
        QTest::newRow("a folder in its place") << QStringLiteral("folder");
        QTest::newRow("no folder to put it in") << QStringLiteral("no folder");
    }

    void unwritable()
    {
        QFETCH(QString, what);
        const bool folderItself = what == u"no folder";
        const auto obstacle = folderItself ? state() : file();
        if (!folderItself) {
            std::filesystem::create_directories(state());
        }
        if (folderItself) {
            std::ofstream(obstacle) << "this is no database, whatever its name says" << std::flush;
        } else if (what == u"folder") {
            std::filesystem::create_directory(obstacle);
        } else {
            auto database = Database::open(file(), Database::Mode::ReadWrite, 1s);
            QVERIFY(database);
            QVERIFY(database->setSchemaVersion(what == u"newer" ? 99 : 1));
        }

        const FixedClock clock;
        SerialWorker writer;
        Recorder recorder(state(), runtime(), clock, writer);
        int warnings = 0;
        countWarnings(&warnings);
        const auto recordAndTry = [&](unsigned times) {
            recorder.record(request(Outcome::Hit), bodyBytes, Recorder::Link::Unmetered);
            QCOMPARE(recorder.unwritten("apt").requests(), times);
            recorder.flush();
            waitFor(writer);
        };
        recordAndTry(1);
        recordAndTry(2);
        QCOMPARE(recorder.unwritten("apt").requests(), 2U);
        countWarnings(nullptr);
        QCOMPARE(warnings, 1);
        QVERIFY(recorder.trouble().has_value());

        // Once it is out of the way, nothing counted is missing.
        std::filesystem::rename(obstacle, runtime() / "moved away");
        std::filesystem::remove(file().string() + "-wal");
        std::filesystem::remove(file().string() + "-shm");
        recordAndTry(3);
        QCOMPARE(recorder.unwritten("apt").requests(), 0U);
        QCOMPARE(total().requests(), 3U);
    }

    void startsAnewWhenTheFileIsRemoved()
    {
        const FixedClock clock;
        SerialWorker writer;
        Recorder recorder(state(), runtime(), clock, writer);
        const auto recordOne = [&] {
            recorder.record(request(Outcome::Hit), 0, Recorder::Link::Unmetered);
            recorder.flush();
            waitFor(writer);
        };
        recordOne();
        std::filesystem::remove_all(state());
        recordOne();
        QCOMPARE(total().requests(), 1U);
    }

private:
    // Counts warnings of the statistics from now on; null: no more.
    static void countWarnings(int *count)
    {
        static int *counter;
        static QtMessageHandler previous;
        counter = count;
        if (count == nullptr) {
            qInstallMessageHandler(previous);
            return;
        }
        previous = qInstallMessageHandler(
            [](QtMsgType type, const QMessageLogContext &context, const QString &message) {
                if (type == QtWarningMsg &&
                    qstrcmp(context.category, logStatistics().categoryName()) == 0) {
                    ++*counter;
                    return;
                }
                previous(type, context, message);
            });
    }
};

} // namespace larder::statistics

QTEST_GUILESS_MAIN(larder::statistics::RecorderTest)
#include "recorder.moc"
