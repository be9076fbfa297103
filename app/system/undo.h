// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "system/ledger.h"
#include "system/usermanager.h"

#include <optional>
#include <vector>

// Taking back everything that Larder changed on the machine outside its own folders. Blocks, see
// UserManager.
namespace larder::system
{

// What became of one change, or would.
struct Undone
{
    Change change;
    std::optional<Fault> fault{}; // it stays as it is: InUse where somebody changed it since
};

// What undoAll() would do, newest change first. Changes nothing.
[[nodiscard]] Result<std::vector<Undone>> lookAtUndo(const Ledger &ledger);

// Turns off the caches whose units Larder wrote or enabled, then puts back what was there before,
// newest change first, and lets systemd read its units anew. What cannot be put back is told, and
// does not hold up the rest. manager: null where systemd does not run for this user. A fault: a
// cache could not be turned off, and nothing was put back.
[[nodiscard]] Result<std::vector<Undone>> undoAll(UserManager *manager, Ledger &ledger);

} // namespace larder::system
