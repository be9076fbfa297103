// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/filedescriptor.h"
#include "store/index.h"

#include <filesystem>
#include <vector>

namespace larder::store
{

// Partial downloads in the index: at most maxPartials, maxPartialBytes, maxPartialAge (store.h).
// Their folders change hands by Staging::takeOver(), which renames them: a row whose folder is not
// there is one whose download was taken, and is dropped at the next occasion.

// A staging folder that nobody needs, locked so that nobody takes it any more.
struct DoomedFolder
{
    std::filesystem::path folder;
    FileDescriptor lock;
};

using DoomedFolders = std::vector<DoomedFolder>;

// Inside a transaction: the row, in place of an earlier one of its key, and the limits.
[[nodiscard]] Result<void> recordPartial(Index &index, const StagedPartial &partial, WallTime now,
                                         DoomedFolders &doomed);
// Inside a transaction: oldest first, what is beyond the limits. A folder that somebody holds is
// left to him.
[[nodiscard]] Result<void> dropPartialsBeyondLimits(Index &index, WallTime now,
                                                    DoomedFolders &doomed);
// Inside a transaction: the partial download of that key, if there is one.
[[nodiscard]] Result<void> dropPartialOf(Index &index, std::string_view key, DoomedFolders &doomed);
// After the commit. Lets go of the locks then.
void removeAll(DoomedFolders &folders);

} // namespace larder::store
