// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace larder::ecosystem::apt
{

// A line of the lists in Release, Sources and Packages.diff/Index: " <SHA-256 in hex> <size>
// <name>".
struct ChecksumLine
{
    Digest digest;
    std::uint64_t size = 0;
    std::string_view name; // as written: not yet safe
};

// Nothing for a line that has another form or a size that no file can have.
[[nodiscard]] std::optional<ChecksumLine> parseChecksumLine(std::string_view line);

// Plain decimal digits up to 2^63 - 1, what a file may have.
[[nodiscard]] std::optional<std::uint64_t> parseFileSize(std::string_view text);

} // namespace larder::ecosystem::apt
