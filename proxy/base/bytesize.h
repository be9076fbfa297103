// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string_view>

namespace larder
{

inline constexpr std::uint64_t KiB = 1024;
inline constexpr std::uint64_t MiB = 1024 * KiB;
inline constexpr std::uint64_t GiB = 1024 * MiB;

// "0 B", "532 B", "1.4 KiB", "20 GiB", also negative: at most three significant digits, with the
// decimal point of the default locale.
[[nodiscard]] QString formatBytes(std::int64_t bytes);
// "20 GiB", "512MiB", "1000": nothing when it is none of these or overflows.
[[nodiscard]] std::optional<std::uint64_t> parseBytes(std::string_view text);

} // namespace larder
