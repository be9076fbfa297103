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
// commands/verify.cpp
[[nodiscard]] Command verifyCommand();

} // namespace larder::cli
