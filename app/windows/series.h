// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "statistics/reader.h"
#include "statistics/tally.h"

#include <QString>
#include <QTimeZone>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Figures over time, in the hours, days and months of a person's place. Functions of values.
namespace larder::windows
{

// How much time is looked at, and in which steps.
enum class Span : std::uint8_t {
    Hours,  // 24 of them, with the one that runs
    Days,   // 30
    Months, // 12
};

// One hour, day or month. A value.
struct Bucket
{
    WallTime begin;
    WallTime end;                                                 // where the next one begins
    std::map<std::string, statistics::Tally, std::less<>> caches; // only those with requests
    friend bool operator==(const Bucket &, const Bucket &) = default;
};

struct Series
{
    Span span = Span::Hours;
    std::vector<Bucket> buckets; // without gaps, oldest first; the last one holds the present

    // What was counted in an hour, to the bucket in which that hour began; what is outside all
    // buckets is left out.
    void add(const statistics::Reader::Hour &hour);
    friend bool operator==(const Series &, const Series &) = default;
};

// Nothing counted yet. Days and months are those of the zone: at a change of the clocks a day has
// 23 or 25 hours. Hours are those of UTC, as they are counted.
[[nodiscard]] Series emptySeries(Span span, WallTime now, const QTimeZone &zone);

// Of one cache, or of all together.
[[nodiscard]] statistics::Tally tallyOf(const Bucket &bucket,
                                        const std::optional<std::string> &cache);
[[nodiscard]] statistics::Tally tallyOf(const Series &series,
                                        const std::optional<std::string> &cache);

[[nodiscard]] QString shortLabel(const Series &series, const Bucket &bucket,
                                 const QTimeZone &zone); // below a bar: "14:00", "28 Nov"
[[nodiscard]] QString longLabel(const Series &series, const Bucket &bucket,
                                const QTimeZone &zone); // alone: with day and year

// For a spreadsheet: a line for each bucket, in the form of RFC 4180. The names in the first line
// are those of the command line's JSON, in no language; times are ISO 8601 with their offset.
[[nodiscard]] QByteArray toCsv(const Series &series, const std::optional<std::string> &cache,
                               const QTimeZone &zone);

} // namespace larder::windows
