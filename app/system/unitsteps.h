// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "system/ledger.h"
#include "system/unit.h"
#include "system/units.h"
#include "system/usermanager.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

// The steps that turning a cache on and off is made of, see cacheunits.h. All of them block.
namespace larder::system
{

inline constexpr std::chrono::seconds finishLimit{10};

enum class Written : std::uint8_t { No, Yes };

// The user's own unit is written unless it is there already, or an installed one does the same.
[[nodiscard]] Result<Written> provide(const Unit &unit, const std::string &text, Ledger &ledger);

// Who has the cache or its ports already. Asked before, since a program that shares its port would
// let systemd listen beside it, and connections would go to either.
[[nodiscard]] Result<void> checkFree(const UnitPlan &plan,
                                     const std::filesystem::path &runtimeFolder);

// Starts the socket. The fault says who is in the way.
[[nodiscard]] Result<void> listen(UserManager &manager, const UnitPlan &plan);
[[nodiscard]] Result<void> stop(UserManager &manager, const std::string &unit);

// It starts with the session; the links that say so are in the ledger.
[[nodiscard]] Result<void> enable(UserManager &manager, Ledger &ledger, const std::string &unit);
// Neither starts with the session nor has links that say so.
[[nodiscard]] Result<void> disable(UserManager &manager, Ledger &ledger, const std::string &unit);

// Neither runs nor is about to.
[[nodiscard]] bool isOver(const std::string &active);

// Asks again and again until it is so, at most for finishLimit. False: it never was.
[[nodiscard]] bool waitUntil(const std::function<bool()> &isSo);

// systemd starts no socket while the proxy that it is for still runs.
[[nodiscard]] Result<void> waitForProxy(UserManager &manager, const std::string &cache);

} // namespace larder::system
