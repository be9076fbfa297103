// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settingvalues.h"

#include <filesystem>
#include <string>
#include <vector>

namespace larder::system
{

// The usual files of package managers on this machine and of this user that name one of the
// addresses: whoever reads them fails when nobody answers there. Read only; blocks for some
// milliseconds. root: of the file system, for tests.
[[nodiscard]] std::vector<std::filesystem::path>
filesNaming(const std::vector<ListenAddress> &addresses, const std::filesystem::path &home,
            const std::filesystem::path &root = "/");

} // namespace larder::system
