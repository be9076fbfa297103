// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"

namespace larder::cli
{

// Every verb but help, in the order of the help text.
[[nodiscard]] std::vector<Command> allCommands();

// commands/overview.cpp
[[nodiscard]] Command statusCommand();
[[nodiscard]] Command statsCommand();
// commands/log.cpp
[[nodiscard]] Command logCommand();
// commands/list.cpp
[[nodiscard]] Command listCommand();
// commands/pin.cpp
[[nodiscard]] Command pinCommand();
[[nodiscard]] Command unpinCommand();
// commands/remove.cpp
[[nodiscard]] Command removeCommand();
// commands/gc.cpp
[[nodiscard]] Command gcCommand();
// commands/verify.cpp
[[nodiscard]] Command verifyCommand();
// commands/control.cpp
[[nodiscard]] Command onCommand();
[[nodiscard]] Command offCommand();
[[nodiscard]] Command modeCommand();
// commands/undo.cpp
[[nodiscard]] Command undoCommand();
// commands/pause.cpp
[[nodiscard]] Command pauseCommand();
[[nodiscard]] Command resumeCommand();
[[nodiscard]] Command offlineCommand();
// commands/settings.cpp
[[nodiscard]] Command settingsCommand();

} // namespace larder::cli
