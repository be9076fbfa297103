// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/read/space.h"

#include <algorithm>
#include <sys/statvfs.h>

namespace larder::store
{

namespace
{

// Sums in a damaged index may be anything.
std::uint64_t sum(std::int64_t value)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

std::uint64_t slackOf(std::uint64_t limit, Slack slack)
{
    return slack == Slack::None ? 0 : std::min(limit / slackShare, slackBytes);
}

std::uint64_t above(std::uint64_t value, std::uint64_t limit)
{
    return value > limit ? value - limit : 0;
}

// What has to go where a limit does not hold, else nothing.
std::uint64_t beyond(std::uint64_t used, std::uint64_t limit, Slack slack)
{
    return used > limit ? used - limit + slackOf(limit, slack) : 0;
}

} // namespace

SpaceLimits spaceLimits(const Settings &settings)
{
    SpaceLimits limits{.stock = settings.space.limit,
                       .caches = {},
                       .keepFree = settings.space.keepFree.value_or(defaultKeepFree),
                       .isKeepFreeChosen = settings.space.keepFree.has_value()};
    for (const auto &[name, cache] : settings.caches) {
        if (cache.limit) {
            limits.caches.emplace(name, *cache.limit);
        }
    }
    return limits;
}

Result<StockUse> readStockUse(Database &index)
{
    StockUse use;
    auto totals = index.prepare("SELECT cache, objects, bytes FROM total");
    if (!totals) {
        return std::unexpected(totals.error());
    }
    auto read = totals->forEach([&] {
        const Amount amount{.objects = sum(totals->integer(1)), .bytes = sum(totals->integer(2))};
        use.stock.objects += amount.objects;
        use.stock.bytes += amount.bytes;
        use.caches.insert_or_assign(std::string(totals->text(0)), amount);
    });
    auto partials = index.prepare("SELECT key, bytes FROM partial");
    if (!partials) {
        return std::unexpected(partials.error());
    }
    return read
        .and_then([&] {
            return partials->forEach([&] {
                const std::uint64_t bytes = sum(partials->integer(1));
                use.partialBytes += bytes;
                use.partialBytesOf[std::string(cacheOfKey(partials->text(0)))] += bytes;
            });
        })
        .transform([&use] { return std::move(use); });
}

std::optional<DiskSpace> diskSpace(const std::filesystem::path &folder)
{
    struct statvfs status{};
    if (::statvfs(folder.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return DiskSpace{.size = std::uint64_t{status.f_blocks} * status.f_frsize,
                     .free = std::uint64_t{status.f_bavail} * status.f_frsize};
}

std::uint64_t floorOf(const SpaceLimits &limits, const DiskSpace &disk)
{
    return limits.isKeepFreeChosen ? limits.keepFree
                                   : std::min(limits.keepFree, disk.size / smallestDiskShare);
}

Shortage shortage(const SpaceLimits &limits, const StockUse &use,
                  const std::optional<DiskSpace> &disk, Slack slack, std::uint64_t coming)
{
    Shortage shortage;
    shortage.stock = beyond(use.bytes() + coming, limits.stock, slack);
    if (disk) {
        const std::uint64_t floor = floorOf(limits, *disk);
        const std::uint64_t free = above(disk->free, coming);
        if (free < floor) {
            // More than there is cannot be freed.
            shortage.stock = std::max(shortage.stock,
                                      std::min(floor - free + slackOf(floor, slack), use.bytes()));
        }
    }
    for (const auto &[name, limit] : limits.caches) {
        const auto objects = use.caches.find(name);
        const auto partials = use.partialBytesOf.find(name);
        const std::uint64_t used = (objects == use.caches.end() ? 0 : objects->second.bytes) +
                                   (partials == use.partialBytesOf.end() ? 0 : partials->second);
        if (const std::uint64_t excess = beyond(used, limit, slack); excess > 0) {
            shortage.caches.emplace(name, excess);
        }
    }
    return shortage;
}

std::string_view cacheOfKey(std::string_view key)
{
    return key.substr(0, key.find(':'));
}

} // namespace larder::store
