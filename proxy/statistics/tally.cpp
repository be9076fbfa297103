// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/tally.h"

#include <algorithm>
#include <limits>

namespace larder::statistics
{

namespace
{

constexpr std::array<std::string_view, counterCount> names{
    "hit",
    "miss",
    "renewal",
    "stale",
    "pass",
    "tunnel",
    "own",
    "refused",
    "error",
    "bytesToClients",
    "bytesFromNetwork",
    "bytesOrigin",
    "bytesSavedMetered",
    "microseconds",
};

// The counters after the outcomes, in the order of their names.
enum Sum : std::size_t {
    BytesToClients = outcomeCount,
    BytesFromNetwork,
    BytesOrigin,
    BytesSavedMetered,
    Microseconds,
};

static_assert(Microseconds + 1 == counterCount);

void add(std::uint64_t &sum, std::uint64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum)) {
        sum = std::numeric_limits<std::uint64_t>::max();
    }
}

void add(std::int64_t &sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum)) {
        sum = value < 0 ? std::numeric_limits<std::int64_t>::min()
                        : std::numeric_limits<std::int64_t>::max();
    }
}

std::int64_t toSigned(std::uint64_t value)
{
    constexpr std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(value, limit));
}

} // namespace

std::string_view outcomeName(Outcome outcome)
{
    return names.at(static_cast<std::size_t>(outcome));
}

std::optional<Outcome> outcomeFromName(std::string_view name)
{
    const auto end = names.begin() + outcomeCount;
    const auto found = std::find(names.begin(), end, name);
    if (found == end) {
        return std::nullopt;
    }
    return static_cast<Outcome>(found - names.begin());
}

std::uint64_t Tally::requests() const
{
    std::uint64_t sum = 0;
    for (const std::uint64_t value : outcomes) {
        add(sum, value);
    }
    return sum;
}

std::uint64_t Tally::count(Outcome outcome) const
{
    return outcomes.at(static_cast<std::size_t>(outcome));
}

std::uint64_t Tally::fromStock() const
{
    std::uint64_t sum = count(Outcome::Hit);
    add(sum, count(Outcome::Renewal));
    add(sum, count(Outcome::Stale));
    return sum;
}

std::optional<int> Tally::percentFromStock() const
{
    const auto stock = static_cast<double>(fromStock());
    const auto all = stock + static_cast<double>(count(Outcome::Miss));
    if (all <= 0) {
        return std::nullopt;
    }
    return static_cast<int>(stock * 100 / all);
}

std::int64_t Tally::bytesSaved() const
{
    // Both lie in [0, 2^63), so that the difference cannot overflow.
    return toSigned(bytesOrigin) - toSigned(bytesFromNetwork);
}

Tally &Tally::operator+=(const Tally &other)
{
    for (std::size_t i = 0; i < outcomeCount; ++i) {
        add(outcomes[i], other.outcomes[i]);
    }
    add(bytesToClients, other.bytesToClients);
    add(bytesFromNetwork, other.bytesFromNetwork);
    add(bytesOrigin, other.bytesOrigin);
    add(bytesSavedMetered, other.bytesSavedMetered);
    add(microseconds, other.microseconds);
    return *this;
}

std::span<const std::string_view, counterCount> counterNames()
{
    return names;
}

std::int64_t counter(const Tally &tally, std::size_t position)
{
    switch (position) {
    case BytesToClients:
        return toSigned(tally.bytesToClients);
    case BytesFromNetwork:
        return toSigned(tally.bytesFromNetwork);
    case BytesOrigin:
        return toSigned(tally.bytesOrigin);
    case BytesSavedMetered:
        return tally.bytesSavedMetered;
    case Microseconds:
        return toSigned(tally.microseconds);
    default:
        return toSigned(tally.outcomes.at(position));
    }
}

void setCounter(Tally &tally, std::size_t position, std::int64_t value)
{
    const auto natural = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    switch (position) {
    case BytesToClients:
        tally.bytesToClients = natural;
        return;
    case BytesFromNetwork:
        tally.bytesFromNetwork = natural;
        return;
    case BytesOrigin:
        tally.bytesOrigin = natural;
        return;
    case BytesSavedMetered:
        tally.bytesSavedMetered = value;
        return;
    case Microseconds:
        tally.microseconds = natural;
        return;
    default:
        tally.outcomes.at(position) = natural;
    }
}

} // namespace larder::statistics
