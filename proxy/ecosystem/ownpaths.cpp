// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ownpaths.h"

namespace larder::ecosystem
{

std::string_view originForm(std::string_view target)
{
    if (target.starts_with('/'))
        return target;
    constexpr std::string_view afterScheme = "://";
    const std::size_t scheme = target.find(afterScheme);
    if (scheme == std::string_view::npos)
        return "/";
    target.remove_prefix(scheme + afterScheme.size());
    const std::size_t path = target.find_first_of("/?");
    return path == std::string_view::npos || target[path] == '?' ? "/" : target.substr(path);
}

std::optional<Plan> ownPlan(std::string_view pathAndQuery)
{
    const std::string_view path = pathAndQuery.substr(0, pathAndQuery.find('?'));
    if (path == "/")
        return OwnPage{PageForm::Html};
    if (path == "/larder.json")
        return OwnPage{PageForm::Json};
    const http::Headers plain{{"Content-Type", "text/plain; charset=utf-8"}};
    if (path == "/favicon.ico")
        return Answer{.status = 404, .headers = plain, .body = "Not Found\n"};
    if (path == "/robots.txt")
        return Answer{.status = 200, .headers = plain, .body = "User-agent: *\nDisallow: /\n"};
    return std::nullopt;
}

} // namespace larder::ecosystem
