// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/range.h"

#include "base/number.h"
#include "http/headers.h"

#include <algorithm>
#include <limits>

namespace larder::http
{

namespace
{

// Decimal digits only; a number too large for 64 bits counts as the largest one.
std::optional<std::uint64_t> parsePosition(std::string_view text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || !std::ranges::all_of(text, isDigit)) {
        return std::nullopt;
    }
    return parseNumber<std::uint64_t>(text).value_or(std::numeric_limits<std::uint64_t>::max());
}

} // namespace

RangeDecision decideRange(std::string_view rangeHeader, std::uint64_t size)
{
    const std::size_t equals = rangeHeader.find('=');
    if (equals == std::string_view::npos ||
        !equalsIgnoringCase(rangeHeader.substr(0, equals), "bytes")) {
        return WholeRange{};
    }
    const std::string_view spec = trim(rangeHeader.substr(equals + 1));
    const std::size_t dash = spec.find('-');
    if (dash == std::string_view::npos) {
        return WholeRange{};
    }
    const std::string_view firstText = spec.substr(0, dash);
    const std::string_view lastText = spec.substr(dash + 1);
    if (firstText.empty()) {
        const auto suffix = parsePosition(lastText);
        if (!suffix) {
            return WholeRange{};
        }
        if (*suffix == 0 || size == 0) {
            return UnsatisfiableRange{};
        }
        return ByteRange{.first = size - std::min(*suffix, size), .last = size - 1};
    }
    const auto first = parsePosition(firstText);
    const auto last =
        lastText.empty() ? std::numeric_limits<std::uint64_t>::max() : parsePosition(lastText);
    if (!first || !last || *first > *last) {
        return WholeRange{};
    }
    if (*first >= size) {
        return UnsatisfiableRange{};
    }
    return ByteRange{.first = *first, .last = std::min(*last, size - 1)};
}

std::optional<ContentRange> parseContentRange(std::string_view value)
{
    constexpr std::string_view unit = "bytes ";
    if (!equalsIgnoringCase(value.substr(0, unit.size()), unit)) {
        return std::nullopt;
    }
    value.remove_prefix(unit.size());
    const std::size_t slash = value.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rangeText = value.substr(0, slash);
    const std::string_view sizeText = value.substr(slash + 1);
    constexpr std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
    ContentRange result;
    if (sizeText != "*") {
        result.size = parsePosition(sizeText);
        if (!result.size || *result.size > limit) {
            return std::nullopt;
        }
    }
    if (rangeText == "*") {
        return result.size ? std::optional(result) : std::nullopt;
    }
    const std::size_t dash = rangeText.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first = parsePosition(rangeText.substr(0, dash));
    const auto last = parsePosition(rangeText.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= result.size.value_or(limit)) {
        return std::nullopt;
    }
    result.range = ByteRange{.first = *first, .last = *last};
    return result;
}

} // namespace larder::http
