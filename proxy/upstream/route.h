// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settings.h"
#include "http/url.h"

#include <QNetworkProxy>

#include <cstdint>
#include <string>

namespace larder::upstream
{

// The way to a server. A value.
struct Route
{
    enum class Kind : std::uint8_t {
        Direct,
        HttpForward, // plain http: connect to the proxy, ask it with the absolute URL
        HttpConnect, // TLS and tunnels: the proxy resolves the name and connects
        Socks5,
    };
    Kind kind = Kind::Direct;
    QNetworkProxy proxy{QNetworkProxy::NoProxy}; // host, port and credentials of the proxy

    // "" or "HOST:PORT": connections by different ways are never confused.
    [[nodiscard]] std::string name() const;
};

enum class Traffic { Requests, Tunnel };

// Which way the settings name for this server. For `system` the environment is read anew each time,
// and not with Qt: it asks libproxy, which costs 2 MiB and threads, may run a script, and leaks
// with each answer.
[[nodiscard]] Route findRoute(const ProxySettings &settings, http::Scheme scheme,
                              const std::string &host, Traffic traffic);

} // namespace larder::upstream
