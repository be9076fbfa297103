// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filedescriptor.h"

#include <filesystem>
#include <string_view>

namespace larder
{

// Files that several processes change: each waits for the lock, reads, and puts the new file in the
// old one's place.

// The lock for a file: "FILE.lock" beside it, held as long as the descriptor is open. Waits at most
// 5 s for another holder, who needs milliseconds; then FaultKind::Busy. The folder must be there.
[[nodiscard]] Result<FileDescriptor> lockForChange(const std::filesystem::path &file);

// What it may be read by. A file that is there keeps what it has.
enum class NewFile { Private, Public };

// Replaces or makes the file, atomically and synced, through a link if it is one, since people keep
// their files elsewhere and link them.
[[nodiscard]] Result<void> replaceFile(const std::filesystem::path &file, std::string_view text,
                                       NewFile made);

// A whole file. FaultKind::NotFound when there is none, TooLarge beyond the limit; whatever is not
// a regular file is BadInput, and never waited for.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path &file, std::size_t maxBytes);

} // namespace larder
