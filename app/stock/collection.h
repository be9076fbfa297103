// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/paths.h"
#include "stock/stock.h"
#include "store/read/space.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace larder::stock
{

// Something that is evicted as one.
struct Victim
{
    enum class Kind : std::uint8_t {
        File,
        Document, // with what was derived from it
        Suite,    // all indexes of a suite, with its Release file
        Partial,  // a partial download
    };
    Kind kind = Kind::File;
    std::string name; // as people see it; of a suite the beginning of its names
    std::string cache;
    std::uint64_t bytes = 0;
    WallTime usedAt;
};

// What a collection did, or would do. A value.
struct Collection
{
    store::Amount evicted;
    std::uint64_t sweptBytes = 0; // that died processes had left; not known beforehand
    store::StockUse before;
    store::StockUse after;
    // What is still too much: the rest is pinned, or others fill the disk.
    store::Shortage missing;
    std::vector<Victim> victims; // when rehearsing
};

// Brings the stock within its limits now, and sweeps what died processes have left. Where there is
// no stock yet, nothing is done. Stopped, it says what it did until then.
[[nodiscard]] Result<Collection> collect(const Paths &paths, const store::SpaceLimits &limits,
                                         WallTime now, Doing doing,
                                         const std::stop_token &stop = {});

} // namespace larder::stock
