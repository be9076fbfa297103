// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/route.h"

#include <QNetworkProxyFactory>
#include <QNetworkProxyQuery>
#include <QUrl>

namespace larder::upstream
{

namespace
{

// How soon a changed setting of the desktop is seen.
constexpr std::chrono::minutes answerLifetime{1};
constexpr std::size_t maxAnswers = 256; // a client may name any number of hosts

QNetworkProxy settingsProxy(const ProxySettings &settings, QNetworkProxy::ProxyType type)
{
    return {type, QString::fromStdString(settings.host), settings.port,
            QString::fromStdString(settings.user), QString::fromStdString(settings.password)};
}

QNetworkProxy chooseProxy(const ProxySettings &settings, SystemProxies &system, http::Scheme scheme,
                          const std::string &host, std::uint16_t port)
{
    switch (settings.kind) {
    case ProxySettings::Kind::System:
        return system.find(scheme, host, port);
    case ProxySettings::Kind::None:
        break;
    case ProxySettings::Kind::Http:
        return settingsProxy(settings, QNetworkProxy::HttpProxy);
    case ProxySettings::Kind::Socks5:
        return settingsProxy(settings, QNetworkProxy::Socks5Proxy);
    }
    return {QNetworkProxy::NoProxy};
}

} // namespace

std::string Route::name() const
{
    if (kind == Kind::Direct) {
        return {};
    }
    return proxy.hostName().toStdString() + ':' + std::to_string(proxy.port());
}

QNetworkProxy SystemProxies::find(http::Scheme scheme, const std::string &host, std::uint16_t port)
{
    QUrl url;
    url.setScheme(QString::fromLatin1(http::schemeName(scheme)));
    url.setHost(QString::fromStdString(host));
    url.setPort(port);
    const std::string origin = url.toString().toStdString();
    const auto now = std::chrono::steady_clock::now();
    const auto known = m_known.find(origin);
    if (known != m_known.end() && now - known->second.asked < answerLifetime) {
        return known->second.proxy;
    }
    const auto proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    const QNetworkProxy found =
        proxies.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : proxies.first();
    if (m_known.size() >= maxAnswers) {
        m_known.clear();
    }
    m_known.insert_or_assign(origin, Answer{.proxy = found, .asked = now});
    return found;
}

Route findRoute(const ProxySettings &settings, SystemProxies &system, http::Scheme scheme,
                const std::string &host, std::uint16_t port, Traffic traffic)
{
    Route route{.kind = Route::Kind::Direct,
                .proxy = chooseProxy(settings, system, scheme, host, port)};
    switch (route.proxy.type()) {
    case QNetworkProxy::Socks5Proxy:
        route.kind = Route::Kind::Socks5;
        return route;
    case QNetworkProxy::HttpProxy:
    case QNetworkProxy::HttpCachingProxy: {
        const bool forwards = traffic == Traffic::Requests && scheme == http::Scheme::Http;
        route.kind = forwards ? Route::Kind::HttpForward : Route::Kind::HttpConnect;
        route.proxy.setType(QNetworkProxy::HttpProxy);
        return route;
    }
    default:
        return {};
    }
}

} // namespace larder::upstream
