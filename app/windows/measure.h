// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/tally.h"
#include "windows/scale.h"
#include "windows/series.h"

#include <QString>

#include <cstdint>

// What the chart shows of a tally, in numbers and words. Functions of values.
namespace larder::windows
{

enum class Measure : std::uint8_t {
    Requests, // hits against misses
    Bytes,    // from the disk against from the network
};

struct Parts
{
    std::uint64_t stock = 0;   // what the network was spared
    std::uint64_t network = 0; // what it was not
    friend bool operator==(const Parts &, const Parts &) = default;
};

[[nodiscard]] Parts partsOf(const statistics::Tally &tally, Measure measure);
[[nodiscard]] Unit unitOf(Measure measure);
[[nodiscard]] QString stockTitle(Measure measure);
[[nodiscard]] QString networkTitle(Measure measure);
[[nodiscard]] QString amountWords(std::uint64_t amount, Measure measure); // "1,234", "1.4 GiB"

// "14:00: 12 from stock, 3 fetched": one bar in a line.
[[nodiscard]] QString barWords(const QString &label, const Parts &parts, Measure measure);

// All that the chart shows, for somebody who does not see it: the sums, then every bar that is
// there.
[[nodiscard]] QString seriesWords(const Series &series, const std::optional<std::string> &cache,
                                  Measure measure, const QTimeZone &zone);

[[nodiscard]] QString spanWords(Span span); // "last 24 hours"

} // namespace larder::windows
