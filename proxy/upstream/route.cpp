// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/route.h"

#include <QHostAddress>
#include <QString>
#include <QUrl>

#include <algorithm>
#include <initializer_list>

namespace larder::upstream
{

namespace
{

constexpr quint16 defaultHttpProxyPort = 8080;
constexpr quint16 defaultSocksPort = 1080;

// The first of the variables that says something. Most programs look at the lower case first.
QString variable(std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        if (qEnvironmentVariableIsSet(name) && !qEnvironmentVariableIsEmpty(name)) {
            return qEnvironmentVariable(name);
        }
    }
    return {};
}

// Whether an entry of no_proxy means the host: "*", a name that it is or lies below, an address, or
// a network such as 10.0.0.0/8.
bool isMeant(QStringView entry, const QString &host)
{
    if (entry == u"*") {
        return true;
    }
    if (entry.contains(u'/')) {
        const auto network = QHostAddress::parseSubnet(entry.toString());
        const QHostAddress address(host);
        return network.second >= 0 && !address.isNull() && address.isInSubnet(network);
    }
    if (entry.startsWith(u"*.")) {
        entry = entry.sliced(1);
    }
    if (entry.startsWith(u'.')) {
        entry = entry.sliced(1);
    }
    if (entry.isEmpty() || !host.endsWith(entry, Qt::CaseInsensitive)) {
        return false;
    }
    return host.size() == entry.size() || host.at(host.size() - entry.size() - 1) == u'.';
}

bool isExcepted(const QString &host)
{
    const QString exceptions = variable({"no_proxy", "NO_PROXY"});
    return std::ranges::any_of(
        exceptions.tokenize(u',', Qt::SkipEmptyParts),
        [&host](QStringView entry) { return isMeant(entry.trimmed(), host); });
}

QNetworkProxy environmentProxy(http::Scheme scheme, const std::string &host)
{
    const QString text = scheme == http::Scheme::Https
                             ? variable({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                             : variable({"http_proxy", "all_proxy", "ALL_PROXY"});
    if (text.isEmpty() || isExcepted(QString::fromStdString(host))) {
        return {QNetworkProxy::NoProxy};
    }
    const QUrl url(text.contains(u"://") ? text : u"http://" + text);
    const bool isSocks = url.scheme().startsWith(u"socks");
    if (url.host().isEmpty() || (!isSocks && url.scheme() != u"http")) {
        return {QNetworkProxy::NoProxy};
    }
    return {isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
            static_cast<quint16>(url.port(isSocks ? defaultSocksPort : defaultHttpProxyPort)),
            url.userName(), url.password()};
}

QNetworkProxy settingsProxy(const ProxySettings &settings, QNetworkProxy::ProxyType type)
{
    return {type, QString::fromStdString(settings.host), settings.port,
            QString::fromStdString(settings.user), QString::fromStdString(settings.password)};
}

QNetworkProxy chooseProxy(const ProxySettings &settings, http::Scheme scheme,
                          const std::string &host)
{
    switch (settings.kind) {
    case ProxySettings::Kind::System:
        return environmentProxy(scheme, host);
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

Route findRoute(const ProxySettings &settings, http::Scheme scheme, const std::string &host,
                Traffic traffic)
{
    Route route{.kind = Route::Kind::Direct, .proxy = chooseProxy(settings, scheme, host)};
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
