// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/ownpaths.h"

#include <string>
#include <utility>

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
    const auto plain = [](int status, std::string body) {
        return Answer{.status = status,
                      .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                      .body = std::move(body)};
    };
    if (path == "/favicon.ico")
        return plain(404, "Not Found\n");
    if (path == "/robots.txt")
        return plain(200, "User-agent: *\nDisallow: /\n");
    return std::nullopt;
}

} // namespace larder::ecosystem
