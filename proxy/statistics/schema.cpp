// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/schema.h"

#include "statistics/tally.h"

#include <sys/stat.h>

namespace larder::statistics
{

std::filesystem::path statisticsFile(const std::filesystem::path &stateFolder)
{
    return stateFolder / "statistics.sqlite";
}

std::string counterColumns(std::string_view before, std::string_view after)
{
    std::string columns;
    for (const std::string_view name : counterNames()) {
        if (!columns.empty()) {
            columns += ", ";
        }
        columns.append(before).append(name).append(after);
    }
    return columns;
}

std::string createSql()
{
    return "CREATE TABLE bucket(hour INTEGER NOT NULL, cache TEXT NOT NULL, " +
           counterColumns({}, " INTEGER NOT NULL") +
           ", PRIMARY KEY(hour, cache)) WITHOUT ROWID;"
           // AUTOINCREMENT: a number is never used twice, so "what came after" is always right.
           "CREATE TABLE recent(number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
           " cache TEXT NOT NULL, client TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL,"
           " outcome TEXT NOT NULL, status INTEGER NOT NULL, sent INTEGER NOT NULL,"
           " fetched INTEGER NOT NULL, duration INTEGER NOT NULL);";
}

std::string_view addReasonSql()
{
    return "ALTER TABLE recent ADD COLUMN reason TEXT NOT NULL DEFAULT ''";
}

std::optional<FileIdentity> identityOf(const std::filesystem::path &file)
{
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return FileIdentity{.device = status.st_dev, .inode = status.st_ino};
}

} // namespace larder::statistics
