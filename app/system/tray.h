// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace larder::system
{

// The name of the tray application on the session's bus while it runs.
inline constexpr const char *trayName = "org.larder.Larder";

// The process that has it; nothing without one, or without a bus. Starts nothing. Blocks until the
// bus answers.
[[nodiscard]] std::optional<std::int64_t> trayProcess();

} // namespace larder::system
