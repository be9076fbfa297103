// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"

#include <QTemporaryDir>

#include <filesystem>

namespace larder
{

// Where everything is in a test: as in a home, but for the folders' names.
inline Paths pathsBelow(const QTemporaryDir &folder)
{
    const std::filesystem::path root = folder.path().toStdString();
    return {.cache = root / "cache",
            .state = root / "state",
            .config = root / "config" / "larder" / "larder.ini",
            .runtime = root / "runtime"};
}

} // namespace larder
