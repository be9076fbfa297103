// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/accept.h"

#include "http/accept.h"
#include "http/headers.h"

#include <algorithm>

namespace larder::ecosystem::pip
{

namespace
{

bool isAnyOf(std::string_view type, std::initializer_list<std::string_view> types)
{
    return std::ranges::any_of(
        types, [type](std::string_view one) { return http::equalsIgnoringCase(one, type); });
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
    for (const http::Preference &preference : http::readAccept(accept)) {
        const PageType type = typeOf(preference.name);
        if (type == PageType::Json)
            json = std::max(json, preference.weight);
        else if (type != PageType::Other)
            html = std::max(html, preference.weight);
    }
    return json > html;
}

} // namespace larder::ecosystem::pip
