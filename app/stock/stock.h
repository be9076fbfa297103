// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "store/read/listing.h"

#include <cstdint>
#include <vector>

// What is in the stock, and what a person does to it. All of it works while caches run and while
// none does, blocks (not for a thread that draws), and can be interrupted anywhere without a loss.
namespace larder::stock
{

enum class Order : std::uint8_t {
    AsStored, // none in particular, at no cost
    LastUse,  // what was used last comes first
    Size,     // the largest comes first
    Name,
};

// What is wanted, which may be nothing.
[[nodiscard]] Result<std::vector<store::Listed>> list(const Paths &paths,
                                                      const store::Wanted &wanted, Order order);

enum class Doing : std::uint8_t { Really, Rehearsing }; // rehearsing: only says what it would do

// What was done, or would be. A value.
struct Change
{
    std::vector<store::Listed> entries; // that were changed; those that were so already are not
    store::Amount amount;               // of these; with remove(): what it freed
};

// Pinned things are never evicted, and removed only where that is said. What is pinned stays so
// when its content is replaced by a newer one. For all of these: NotFound, and nothing is done,
// where a pattern means nothing in the stock.
[[nodiscard]] Result<Change> pin(const Paths &paths, const store::Wanted &wanted, Doing doing);
[[nodiscard]] Result<Change> unpin(const Paths &paths, const store::Wanted &wanted, Doing doing);

enum class Pinned : std::uint8_t { Refuse, RemoveToo };

// Whoever is being sent a file gets all of it. NotAllowed, and nothing is done, where some of it is
// pinned.
[[nodiscard]] Result<Change> remove(const Paths &paths, const store::Wanted &wanted, Pinned pinned,
                                    Doing doing);

} // namespace larder::stock
