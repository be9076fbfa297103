// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "ecosystem/generation.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace larder::ecosystem::apt
{

// The largest Release file in use, that of Debian sid, has 0.3 MB and 2,000 files.
inline constexpr std::size_t maxReleaseBytes = 16 * MiB;
inline constexpr std::size_t maxReleaseFiles = 200'000;

// Reads Release, or InRelease with its signature around it (RFC 9580 7; not checked: clients do
// that, and we have no keys). Nothing when there is no SHA256 list, a limit is passed or the
// signature's frame is not closed. Malformed lines and unsafe names are skipped.
[[nodiscard]] std::optional<Generation> readRelease(std::string_view text);

} // namespace larder::ecosystem::apt
