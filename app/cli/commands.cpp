// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"

namespace larder::cli
{

std::vector<Command> allCommands()
{
    return {statusCommand(),   statsCommand(), logCommand(),    onCommand(),      offCommand(),
            modeCommand(),     pauseCommand(), resumeCommand(), offlineCommand(), listCommand(),
            pinCommand(),      unpinCommand(), removeCommand(), gcCommand(),      verifyCommand(),
            settingsCommand(), undoCommand()};
}

} // namespace larder::cli
