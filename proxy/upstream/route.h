// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settings.h"
#include "http/url.h"

#include <QNetworkProxy>

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>

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

// The proxies that the system names for origins, remembered for a while: libproxy, which Qt asks,
// leaks half a KiB with each answer and may run a script of the desktop's. Bounded; engine thread.
class SystemProxies
{
public:
    [[nodiscard]] QNetworkProxy find(http::Scheme scheme, const std::string &host,
                                     std::uint16_t port);

    void forget() { m_known.clear(); }

private:
    struct Answer
    {
        QNetworkProxy proxy;
        std::chrono::steady_clock::time_point asked;
    };

    std::unordered_map<std::string, Answer> m_known; // by origin
};

enum class Traffic { Requests, Tunnel };

// Which way the settings name for this server.
[[nodiscard]] Route findRoute(const ProxySettings &settings, SystemProxies &system,
                              http::Scheme scheme, const std::string &host, std::uint16_t port,
                              Traffic traffic);

} // namespace larder::upstream
