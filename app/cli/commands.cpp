// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"

namespace larder::cli
{

std::vector<Command> allCommands()
{
    return {statusCommand(), statsCommand(), logCommand(), verifyCommand()};
}

} // namespace larder::cli
