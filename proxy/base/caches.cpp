// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"

#include <algorithm>
#include <array>

namespace larder
{

namespace
{

constexpr std::array caches = {
    CacheInfo{.name = "apt", .title = "apt", .port = 3142, .upstream = ""},
    CacheInfo{.name = "composer",
              .title = "composer",
              .port = 3144,
              .upstream = "https://repo.packagist.org/"},
    CacheInfo{
        .name = "npm", .title = "npm", .port = 3143, .upstream = "https://registry.npmjs.org/"},
    CacheInfo{.name = "pip", .title = "pip", .port = 3141, .upstream = "https://pypi.org/simple/"},
};

} // namespace

std::span<const CacheInfo> knownCaches()
{
    return caches;
}

std::optional<CacheInfo> findCache(std::string_view name)
{
    const auto *const found = std::ranges::find(caches, name, &CacheInfo::name);
    return found == caches.end() ? std::nullopt : std::optional(*found);
}

} // namespace larder
