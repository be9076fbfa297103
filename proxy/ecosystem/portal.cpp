// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ecosystem.h"

#include "http/headers.h"

#include <algorithm>
#include <array>

namespace larder::ecosystem
{

namespace
{

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view whiteSpace = " \t\r\n\f";

std::string_view withoutLeadingSpace(std::string_view text)
{
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    text.remove_prefix(std::min(text.find_first_not_of(whiteSpace), text.size()));
    return text;
}

bool beginsIgnoringCase(std::string_view text, std::string_view start)
{
    return http::equalsIgnoringCase(text.substr(0, start.size()), start);
}

} // namespace

bool isHtml(std::string_view contentType)
{
    const std::string_view type = http::trim(contentType.substr(0, contentType.find(';')));
    return http::equalsIgnoringCase(type, "text/html") ||
           http::equalsIgnoringCase(type, "application/xhtml+xml");
}

bool looksLikePortal(std::string_view contentType, std::string_view firstBytes)
{
    const std::string_view start = withoutLeadingSpace(firstBytes);

    // Some portals send their page with the type of what was asked for, or with none.
    constexpr std::array<std::string_view, 2> pageStarts{"<!doctype html", "<html"};
    const auto beginsBody = [start](std::string_view page) {
        return beginsIgnoringCase(start, page);
    };
    if (std::ranges::any_of(pageStarts, beginsBody))
        return true;

    // Servers that know no type for an archive's file call it text/html: the body decides.
    return isHtml(contentType) && start.starts_with('<');
}

} // namespace larder::ecosystem
