// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/conditional.h"

#include "http/date.h"

namespace larder::http
{

namespace
{

constexpr std::string_view weakPrefix = "W/";

std::string_view opaqueTag(std::string_view etag)
{
    if (etag.starts_with(weakPrefix)) {
        etag.remove_prefix(weakPrefix.size());
    }
    return etag;
}

// Whether a list of entity tags holds one that weakly equals the stored one. Tags are quoted and
// may hold commas. Reading ends at the first malformed one.
bool listMatches(std::string_view list, std::string_view stored)
{
    if (trim(list) == "*") {
        return true;
    }
    if (stored.empty()) {
        return false;
    }
    for (;;) {
        while (!list.empty() &&
               (list.front() == ' ' || list.front() == '\t' || list.front() == ',')) {
            list.remove_prefix(1);
        }
        list = opaqueTag(list);
        const std::size_t close = list.starts_with('"') ? list.find('"', 1) : list.npos;
        if (close == list.npos) {
            return false;
        }
        if (list.substr(0, close + 1) == opaqueTag(stored)) {
            return true;
        }
        list.remove_prefix(close + 1);
    }
}

} // namespace

bool isNotModified(const Headers &request, const Validators &stored)
{
    if (request.contains("If-None-Match")) {
        return listMatches(request.combined("If-None-Match"), stored.etag);
    }
    const auto since = request.find("If-Modified-Since");
    if (!since || request.count("If-Modified-Since") > 1) {
        return false;
    }
    const auto limit = parseDate(*since);
    const auto modified = parseDate(stored.lastModified);
    return limit && modified && *modified <= *limit;
}

bool rangeApplies(const Headers &request, const Validators &stored)
{
    const auto condition = request.find("If-Range");
    if (!condition) {
        return true;
    }
    if (request.count("If-Range") > 1) {
        return false;
    }
    if (condition->starts_with('"')) {
        return *condition == stored.etag;
    }
    const auto date = parseDate(*condition);
    return date && date == parseDate(stored.lastModified);
}

} // namespace larder::http
