// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace larder::http
{

// Bytes first to last, both included, of a representation.
struct ByteRange
{
    std::uint64_t first = 0;
    std::uint64_t last = 0;

    [[nodiscard]] std::uint64_t length() const { return last - first + 1; }

    friend bool operator==(const ByteRange &, const ByteRange &) = default;
};

struct WholeRange
{}; // no usable Range: answer 200 with everything

struct UnsatisfiableRange
{}; // answer 416

using RangeDecision = std::variant<WholeRange, ByteRange, UnsatisfiableRange>;

// RFC 9110 14.2: one "bytes=a-b", "bytes=a-" or "bytes=-n". Several ranges, other units and
// malformed ones are ignored, as the RFC permits: no range amplification.
[[nodiscard]] RangeDecision decideRange(std::string_view rangeHeader, std::uint64_t size);

// "bytes 80000-199999/200000" of a 206, or the size of a 416's "bytes */200000".
struct ContentRange
{
    std::optional<ByteRange> range;
    std::optional<std::uint64_t> size; // nothing for '*'
};

[[nodiscard]] std::optional<ContentRange> parseContentRange(std::string_view value);

} // namespace larder::http
