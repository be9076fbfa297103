// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "stock/collection.h"
#include "stock/stock.h"
#include "windows/stockwork.h"

#include <string>
#include <vector>

// What a person does to chosen entries, so that it can be followed and stopped. All of it blocks:
// for a worker thread.
namespace larder::windows
{

// The keys of entries that were seen.
using Chosen = std::vector<std::string>;

enum class Pinning : std::uint8_t { Pin, Unpin };

// What came of it. Stopped or failed in the middle, what was done stays done.
struct Changed
{
    store::Amount amount; // of what was changed; what was so already does not count
    bool isStopped = false;
};

[[nodiscard]] Result<Changed> changePins(const Paths &paths, const Chosen &chosen, Pinning pinning,
                                         const std::stop_token &stop, const StockWork::Tell &tell);

// What a removal would do.
struct RemovalPlan
{
    Chosen ordinary{}; // not pinned
    store::Amount ordinaryFrees{};
    Chosen pinned{};
    store::Amount allFrees{};         // with the pinned ones
    std::vector<std::string> names{}; // of all, as people see them; the first maxNamesTold
};

inline constexpr std::size_t maxNamesTold = 1000; // nobody reads more

[[nodiscard]] Result<RemovalPlan> planRemoval(const Paths &paths, const Chosen &chosen);
// Pinned ones only where they are said to go too.
[[nodiscard]] Result<Changed> removeChosen(const Paths &paths, const Chosen &chosen,
                                           stock::Pinned pinned, const std::stop_token &stop,
                                           const StockWork::Tell &tell);

// Within the limits that the settings have now.
struct CleaningUp
{
    stock::Collection collection;
    std::uint64_t limit = 0; // bytes of all caches together
    bool isStopped = false;
};

[[nodiscard]] Result<CleaningUp> cleanUp(const Paths &paths, stock::Doing doing,
                                         const std::stop_token &stop);

} // namespace larder::windows
