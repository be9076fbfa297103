// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/number.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Percent escapes, as URLs have them.
namespace larder
{

inline constexpr std::size_t escapeLength = 3; // "%2F"

// The byte that the escape at the start of a text stands for; nothing where there is none.
[[nodiscard]] inline std::optional<char> escapedByte(std::string_view text)
{
    if (!text.starts_with('%') || text.size() < escapeLength) {
        return std::nullopt;
    }
    return parseNumber<std::uint8_t>(text.substr(1, escapeLength - 1), 16)
        .transform([](std::uint8_t byte) { return static_cast<char>(byte); });
}

// What to do with a percent sign that begins no escape.
enum class BadEscape { Refuse, Keep };

[[nodiscard]] inline std::optional<std::string> withoutEscapes(std::string_view text, BadEscape bad)
{
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const auto byte = escapedByte(text);
        if (!byte && text.front() == '%' && bad == BadEscape::Refuse) {
            return std::nullopt;
        }
        plain += byte.value_or(text.front());
        text.remove_prefix(byte ? escapeLength : 1);
    }
    return plain;
}

} // namespace larder
