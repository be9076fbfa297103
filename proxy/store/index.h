// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "store/catalogue.h"
#include "store/read/entry.h"
#include "store/trash.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace larder::store
{

// The index as its writers see it: what one transaction may do, rows and files together. One
// thread at a time. All but object() belong into a transaction on database().
//
// How processes that write at the same time get along. SQLite lets one transaction write at a
// time, and within it alone
// - object and entry rows change,
// - a file leaves objects/ or one takes the place of another there,
// - the change time of a file is recorded.
// Outside of it a publisher only adds a name that is free (link), and keeps its own name for the
// bytes, incoming/<id>/body, until its transaction: whatever happened to the file in objects/
// meanwhile (an eviction, a damaged copy dropped, another publisher's withdrawal), it sees it there
// and puts its own in place. So rows and files are of one mind after every commit. Killed between
// moving a file and the commit, a process leaves a row without a file (a miss, until the sweep
// puts the file back from trash/) or a file without a row (its name is a mark in the staging
// folder, by which the sweep withdraws it).
class Index
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Index>>
    open(const std::filesystem::path &cacheFolder, std::chrono::milliseconds busyTimeout);

    [[nodiscard]] Database &database() { return m_database; }

    [[nodiscard]] Trash &trash() { return m_trash; }

    // What putEntry() and renewEntry() write is to be told to it too.
    void keepCatalogue() { m_catalogue = std::make_unique<Catalogue>(m_cacheFolder); }

    [[nodiscard]] Catalogue *catalogue() { return m_catalogue.get(); }

    [[nodiscard]] const std::filesystem::path &cacheFolder() const { return m_cacheFolder; }

    [[nodiscard]] Result<std::optional<ObjectRecord>> object(const Digest &digest);
    [[nodiscard]] Result<void> putObject(const ObjectRecord &record, WallTime usedAt);
    // Nothing happens when there is no row.
    [[nodiscard]] Result<void> updateObject(const ObjectRecord &record);
    // The object that the key had before may have become nobody's: dropAbandoned() looks.
    [[nodiscard]] Result<void> putEntry(const Entry &entry);
    // Nothing happens when the key has another object by now, or a later renewal. One from the
    // future, before the clock was set back, is not later.
    [[nodiscard]] Result<void> renewEntry(const Entry &entry);
    // Nothing happens when there is none. The object may have become nobody's, as with putEntry().
    [[nodiscard]] Result<void> dropEntry(std::string_view key);
    // The object, all its entries, its file, and the entries of what was derived from it.
    [[nodiscard]] Result<void> dropObject(const Digest &digest);
    // Objects that lost an entry since the last time and have none left.
    [[nodiscard]] Result<void> dropAbandoned();
    // What was derived, before that time, from objects that are gone or never came.
    [[nodiscard]] Result<void> dropOrphans(WallTime storedBefore);
    // The file of a publication that came to nothing, unless it has a row.
    [[nodiscard]] Result<void> withdraw(const Digest &digest);
    // Unless that was recorded within the last `notWithin`.
    [[nodiscard]] Result<void> markUsed(const Digest &digest, WallTime usedAt,
                                        std::chrono::milliseconds notWithin);

    [[nodiscard]] Result<void> putPartial(const StagedPartial &partial);
    [[nodiscard]] Result<void> dropPartial(std::string_view key, std::string_view id);
    [[nodiscard]] Result<bool> isPartial(std::string_view id);

    struct PartialRow
    {
        std::string key;
        std::string id;
        std::uint64_t bytes = 0;
        WallTime createdAt;
    };

    [[nodiscard]] Result<std::vector<PartialRow>> partials(); // newest first

    // The number of an index that names expected files, made when it is new.
    [[nodiscard]] Result<std::int64_t> source(std::string_view name);
    // `name` as expectedName() makes it.
    [[nodiscard]] Result<void> putExpected(std::string_view name, std::string_view digest,
                                           std::uint64_t size, std::int64_t source);
    // Names of that source from `first` to before `end`.
    [[nodiscard]] Result<std::vector<std::string>>
    expectedOf(std::int64_t source, std::string_view first, std::string_view end);
    [[nodiscard]] Result<void> dropExpected(std::string_view name);

    // What is stored under the key, now or later, is never evicted.
    [[nodiscard]] Result<void> pin(std::string_view key);
    [[nodiscard]] Result<void> unpin(std::string_view key);

private:
    enum class Query : std::uint8_t {
        Object,
        PutObject,
        UpdateObject,
        EntryObject,
        PutEntry,
        OwnObject,
        RenewEntry,
        DropEntry,
        DropEntries,
        DerivedKeys,
        DerivedObjects,
        DropDerived,
        DropObject,
        AbandonedObject,
        MarkUsed,
        PutPartial,
        DropPartial,
        IsPartial,
        Partials,
        PutSource,
        Source,
        PutExpected,
        ExpectedOf,
        DropExpected,
        Pin,
        Unpin,
        Count,
    };

    Index(std::filesystem::path cacheFolder, Database database);
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> noteMaybeAbandoned(std::string_view key);
    [[nodiscard]] Result<void> dropDerived(const Digest &digest);
    [[nodiscard]] Statement &query(Query query);

    std::filesystem::path m_cacheFolder;
    Database m_database;
    Trash m_trash;
    std::unique_ptr<Catalogue> m_catalogue; // null where it is not kept
    std::array<Statement, static_cast<std::size_t>(Query::Count)> m_queries;
    std::vector<std::int64_t> m_maybeAbandoned; // object ids
};

} // namespace larder::store
