// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/fault.h"
#include "base/filedescriptor.h"
#include "store/index.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace larder::store
{

// The index of a cache folder is opened, or made, under the shared form of a lock on the folder and
// made anew under the exclusive one: then nobody opens it meanwhile. Who has it open already sees
// that another file took its place (Store does). Busy while somebody makes it anew.
[[nodiscard]] Result<FileDescriptor> lockForOpening(const std::filesystem::path &cacheFolder);

// What can be told of an index without reading all of it: whether it is missing or empty where
// there are objects or a catalogue.
[[nodiscard]] bool isIndexLost(const std::filesystem::path &cacheFolder);

struct Rebuilt
{
    bool rebuilt = false;             // else there was nothing wrong with the index
    std::uint64_t entries = 0;        // that the new index has
    std::uint64_t damagedRecords = 0; // of the catalogue: what they told of is fetched anew
    std::uint64_t unknownFiles = 0;   // that nobody names: removed
};

// Reads the whole index and, if it is lost or damaged, makes it anew from the catalogue and the
// objects: every record whose object is there with the right size becomes an entry again, to be
// verified before its first byte. The damaged one is kept beside it as index.damaged.sqlite until
// the next. Newer for an index of a newer Larder, Busy when somebody else is at it, NoSpace and
// ReadOnly leave all as it is. Blocks: pool only.
[[nodiscard]] Result<Rebuilt> rebuildIndex(const std::filesystem::path &cacheFolder);

// Files in objects/ without a row, and not just being published, go. Returns how many. In
// transactions of its own that let others write. Blocks.
[[nodiscard]] Result<std::uint64_t> dropUnknownObjects(Index &index,
                                                       const std::stop_token &stop = {});

// After a rebuild what indexes announce (Store::learn) must be learnt again; until somebody has
// done so a mark in the folder says that.
[[nodiscard]] bool mustLearnAgain(const std::filesystem::path &cacheFolder);
void learntAgain(const std::filesystem::path &cacheFolder);

} // namespace larder::store
