// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/read/listing.h"

#include "store/read/reader.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <fnmatch.h>
#include <unordered_set>

namespace larder::store
{

namespace
{

WallTime wallTime(std::int64_t milliseconds)
{
    return WallTime(std::chrono::milliseconds(milliseconds));
}

bool matchesWhole(const std::string &pattern, std::string_view name)
{
    return ::fnmatch(pattern.c_str(), std::string(name).c_str(), FNM_CASEFOLD) == 0;
}

// "https://pypi.org/simple/six/" is six.
std::string_view lastPart(std::string_view name)
{
    while (name.ends_with('/')) {
        name.remove_suffix(1);
    }
    return name.substr(name.rfind('/') + 1); // npos + 1 is 0
}

bool isWanted(const Wanted &wanted, const std::string &name)
{
    return wanted.patterns.empty() ||
           std::ranges::any_of(wanted.patterns, [&name](const std::string &pattern) {
               return matches(pattern, name);
           });
}

Result<void> appendRows(Statement &select, const Wanted &wanted, std::vector<Listed> &entries)
{
    return select.forEach([&] {
        std::string name = nameOf(select.text(0), select.text(1));
        if (!isWanted(wanted, name)) {
            return;
        }
        entries.push_back(
            {.key = std::string(select.text(0)),
             .name = std::move(name),
             .cache = std::string(select.text(2)),
             .role = select.integer(3) == static_cast<int>(Role::Document) ? Role::Document
                                                                           : Role::File,
             .suite = std::string(select.text(4)),
             .object = select.integer(6),
             .digest = {.algorithm = DigestAlgorithm::Sha256, .bytes = std::string(select.blob(7))},
             .size = static_cast<std::uint64_t>(std::max<std::int64_t>(select.integer(8), 0)),
             .storedAt = wallTime(select.integer(5)),
             .usedAt = wallTime(select.integer(9)),
             .isPinned = select.integer(10) != 0});
    });
}

Result<void> checkVersion(Database &index, const std::filesystem::path &cacheFolder)
{
    const auto version = index.schemaVersion();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > schemaVersion) {
        return fail(
            FaultKind::Newer,
            QCoreApplication::translate("larder", "The cache in %1 was made by a newer Larder.")
                .arg(QFile::decodeName(cacheFolder.c_str())),
            QCoreApplication::translate("larder", "Update Larder."));
    }
    if (*version > 0 && *version < schemaVersion) {
        return fail(FaultKind::NotAllowed,
                    QCoreApplication::translate(
                        "larder", "The cache in %1 was made by an older Larder, and is "
                                  "brought up to date when a cache starts.")
                        .arg(QFile::decodeName(cacheFolder.c_str())),
                    QCoreApplication::translate("larder", "Start a cache, or run “larder gc”."));
    }
    return {};
}

} // namespace

bool matches(std::string_view pattern, std::string_view name)
{
    const std::string text(pattern);
    return matchesWhole(text, name) || (!text.contains('/') && matchesWhole(text, lastPart(name)));
}

std::string nameOf(std::string_view key, std::string_view url)
{
    // "npm:https://…#abbreviated": the address is in the key.
    return std::string(url.empty() ? key.substr(key.find(':') + 1) : url);
}

Result<std::optional<Database>> openForLooking(const std::filesystem::path &cacheFolder,
                                               std::chrono::milliseconds busyTimeout)
{
    const std::filesystem::path index = indexPath(cacheFolder);
    std::error_code ignored;
    if (!std::filesystem::exists(index, ignored)) {
        return std::nullopt;
    }
    auto database = Database::open(index, Database::Mode::Read, busyTimeout);
    if (!database) {
        return std::unexpected(database.error());
    }
    const auto version = database->schemaVersion();
    if (version && *version == 0) {
        return std::nullopt; // it is just being made
    }
    if (auto checked = checkVersion(*database, cacheFolder); !checked) {
        return std::unexpected(checked.error());
    }
    return std::move(*database);
}

Result<std::vector<Listed>> list(Database &index, const Wanted &wanted)
{
    std::string sql = "SELECT e.key, e.url, e.cache, e.role, e.suite, e.stored_at, o.id, o.digest,"
                      " o.size, o.used_at, EXISTS(SELECT 1 FROM pin p WHERE p.key = e.key)"
                      " FROM entry e JOIN object o ON o.id = e.object WHERE e.role > 0";
    if (wanted.cache) {
        sql += " AND e.cache = ?1";
    }
    if (!wanted.keys.empty()) {
        sql += " AND e.key = ?2";
    }
    auto select = index.prepare(sql);
    if (!select) {
        return std::unexpected(select.error());
    }
    std::vector<Listed> entries;
    const auto append = [&]() -> Result<void> {
        if (wanted.cache) {
            select->bind(1, *wanted.cache);
        }
        auto appended = appendRows(*select, wanted, entries);
        select->reset();
        return appended;
    };
    if (wanted.keys.empty()) {
        if (auto all = append(); !all) {
            return std::unexpected(all.error());
        }
    }
    for (const std::string &key : wanted.keys) {
        select->bind(2, key);
        if (auto one = append(); !one) {
            return std::unexpected(one.error());
        }
    }
    return entries;
}

Amount amountOf(std::span<const Listed> entries)
{
    Amount amount;
    std::unordered_set<std::int64_t> seen;
    for (const Listed &entry : entries) {
        if (seen.insert(entry.object).second) {
            ++amount.objects;
            amount.bytes += entry.size;
        }
    }
    return amount;
}

} // namespace larder::store
