// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace larder
{

inline constexpr const char *powerSupplyFolder = "/sys/class/power_supply";

// Whether the machine runs from its battery, as the kernel tells in that folder (Documentation/
// ABI/testing/sysfs-class-power): a battery of the machine itself (not of a mouse) is there, and no
// charger says that it is online. A machine that tells nothing has no battery. Cheap; any thread.
[[nodiscard]] bool runsOnBattery(const std::filesystem::path &folder = powerSupplyFolder);

} // namespace larder
