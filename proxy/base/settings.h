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
        friend bool operator==(const Cache &, const Cache &) = default;
    };

    NetworkChoice network = NetworkChoice::Auto;
    std::optional<Pause> pause;
    ProxySettings proxy;
    std::vector<AllowedUpstream> allowedUpstreams;
    std::map<std::string, Cache, std::less<>> caches; // by name; defaults for those not in it
    std::chrono::minutes idleExit{10};                // 0: never

    [[nodiscard]] const Cache &cache(std::string_view name) const;
    // Where a cache is to listen: what is set, otherwise 127.0.0.1 and its default port.
    [[nodiscard]] std::vector<ListenAddress> listenAddresses(std::string_view name) const;

    [[nodiscard]] static Result<Settings> parse(std::string_view ini);
    // A file that is not there gives the defaults. Limits: 1 MiB.
    [[nodiscard]] static Result<Settings> load(const std::filesystem::path &file);
    friend bool operator==(const Settings &, const Settings &) = default;
};

} // namespace larder
