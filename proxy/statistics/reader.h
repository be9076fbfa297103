// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "statistics/schema.h"
#include "statistics/tally.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace larder::statistics
{

// Reads what every proxy has counted, also while they write at full speed. Any process; one thread
// at a time. A file that is not there yet reads as empty, and as what is in it from then on.
// Looking leaves nothing on the disk: the side files that SQLite needs go with the reader.
class Reader
{
public:
    [[nodiscard]] static Result<Reader> open(const std::filesystem::path &stateFolder);

    struct Hour
    {
        WallTime begin; // a full hour, UTC
        std::string cache;
        Tally tally;
    };

    // Hours with traffic that begin in [from, to), in order of time, then cache.
    [[nodiscard]] Result<std::vector<Hour>> hours(WallTime from, WallTime to);
    // The same, one by one.
    [[nodiscard]] Result<void> forEachHour(WallTime from, WallTime to,
                                           const std::function<void(const Hour &)> &use);
    // Sums by cache since a time; the epoch for all.
    [[nodiscard]] Result<std::map<std::string, Tally, std::less<>>> totals(WallTime from);

    // When each cache last finished a request.
    struct Finished
    {
        std::int64_t number = 0; // of the newest request that was seen
        std::map<std::string, WallTime, std::less<>> times;
    };

    // Adds the recent requests that came after those it was formed of, in the same file.
    [[nodiscard]] Result<void> update(Finished &finished);

    struct Recent
    {
        std::int64_t number = 0; // grows; for "what came after"
        RequestRecord record;
    };

    // The newest `limit` requests with a number above `after`, oldest first.
    [[nodiscard]] Result<std::vector<Recent>> recent(std::size_t limit, std::int64_t after = 0);

    // Which one would be read now; nothing while there is none.
    [[nodiscard]] std::optional<FileIdentity> file() const { return identityOf(m_file); }

private:
    struct Open
    {
        FileIdentity identity;
        Database database;
        std::int64_t version = 0; // of its schema; an older one is read as it is
    };

    explicit Reader(std::filesystem::path file)
        : m_file(std::move(file))
    {}

    // The file as it is now; null when there is nothing in it.
    [[nodiscard]] Result<Database *> current();

    std::filesystem::path m_file;
    std::optional<Open> m_open;
};

} // namespace larder::statistics
