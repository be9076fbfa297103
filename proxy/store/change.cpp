// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/change.h"

#include "base/changesignal.h"
#include "store/read/reader.h"
#include "store/schema.h"

#include <QCoreApplication>

#include <thread>

namespace larder::store
{

namespace
{

// Another process's eviction takes seconds, even of a large part of the stock.
constexpr std::chrono::seconds evictionPatience{30};
constexpr std::chrono::milliseconds evictionPause{50}; // between two looks at its lock

} // namespace

Result<void> changeStore(Index &index, const std::filesystem::path &runtimeFolder,
                         const std::function<Result<void>(Index &)> &change)
{
    auto transaction = Transaction::begin(index.database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const auto version = index.database().schemaVersion();
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > schemaVersion) {
        return std::unexpected(newerFault());
    }
    auto changed = change(index).and_then([&index] { return index.dropAbandoned(); }).and_then([&] {
        if (index.catalogue()) {
            index.catalogue()->append();
        }
        return transaction->commit();
    });
    if (!changed) {
        if (index.catalogue()) {
            index.catalogue()->dropFrom(0);
        }
        index.trash().moveBackFrom(0);
        return changed;
    }
    unlinkAll(index.trash().release());
    std::error_code ignored;
    if (std::filesystem::exists(runtimeFolder, ignored)) { // else nobody can be watching it
        touchChanged(runtimeFolder);
    }
    return {};
}

Result<Evicted> evictNow(Index &index, const std::filesystem::path &runtimeFolder,
                         const SpaceLimits &limits, const std::stop_token &stop)
{
    const auto begun = std::chrono::steady_clock::now();
    for (;;) {
        Eviction eviction(index.cacheFolder(), limits);
        eviction.forgetGoneSuites();
        for (;;) {
            const auto chosen = eviction.choose();
            if (!chosen) {
                return std::unexpected(chosen.error());
            }
            if (!*chosen) {
                break;
            }
            while (eviction.isSliceLeft()) {
                if (stop.stop_requested()) {
                    return eviction.result();
                }
                auto written = changeStore(index, runtimeFolder, [&eviction](Index &open) {
                    return eviction.evictSlice(open);
                });
                if (written) {
                    eviction.sliceCommitted();
                } else if (written.error().kind != FaultKind::NoSpace ||
                           !eviction.freeSpaceForIndex()) {
                    return std::unexpected(written.error());
                }
            }
        }
        if (!eviction.result().isBusy || stop.stop_requested()) {
            return eviction.result();
        }
        if (std::chrono::steady_clock::now() - begun > evictionPatience) {
            return fail(FaultKind::InUse,
                        QCoreApplication::translate(
                            "larder", "Another process has been making room for a while."),
                        QCoreApplication::translate("larder", "Try again later."));
        }
        std::this_thread::sleep_for(evictionPause);
    }
}

} // namespace larder::store
