// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// URLs and references: what is accepted means the same when it is written and read again, and
// resolving keeps it so. The first line is a URL, the second a reference relative to it.
#include "http/url.h"
#include "input.h"
#include "require.h"

#include <algorithm>

using namespace larder;

namespace
{

void checkUrl(const http::Url &url)
{
    const std::string text = url.text();
    const auto again = http::Url::parse(text);
    fuzz::require(again.has_value(), "What was accepted is accepted again.");
    fuzz::require(again->host == url.host && again->port == url.port && again->path == url.path &&
                      again->query == url.query && again->scheme == url.scheme,
                  "A URL that is written and read again is the same.");
    fuzz::require(again->text() == text, "One URL has one spelling.");
    fuzz::require(std::ranges::all_of(text, [](char c) { return c > ' ' && c != '\x7f'; }),
                  "A URL is visible ASCII.");
    fuzz::require(url.path.starts_with('/'), "A path begins with a slash.");
    for (const std::string_view step : {"/../", "/./"}) {
        fuzz::require(url.path.find(step) == std::string::npos, "No path climbs.");
    }
    fuzz::require(!url.path.ends_with("/..") && !url.path.ends_with("/."), "No path climbs.");
    fuzz::require(url.authority().find('@') == std::string::npos, "No text holds the password.");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view text = fuzz::textOf(data, size);
    const auto url = http::Url::parse(fuzz::takeLine(text));
    if (!url) {
        fuzz::require(!url.error().what.isEmpty(), "A refusal has a sentence.");
        return 0;
    }
    checkUrl(*url);
    if (const auto resolved = url->resolve(text)) {
        checkUrl(*resolved);
    }
    return 0;
}
