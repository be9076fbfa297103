// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

// The form of STATE/statistics.sqlite, for the writer and the reader of this module only.
//
//   bucket(hour, cache, one column per counter of tally.h)   hour: seconds since 1970, a full hour
//   recent(number, time, cache, client, method, url, outcome, status, sent, fetched, duration,
//   reason)
//                                           time: milliseconds since 1970; duration: microseconds;
//                                           reason: since version 2, empty for none
namespace larder::statistics
{

inline constexpr std::int64_t schemaVersion = 2; // in PRAGMA user_version; 0: nothing there yet

[[nodiscard]] std::filesystem::path statisticsFile(const std::filesystem::path &stateFolder);
// Makes the tables of version 1, the first ones.
[[nodiscard]] std::string createSql();
// From version 1 to 2: keeps every row.
[[nodiscard]] std::string_view addReasonSql();
// "hit, miss, …": the columns of the counters, each between the two texts.
[[nodiscard]] std::string counterColumns(std::string_view before = {}, std::string_view after = {});

// Which file a name leads to. A file that somebody removed or replaced while it was open has
// another identity than the open one, and has to be opened again.
struct FileIdentity
{
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const FileIdentity &, const FileIdentity &) = default;
};

[[nodiscard]] std::optional<FileIdentity> identityOf(const std::filesystem::path &file);

} // namespace larder::statistics
