// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/tally.h"

#include <QString>

#include <cstdint>

namespace larder::windows
{

// The figures of some time that tables show, in the order of their columns.
enum class Figure : std::uint8_t { Hits, Misses, HitShare, FromDisk, FromNetwork, Saved };
inline constexpr int figureCount = 6;

[[nodiscard]] QString titleOf(Figure figure);   // "Hits"
[[nodiscard]] QString meaningOf(Figure figure); // a sentence
[[nodiscard]] QString wordsOf(Figure figure, const statistics::Tally &tally);

} // namespace larder::windows
