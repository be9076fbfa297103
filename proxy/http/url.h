// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace larder::http
{

enum class Scheme : std::uint8_t { Http, Https };

// An http or https URL in one canonical form: host in lower case without brackets and trailing dot,
// path with unreserved characters and '+' decoded, escapes in upper case, "." segments removed. A
// value; any thread.
struct Url
{
    Scheme scheme = Scheme::Http;
    std::string userInfo; // "user:password" as it came; never logged, never part of a key
    std::string host;
    std::uint16_t port = 80;
    std::string path = "/"; // begins with '/'; may hold "//"
    std::string query;      // without '?'; empty when there is none

    // http:// and https:// only. Fragments are dropped. Faults: other schemes, an empty or
    // malformed host, a port of 0 or above 65535, a path that normalisePath refuses, more than
    // maxTargetBytes.
    [[nodiscard]] static Result<Url> parse(std::string_view text);
    [[nodiscard]] static Result<Url> parse(Scheme scheme, std::string_view rest); // after "://"
    // A Location header's value relative to this URL (RFC 3986 5.2).
    [[nodiscard]] Result<Url> resolve(std::string_view reference) const;

    [[nodiscard]] std::string
    authority() const; // host[:port], brackets for IPv6, default port left out
    [[nodiscard]] std::string pathAndQuery() const; // the origin form; '+' in the path as %2B
    [[nodiscard]] std::string text() const;         // without userInfo
    // For logs and statistics: no userInfo, and values of the query replaced by "…" since they may
    // be tokens.
    [[nodiscard]] std::string redacted() const;
    friend bool operator==(const Url &, const Url &) = default;
};

[[nodiscard]] std::uint16_t defaultPort(Scheme scheme);
[[nodiscard]] std::string_view schemeName(Scheme scheme);

struct Authority
{
    std::string host; // lower case, no brackets
    std::optional<std::uint16_t> port;
};

// "host", "host:port", "[::1]:port". Faults on user information, empty host, bad port or
// characters.
[[nodiscard]] Result<Authority> parseAuthority(std::string_view text);

// Canonical form of a path (no query). Faults: control characters, NUL, backslash, a ".." segment
// however it is escaped, a bad percent escape, not beginning with '/'. "%2F" stays escaped; what a
// path cannot hold as it is (spaces, bytes beyond ASCII) becomes escaped.
[[nodiscard]] Result<std::string> normalisePath(std::string_view path);

} // namespace larder::http
