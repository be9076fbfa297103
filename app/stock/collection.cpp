// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock/collection.h"

#include "store/change.h"
#include "store/files.h"
#include "store/opening.h"
#include "store/read/reader.h"
#include "store/sweep.h"

#include <limits>

namespace larder::stock
{

namespace
{

using store::Unit;

constexpr std::chrono::milliseconds busyTimeout{10'000};

// What lies in the folders in which nothing stays.
std::uint64_t leftoverBytes(const std::filesystem::path &cacheFolder)
{
    std::uint64_t bytes = 0;
    std::error_code error;
    for (const auto &folder :
         {store::incomingFolder(cacheFolder), store::trashFolder(cacheFolder)}) {
        for (auto file = std::filesystem::recursive_directory_iterator(folder, error);
             !error && file != std::filesystem::recursive_directory_iterator();
             file.increment(error)) {
            std::error_code gone; // somebody has just taken it
            const bool isFile = file->is_regular_file(gone);
            const std::uintmax_t size = isFile && !gone ? file->file_size(gone) : 0;
            bytes += gone ? 0 : size;
        }
    }
    return bytes;
}

Result<std::string> nameOf(Database &index, const Unit &unit)
{
    if (unit.kind != Unit::Kind::Object) {
        return store::nameOf(unit.name, {});
    }
    auto select = index.prepare("SELECT key, url FROM entry WHERE object = ? AND role > 0");
    if (!select) {
        return std::unexpected(select.error());
    }
    select->bind(1, unit.object);
    const auto row = select->step();
    if (!row) {
        return std::unexpected(row.error());
    }
    return *row == Statement::Row::Done ? unit.digest.hex()
                                        : store::nameOf(select->text(0), select->text(1));
}

Victim::Kind kindOf(const Unit &unit)
{
    switch (unit.kind) {
    case Unit::Kind::Object:
        return unit.isDocument ? Victim::Kind::Document : Victim::Kind::File;
    case Unit::Kind::Suite:
        return Victim::Kind::Suite;
    case Unit::Kind::Partial:
        return Victim::Kind::Partial;
    }
    return Victim::Kind::File;
}

// What would go: the same choice as the eviction's.
Result<Collection> rehearse(const Paths &paths, const store::SpaceLimits &limits)
{
    auto index = store::lookIntoIndex(paths.cache, busyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    Collection collection;
    if (!*index) {
        return collection;
    }
    const auto use = store::readStockUse(**index);
    if (!use) {
        return std::unexpected(use.error());
    }
    collection.before = *use;
    store::Shortage left =
        store::shortage(limits, *use, store::diskSpace(paths.cache), store::Slack::Some);
    std::vector<Unit> chosen;
    while (!left.isNone()) {
        const auto more =
            store::chooseUnits(**index, left, std::numeric_limits<std::size_t>::max(), chosen);
        if (!more) {
            return std::unexpected(more.error());
        }
        for (const Unit &unit : *more) {
            auto name = nameOf(**index, unit);
            if (!name) {
                return std::unexpected(name.error());
            }
            store::reduce(left, unit);
            collection.evicted.objects += unit.objects;
            collection.evicted.bytes += unit.bytes;
            collection.victims.push_back({.kind = kindOf(unit),
                                          .name = std::move(*name),
                                          .cache = unit.cache,
                                          .bytes = unit.bytes,
                                          .usedAt = unit.usedAt});
            chosen.push_back(unit);
        }
        if (!left.caches.empty()) {
            collection.missing.caches = std::exchange(left.caches, {});
        } else if (left.stock > 0) {
            collection.missing.stock = std::exchange(left.stock, 0);
        }
    }
    collection.after = collection.before;
    return collection;
}

} // namespace

Result<Collection> collect(const Paths &paths, const store::SpaceLimits &limits, WallTime now,
                           Doing doing, const std::stop_token &stop)
{
    if (doing == Doing::Rehearsing) {
        return rehearse(paths, limits);
    }
    Collection collection;
    std::error_code ignored;
    if (!std::filesystem::exists(paths.cache / "objects", ignored)) {
        return collection; // nothing was ever stored
    }
    auto index = store::openIndex(paths.cache, busyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    const std::uint64_t leftBefore = leftoverBytes(paths.cache);
    store::sweep(paths.cache, now);
    const std::uint64_t leftAfter = leftoverBytes(paths.cache);
    collection.sweptBytes = leftBefore - std::min(leftBefore, leftAfter);
    if (const auto use = store::readStockUse((*index)->database()); use) {
        collection.before = *use;
    } else {
        return std::unexpected(use.error());
    }
    auto evicted = store::evictNow(**index, paths.runtime, limits, stop);
    if (!evicted) {
        return std::unexpected(evicted.error());
    }
    collection.evicted = evicted->gone;
    collection.missing = std::move(evicted->missing);
    if (const auto use = store::readStockUse((*index)->database()); use) {
        collection.after = *use;
    } else {
        return std::unexpected(use.error());
    }
    return collection;
}

} // namespace larder::stock
