// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/series.h"

#include "windows/cachewords.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::windows
{

namespace
{

constexpr int hourCount = 24;
constexpr int dayCount = 30;
constexpr int monthCount = 12;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::Series", text);
}

QDateTime toLocal(WallTime time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), zone);
}

// The first moment of a day: not always midnight, which a change of the clocks may leave out.
WallTime beginOf(QDate day, const QTimeZone &zone)
{
    return WallTime(std::chrono::milliseconds(day.startOfDay(zone).toMSecsSinceEpoch()));
}

WallTime stepsAgo(Span span, WallTime now, int steps, const QTimeZone &zone)
{
    if (span == Span::Hours) {
        return std::chrono::floor<std::chrono::hours>(now) - std::chrono::hours(steps);
    }
    const QDate today = toLocal(now, zone).date();
    return span == Span::Days
               ? beginOf(today.addDays(-steps), zone)
               : beginOf(QDate(today.year(), today.month(), 1).addMonths(-steps), zone);
}

int countOf(Span span)
{
    switch (span) {
    case Span::Hours:
        return hourCount;
    case Span::Days:
        return dayCount;
    case Span::Months:
        break;
    }
    return monthCount;
}

QByteArray number(std::uint64_t value)
{
    return QByteArray::number(static_cast<qulonglong>(value));
}

} // namespace

Series emptySeries(Span span, WallTime now, const QTimeZone &zone)
{
    Series series{.span = span, .buckets = {}};
    for (int steps = countOf(span) - 1; steps >= 0; --steps) {
        series.buckets.push_back({.begin = stepsAgo(span, now, steps, zone),
                                  .end = stepsAgo(span, now, steps - 1, zone),
                                  .caches = {}});
    }
    return series;
}

void Series::add(const statistics::Reader::Hour &hour)
{
    const auto after = std::ranges::upper_bound(buckets, hour.begin, {}, &Bucket::begin);
    if (after == buckets.begin()) {
        return;
    }
    Bucket &bucket = *std::prev(after);
    if (hour.begin < bucket.end) {
        bucket.caches[hour.cache] += hour.tally;
    }
}

statistics::Tally tallyOf(const Bucket &bucket, const std::optional<std::string> &cache)
{
    statistics::Tally sum;
    for (const auto &[name, tally] : bucket.caches) {
        if (!cache || name == *cache) {
            sum += tally;
        }
    }
    return sum;
}

statistics::Tally tallyOf(const Series &series, const std::optional<std::string> &cache)
{
    statistics::Tally sum;
    for (const Bucket &bucket : series.buckets) {
        sum += tallyOf(bucket, cache);
    }
    return sum;
}

QString shortLabel(const Series &series, const Bucket &bucket, const QTimeZone &zone)
{
    const QDateTime begin = toLocal(bucket.begin, zone);
    switch (series.span) {
    case Span::Hours:
        return begin.toString(u"HH:mm");
    case Span::Days:
        //: The form of a day in a year that is known, such as 28 Nov; see QDate::toString().
        return QLocale().toString(begin.date(), tr("d MMM"));
    case Span::Months:
        break;
    }
    //: The form of a month, such as Nov 2026; see QDate::toString().
    return QLocale().toString(begin.date(), tr("MMM yyyy"));
}

QString longLabel(const Series &series, const Bucket &bucket, const QTimeZone &zone)
{
    const QDateTime begin = toLocal(bucket.begin, zone);
    switch (series.span) {
    case Span::Hours:
        //: The form of an hour of a day, such as 28 Nov, 14:00; see QDateTime::toString().
        return QLocale().toString(begin, tr("d MMM, HH:mm"));
    case Span::Days:
        //: The form of a day, such as Sat 28 Nov 2026; see QDate::toString().
        return QLocale().toString(begin.date(), tr("ddd d MMM yyyy"));
    case Span::Months:
        break;
    }
    //: The form of a month, such as November 2026; see QDate::toString().
    return QLocale().toString(begin.date(), tr("MMMM yyyy"));
}

QByteArray toCsv(const Series &series, const std::optional<std::string> &cache,
                 const QTimeZone &zone)
{
    QByteArray csv("begin,end,cache,fromStock,miss,bytesFromDisk,bytesFromNetwork,bytesSaved\r\n");
    for (const Bucket &bucket : series.buckets) {
        const statistics::Tally tally = tallyOf(bucket, cache);
        const auto time = [&](WallTime moment) {
            const QDateTime local = toLocal(moment, zone);
            return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate).toUtf8();
        };
        csv += time(bucket.begin) + ',' + time(bucket.end) + ',' +
               QByteArray::fromStdString(cache.value_or("all")) + ',' + number(tally.fromStock()) +
               ',' + number(tally.count(statistics::Outcome::Miss)) + ',' +
               number(bytesFromDisk(tally)) + ',' + number(tally.bytesFromNetwork) + ',' +
               QByteArray::number(static_cast<qlonglong>(tally.bytesSaved())) + "\r\n";
    }
    return csv;
}

} // namespace larder::windows
