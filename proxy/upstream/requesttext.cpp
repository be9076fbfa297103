// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/requesttext.h"

#include <QByteArray>
#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace larder::upstream
{

namespace
{

constexpr std::string_view userAgent = "Larder/" LARDER_VERSION;

// What belongs to this connection and this body, and is written below.
constexpr std::array<std::string_view, 12> ownFields{
    "Host",           "User-Agent",        "Connection",
    "Keep-Alive",     "Proxy-Connection",  "TE",
    "Trailer",        "Upgrade",           "Expect",
    "Content-Length", "Transfer-Encoding", "Proxy-Authorization",
};

bool isOwnField(std::string_view name)
{
    return std::ranges::any_of(
        ownFields, [name](std::string_view own) { return http::equalsIgnoringCase(name, own); });
}

bool isToken(std::string_view name) // RFC 9110 5.6.2
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [marks](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.contains(c);
    });
}

void append(std::string &text, std::string_view name, std::string_view value)
{
    text.append(name).append(": ").append(value).append("\r\n");
}

std::string basic(const QByteArray &credentials) // RFC 7617
{
    return "Basic " + credentials.toBase64().toStdString();
}

bool carriesBody(const Request &request)
{
    return !request.body.empty() || request.method == http::Method::Post ||
           request.method == http::Method::Put;
}

} // namespace

Result<std::string> requestText(const Request &request, const Route &route)
{
    const bool forwarded = route.kind == Route::Kind::HttpForward;
    std::string text;
    text.append(http::methodName(request.method)).append(" ");
    text.append(forwarded ? request.url.text() : request.url.pathAndQuery());
    text.append(" HTTP/1.1\r\n");
    append(text, "Host", request.url.authority());
    append(text, "User-Agent", userAgent);
    append(text, "Connection", "keep-alive");
    if (!request.headers.contains("Accept-Encoding")) {
        append(text, "Accept-Encoding", "identity");
    }
    if (!request.url.userInfo.empty() && !request.headers.contains("Authorization")) {
        append(text, "Authorization",
               basic(QByteArray::fromPercentEncoding(
                   QByteArray::fromStdString(request.url.userInfo))));
    }
    if (forwarded && !route.proxy.user().isEmpty()) {
        append(text, "Proxy-Authorization",
               basic(route.proxy.user().toUtf8() + ':' + route.proxy.password().toUtf8()));
    }
    if (carriesBody(request)) {
        append(text, "Content-Length", std::to_string(request.body.size()));
    }
    for (const http::Header &header : request.headers) {
        if (isOwnField(header.name)) {
            continue;
        }
        if (!isToken(header.name) || !http::isSafeFieldValue(header.value)) {
            return fail(FaultKind::BadInput,
                        QCoreApplication::translate(
                            "larder::upstream", "A field of the request is not valid in HTTP."));
        }
        append(text, header.name, header.value);
    }
    text.append("\r\n").append(request.body);
    return text;
}

} // namespace larder::upstream
