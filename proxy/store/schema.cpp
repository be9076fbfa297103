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
constexpr std::string_view firstTables = R"(
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

// What keeps the stock within its limits. Role and the like are in read/entry.h.
//
// object.cache: whose its bytes are, the cache that stored it first. total: the sums over object,
// kept by the index itself, so that nobody who writes can forget them. object_used: the order in
// which packages are evicted. pin: by key, since what is pinned may be replaced, or be damaged and
// come again. Rows of version 1 say in their keys what they are.
constexpr std::string_view spaceTables = R"(
    ALTER TABLE object ADD COLUMN cache TEXT NOT NULL DEFAULT '';
    ALTER TABLE entry ADD COLUMN role INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE entry ADD COLUMN suite TEXT NOT NULL DEFAULT '';
    ALTER TABLE entry ADD COLUMN url TEXT NOT NULL DEFAULT '';
    UPDATE entry SET role = CASE
        WHEN key GLOB 'derived:*' THEN 0
        WHEN key GLOB 'apt:sha256:*' OR key GLOB 'apt:*/InRelease' OR key GLOB 'apt:*/Release'
            OR key GLOB 'apt:*/Release.gpg*' OR key GLOB 'pip:json:*' OR key GLOB 'pip:html:*'
            OR key GLOB 'npm:*' AND key NOT GLOB '*/-/*' THEN 2
        ELSE 1 END;
    UPDATE entry SET suite = substr(key, 1, length(key) - length('InRelease'))
        WHERE key GLOB 'apt:*/InRelease';
    UPDATE entry SET suite = substr(key, 1, length(key) - length('Release'))
        WHERE key GLOB 'apt:*/Release';
    UPDATE object SET cache =
        coalesce((SELECT cache FROM entry WHERE object = object.id ORDER BY stored_at LIMIT 1), '');
    CREATE TABLE pin(key TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
    CREATE INDEX object_used ON object(used_at);
    CREATE INDEX entry_document ON entry(suite) WHERE role = 2;
    CREATE TABLE total(
        cache TEXT PRIMARY KEY NOT NULL,
        objects INTEGER NOT NULL,
        bytes INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO total SELECT cache, count(*), sum(max(size, 0)) FROM object GROUP BY cache;
    CREATE TRIGGER object_comes AFTER INSERT ON object BEGIN
        INSERT INTO total VALUES(new.cache, 1, max(new.size, 0)) ON CONFLICT(cache)
            DO UPDATE SET objects = objects + 1, bytes = bytes + excluded.bytes;
    END;
    CREATE TRIGGER object_goes AFTER DELETE ON object BEGIN
        UPDATE total SET objects = objects - 1, bytes = bytes - max(old.size, 0)
            WHERE cache = old.cache;
    END;
    CREATE TRIGGER object_changes AFTER UPDATE OF size, cache ON object
    WHEN old.size IS NOT new.size OR old.cache IS NOT new.cache BEGIN
        UPDATE total SET objects = objects - 1, bytes = bytes - max(old.size, 0)
            WHERE cache = old.cache;
        INSERT INTO total VALUES(new.cache, 1, max(new.size, 0)) ON CONFLICT(cache)
            DO UPDATE SET objects = objects + 1, bytes = bytes + excluded.bytes;
    END;
)";

constexpr std::string_view settings = "PRAGMA journal_size_limit=16777216"; // bytes: 16 MiB

// From whatever older version to ours, and alone: in one transaction, during which nobody
// else writes. Who reads goes on with what was there; who wants to write afterwards sees the
// version and stops.
Result<void> bringUpToDate(Database &database)
{
    auto transaction = Transaction::begin(database);
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const auto version = database.schemaVersion(); // another process may have been quicker
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version >= schemaVersion) {
        return {};
    }
    Result<void> made;
    if (*version == 0) {
        made = database.execute(firstTables);
    }
    return made.and_then([&database] { return database.execute(spaceTables); })
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
    if (version && *version < schemaVersion) {
        if (auto made = bringUpToDate(*database); !made) {
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
