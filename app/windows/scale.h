// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace larder::windows
{

// What a scale counts, which decides what its round numbers are.
enum class Unit : std::uint8_t {
    Requests, // 1, 2, 5, 10, 20, …
    Bytes,    // powers of two, so that each is round in KiB, MiB, …
};

// The marks of a scale from 0: round numbers at equal distances, three to seven of them, of which
// the last is at least as large as the largest value.
[[nodiscard]] std::vector<std::uint64_t> scaleMarks(std::uint64_t largest, Unit unit);

} // namespace larder::windows
