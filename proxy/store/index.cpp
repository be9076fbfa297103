// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/index.h"

#include "store/read/fields.h"
#include "store/read/reader.h"
#include "store/schema.h"

#include <algorithm>
#include <limits>
#include <unistd.h>
#include <utility>

namespace larder::store
{

namespace
{

// In the order of Query.
constexpr std::array<std::string_view, 26> queries = {
    "SELECT size, changed, verified_boot FROM object WHERE digest = ?",
    "INSERT INTO object(digest, size, changed, verified_boot, used_at) VALUES(?, ?, ?, ?, ?)"
    " ON CONFLICT(digest) DO UPDATE SET size = excluded.size, changed = excluded.changed,"
    " verified_boot = excluded.verified_boot, used_at = excluded.used_at",
    "UPDATE object SET size = ?, changed = ?, verified_boot = ? WHERE digest = ?",
    "SELECT object FROM entry WHERE key = ?",
    "INSERT INTO entry(key, cache, object, headers, stored_at, validated_at, fresh_until, role,"
    " suite, url)"
    " VALUES(?1, ?2, (SELECT id FROM object WHERE digest = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    " ON CONFLICT(key) DO UPDATE SET cache = excluded.cache, object = excluded.object,"
    " headers = excluded.headers, stored_at = excluded.stored_at,"
    " validated_at = excluded.validated_at, fresh_until = excluded.fresh_until,"
    " role = excluded.role, suite = excluded.suite, url = excluded.url",
    "UPDATE object SET cache = ? WHERE digest = ? AND cache = ''",
    "UPDATE entry SET headers = ?1, validated_at = ?2, fresh_until = ?3 WHERE key = ?4"
    " AND (validated_at <= ?2 OR validated_at > ?2 + ?6)"
    " AND object = (SELECT id FROM object WHERE digest = ?5)",
    "DELETE FROM entry WHERE key = ?",
    "DELETE FROM entry WHERE object = (SELECT id FROM object WHERE digest = ?)",
    "SELECT key FROM entry WHERE key >= ? AND key < ? AND stored_at < ?",
    "SELECT object FROM entry WHERE key >= ? AND key < ?",
    "DELETE FROM entry WHERE key >= ? AND key < ?",
    "DELETE FROM object WHERE digest = ?",
    "SELECT digest FROM object"
    " WHERE id = ?1 AND NOT EXISTS(SELECT 1 FROM entry WHERE object = ?1)",
    "UPDATE object SET used_at = ?1 WHERE digest = ?2 AND used_at < ?1 - ?3",
    "INSERT OR REPLACE INTO partial(key, folder, url, validator, total, bytes, created_at)"
    " VALUES(?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM partial WHERE key = ? AND folder = ?",
    "SELECT 1 FROM partial WHERE folder = ?",
    "SELECT key, folder, bytes, created_at FROM partial ORDER BY created_at DESC, rowid DESC",
    "INSERT OR IGNORE INTO source(name) VALUES(?)",
    "SELECT id FROM source WHERE name = ?",
    // What is known already costs no write.
    "INSERT INTO expected(name, digest, size, source) VALUES(?, ?, ?, ?)"
    " ON CONFLICT(name) DO UPDATE SET digest = excluded.digest, size = excluded.size,"
    " source = excluded.source WHERE digest <> excluded.digest OR size <> excluded.size",
    "SELECT name FROM expected WHERE name >= ? AND name < ? AND source = ?",
    "DELETE FROM expected WHERE name = ?",
    "INSERT OR IGNORE INTO pin(key) VALUES(?)",
    "DELETE FROM pin WHERE key = ?",
};

// Renewals of one entry by two processes come no further apart than this on their way to the index;
// a time that is further ahead was written before the clock was set back.
constexpr std::chrono::milliseconds renewalsMeet{60'000};

std::int64_t milliseconds(WallTime time)
{
    return time.time_since_epoch().count();
}

// SQLite's integers have a sign; nothing on disk is that long.
std::int64_t integer(std::uint64_t value)
{
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(value, largest));
}

} // namespace

Index::Index(std::filesystem::path cacheFolder, Database database)
    : m_cacheFolder(std::move(cacheFolder))
    , m_database(std::move(database))
    , m_trash(m_cacheFolder)
{}

Result<std::unique_ptr<Index>> Index::open(const std::filesystem::path &cacheFolder,
                                           std::chrono::milliseconds busyTimeout)
{
    auto database = openIndexForWriting(cacheFolder, busyTimeout);
    if (!database) {
        return std::unexpected(database.error());
    }
    std::unique_ptr<Index> index(new Index(cacheFolder, std::move(*database)));
    if (auto prepared = index->prepare(); !prepared) {
        return std::unexpected(prepared.error());
    }
    return index;
}

Result<void> Index::prepare()
{
    static_assert(queries.size() == static_cast<std::size_t>(Query::Count));
    for (std::size_t i = 0; i < queries.size(); ++i) {
        auto prepared = m_database.prepare(queries.at(i));
        if (!prepared) {
            return std::unexpected(prepared.error());
        }
        m_queries.at(i) = std::move(*prepared);
    }
    return {};
}

Statement &Index::query(Query query)
{
    Statement &statement = m_queries.at(static_cast<std::size_t>(query));
    statement.reset();
    return statement;
}

Result<std::optional<ObjectRecord>> Index::object(const Digest &digest)
{
    Statement &select = query(Query::Object).bindBlob(1, digest.bytes);
    const auto row = select.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Done) {
        return std::nullopt;
    }
    ObjectRecord record{.digest = digest,
                        .size = static_cast<std::uint64_t>(select.integer(0)),
                        .changedNanoseconds = select.integer(1),
                        .verifiedBoot = select.integer(2)};
    select.reset();
    return record;
}

Result<void> Index::putObject(const ObjectRecord &record, WallTime usedAt)
{
    return query(Query::PutObject)
        .bindBlob(1, record.digest.bytes)
        .bind(2, integer(record.size))
        .bind(3, record.changedNanoseconds)
        .bind(4, record.verifiedBoot)
        .bind(5, milliseconds(usedAt))
        .run();
}

Result<void> Index::updateObject(const ObjectRecord &record)
{
    return query(Query::UpdateObject)
        .bind(1, integer(record.size))
        .bind(2, record.changedNanoseconds)
        .bind(3, record.verifiedBoot)
        .bindBlob(4, record.digest.bytes)
        .run();
}

Result<void> Index::putEntry(const Entry &entry)
{
    if (auto noted = noteMaybeAbandoned(entry.key); !noted) {
        return noted;
    }
    if (m_catalogue) {
        m_catalogue->add(entry);
    }
    return query(Query::PutEntry)
        .bind(1, entry.key)
        .bind(2, entry.cache)
        .bindBlob(3, entry.object.digest.bytes)
        .bindBlob(4, fieldsText(entry.headers))
        .bind(5, milliseconds(entry.storedAt))
        .bind(6, milliseconds(entry.validatedAt))
        .bind(7, milliseconds(entry.freshUntil))
        .bind(8, static_cast<std::int64_t>(entry.role))
        .bind(9, entry.suite)
        .bind(10, entry.url)
        .run()
        .and_then([&] {
            return query(Query::OwnObject)
                .bind(1, entry.cache)
                .bindBlob(2, entry.object.digest.bytes)
                .run();
        });
}

Result<void> Index::dropEntry(std::string_view key)
{
    return noteMaybeAbandoned(key).and_then(
        [&] { return query(Query::DropEntry).bind(1, key).run(); });
}

Result<void> Index::noteMaybeAbandoned(std::string_view key)
{
    Statement &select = query(Query::EntryObject).bind(1, key);
    const auto row = select.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row == Statement::Row::Ready) {
        m_maybeAbandoned.push_back(select.integer(0));
        select.reset();
    }
    return {};
}

Result<void> Index::renewEntry(const Entry &entry)
{
    auto renewed = query(Query::RenewEntry)
                       .bindBlob(1, fieldsText(entry.headers))
                       .bind(2, milliseconds(entry.validatedAt))
                       .bind(3, milliseconds(entry.freshUntil))
                       .bind(4, entry.key)
                       .bindBlob(5, entry.object.digest.bytes)
                       .bind(6, renewalsMeet.count())
                       .run();
    if (renewed && m_catalogue && m_database.changes() > 0) {
        m_catalogue->add(entry);
    }
    return renewed;
}

Result<void> Index::dropDerived(const Digest &digest)
{
    const std::string first = derivedKey(digest, {});
    std::string end = first; // the first key after all that begin with `first`
    ++end.back();
    Statement &select = query(Query::DerivedObjects).bind(1, first).bind(2, end);
    return select.forEach([&] { m_maybeAbandoned.push_back(select.integer(0)); }).and_then([&] {
        return query(Query::DropDerived).bind(1, first).bind(2, end).run();
    });
}

Result<void> Index::dropObject(const Digest &digest)
{
    return query(Query::DropEntries)
        .bindBlob(1, digest.bytes)
        .run()
        .and_then([&] { return dropDerived(digest); })
        .and_then([&] { return query(Query::DropObject).bindBlob(1, digest.bytes).run(); })
        .and_then([&]() -> Result<void> {
            // A damaged row may name what is no digest: it has no file.
            if (digest.bytes.size() != digestLength(DigestAlgorithm::Sha256)) {
                return {};
            }
            return m_trash.moveIn(digest);
        });
}

Result<void> Index::dropAbandoned()
{
    while (!m_maybeAbandoned.empty()) { // dropping one may leave further ones behind
        const std::int64_t id = m_maybeAbandoned.back();
        m_maybeAbandoned.pop_back();
        Statement &select = query(Query::AbandonedObject).bind(1, id);
        const auto row = select.step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row == Statement::Row::Done) {
            continue;
        }
        const Digest digest{.algorithm = DigestAlgorithm::Sha256,
                            .bytes = std::string(select.blob(0))};
        select.reset();
        if (auto dropped = dropObject(digest); !dropped) {
            return dropped;
        }
    }
    return {};
}

Result<void> Index::dropOrphans(WallTime storedBefore)
{
    std::vector<std::string> orphans;
    Result<void> looked;
    Statement &select = query(Query::DerivedKeys)
                            .bind(1, derivedPrefix)
                            .bind(2, derivedEnd)
                            .bind(3, milliseconds(storedBefore));
    const auto read = select.forEach([&] {
        const auto source = looked ? sourceOfDerived(select.text(0)) : std::nullopt;
        if (!source) {
            return;
        }
        if (const auto there = object(*source); !there) {
            looked = std::unexpected(there.error());
        } else if (!*there) {
            orphans.emplace_back(select.text(0));
        }
    });
    if (!read || !looked) {
        return read ? looked : read;
    }
    for (const std::string &key : orphans) {
        if (auto dropped = dropEntry(key); !dropped) {
            return dropped;
        }
    }
    return dropAbandoned();
}

Result<void> Index::withdraw(const Digest &digest)
{
    const auto row = object(digest);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row) {
        return {};
    }
    return m_trash.moveIn(digest);
}

Result<void> Index::markUsed(const Digest &digest, WallTime usedAt,
                             std::chrono::milliseconds notWithin)
{
    return query(Query::MarkUsed)
        .bind(1, milliseconds(usedAt))
        .bindBlob(2, digest.bytes)
        .bind(3, notWithin.count())
        .run();
}

Result<void> Index::putPartial(const StagedPartial &partial)
{
    return query(Query::PutPartial)
        .bind(1, partial.record.key)
        .bind(2, partial.id)
        .bind(3, partial.record.url)
        .bind(4, partial.record.validator)
        .bind(5, integer(partial.record.total))
        .bind(6, integer(partial.bytes))
        .bind(7, milliseconds(partial.record.createdAt))
        .run();
}

Result<void> Index::dropPartial(std::string_view key, std::string_view id)
{
    return query(Query::DropPartial).bind(1, key).bind(2, id).run();
}

Result<bool> Index::isPartial(std::string_view id)
{
    Statement &select = query(Query::IsPartial).bind(1, id);
    const auto row = select.step();
    if (!row) {
        return std::unexpected(row.error());
    }
    select.reset();
    return *row == Statement::Row::Ready;
}

Result<std::vector<Index::PartialRow>> Index::partials()
{
    std::vector<PartialRow> rows;
    Statement &select = query(Query::Partials);
    const auto read = select.forEach([&] {
        rows.push_back(
            {.key = std::string(select.text(0)),
             .id = std::string(select.text(1)),
             .bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(select.integer(2), 0)),
             .createdAt = WallTime(std::chrono::milliseconds(select.integer(3)))});
    });
    return read.transform([&rows] { return std::move(rows); });
}

Result<std::int64_t> Index::source(std::string_view name)
{
    if (auto put = query(Query::PutSource).bind(1, name).run(); !put) {
        return std::unexpected(put.error());
    }
    Statement &select = query(Query::Source).bind(1, name);
    if (const auto row = select.step(); !row) {
        return std::unexpected(row.error());
    }
    const std::int64_t id = select.integer(0);
    select.reset();
    return id;
}

Result<void> Index::putExpected(std::string_view name, std::string_view digest, std::uint64_t size,
                                std::int64_t source)
{
    return query(Query::PutExpected)
        .bindBlob(1, name)
        .bindBlob(2, digest)
        .bind(3, integer(size))
        .bind(4, source)
        .run();
}

Result<std::vector<std::string>> Index::expectedOf(std::int64_t source, std::string_view first,
                                                   std::string_view end)
{
    std::vector<std::string> names;
    Statement &select =
        query(Query::ExpectedOf).bindBlob(1, first).bindBlob(2, end).bind(3, source);
    return select.forEach([&] { names.emplace_back(select.blob(0)); }).transform([&names] {
        return std::move(names);
    });
}

Result<void> Index::dropExpected(std::string_view name)
{
    return query(Query::DropExpected).bindBlob(1, name).run();
}

Result<void> Index::pin(std::string_view key)
{
    if (m_catalogue) {
        m_catalogue->addPin(key, Pinned::Yes);
    }
    return query(Query::Pin).bind(1, key).run();
}

Result<void> Index::unpin(std::string_view key)
{
    if (m_catalogue) {
        m_catalogue->addPin(key, Pinned::No);
    }
    return query(Query::Unpin).bind(1, key).run();
}

} // namespace larder::store
