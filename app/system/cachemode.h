// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/paths.h"
#include "base/settingvalues.h"

#include <optional>
#include <string>

namespace larder::system
{

// How it stands with turning a cache on or off. A value.
struct Switching
{
    bool isUnderWay = false;
    std::optional<Fault> fault; // why the last wish could not be carried out, or not as it was
};

// Writes into the settings who answers for a cache. Off: the mode before is kept beside the
// figures, for whoever turns the cache on again. Blocks for some milliseconds, as changeSettings().
[[nodiscard]] Result<void> storeMode(const Paths &paths, const std::string &cache, CacheMode mode);

// How the cache last answered before it was turned off; on demand unless something else is known.
// Blocks for a moment.
[[nodiscard]] CacheMode modeBeforeOff(const Paths &paths, const std::string &cache);

// How it stands in the tray, for programs that asked it to switch by changing the settings: a file
// in the runtime folder. Noting it touches the change signal. Blocks for a moment.
[[nodiscard]] Switching readSwitching(const Paths &paths, const std::string &cache);
void noteSwitching(const Paths &paths, const std::string &cache, const Switching &state);

} // namespace larder::system
