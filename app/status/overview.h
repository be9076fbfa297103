// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ownerlock.h"
#include "base/paths.h"
#include "base/settings.h"
#include "statistics/tally.h"
#include "store/read/space.h"
#include "system/cacheunits.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace larder::status
{

class FigureReader;

// What a person is told about one cache. A value.
struct CacheStatus
{
    std::string name;                       // "apt"
    std::optional<CacheOwner> owner;        // who answers its requests; nothing: nobody
    CacheMode chosen = CacheMode::OnDemand; // what the settings say
    system::OnDemand onDemand = system::OnDemand::Unavailable; // by addUnits()
    std::vector<std::filesystem::path> foreignUnits; // while onDemand is Foreign: their files
    std::vector<ListenAddress>
        addresses;                    // the owner's, otherwise where it would listen; never empty
    NetworkState network;             // the owner's, otherwise what the settings say
    std::optional<WallTime> lastUsed; // when a request was last answered
    statistics::Tally today;          // since local midnight
    statistics::Tally last7Days;      // today and the 6 days before
    statistics::Tally last30Days;     // today and the 29 days before
    statistics::Tally total;
};

// Whether somebody answers a request that comes now: a process, or systemd, which starts one.
[[nodiscard]] bool answers(const CacheStatus &cache);

// Whether systemd gave it up, though it is to be answered on demand.
[[nodiscard]] bool hasFailed(const CacheStatus &cache);

// What a person is told about all of Larder. A value.
struct Overview
{
    WallTime time;
    std::vector<CacheStatus> caches; // every known one
    store::StockUse stock;
    store::SpaceLimits limits;            // as the settings say
    std::optional<store::DiskSpace> disk; // of the cache folder, where there is one
    // What could not be read; the figures it would have given are 0.
    std::vector<Fault> faults;
};

// Which of the limits is the next to hold the stock back.
enum class Brake {
    Limit, // of the stock
    Floor, // what is to stay free on the disk
};

struct Room
{
    Brake brake = Brake::Limit;
    std::uint64_t bytes = 0; // that may come before something else has to go
};

[[nodiscard]] Room roomIn(const Overview &overview);

// Reads the state on disk. Starts nothing, waits for nobody longer than a moment, and leaves
// nothing on the disk. Blocks: not for a thread that draws.
[[nodiscard]] Overview readOverview(const Paths &paths, const Settings &settings, WallTime now);
// For who looks again and again.
[[nodiscard]] Overview readOverview(const Paths &paths, const Settings &settings, WallTime now,
                                    FigureReader &figures);

// Asks systemd for which caches it listens; waits at most a second for each answer. Without a
// manager, or when it does not answer, onDemand stays Unavailable. Blocks; starts nothing.
void addUnits(Overview &overview);

} // namespace larder::status
