// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/settingstable.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace larder
{

// The whole text; empty when there is no file. Never waits for a pipe. Limit: ini::maxBytes.
[[nodiscard]] Result<std::string> readSettingsText(const std::filesystem::path &file);

// One setting to change.
struct SettingChange
{
    SettingName name;
    std::optional<std::string> value; // nothing: back to the default, the line goes
};

// Changes the settings file: all changes or none, atomically, and without losing what another
// process changes at the same time (a lock beside the file; waited for at most 5 s).
// Comments, order and unknown keys stay. A bad value is a fault and nothing is written; a bad value
// of another key, that stood there before, is no obstacle. Blocks for some milliseconds.
[[nodiscard]] Result<void> changeSettings(const std::filesystem::path &file,
                                          const std::vector<SettingChange> &changes);

} // namespace larder
