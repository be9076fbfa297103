// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <filesystem>

namespace larder
{

// Where Larder keeps what: absolute folders after the XDG base directory specification. A value.
struct Paths
{
    std::filesystem::path cache;   // $XDG_CACHE_HOME/larder: objects and their index (disposable)
    std::filesystem::path state;   // $XDG_STATE_HOME/larder: statistics, ledger of changes
    std::filesystem::path config;  // $XDG_CONFIG_HOME/larder/larder.ini
    std::filesystem::path runtime; // $XDG_RUNTIME_DIR/larder: locks, "changed"

    // From the environment; relative values are ignored, as the specification asks. Without
    // XDG_RUNTIME_DIR, the runtime folder is "runtime" below the state folder.
    [[nodiscard]] static Result<Paths> fromEnvironment();
};

// Makes the folder and its parents with mode 0700 and proves that it can be written to.
[[nodiscard]] Result<void> ensureWritableFolder(const std::filesystem::path &folder);

} // namespace larder
