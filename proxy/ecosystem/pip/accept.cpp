// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/accept.h"

#include "http/headers.h"

#include <algorithm>

namespace larder::ecosystem::pip
{

namespace
{

constexpr int fullWeight = 1000;

bool isAnyOf(std::string_view type, std::initializer_list<std::string_view> types)
{
    return std::ranges::any_of(
        types, [type](std::string_view one) { return http::equalsIgnoringCase(one, type); });
}

// Cuts the next part off a list; the separator stays in neither.
std::string_view takePart(std::string_view &list, char separator)
{
    const std::string_view part = list.substr(0, list.find(separator));
    list.remove_prefix(std::min(part.size() + 1, list.size()));
    return http::trim(part);
}

// In thousandths (RFC 9110 12.4.2); what is malformed asks for nothing.
int weightOf(std::string_view text)
{
    if (text.empty() || (text.front() != '0' && text.front() != '1') ||
        (text.size() > 1 && text[1] != '.'))
        return 0;
    int weight = text.front() == '1' ? fullWeight : 0;
    int place = fullWeight;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9')
            return 0;
        place /= 10;
        weight += (c - '0') * place;
    }
    return std::min(weight, fullWeight);
}

} // namespace

PageType typeOf(std::string_view contentType)
{
    const std::string_view type = http::trim(contentType.substr(0, contentType.find(';')));
    if (isAnyOf(type,
                {"application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+json"}))
        return PageType::Json;
    if (isAnyOf(type,
                {"application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.latest+html"}))
        return PageType::DeclaredHtml;
    return isAnyOf(type, {"text/html", "application/xhtml+xml"}) ? PageType::Html : PageType::Other;
}

bool prefersJson(std::string_view accept)
{
    int json = 0;
    int html = 0;
    while (!accept.empty()) {
        std::string_view range = takePart(accept, ',');
        const PageType type = typeOf(takePart(range, ';'));
        int weight = fullWeight;
        while (!range.empty()) {
            std::string_view value = takePart(range, ';');
            if (http::equalsIgnoringCase(takePart(value, '='), "q"))
                weight = weightOf(http::trim(value));
        }
        if (type == PageType::Json)
            json = std::max(json, weight);
        else if (type != PageType::Other)
            html = std::max(html, weight);
    }
    return json > html;
}

} // namespace larder::ecosystem::pip
