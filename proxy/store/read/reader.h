// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "store/read/entry.h"
#include "store/read/space.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder::store
{

// Of the tables and of what their columns mean. 0 is a file in which nothing was made yet.
inline constexpr std::int64_t schemaVersion = 2;

// Looks into the index; never writes. Any process, also while others write. One thread at a time;
// a busy index is FaultKind::Busy when busyTimeout has passed. No row is trusted: one that cannot
// be what we wrote is FaultKind::BadInput; a file that is no sound database is Damaged. No read
// transaction stays open between two calls.
class Reader
{
public:
    // NotFound where no index was made yet, Newer where a newer Larder made it. Works where nobody
    // can write, too.
    [[nodiscard]] static Result<Reader> open(const std::filesystem::path &cacheFolder,
                                             std::chrono::milliseconds busyTimeout);
    Reader(Reader &&) noexcept = default;
    Reader &operator=(Reader &&) noexcept = default;

    [[nodiscard]] Result<std::optional<Entry>> find(std::string_view key);
    [[nodiscard]] Result<std::optional<ExpectedFile>> expected(std::string_view name);
    [[nodiscard]] Result<std::optional<StagedPartial>> partial(std::string_view key);

    struct Totals
    {
        std::uint64_t objects = 0;
        std::uint64_t bytes = 0;
    };

    [[nodiscard]] Result<Totals> totals();

    [[nodiscard]] Result<StockUse> stockUse() { return readStockUse(m_database); }

    // All keys of one cache. Blocks as long as that takes: pool only.
    [[nodiscard]] Result<std::vector<std::string>> keysOf(std::string_view cache);
    [[nodiscard]] Result<std::int64_t> dataVersion();
    // Whether a newer Larder has changed the index since it was opened.
    [[nodiscard]] bool isNewer();

private:
    [[nodiscard]] static Result<Reader> prepared(Result<Database> database,
                                                 const std::filesystem::path &cacheFolder);

    explicit Reader(Database database)
        : m_database(std::move(database))
    {}

    Database m_database;
    Statement m_find;
    Statement m_expected;
    Statement m_partial;
};

// The key of what was made from an object: it goes when the object goes. form: tells what was made,
// without control characters.
[[nodiscard]] std::string derivedKey(const Digest &object, std::string_view form);
[[nodiscard]] std::optional<Digest> sourceOfDerived(std::string_view key);
// All such keys lie from the one to before the other.
inline constexpr std::string_view derivedPrefix = "derived:";
inline constexpr std::string_view derivedEnd = "derived;";

// CACHE/index.sqlite
[[nodiscard]] std::filesystem::path indexPath(const std::filesystem::path &cacheFolder);

// Where an object's bytes are: CACHE/objects/ab/cdef….
[[nodiscard]] std::filesystem::path objectPath(const std::filesystem::path &cacheFolder,
                                               const Digest &digest);
// What names of expected files are compared by in the index, since thousands of long URLs would
// make it large: the first 16 bytes of their SHA-256.
[[nodiscard]] std::string expectedName(std::string_view name);

} // namespace larder::store
