// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace larder
{

// The number that the whole text is, in digits alone: no sign, no white space, no "0x". Nothing
// when it is none or does not fit. Every number that comes from outside is read here.
template <std::integral Number>
[[nodiscard]] std::optional<Number> parseNumber(std::string_view text, int base = 10)
{
    Number number{};
    const auto [rest, error] = std::from_chars(text.begin(), text.end(), number, base);
    if (text.starts_with('-') || error != std::errc{} || rest != text.end()) {
        return std::nullopt;
    }
    return number;
}

} // namespace larder
