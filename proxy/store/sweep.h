// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <filesystem>

namespace larder::store
{

// Removes what died processes left: staging folders whose lock can be taken and that are no partial
// download within its limits, files of publications that never got a row, and what is in trash/.
// Takes its own connection to the index, as another process would. Blocks: pool only. What cannot
// be removed is logged and waits for the next sweep.
void sweep(const std::filesystem::path &cacheFolder, WallTime now);

} // namespace larder::store
