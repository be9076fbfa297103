// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/index.h"
#include "store/read/listing.h"
#include "store/read/reader.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <sys/types.h>

namespace larder::store
{

// Which file a name means. A cache folder that was removed and one whose index was made anew show
// in it.
struct IndexIdentity
{
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const IndexIdentity &, const IndexIdentity &) = default;
};

[[nodiscard]] std::optional<IndexIdentity> indexIdentity(const std::filesystem::path &cacheFolder);

// What a Store needs of the disk.
struct Opened
{
    Reader reader;
    std::unique_ptr<Index> index;     // null: nothing can be written
    std::optional<Fault> whyReadOnly; // then
    IndexIdentity identity;
};

enum class Repair {
    No,  // a lost or damaged index is a fault: at once
    Yes, // it is made anew, which takes its time: pool only
};

// Makes folders and index where needed. A folder that cannot be written to is opened for reading if
// there is an index. Waits at most some seconds for other processes.
[[nodiscard]] Result<Opened> openParts(const std::filesystem::path &cacheFolder, Repair repair);

// The index alone, for whoever changes what is in it beside a Store. Damaged where it is lost: an
// empty one in its place would pass for sound. Busy while somebody makes it anew.
[[nodiscard]] Result<std::unique_ptr<Index>> openIndex(const std::filesystem::path &cacheFolder,
                                                       std::chrono::milliseconds busyTimeout);

// As openForLooking(), for whoever tells what is in stock: Damaged where the index is lost, since
// the objects are there all the same.
[[nodiscard]] Result<std::optional<Database>>
lookIntoIndex(const std::filesystem::path &cacheFolder, std::chrono::milliseconds busyTimeout);

// Whether something could be written to the folder now, beside its index.
[[nodiscard]] Result<void> probeFolder(const std::filesystem::path &cacheFolder);
// NoSpace when so many bytes do not fit.
[[nodiscard]] Result<void> checkSpace(const std::filesystem::path &cacheFolder,
                                      std::uint64_t bytes);

} // namespace larder::store
