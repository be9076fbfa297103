// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/headers.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace larder::http
{

// Other: a known method that is none of these, to be refused.
enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Options, Connect, Other };
[[nodiscard]] std::string_view methodName(Method method); // "GET"; "" for Other

// The head of a request that passed every rule of RequestParser. A value; any thread.
struct RequestHead
{
    Method method = Method::Get;
    std::string target;   // as it came: origin, absolute or authority form, or "*"
    int minorVersion = 1; // HTTP/1.0 or HTTP/1.1
    Headers headers;
    bool keepAlive = true;           // after this exchange, as version and Connection say
    bool chunked = false;            // a chunked body follows
    std::uint64_t contentLength = 0; // a body of that many bytes follows
    bool expectsContinue = false;    // Expect: 100-continue

    [[nodiscard]] bool hasBody() const { return chunked || contentLength > 0; }
};

// How the end of a response's body is told (RFC 9112 6.3).
enum class Framing : std::uint8_t {
    None,       // no body: HEAD, 1xx, 204, 304, or Content-Length: 0
    Length,     // Content-Length
    Chunked,    // Transfer-Encoding: chunked
    UntilClose, // neither: a cut cannot be told from the end
};

// The head of a response that passed every rule of ResponseParser. A value; any thread.
struct ResponseHead
{
    int status = 0;
    std::string reason;
    int minorVersion = 1;
    Headers headers;
    Framing framing = Framing::None;
    std::uint64_t contentLength = 0; // with Framing::Length; for HEAD: what it announces
    bool keepAlive = true;
};

[[nodiscard]] std::string_view reasonPhrase(int status); // "Not Found"; "Unknown" when not known

} // namespace larder::http
