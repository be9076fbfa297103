// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/overview.h"

#include "base/caches.h"
#include "base/database.h"
#include "base/networkstate.h"
#include "statistics/reader.h"

#include <QDateTime>

namespace larder::status
{

namespace
{

constexpr std::chrono::milliseconds busyTimeout{1000};
constexpr std::chrono::seconds systemdPatience{1}; // it answers in less than a millisecond
constexpr int daysBeforeToday = 29;

WallTime startOfDay(WallTime now, int daysBefore)
{
    const QDate today =
        QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count()).toLocalTime().date();
    return WallTime(
        std::chrono::milliseconds(today.addDays(-daysBefore).startOfDay().toMSecsSinceEpoch()));
}

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

// An index that nobody has open has no journal beside it. Opening it as usual would make one.
Result<store::Reader::Totals> readUnusedStock(const std::filesystem::path &index)
{
    auto database = Database::open(index, Database::Mode::ImmutableRead, busyTimeout);
    if (!database) {
        return std::unexpected(database.error());
    }
    auto select = database->prepare("SELECT count(*), coalesce(sum(max(size, 0)), 0) FROM object");
    if (!select) {
        return std::unexpected(select.error());
    }
    if (const auto row = select->step(); !row) {
        return std::unexpected(row.error());
    }
    return store::Reader::Totals{.objects = static_cast<std::uint64_t>(select->integer(0)),
                                 .bytes = static_cast<std::uint64_t>(select->integer(1))};
}

Result<store::Reader::Totals> readStock(const Paths &paths)
{
    const std::filesystem::path index = store::indexPath(paths.cache);
    std::filesystem::path journal = index;
    journal += "-wal";
    std::error_code ignored;
    if (!std::filesystem::exists(index, ignored)) {
        return store::Reader::Totals{};
    }
    if (!std::filesystem::exists(journal, ignored)) {
        return readUnusedStock(index);
    }
    auto reader = store::Reader::open(paths.cache, busyTimeout);
    if (reader) {
        return reader->totals();
    }
    if (reader.error().kind == FaultKind::NotFound) {
        return store::Reader::Totals{}; // it is just being made
    }
    return std::unexpected(reader.error());
}

} // namespace

Overview readOverview(const Paths &paths, const Settings &settings, WallTime now)
{
    Overview overview;
    overview.time = now;
    for (const CacheInfo &cache : knownCaches()) {
        overview.caches.push_back(readCache(cache, paths, settings, now));
    }
    if (const auto added = addFigures(overview.caches, paths, now); !added) {
        overview.faults.push_back(added.error());
    }
    if (const auto stock = readStock(paths)) {
        overview.stock = *stock;
    } else {
        overview.faults.push_back(stock.error());
    }
    return overview;
}

void addUnits(Overview &overview)
{
    auto manager = system::UserManager::connect(systemdPatience);
    for (CacheStatus &cache : overview.caches) {
        if (manager) {
            cache.onDemand =
                system::lookAt(*manager, cache.name).value_or(system::OnDemand::Unavailable);
        }
    }
}

} // namespace larder::status
