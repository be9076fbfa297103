// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace larder
{

// What is known about a cache before anything runs. One row per ecosystem, in caches.cpp.
struct CacheInfo
{
    std::string_view name;  // "apt": in options, unit names (cache-apt.socket), statistics
    std::string_view title; // "apt": for people
    std::uint16_t port;     // default port
    // The ecosystem's public registry or index; empty where every request names its own archive.
    std::string_view upstream;
};

[[nodiscard]] std::span<const CacheInfo> knownCaches();
[[nodiscard]] std::optional<CacheInfo> findCache(std::string_view name);

} // namespace larder
