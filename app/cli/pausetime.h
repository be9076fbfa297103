// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace larder::cli
{

// Whoever wants longer means until resumed.
inline constexpr std::chrono::minutes longestPause = std::chrono::days(7);

// "30m", "2h", "1h30m", "1d": whole numbers of days, hours and minutes, each at most once and in
// this order. Nothing for what is none of these, for no time at all and beyond longestPause.
[[nodiscard]] std::optional<std::chrono::minutes> parsePauseTime(QStringView text);

} // namespace larder::cli
