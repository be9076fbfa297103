// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/checksumline.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace larder::ecosystem::apt
{

namespace
{

constexpr std::string_view blanks = " \t";

// Cuts the next word off the text; empty when there is none.
std::string_view takeWord(std::string_view &text)
{
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
}

} // namespace

std::optional<ChecksumLine> parseChecksumLine(std::string_view line)
{
    const std::string_view hex = takeWord(line);
    const auto size = parseFileSize(takeWord(line));
    const std::string_view name = takeWord(line);
    if (!size || name.empty() || !takeWord(line).empty())
        return std::nullopt;
    auto digest = Digest::fromHex(DigestAlgorithm::Sha256, hex);
    if (!digest)
        return std::nullopt;
    return ChecksumLine{.digest = *std::move(digest), .size = *size, .name = name};
}

std::optional<std::uint64_t> parseFileSize(std::string_view text)
{
    constexpr auto largest = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc{} || end != text.data() + text.size() || size > largest)
        return std::nullopt;
    return size;
}

} // namespace larder::ecosystem::apt
