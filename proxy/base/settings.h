// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/settingvalues.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder
{

// The limits of the stock, unless set. 20 GiB: the packages of a developer's year.
inline constexpr std::uint64_t defaultStockLimit = 20ULL * 1024 * 1024 * 1024;
// Below 5 GiB, desktops begin to warn and image builds to fail.
inline constexpr std::uint64_t defaultKeepFree = 5ULL * 1024 * 1024 * 1024;

// Everything a user can set, with its default. A value. Its form in the file, what is allowed and
// what each setting is for stand in one table: base/settingstable.cpp. The file is an INI; unknown
// groups and keys are kept by those who write it and ignored here, a bad value is a fault that
// names key, value and what is allowed.
struct Settings
{
    struct Cache
    {
        CacheMode mode = CacheMode::OnDemand;
        std::vector<ListenAddress> listen; // empty: 127.0.0.1 and the default port
        std::string upstream;              // URL; empty: the ecosystem's own
        // Registries or indexes beside it, by the first segment of their paths here.
        std::vector<FurtherUpstream> further{};
        // npm: yarn 1 fetches tarballs from here too, and its lock file names this address.
        bool rewriteForYarn1 = false;
        // composer: without the plugin archives are fetched from here too, and composer.lock names
        // this address.
        bool mirrorsInLock = false;
        std::optional<std::uint64_t> limit{}; // bytes that it may store; nothing: as all together
        friend bool operator==(const Cache &, const Cache &) = default;
    };

    struct Space
    {
        std::uint64_t limit = defaultStockLimit; // bytes that all caches together may store
        // Bytes of the file system that stay free; nothing: defaultKeepFree, less on small disks.
        std::optional<std::uint64_t> keepFree{};
        friend bool operator==(const Space &, const Space &) = default;
    };

    NetworkChoice network = NetworkChoice::Auto;
    std::optional<Pause> pause;
    Space space;
    ProxySettings proxy;
    std::vector<AllowedUpstream> allowedUpstreams;
    std::map<std::string, Cache, std::less<>> caches; // by name; defaults for those not in it
    std::chrono::minutes idleExit{10};                // 0: never
    std::optional<Price> price;
    Notices notices;
    std::string language; // of the tray and its windows: "de", "pt_BR"; empty: the session's

    [[nodiscard]] const Cache &cache(std::string_view name) const;
    // Where a cache is to listen: what is set, otherwise 127.0.0.1 and its default port.
    [[nodiscard]] std::vector<ListenAddress> listenAddresses(std::string_view name) const;

    [[nodiscard]] static Result<Settings> parse(std::string_view ini);
    // A file that is not there gives the defaults. Limits: 1 MiB.
    [[nodiscard]] static Result<Settings> load(const std::filesystem::path &file);
    friend bool operator==(const Settings &, const Settings &) = default;
};

} // namespace larder
