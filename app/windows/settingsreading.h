// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/paths.h"
#include "system/autostart.h"
#include "windows/settingslisten.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace larder::windows
{

// What the settings window shows. A value.
struct SettingsReading
{
    std::map<std::string, std::string> values; // every setting by its name: "network.mode"
    std::optional<Fault> fault;                // of the file; the values are the defaults then
    std::vector<Bridge> bridges;
    system::Autostart autostart;
};

// Reads the file as it stands, values that are not allowed too, and looks at the machine. Blocks
// for some milliseconds.
[[nodiscard]] SettingsReading readForSettings(const Paths &paths,
                                              const std::filesystem::path &trayProgram);

} // namespace larder::windows
