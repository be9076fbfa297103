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

// A cache on demand: systemd listens for it and starts a proxy on the first request. Everything
// here blocks, see UserManager; UnitControl is for threads that must not.
namespace larder::system
{

// How it stands with one cache.
enum class OnDemand {
    Unavailable, // there is no systemd manager of this user
    Off,
    Listening,
    Failed,  // systemd does not listen: it could not, or could not start the proxy
    Foreign, // units of these names are there that are not Larder's own
};

[[nodiscard]] Result<OnDemand> lookAt(UserManager &manager, const std::string &cache);

// What turning on or off came to.
struct UnitOutcome
{
    enum class What { Changed, AlreadySo };
    What what = What::AlreadySo;
    std::vector<std::filesystem::path> written;      // units that were not there, or otherwise
    std::vector<std::filesystem::path> movedAside{}; // of somebody else's; undo puts them back
};

// What becomes of units that have a cache's names and are not Larder's own.
enum class ForeignUnits {
    Keep,    // a fault says that they are there
    Replace, // stopped; the user's own files, and the links that enabled them, are moved aside
};

// Writes the units where no installed ones serve as they are, starts the socket and lets it start
// with the session. Anything it writes is in the ledger first. runtimeFolder: where owners of
// caches are told.
//
// A port that this process holds is one that it hands over, if it shares it. A proxy that still
// finishes what it was asked before is waited for, at most finishLimit (unitsteps.h).
//
// Faults leave everything as it was, but for units that were written: NotAllowed for units that are
// not Larder's own or are masked, InUse for a port or a cache that somebody else has, with who.
// Foreign units that were stopped for it and listened before do so again then.
[[nodiscard]] Result<UnitOutcome> turnOn(UserManager &manager, Ledger &ledger, const UnitPlan &plan,
                                         const std::filesystem::path &runtimeFolder,
                                         ForeignUnits foreign = ForeignUnits::Keep);

// Stops the socket, then the proxy, which finishes what it is doing, and lets neither start again.
// The units' files stay.
[[nodiscard]] Result<UnitOutcome> turnOff(UserManager &manager, Ledger &ledger,
                                          const std::string &cache);

// Lets go of a cache that this process listens for already, beside systemd: who waits for systemd
// is answered, its proxy goes on until it has finished what it was asked, and only its socket is
// stopped and does not start with the session any more. When it returns, nobody owns the cache.
// AlreadySo: systemd had nothing to do with it.
[[nodiscard]] Result<UnitOutcome> leaveToListener(UserManager &manager, Ledger &ledger,
                                                  const std::string &cache,
                                                  const std::filesystem::path &runtimeFolder);

} // namespace larder::system
