// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"

#include <chrono>
#include <filesystem>

namespace larder::store
{

// Opens the index for writing, makes its tables when they are not there yet, and brings those of an
// older Larder up to date: a hundred thousand entries take a second. Newer when a newer
// Larder made it.
[[nodiscard]] Result<Database> openIndexForWriting(const std::filesystem::path &cacheFolder,
                                                   std::chrono::milliseconds busyTimeout);

// What is said of such an index.
[[nodiscard]] Fault newerFault();

} // namespace larder::store
