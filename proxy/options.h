// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/paths.h"
#include "base/settings.h"
#include "http/url.h"

#include <QStringList>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace larder
{

// What the command line of larder-proxy asks for. A value; nothing is opened or read yet.
struct ProxyOptions
{
    // Caches named with --cache, with the addresses given there (none: the settings' or default).
    std::map<std::string, std::vector<ListenAddress>, std::less<>> caches;
    std::map<std::string, http::Url, std::less<>> upstreams;
    std::vector<AllowedUpstream> allowedUpstreams;
    std::filesystem::path cacheFolder; // empty: the usual one
    std::filesystem::path stateFolder;
    std::filesystem::path config;
    std::optional<std::chrono::milliseconds> idleExit; // 0: never
    bool offline = false;

    enum class Ask { Serve, Help, Version };
    Ask ask = Ask::Serve;

    // arguments: without the program's name. Faults name the option and what it takes.
    [[nodiscard]] static Result<ProxyOptions> parse(const QStringList &arguments);
    [[nodiscard]] static QString helpText();
};

} // namespace larder
