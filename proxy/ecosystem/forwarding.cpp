// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/forwarding.h"

#include "base/caches.h"

#include <QByteArray>
#include <QCoreApplication>

#include <algorithm>
#include <string>
#include <utility>

namespace larder::ecosystem
{

namespace
{

// "user:password" of a URL, percent escapes and all, as RFC 7617 sends it.
std::string basicCredentials(std::string_view userInfo)
{
    const QByteArray escaped(userInfo.data(), static_cast<qsizetype>(userInfo.size()));
    return "Basic " + QByteArray::fromPercentEncoding(escaped).toBase64().toStdString();
}

Pass::Why whyPassed(const http::RequestHead &request, const http::Url &url)
{
    if (!url.userInfo.empty() || request.headers.contains("Authorization"))
        return Pass::Why::Credentials;
    return isPrivate(request) ? Pass::Why::NoStore : Pass::Why::Kind;
}

} // namespace

http::Headers chosenFields(const http::Headers &headers, std::span<const std::string_view> names)
{
    http::Headers chosen;
    for (const http::Header &header : headers) {
        const auto isWanted = [&header](std::string_view name) {
            return http::equalsIgnoringCase(name, header.name);
        };
        if (std::ranges::any_of(names, isWanted))
            chosen.add(header.name, header.value);
    }
    return chosen;
}

bool forbidsStoring(const http::RequestHead &request)
{
    return request.headers.hasToken("Cache-Control", "no-store");
}

bool isPrivate(const http::RequestHead &request)
{
    return request.headers.contains("Authorization") || forbidsStoring(request);
}

std::string authorizationFor(const http::RequestHead &request, const http::Url &url)
{
    if (const auto own = request.headers.find("Authorization"))
        return std::string(*own);
    return url.userInfo.empty() ? std::string() : basicCredentials(url.userInfo);
}

bool isPublicUpstream(std::string_view cache, const http::Url &root)
{
    const auto known = http::Url::parse(findCache(cache).value().upstream);
    const auto withoutSlash = [](std::string_view path) {
        return path.substr(0, path.find_last_not_of('/') + 1);
    };
    return known && root.userInfo.empty() && root.scheme == known->scheme &&
           root.authority() == known->authority() &&
           withoutSlash(root.path) == withoutSlash(known->path);
}

http::RequestHead withoutCredentials(const http::RequestHead &request)
{
    http::RequestHead bare = request;
    bare.headers.remove("Authorization");
    return bare;
}

Pass passOn(const http::RequestHead &request, http::Url url,
            std::span<const std::string_view> names)
{
    const Pass::Why why = whyPassed(request, url);
    Pass pass{.target = std::move(url),
              .method = request.method,
              .headers = chosenFields(request.headers, names),
              .carriesBody =
                  request.method == http::Method::Post || request.method == http::Method::Put,
              .why = why};
    const bool reads = request.method == http::Method::Get || request.method == http::Method::Head;
    if (reads && !pass.target.userInfo.empty() && !pass.headers.contains("Authorization"))
        pass.headers.add("Authorization", basicCredentials(pass.target.userInfo));
    pass.target.userInfo.clear();
    return pass;
}

Plan tunnelPlan(std::string_view target)
{
    auto authority = http::parseAuthority(target);
    if (!authority || !authority->port)
        return Refuse{400, QCoreApplication::translate(
                               "larder::ecosystem",
                               "CONNECT needs a host and a port, such as deb.debian.org:443.")};
    constexpr std::uint16_t tlsPort = 443;
    if (*authority->port != tlsPort)
        return Refuse{403, QCoreApplication::translate(
                               "larder::ecosystem", "Connections are tunnelled to port 443 only.")};
    return Tunnel{.host = std::move(authority->host), .port = tlsPort};
}

int statusNotTriedAgain(int status)
{
    constexpr int badGateway = 502;
    constexpr int gatewayTimeout = 504;
    constexpr int failedDependency = 424;
    return status == badGateway || status == gatewayTimeout ? failedDependency : status;
}

} // namespace larder::ecosystem
