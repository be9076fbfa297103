// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/partials.h"

#include "store/files.h"
#include "store/store.h"

#include <utility>

namespace larder::store
{

namespace
{

// The row goes if its folder can be had or is gone; one that somebody holds at this moment is being
// taken, and its row is dropped by him.
Result<void> dropPartial(Index &index, const Index::PartialRow &row, DoomedFolders &doomed)
{
    if (isRandomName(row.id)) { // else a damaged row, whose name is no path of ours
        std::filesystem::path folder = incomingFolder(index.cacheFolder()) / row.id;
        auto lock = lockFolder(folder);
        if (lock) {
            doomed.push_back({.folder = std::move(folder), .lock = std::move(*lock)});
        } else if (lock.error().kind != FaultKind::NotFound) {
            return {};
        }
    }
    return index.dropPartial(row.key, row.id);
}

bool isGone(const Index &index, const std::string &id)
{
    std::error_code error;
    return !isRandomName(id) ||
           !std::filesystem::exists(incomingFolder(index.cacheFolder()) / id, error);
}

} // namespace

Result<void> recordPartial(Index &index, const StagedPartial &partial, WallTime now,
                           DoomedFolders &doomed)
{
    if (isGone(index, partial.id)) {
        return {}; // taken before it was recorded
    }
    const auto rows = index.partials();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const Index::PartialRow &row : *rows) {
        if (row.key == partial.record.key && row.id != partial.id) {
            if (auto dropped = dropPartial(index, row, doomed); !dropped) {
                return dropped;
            }
        }
    }
    return index.putPartial(partial).and_then(
        [&] { return dropPartialsBeyondLimits(index, now, doomed); });
}

Result<void> dropPartialsBeyondLimits(Index &index, WallTime now, DoomedFolders &doomed)
{
    const auto rows = index.partials();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::size_t count = 0;
    std::uint64_t bytes = 0;
    for (const Index::PartialRow &row : *rows) {
        const bool fits = count < maxPartials && row.bytes <= maxPartialBytes - bytes &&
                          row.createdAt >= now - maxPartialAge;
        if (fits && !isGone(index, row.id)) {
            ++count;
            bytes += row.bytes;
        } else if (auto dropped = dropPartial(index, row, doomed); !dropped) {
            return dropped;
        }
    }
    return {};
}

Result<void> dropPartialOf(Index &index, std::string_view key, DoomedFolders &doomed)
{
    const auto rows = index.partials();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const Index::PartialRow &row : *rows) {
        if (row.key == key) {
            return dropPartial(index, row, doomed);
        }
    }
    return {};
}

void removeAll(DoomedFolders &folders)
{
    for (const DoomedFolder &doomed : folders) {
        removeStagingFolder(doomed.folder);
    }
    folders.clear();
}

} // namespace larder::store
