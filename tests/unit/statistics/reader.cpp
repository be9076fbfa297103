// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/reader.h"

#include "asnobody.h"
#include "base/database.h"
#include "fixture.h"
#include "statistics/writer.h"

#include <QTest>

#include <atomic>
#include <fstream>
#include <thread>

namespace larder::statistics
{

class ReaderTest : public QObject, Fixture
{
    Q_OBJECT

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void hoursAreFullHoursOfTheRequest()
    {
        withRecorder([](Recorder &recorder) {
            const auto record = [&](WallTime time) {
                recorder.record(request(Outcome::Hit, time), 0, Recorder::Link::Unmetered);
            };
            record(noon);
            record(noon + 1h - 1ms);
            record(noon + 1h);
            record(noon - 1ms);
        });
        const auto hours = reader().hours(noon, noon + 1h);
        QVERIFY(hours);
        QCOMPARE(hours->size(), 1U);
        QCOMPARE(hours->front().begin, noon);
        QVERIFY(hours->front().cache == "apt");
        QCOMPARE(hours->front().tally.requests(), 2U);

        const auto all = reader().hours({}, noon + 48h);
        QVERIFY(all);
        QCOMPARE(all->size(), 3U);
        QCOMPARE(all->front().begin, noon - 1h);
        const auto sinceNoon = reader().totals(noon);
        QVERIFY(sinceNoon);
        QCOMPARE(sinceNoon->at("apt").requests(), 3U);
    }

    void readsWhatCameAfter()
    {
        Reader read = reader(); // before there is a file
        const auto record = [this](const char *url) {
            withRecorder([&](Recorder &recorder) {
                RequestRecord one = request(Outcome::Hit);
                one.url = url;
                recorder.record(std::move(one), 0, Recorder::Link::Unmetered);
            });
        };
        const auto none = read.recent(10);
        QVERIFY(none);
        QVERIFY(none->empty());
        record("1");
        record("2");
        record("3");
        const auto lastTwo = read.recent(2);
        QVERIFY(lastTwo);
        QCOMPARE(urlsOf(*lastTwo), (std::vector<std::string>{"2", "3"}));
        record("4");
        const auto after = read.recent(10, lastTwo->back().number);
        QVERIFY(after);
        QCOMPARE(urlsOf(*after), std::vector<std::string>{"4"});
    }

    void seesAWriterThatCameLater()
    {
        const auto record = [](Recorder &recorder) {
            recorder.record(request(Outcome::Hit), 0, Recorder::Link::Unmetered);
        };
        withRecorder(record);
        Reader read = reader();
        QCOMPARE(read.recent(10)->size(), 1U); // no writer has the file open
        const FixedClock clock;
        SerialWorker writer;
        Recorder recorder(state(), runtime(), clock, writer);
        for (std::size_t count = 2; count < 5; ++count) {
            record(recorder);
            recorder.flush();
            waitFor(writer);
            QCOMPARE(read.recent(10)->size(), count);
        }
    }

    void readsWhileAnotherWrites()
    {
        const FixedClock clock;
        SerialWorker writer;
        Reader read = reader();
        std::uint64_t seen = 0;
        for (unsigned batch = 1; batch <= 20; ++batch) {
            {
                Recorder recorder(state(), runtime(), clock, writer);
                for (int i = 0; i < 100; ++i) {
                    recorder.record(request(Outcome::Hit), 0, Recorder::Link::Unmetered);
                }
            }
            const auto totals = read.totals({}); // in the midst of it, as it comes
            QVERIFY2(totals, totals ? "" : qPrintable(totals.error().text()));
            const std::uint64_t now = totals->contains("apt") ? totals->at("apt").requests() : 0;
            QVERIFY(now >= seen);
            QCOMPARE(now % 100, 0U); // whole batches only
            seen = now;
        }
    }

    // The last one to close folds its journal into the file, and removes it.
    void readsWhileWritersComeAndGo()
    {
        constexpr unsigned writersInTurn = 1000;
        constexpr unsigned hitsEach = 7;
        Buckets batch;
        batch[noon]["apt"].outcomes.at(static_cast<std::size_t>(Outcome::Hit)) = hitsEach;
        std::atomic<bool> over = false;
        QStringList faults;
        std::jthread writers([&] {
            for (unsigned i = 0; i < writersInTurn; ++i) {
                Result<void> written;
                do { // a slow disk may lock the other side out for longer than it waits
                    written = Writer(state()).write(batch, {});
                } while (!written && written.error().kind == FaultKind::Busy);
                if (!written) {
                    faults << written.error().text();
                }
            }
            over = true;
        });
        std::uint64_t seen = 0;
        while (!over) {
            const auto totals = reader().totals({}); // whose end may be the last one's, too
            if (!totals && totals.error().kind == FaultKind::Busy) {
                continue;
            }
            QVERIFY2(totals, totals ? "" : qPrintable(totals.error().text()));
            const std::uint64_t now = totals->contains("apt") ? totals->at("apt").requests() : 0;
            QVERIFY2(now >= seen, qPrintable(QString::number(now) + u' ' + QString::number(seen)));
            QCOMPARE(now % hitsEach, 0U); // whole batches only
            seen = now;
        }
        writers.join();
        QCOMPARE(faults, QStringList());
        QCOMPARE(total().requests(), writersInTurn * hitsEach);
    }

    // A file that could not be locked is opened anew for each look.
    void readsWhatCameWhereItCouldNotWrite()
    {
        const auto record = [](Recorder &recorder) {
            recorder.record(request(Outcome::Hit), 0, Recorder::Link::Unmetered);
        };
        withRecorder(record);
        std::optional<Reader> read;
        for (std::size_t count = 1; count < 4; ++count) {
            {
                const AsNobody nobody(*m_folder, AsNobody::Folders::ReadOnly);
                if (!nobody.canReach()) {
                    QSKIP("The temporary folder is private.");
                }
                if (!read) {
                    read = reader();
                }
                const auto recent = read->recent(10);
                QVERIFY2(recent, recent ? "" : qPrintable(recent.error().text()));
                QCOMPARE(recent->size(), count);
            }
            withRecorder(record);
        }
    }

    void lookingLeavesNothingBehind()
    {
        QVERIFY(reader().totals({}));
        QVERIFY(!std::filesystem::exists(state()));

        withRecorder([](Recorder &recorder) {
            recorder.record(request(Outcome::Hit), 0, Recorder::Link::Unmetered);
        });
        const auto names = [this] {
            std::vector<std::string> all;
            for (const auto &entry : std::filesystem::directory_iterator(state())) {
                all.push_back(entry.path().filename());
            }
            return all;
        };
        QCOMPARE(names(), std::vector<std::string>{"statistics.sqlite"});
        {
            Reader read = reader();
            QVERIFY(read.totals({}));
            QVERIFY(read.recent(1));
        }
        QCOMPARE(names(), std::vector<std::string>{"statistics.sqlite"});
    }

    void refusesWhatItCannotRead()
    {
        std::filesystem::create_directories(state());
        std::ofstream(file()) << "this is no database, whatever its name says" << std::flush;
        const auto damaged = Reader::open(state());
        QVERIFY(!damaged);
        QVERIFY(damaged.error().kind == FaultKind::Damaged);

        std::filesystem::remove(file());
        {
            auto database = Database::open(file(), Database::Mode::ReadWrite, 1s);
            QVERIFY(database);
            QVERIFY(database->setSchemaVersion(99));
        }
        const auto newer = Reader::open(state());
        QVERIFY(!newer);
        QVERIFY(newer.error().kind == FaultKind::Newer);
    }

    void survivesOddValues()
    {
        withRecorder([](Recorder &recorder) {
            recorder.record(request(Outcome::Hit), 0, Recorder::Link::Unmetered);
        });
        {
            auto database = Database::open(file(), Database::Mode::ReadWrite, 1s);
            QVERIFY(database);
            QVERIFY(database->execute(
                "UPDATE bucket SET hour=9223372036854775807, hit=-3, cache=x'ff00fe';"
                "UPDATE recent SET time=9223372036854775807, outcome='unheard of', url=x'ff',"
                " status=99999999999, sent=-1, duration=-9223372036854775808;"));
        }
        const auto hours = reader().hours({}, WallTime::max());
        QVERIFY(hours);
        const auto totals = reader().totals({});
        QVERIFY(totals);
        QCOMPARE(totals->size(), 1U);
        QCOMPARE(totals->begin()->second.requests(), 0U);
        const auto recent = reader().recent(10);
        QVERIFY(recent);
        QVERIFY(recent->front().record.outcome == Outcome::Error);
        QCOMPARE(recent->front().record.bytesSent, 0U);
    }
};

} // namespace larder::statistics

QTEST_GUILESS_MAIN(larder::statistics::ReaderTest)
#include "reader.moc"
