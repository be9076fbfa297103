// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/overview.h"

#include "base/caches.h"
#include "statistics/reader.h"
#include "store/read/listing.h"

#include <QDateTime>

namespace larder::status
{

namespace
{

constexpr std::chrono::milliseconds busyTimeout{1000};
constexpr int daysBeforeToday = 29;

WallTime startOfDay(WallTime now, int daysBefore)
{
    const QDate today =
        QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count()).toLocalTime().date();
    return WallTime(
        std::chrono::milliseconds(today.addDays(-daysBefore).startOfDay().toMSecsSinceEpoch()));
}

std::vector<ListenAddress> configuredAddresses(const CacheInfo &cache, const Settings &settings)
{
    const auto found = settings.caches.find(cache.name);
    if (found != settings.caches.end() && !found->second.listen.empty()) {
        return found->second.listen;
    }
    return {{.address = "127.0.0.1", .port = cache.port}};
}

CacheStatus readCache(const CacheInfo &cache, const Paths &paths, const Settings &settings)
{
    CacheStatus status;
    status.name = cache.name;
    status.owner = readOwner(paths.runtime, status.name);
    status.mode = status.owner ? status.owner->mode : settings.networkMode;
    if (status.owner) {
        status.addresses = status.owner->addresses;
    }
    if (status.addresses.empty()) {
        status.addresses = configuredAddresses(cache, settings);
    }
    return status;
}

Result<void> addFigures(std::vector<CacheStatus> &caches, const Paths &paths, WallTime now)
{
    auto reader = statistics::Reader::open(paths.state);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    const auto add = [&](WallTime from, statistics::Tally CacheStatus::*figure) -> Result<void> {
        const auto totals = reader->totals(from);
        if (!totals) {
            return std::unexpected(totals.error());
        }
        for (CacheStatus &cache : caches) {
            if (const auto found = totals->find(cache.name); found != totals->end()) {
                cache.*figure = found->second;
            }
        }
        return {};
    };
    return add(startOfDay(now, 0), &CacheStatus::today)
        .and_then([&] { return add(startOfDay(now, daysBeforeToday), &CacheStatus::last30Days); })
        .and_then([&] { return add(WallTime(), &CacheStatus::total); });
}

Result<store::StockUse> readStock(const Paths &paths)
{
    auto index = store::openForLooking(paths.cache, busyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    return *index ? store::readStockUse(**index) : store::StockUse();
}

} // namespace

Room roomIn(const Overview &overview)
{
    const auto left = [](std::uint64_t most, std::uint64_t used) {
        return most > used ? most - used : 0;
    };
    const Room byLimit{.brake = Brake::Limit,
                       .bytes = left(overview.limits.stock, overview.stock.bytes())};
    if (!overview.disk) {
        return byLimit;
    }
    const Room byFloor{
        .brake = Brake::Floor,
        .bytes = left(overview.disk->free, store::floorOf(overview.limits, *overview.disk))};
    return byFloor.bytes < byLimit.bytes ? byFloor : byLimit;
}

Overview readOverview(const Paths &paths, const Settings &settings, WallTime now)
{
    Overview overview;
    overview.time = now;
    for (const CacheInfo &cache : knownCaches()) {
        overview.caches.push_back(readCache(cache, paths, settings));
    }
    if (const auto added = addFigures(overview.caches, paths, now); !added) {
        overview.faults.push_back(added.error());
    }
    if (const auto stock = readStock(paths)) {
        overview.stock = *stock;
    } else {
        overview.faults.push_back(stock.error());
    }
    overview.limits = store::spaceLimits(settings);
    overview.disk = store::diskSpace(paths.cache);
    return overview;
}

} // namespace larder::status
