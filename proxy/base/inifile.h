// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The text of an INI file: read strictly, and changed in one place without touching the rest, so
// that comments, order and what others keep there survive. Functions of values.
//
//   [group]
//   key=value      white space around all three is no part of them
//   ; comment      # comment     only as lines of their own
namespace larder::ini
{

constexpr std::size_t maxBytes = std::size_t{1} << 20U; // 1 MiB; it should hold a few lines

// One line with a value. The views point into the text that was read.
struct Entry
{
    std::string_view group; // empty before the first group
    std::string_view key;
    std::string_view value;
    std::string_view line; // all of it, with its end
};

// In the order of the file. Faults name the line: what is no UTF-8, has control characters, is no
// line of an INI, or gives a key of a group twice.
[[nodiscard]] Result<std::vector<Entry>> read(std::string_view text);

// The text with a value set: in its line if there is one, otherwise at the end of its group, which
// is made where it is missing. A text that cannot be read is a fault, and so is a value with line
// breaks.
[[nodiscard]] Result<std::string> withValue(std::string_view text, std::string_view group,
                                            std::string_view key, std::string_view value);
// The text without the line; unchanged when there is none.
[[nodiscard]] Result<std::string> withoutValue(std::string_view text, std::string_view group,
                                               std::string_view key);

} // namespace larder::ini
