// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockchanges.h"

#include "base/settings.h"
#include "store/read/space.h"

#include <algorithm>
#include <utility>

namespace larder::windows
{

namespace
{

// Entries between two looks at whether it is to stop: some tenths of a second.
constexpr std::size_t slice = 512;

template <typename Change>
Result<Changed> inSlices(const Chosen &chosen, const std::stop_token &stop,
                         const StockWork::Tell &tell, const Change &change)
{
    Changed changed;
    for (std::size_t begin = 0; begin < chosen.size(); begin += slice) {
        if (stop.stop_requested()) {
            changed.isStopped = true;
            break;
        }
        tell({.done = begin, .all = chosen.size()});
        const auto first = chosen.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::size_t length = std::min(slice, chosen.size() - begin);
        const store::Wanted wanted{.keys =
                                       Chosen(first, first + static_cast<std::ptrdiff_t>(length))};
        const Result<stock::Change> some = change(wanted);
        if (some) {
            changed.amount.objects += some->amount.objects;
            changed.amount.bytes += some->amount.bytes;
        } else if (some.error().kind != FaultKind::NotFound) { // they have just gone
            return std::unexpected(some.error());
        }
    }
    return changed;
}

} // namespace

Result<Changed> changePins(const Paths &paths, const Chosen &chosen, Pinning pinning,
                           const std::stop_token &stop, const StockWork::Tell &tell)
{
    return inSlices(chosen, stop, tell, [&](const store::Wanted &wanted) {
        return pinning == Pinning::Pin ? stock::pin(paths, wanted, stock::Doing::Really)
                                       : stock::unpin(paths, wanted, stock::Doing::Really);
    });
}

Result<RemovalPlan> planRemoval(const Paths &paths, const Chosen &chosen)
{
    const auto rehearse = [&paths](const Chosen &keys) {
        return stock::remove(paths, {.keys = keys}, stock::Pinned::RemoveToo,
                             stock::Doing::Rehearsing);
    };
    const auto all = rehearse(chosen);
    if (!all) {
        return std::unexpected(all.error());
    }
    RemovalPlan plan{.allFrees = all->amount};
    for (const store::Listed &entry : all->entries) {
        (entry.isPinned ? plan.pinned : plan.ordinary).push_back(entry.key);
        if (plan.names.size() < maxNamesTold) {
            plan.names.push_back(entry.name);
        }
    }
    if (plan.pinned.empty()) {
        plan.ordinaryFrees = plan.allFrees;
    } else if (!plan.ordinary.empty()) {
        const auto ordinary = rehearse(plan.ordinary);
        if (!ordinary) {
            return std::unexpected(ordinary.error());
        }
        plan.ordinaryFrees = ordinary->amount;
    }
    return plan;
}

Result<Changed> removeChosen(const Paths &paths, const Chosen &chosen, stock::Pinned pinned,
                             const std::stop_token &stop, const StockWork::Tell &tell)
{
    return inSlices(chosen, stop, tell, [&](const store::Wanted &wanted) {
        return stock::remove(paths, wanted, pinned, stock::Doing::Really);
    });
}

Result<CleaningUp> cleanUp(const Paths &paths, stock::Doing doing, const std::stop_token &stop)
{
    const auto settings = Settings::load(paths.config);
    if (!settings) { // other limits than those that are meant would remove too much
        return std::unexpected(settings.error());
    }
    const store::SpaceLimits limits = store::spaceLimits(*settings);
    auto collection = stock::collect(paths, limits, SystemClock().wall(), doing, stop);
    if (!collection) {
        return std::unexpected(collection.error());
    }
    return CleaningUp{.collection = *std::move(collection),
                      .limit = limits.stock,
                      .isStopped = stop.stop_requested()};
}

} // namespace larder::windows
