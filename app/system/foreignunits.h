// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "system/ledger.h"
#include "system/units.h"
#include "system/usermanager.h"

#include <filesystem>
#include <string>
#include <vector>

// Units that have the names of a cache and are somebody else's. Everything here blocks.
namespace larder::system
{

// The files that make them so, in no more than one for each unit; empty: there are none.
[[nodiscard]] Result<std::vector<std::filesystem::path>> foreignFiles(UserManager &manager,
                                                                      const std::string &cache);

// Stops them; the user's own files, and the links that enabled them, are moved aside, see Ledger.
// Returns what was moved. After a fault those that ran before do so again.
[[nodiscard]] Result<std::vector<std::filesystem::path>>
replaceForeign(UserManager &manager, Ledger &ledger, const UnitPlan &plan,
               const std::filesystem::path &runtimeFolder);

} // namespace larder::system
