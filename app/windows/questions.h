// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/actions.h"

#include <filesystem>
#include <string>
#include <vector>

class QMessageBox;
class QWidget;

namespace larder::windows
{

// Asks before a cache is turned off, since clients that are set to it fail then, and offers to
// pause instead; carries out what is chosen. Does not wait for the answer. The box deletes itself;
// the parent may be null. It is returned so that the caller may bring it to the front.
QMessageBox &askTurnOff(Actions &actions, const std::string &cache, QWidget *parent);

// Asks before units of somebody else, whose files are given, make way for Larder's own; as above.
QMessageBox &askReplaceUnits(Actions &actions, const std::string &cache,
                             const std::vector<std::filesystem::path> &files, QWidget *parent);

} // namespace larder::windows
