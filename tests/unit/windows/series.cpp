// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/series.h"

#include <QLocale>
#include <QTest>

namespace larder::windows
{

namespace
{

using namespace std::chrono;
using statistics::Outcome;
using statistics::Tally;

WallTime at(int y, unsigned m, unsigned d, int hour, int minute = 0)
{
    return WallTime(sys_days{year{y} / month{m} / day{d}} + hours(hour) + minutes(minute));
}

Tally hits(std::uint64_t count)
{
    Tally tally;
    tally.outcomes[static_cast<std::size_t>(Outcome::Hit)] = count;
    return tally;
}

QTimeZone zone(const char *name)
{
    return QTimeZone(QByteArray(name));
}

bool isWithoutGaps(const Series &series)
{
    for (std::size_t i = 1; i < series.buckets.size(); ++i) {
        if (series.buckets[i - 1].end != series.buckets[i].begin) {
            return false;
        }
    }
    return true;
}

} // namespace

class SeriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void coversTheTimeUntilNow_data()
    {
        QTest::addColumn<Span>("span");
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<WallTime>("now");
        QTest::addColumn<std::size_t>("count");
        QTest::addColumn<WallTime>("begin");
        QTest::addColumn<WallTime>("end");
        QTest::newRow("hours") << Span::Hours << QByteArray("UTC") << at(2026, 3, 1, 12, 59)
                               << std::size_t{24} << at(2026, 2, 28, 13) << at(2026, 3, 1, 13);
        // Half-hour zones count in the hours of UTC all the same.
        QTest::newRow("hours in India")
            << Span::Hours << QByteArray("Asia/Kolkata") << at(2026, 3, 1, 12, 0) << std::size_t{24}
            << at(2026, 2, 28, 13) << at(2026, 3, 1, 13);
        QTest::newRow("days") << Span::Days << QByteArray("UTC") << at(2026, 3, 1, 0)
                              << std::size_t{30} << at(2026, 1, 31, 0) << at(2026, 3, 2, 0);
        QTest::newRow("days in Berlin, just after midnight there")
            << Span::Days << QByteArray("Europe/Berlin") << at(2026, 1, 14, 23, 0)
            << std::size_t{30} << at(2025, 12, 16, 23) << at(2026, 1, 15, 23);
        QTest::newRow("days in India")
            << Span::Days << QByteArray("Asia/Kolkata") << at(2026, 3, 1, 18, 29) << std::size_t{30}
            << at(2026, 1, 30, 18, 30) << at(2026, 3, 1, 18, 30);
        QTest::newRow("months") << Span::Months << QByteArray("UTC") << at(2026, 3, 31, 12)
                                << std::size_t{12} << at(2025, 4, 1, 0) << at(2026, 4, 1, 0);
        QTest::newRow("months in Berlin, which begin in winter and in summer")
            << Span::Months << QByteArray("Europe/Berlin") << at(2026, 3, 31, 22) << std::size_t{12}
            << at(2025, 4, 30, 22) << at(2026, 4, 30, 22);
    }

    void coversTheTimeUntilNow()
    {
        QFETCH(Span, span);
        QFETCH(QByteArray, where);
        QFETCH(WallTime, now);
        const Series series = emptySeries(span, now, QTimeZone(where));
        QTEST(series.buckets.size(), "count");
        QTEST(series.buckets.front().begin, "begin");
        QTEST(series.buckets.back().end, "end");
        QVERIFY(isWithoutGaps(series));
        QVERIFY(series.buckets.back().begin <= now && now < series.buckets.back().end);
    }

    void daysAreAsLongAsTheyAre_data()
    {
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<WallTime>("now");
        QTest::addColumn<int>("length"); // hours of the day of "now"
        QTest::newRow("Berlin, spring") << QByteArray("Europe/Berlin") << at(2026, 3, 29, 12) << 23;
        QTest::newRow("Berlin, autumn")
            << QByteArray("Europe/Berlin") << at(2026, 10, 25, 12) << 25;
        QTest::newRow("Berlin, winter") << QByteArray("Europe/Berlin") << at(2026, 1, 25, 12) << 24;
        // The clocks go from midnight to one.
        QTest::newRow("Beirut, spring") << QByteArray("Asia/Beirut") << at(2026, 3, 29, 12) << 23;
    }

    void daysAreAsLongAsTheyAre()
    {
        QFETCH(QByteArray, where);
        QFETCH(WallTime, now);
        QFETCH(int, length);
        const Series series = emptySeries(Span::Days, now, QTimeZone(where));
        const Bucket &today = series.buckets.back();
        QVERIFY(today.end - today.begin == hours(length));
        QVERIFY(isWithoutGaps(series));
    }

    void everyHourIsInOneBucket()
    {
        for (const Span span : {Span::Hours, Span::Days, Span::Months}) {
            Series series = emptySeries(span, at(2026, 10, 25, 12), zone("Europe/Berlin"));
            std::uint64_t added = 0;
            for (WallTime hour = series.buckets.front().begin; hour < series.buckets.back().end;
                 hour += hours(1)) {
                series.add({.begin = hour, .cache = "apt", .tally = hits(1)});
                ++added;
            }
            QCOMPARE(tallyOf(series, {}).count(Outcome::Hit), added);
            const Bucket &last = series.buckets.back();
            QCOMPARE(
                tallyOf(last, {}).count(Outcome::Hit),
                static_cast<std::uint64_t>(duration_cast<hours>(last.end - last.begin).count()));
        }
    }

    void whatIsOutsideIsLeftOut()
    {
        Series series = emptySeries(Span::Hours, at(2026, 3, 1, 12), zone("UTC"));
        series.add({.begin = at(2026, 2, 28, 12), .cache = "apt", .tally = hits(1)});
        series.add({.begin = at(2026, 3, 1, 13), .cache = "apt", .tally = hits(1)});
        series.add({.begin = WallTime::min(), .cache = "apt", .tally = hits(1)});
        series.add({.begin = WallTime::max(), .cache = "apt", .tally = hits(1)});
        QCOMPARE(tallyOf(series, {}).requests(), 0U);
    }

    void ofOneCacheOrAll()
    {
        Series series = emptySeries(Span::Hours, at(2026, 3, 1, 12), zone("UTC"));
        series.add({.begin = at(2026, 3, 1, 12), .cache = "apt", .tally = hits(1)});
        series.add({.begin = at(2026, 3, 1, 12), .cache = "npm", .tally = hits(2)});
        series.add({.begin = at(2026, 3, 1, 11), .cache = "npm", .tally = hits(4)});
        QCOMPARE(tallyOf(series.buckets.back(), {}).requests(), 3U);
        QCOMPARE(tallyOf(series.buckets.back(), "npm").requests(), 2U);
        QCOMPARE(tallyOf(series, "npm").requests(), 6U);
        QCOMPARE(tallyOf(series, "pip").requests(), 0U);
    }

    void labels_data()
    {
        QTest::addColumn<Span>("span");
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<QString>("brief");
        QTest::addColumn<QString>("full");
        QTest::newRow("hour") << Span::Hours << QByteArray("UTC") << QStringLiteral("12:00")
                              << QStringLiteral("1 Mar, 12:00");
        QTest::newRow("hour in India") << Span::Hours << QByteArray("Asia/Kolkata")
                                       << QStringLiteral("17:30") << QStringLiteral("1 Mar, 17:30");
        QTest::newRow("day") << Span::Days << QByteArray("Europe/Berlin") << QStringLiteral("1 Mar")
                             << QStringLiteral("Sun 1 Mar 2026");
        QTest::newRow("month") << Span::Months << QByteArray("Europe/Berlin")
                               << QStringLiteral("Mar 2026") << QStringLiteral("March 2026");
    }

    void labels()
    {
        QFETCH(Span, span);
        QFETCH(QByteArray, where);
        const QTimeZone there(where);
        const Series series = emptySeries(span, at(2026, 3, 1, 12, 30), there);
        QTEST(shortLabel(series, series.buckets.back(), there), "brief");
        QTEST(longLabel(series, series.buckets.back(), there), "full");
    }

    void csv()
    {
        Series series = emptySeries(Span::Days, at(2026, 3, 29, 12), zone("Europe/Berlin"));
        Tally tally = hits(3);
        tally.outcomes[static_cast<std::size_t>(Outcome::Renewal)] = 1;
        tally.outcomes[static_cast<std::size_t>(Outcome::Miss)] = 2;
        tally.bytesToClients = 1000;
        tally.bytesFromNetwork = 400;
        tally.bytesOrigin = 300;
        series.add({.begin = at(2026, 3, 29, 12), .cache = "apt", .tally = tally});
        const QList<QByteArray> lines = toCsv(series, "apt", zone("Europe/Berlin")).split('\n');
        QCOMPARE(lines.size(), 32); // a heading, thirty days, and the end of the last line
        QCOMPARE(lines.front(),
                 "begin,end,cache,fromStock,miss,bytesFromDisk,bytesFromNetwork,bytesSaved\r");
        QCOMPARE(lines[30], "2026-03-29T00:00:00+01:00,2026-03-30T00:00:00+02:00,apt,4,2,600,400,"
                            "-100\r");
        QCOMPARE(lines[1].split(',').mid(2).join(','), "apt,0,0,0,0,0\r");
        QCOMPARE(toCsv(series, {}, zone("UTC")).split('\n')[30].split(',')[2], "all");
    }
};

} // namespace larder::windows

QTEST_GUILESS_MAIN(larder::windows::SeriesTest)
#include "series.moc"
