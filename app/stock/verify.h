// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "store/check.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

namespace larder::stock
{

// How far a check has come, for a person who waits.
struct VerifyProgress
{
    std::uint64_t objects = 0; // looked at in this round, also by earlier runs
    std::uint64_t bytes = 0;
    std::uint64_t allObjects = 0;
    std::uint64_t allBytes = 0;
};

// What a check of the whole stock found. A value.
struct VerifyReport
{
    bool complete = false; // else it was stopped, and the next one goes on there
    VerifyProgress progress;
    std::uint64_t resumedAt = 0; // objects that earlier runs had looked at
    bool indexRebuilt = false;
    std::uint64_t entriesRebuilt = 0;
    std::vector<store::DamagedObject> damaged; // dropped: fetched anew when asked for
    std::uint64_t unknownFiles = 0;            // that no entry named: removed

    [[nodiscard]] bool foundDamage() const
    {
        return indexRebuilt || !damaged.empty() || unknownFiles > 0;
    }
};

// Checks index and objects of a cache folder and drops what is wrong, at the lowest priority for
// processor and disk, beside running proxies. progress: after each slice of about a second, in this
// thread. Blocks until it is done or stopped. Not for a thread that does something else afterwards:
// its priority stays low.
[[nodiscard]] Result<VerifyReport>
verify(const std::filesystem::path &cacheFolder, store::Check::Start start,
       const std::stop_token &stop, const std::function<void(const VerifyProgress &)> &progress);

} // namespace larder::stock
