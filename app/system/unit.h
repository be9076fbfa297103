// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "system/usermanager.h"

#include <filesystem>
#include <optional>
#include <string>

// One unit of a cache as it is found, and whose it is.
namespace larder::system
{

// A value: what systemd said when it was asked.
struct Unit
{
    std::string name; // "cache-apt.socket"
    UnitState state;
    std::filesystem::path place; // where the user's own file is, or would be
};

[[nodiscard]] Result<Unit> findUnit(UserManager &manager, const std::string &name);

// A file that holds a unit of one of our names and is not ours: of those that systemd has loaded,
// and of those that it would load next. Reads the disk.
[[nodiscard]] std::optional<std::filesystem::path> foreignFile(const Unit &unit);

// NotAllowed: somebody decided that nobody shall use it.
[[nodiscard]] Result<void> checkUnmasked(const Unit &unit);
// NotAllowed: masked, or not Larder's own; then the advice says how to replace it.
[[nodiscard]] Result<void> checkOwn(const Unit &unit, const std::string &cache);

} // namespace larder::system
