// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/overview.h"

#include "base/caches.h"
#include "base/database.h"
#include "base/networkstate.h"
#include "status/figures.h"
#include "store/read/listing.h"
#include "system/foreignunits.h"

namespace larder::status
{

namespace
{

constexpr std::chrono::milliseconds busyTimeout{1000};
constexpr std::chrono::seconds systemdPatience{1}; // it answers in less than a millisecond

CacheStatus readCache(const CacheInfo &cache, const Paths &paths, const Settings &settings,
                      WallTime now)
{
    CacheStatus status;
    status.name = cache.name;
    status.owner = readOwner(paths.runtime, status.name);
    status.chosen = settings.cache(cache.name).mode;
    status.network = status.owner ? status.owner->network : networkState(settings, {}, {}, now);
    if (status.owner) {
        status.addresses = status.owner->addresses;
    }
    if (status.addresses.empty()) {
        status.addresses = settings.listenAddresses(cache.name);
    }
    return status;
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

bool answers(const CacheStatus &cache)
{
    return cache.owner || cache.onDemand == system::OnDemand::Listening;
}

bool hasFailed(const CacheStatus &cache)
{
    return cache.chosen == CacheMode::OnDemand && !answers(cache) &&
           cache.onDemand == system::OnDemand::Failed;
}

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
    FigureReader figures(paths.state);
    return readOverview(paths, settings, now, figures);
}

Overview readOverview(const Paths &paths, const Settings &settings, WallTime now,
                      FigureReader &figures)
{
    Overview overview;
    overview.time = now;
    for (const CacheInfo &cache : knownCaches()) {
        overview.caches.push_back(readCache(cache, paths, settings, now));
    }
    if (const auto read = figures.read(overview.caches, now); !read) {
        overview.faults.push_back(read.error());
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

void addUnits(Overview &overview)
{
    auto manager = system::UserManager::connect(systemdPatience);
    if (!manager) {
        return;
    }
    for (CacheStatus &cache : overview.caches) {
        const auto seen = system::lookAt(*manager, cache.name);
        if (!seen) {
            return; // who hangs once is not asked for the others
        }
        cache.onDemand = *seen;
        if (cache.onDemand == system::OnDemand::Foreign) {
            cache.foreignUnits = system::foreignFiles(*manager, cache.name)
                                     .value_or(std::vector<std::filesystem::path>());
        }
    }
}

} // namespace larder::status
