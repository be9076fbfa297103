// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema.h"

#include "store/read/reader.h"

#include <QCoreApplication>

namespace larder::store
{

namespace
{

// Times are milliseconds since 1970, `changed` nanoseconds. A field's meaning is in read/entry.h.
//
// expected: a Debian suite has 65,000 of them, so names are 16 bytes of a digest, and the table is
// its own index. source: the index file that named it.
// The log file (WAL) is cut back to its limit after a large write, such as a suite learned anew.
constexpr std::string_view tables = R"(
    CREATE TABLE object(
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        verified_boot INTEGER NOT NULL,
        used_at INTEGER NOT NULL);
    CREATE TABLE entry(
        key TEXT PRIMARY KEY NOT NULL,
        cache TEXT NOT NULL,
        object INTEGER NOT NULL REFERENCES object(id),
        headers BLOB NOT NULL,
        stored_at INTEGER NOT NULL,
        validated_at INTEGER NOT NULL,
        fresh_until INTEGER NOT NULL);
    CREATE INDEX entry_object ON entry(object);
    CREATE TABLE partial(
        key TEXT PRIMARY KEY NOT NULL,
        folder TEXT NOT NULL,
        url TEXT NOT NULL,
        validator TEXT NOT NULL,
        total INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        created_at INTEGER NOT NULL);
    CREATE TABLE source(
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE);
    CREATE TABLE expected(
        name BLOB PRIMARY KEY NOT NULL,
        digest BLOB NOT NULL,
        size INTEGER NOT NULL,
        source INTEGER NOT NULL) WITHOUT ROWID;
)";

constexpr std::string_view settings = "PRAGMA journal_size_limit=16777216"; // bytes: 16 MiB

Result<void> makeTables(Database &database)
{
    auto transaction = Transaction::begin(database);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const auto version = database.schemaVersion(); // another process may have been quicker
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version != 0) {
        return {};
    }
    return database.execute(tables)
        .and_then([&database] { return database.setSchemaVersion(schemaVersion); })
        .and_then([&transaction] { return transaction->commit(); });
}

} // namespace

Result<Database> openIndexForWriting(const std::filesystem::path &cacheFolder,
                                     std::chrono::milliseconds busyTimeout)
{
    auto database = Database::open(indexPath(cacheFolder), Database::Mode::ReadWrite, busyTimeout);
    if (!database) {
        return database;
    }
    if (auto set = database->execute(settings); !set) {
        return std::unexpected(set.error());
    }
    auto version = database->schemaVersion();
    if (version && *version == 0) {
        if (auto made = makeTables(*database); !made) {
            return std::unexpected(made.error());
        }
        version = database->schemaVersion();
    }
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > schemaVersion) {
        return std::unexpected(newerFault());
    }
    return database;
}

Fault newerFault()
{
    return {.kind = FaultKind::Newer,
            .what = QCoreApplication::translate("larder", "The cache was made by a newer Larder."),
            .advice = QCoreApplication::translate(
                "larder", "Update Larder, or choose another folder for the cache.")};
}

} // namespace larder::store
