// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace larder::statistics
{

namespace
{

// Once it is open, nobody locks a reader out for longer than a moment.
constexpr std::chrono::milliseconds busyTimeout{1000};

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::statistics::Reader", text);
}

std::int64_t secondsSinceEpoch(WallTime time)
{
    return std::chrono::ceil<std::chrono::seconds>(time).time_since_epoch().count();
}

Tally tallyAt(const Statement &row, int firstColumn)
{
    Tally tally;
    for (std::size_t i = 0; i < counterCount; ++i) {
        setCounter(tally, i, row.integer(firstColumn + static_cast<int>(i)));
    }
    return tally;
}

// A damaged file may hold any number.
WallTime timeFromSeconds(std::int64_t seconds)
{
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / 1000;
    return WallTime(std::chrono::seconds(std::clamp(seconds, -limit, limit)));
}

std::uint64_t natural(std::int64_t value)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

} // namespace

Result<Reader> Reader::open(const std::filesystem::path &stateFolder)
{
    Reader reader(statisticsFile(stateFolder));
    if (const auto opened = reader.current(); !opened) {
        return std::unexpected(opened.error());
    }
    return reader;
}

Result<Database *> Reader::current()
{
    const auto identity = identityOf(m_file);
    if (!identity) {
        m_open.reset();
        return nullptr;
    }
    if (!m_open || m_open->identity != *identity || m_open->database.isImmutable()) {
        m_open.reset();
        auto database = Database::open(m_file, Database::Mode::Read, busyTimeout);
        if (!database) {
            return std::unexpected(database.error());
        }
        m_open.emplace(*identity, std::move(*database));
    }
    const auto version = m_open->database.schemaVersion();
    if (!version) {
        m_open.reset();
        return std::unexpected(version.error());
    }
    if (*version == 0) {
        m_open.reset(); // just being created
        return nullptr;
    }
    if (*version > schemaVersion) {
        m_open.reset();
        return fail(FaultKind::Newer, tr("The statistics were written by a newer Larder."),
                    tr("Use the newer one to look at them."));
    }
    m_open->version = *version;
    return &m_open->database;
}

Result<std::vector<Reader::Hour>> Reader::hours(WallTime from, WallTime to)
{
    std::vector<Hour> hours;
    return forEachHour(from, to, [&hours](const Hour &hour) { hours.push_back(hour); })
        .transform([&hours] { return std::move(hours); });
}

Result<void> Reader::forEachHour(WallTime from, WallTime to,
                                 const std::function<void(const Hour &)> &use)
{
    const auto database = current();
    if (!database) {
        return std::unexpected(database.error());
    }
    if (*database == nullptr) {
        return {};
    }
    auto select = (*database)->prepare("SELECT hour, cache, " + counterColumns() +
                                       " FROM bucket WHERE hour >= ? AND hour < ?"
                                       " ORDER BY hour, cache");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, secondsSinceEpoch(from)).bind(2, secondsSinceEpoch(to));
    return select->forEach([&] {
        use({.begin = timeFromSeconds(select->integer(0)),
             .cache = std::string(select->text(1)),
             .tally = tallyAt(*select, 2)});
    });
}

Result<std::map<std::string, Tally, std::less<>>> Reader::totals(WallTime from)
{
    std::map<std::string, Tally, std::less<>> totals;
    const auto database = current();
    if (!database) {
        return std::unexpected(database.error());
    }
    if (*database == nullptr) {
        return totals;
    }
    auto select = (*database)->prepare("SELECT cache, " + counterColumns("sum(", ")") +
                                       " FROM bucket WHERE hour >= ? GROUP BY cache");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, secondsSinceEpoch(from));
    const auto read =
        select->forEach([&] { totals.emplace(std::string(select->text(0)), tallyAt(*select, 1)); });
    if (!read) {
        return std::unexpected(read.error());
    }
    return totals;
}

Result<void> Reader::update(Finished &finished)
{
    const auto database = current();
    if (!database) {
        return std::unexpected(database.error());
    }
    if (*database == nullptr) {
        return {};
    }
    auto select = (*database)->prepare("SELECT cache, max(time), max(number) FROM recent"
                                       " WHERE number > ? GROUP BY cache");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, finished.number);
    return select->forEach([&] {
        WallTime &time = finished.times[std::string(select->text(0))];
        time = std::max(time, WallTime(std::chrono::milliseconds(select->integer(1))));
        finished.number = std::max(finished.number, select->integer(2));
    });
}

Result<std::vector<Reader::Recent>> Reader::recent(std::size_t limit, std::int64_t after)
{
    std::vector<Recent> requests;
    const auto database = current();
    if (!database) {
        return std::unexpected(database.error());
    }
    if (*database == nullptr) {
        return requests;
    }
    const std::string reason = m_open->version < 2 ? "''" : "reason";
    auto select = (*database)->prepare(
        "SELECT number, time, cache, client, method, url, outcome, status, sent, fetched,"
        " duration, " +
        reason + " FROM recent WHERE number > ? ORDER BY number DESC LIMIT ?");
    if (!select) {
        return std::unexpected(select.error());
    }
    constexpr std::size_t noLimit = std::numeric_limits<std::int64_t>::max();
    select->bind(1, after).bind(2, static_cast<std::int64_t>(std::min(limit, noLimit)));
    const auto read = select->forEach([&] {
        const auto outcome = outcomeFromName(select->text(6));
        requests.push_back(
            {.number = select->integer(0),
             .record = {.time = WallTime(std::chrono::milliseconds(select->integer(1))),
                        .cache = std::string(select->text(2)),
                        .client = std::string(select->text(3)),
                        .method = std::string(select->text(4)),
                        .url = std::string(select->text(5)),
                        .outcome = outcome.value_or(Outcome::Error),
                        .reason = reasonFromName(select->text(11)).value_or(Reason::None),
                        .status = static_cast<int>(select->integer(7)),
                        .bytesSent = natural(select->integer(8)),
                        .bytesFetched = natural(select->integer(9)),
                        .duration = std::chrono::microseconds(select->integer(10))}});
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    std::ranges::reverse(requests);
    return requests;
}

} // namespace larder::statistics
