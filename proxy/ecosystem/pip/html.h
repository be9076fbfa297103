// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/fault.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

class QIODevice;

// HTML as far as links need it (https://html.spec.whatwg.org/multipage/parsing.html): where tags
// begin and end, their attributes, comments, and elements whose content is no markup.
namespace larder::ecosystem::pip
{

// A tag goes through memory as a whole. Real: below 2 KiB, a yanked mark's reason included.
inline constexpr std::size_t maxTagBytes = 64 * KiB;

// Gets a page in pieces that make up all of its bytes, in their order.
class HtmlSink
{
public:
    HtmlSink() = default;
    HtmlSink(const HtmlSink &) = delete;
    HtmlSink &operator=(const HtmlSink &) = delete;
    virtual ~HtmlSink() = default;

    virtual void text(std::string_view bytes) = 0;    // a part of a text
    virtual void tag(std::string_view bytes) = 0;     // "<a href=x>", "</a>": complete
    virtual void comment(std::string_view bytes) = 0; // a part of a comment or declaration
};

// Reads a page to its end. Faults: TooLarge for a tag beyond maxTagBytes, and as DocumentReader's.
// Blocks: pool only.
[[nodiscard]] Result<void> readHtml(QIODevice &body, HtmlSink &sink);

// An attribute as it stands in its tag; views of the tag.
struct HtmlAttribute
{
    std::string_view name;
    std::string_view value;       // entities and all, without quotes
    std::string_view valueQuoted; // with its quotes, if it has any; empty without a value
};

// "a" of "<a href=x>", "/a" of "</a>"; in the case that it has.
[[nodiscard]] std::string_view tagName(std::string_view tag);
[[nodiscard]] std::vector<HtmlAttribute> attributesOf(std::string_view tag);
// The first of that name, whatever its case; null without one.
[[nodiscard]] const HtmlAttribute *findAttribute(const std::vector<HtmlAttribute> &attributes,
                                                 std::string_view name);

// An attribute's value with its character references resolved: numbers, and the names that link
// generators use; others stay as they are.
[[nodiscard]] std::string decodedValue(std::string_view value);
// The text as an attribute's value, in double quotes.
[[nodiscard]] std::string quotedValue(std::string_view text);

} // namespace larder::ecosystem::pip
