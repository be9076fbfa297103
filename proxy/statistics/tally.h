// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "statistics/reason.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace larder::statistics
{

// What became of one request. Every request counts as exactly one of these.
enum class Outcome : std::uint8_t {
    Hit,     // served from the store without asking upstream
    Miss,    // fetched, or followed a fetch that was under way
    Renewal, // the origin said that the stored copy is current, then served from the store
    Stale,   // served from the store although it could not or should not be renewed
    Pass,    // forwarded uncached
    Tunnel,  // CONNECT
    Own,     // answered by Larder itself: page, figures
    Refused, // 4xx of our own: malformed, forbidden, not a known path
    Error,   // the upstream failed and nothing was stored, or the client went away
};
inline constexpr std::size_t outcomeCount = 9;
[[nodiscard]] std::string_view outcomeName(Outcome outcome); // "hit", "miss", …, also in JSON
[[nodiscard]] std::optional<Outcome> outcomeFromName(std::string_view name);

// Sums of one cache over some time. A value; adding is what readers and writers do with it. The one
// place where the counters are defined: counterNames() and counter() go through all of them.
struct Tally
{
    std::array<std::uint64_t, outcomeCount> outcomes{};
    std::uint64_t bytesToClients = 0; // head and body, as sent
    std::uint64_t bytesFromNetwork =
        0; // heads and bodies, as received, renewals and retries included
    // Body bytes that the origin would have sent for these requests, in its own encoding.
    std::uint64_t bytesOrigin = 0;
    // bytesOrigin - bytesFromNetwork of the requests answered while the link was metered.
    std::int64_t bytesSavedMetered = 0;
    std::uint64_t microseconds = 0; // sum of durations

    [[nodiscard]] std::uint64_t requests() const; // all outcomes
    [[nodiscard]] std::uint64_t count(Outcome outcome) const;
    [[nodiscard]] std::uint64_t fromStock() const; // hits, renewals and stale answers
    // Of 100 requests that the store could have answered, so many it did: fromStock() and misses
    // count, whole per cents rounded down. Nothing when there were none.
    [[nodiscard]] std::optional<int> percentFromStock() const;
    // May be negative: renewals cost, and so does what was fetched and never asked for again.
    [[nodiscard]] std::int64_t bytesSaved() const;
    Tally &operator+=(const Tally &other); // sums stay at their limits instead of wrapping
    friend bool operator==(const Tally &, const Tally &) = default;
};

// Every counter by position: its name, which is the column in the file and the key in JSON, and
// its value. Outcomes come first, in the order of the enumeration.
inline constexpr std::size_t counterCount = outcomeCount + 5;
[[nodiscard]] std::span<const std::string_view, counterCount> counterNames();
[[nodiscard]] std::int64_t counter(const Tally &tally, std::size_t position);
// A negative value for a counter that cannot be negative (a damaged file) counts as 0.
void setCounter(Tally &tally, std::size_t position, std::int64_t value);

// One finished request, for the log that people read.
struct RequestRecord
{
    WallTime time; // when it was finished
    std::string cache;
    std::string client; // address
    std::string method;
    std::string url; // http::Url::redacted(), or the target with everything odd escaped
    Outcome outcome = Outcome::Error;
    Reason reason = Reason::None;
    int status = 0;
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesFetched = 0;
    std::chrono::microseconds duration{0};
};

} // namespace larder::statistics
