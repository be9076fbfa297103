// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/url.h"

#include "base/number.h"
#include "base/percent.h"
#include "http/headers.h"
#include "http/limits.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace larder::http
{

namespace
{

constexpr std::size_t maxHostBytes = 253; // RFC 1035 2.3.4, in text

std::unexpected<Fault> bad(const char *what)
{
    return fail(FaultKind::BadInput, QCoreApplication::translate("larder", what));
}

// What a byte may be in the parts of a URL.
enum CharClass : std::uint8_t {
    Unreserved = 1, // RFC 3986 2.3
    PathChar = 2,   // stands for itself in a path: pchar without '%', and '/'
    QueryChar = 4,  // stands for itself in a query, '%' included
    HostChar = 8,   // names and IPv4 addresses
    Control = 16,
};

constexpr std::array<std::uint8_t, 256> makeClasses()
{
    std::array<std::uint8_t, 256> classes{};
    const auto mark = [&classes](std::string_view chars, unsigned int bits) {
        for (const char c : chars) {
            auto &entry = classes.at(static_cast<unsigned char>(c));
            entry = static_cast<std::uint8_t>(entry | bits);
        }
    };
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view digits = "0123456789";
    mark(letters, Unreserved | PathChar | QueryChar | HostChar);
    mark(digits, Unreserved | PathChar | QueryChar | HostChar);
    mark("-._", Unreserved | PathChar | QueryChar | HostChar);
    mark("~", Unreserved | PathChar | QueryChar);
    mark("!$&'()*+,;=:@/", PathChar | QueryChar);
    mark("?%[]{}|^`\\", QueryChar);
    for (unsigned int byte = 0; byte < classes.size(); ++byte) {
        if (byte < 0x20 || byte == 0x7F) {
            classes.at(byte) = Control;
        }
    }
    return classes;
}

constexpr std::array<std::uint8_t, 256> charClasses = makeClasses();

bool is(char c, CharClass wanted)
{
    return (charClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

void appendEscaped(std::string &text, char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    text += '%';
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
}

// Whether the escaped slashes of a segment hide a ".." from those who take them for slashes.
bool hidesParent(std::string_view segment)
{
    constexpr std::string_view escapedSlash = "%2F";
    for (;;) {
        const std::size_t slash = segment.find(escapedSlash);
        if (segment.substr(0, slash) == "..") {
            return true;
        }
        if (slash == std::string_view::npos) {
            return false;
        }
        segment.remove_prefix(slash + escapedSlash.size());
    }
}

// Whether nothing in the path may need a change: no escape, no segment that begins with a dot. So
// it is with nearly all paths of packages.
bool isPlainPath(std::string_view path)
{
    char before = '\0';
    for (const char c : path) {
        if (!is(c, PathChar) || (c == '.' && before == '/')) {
            return false;
        }
        before = c;
    }
    return true;
}

// RFC 3986 5.2.4, for what a Location header says.
std::string withoutDotSegments(std::string_view path)
{
    std::string result;
    while (!path.empty()) {
        const std::size_t next = path.find('/', 1);
        const std::string_view segment = path.substr(0, next);
        path.remove_prefix(segment.size());
        if (segment == "/..") {
            result.erase(result.empty() ? 0 : result.rfind('/'));
            if (path.empty()) {
                result += '/';
            }
        } else if (segment == "/.") {
            if (path.empty()) {
                result += '/';
            }
        } else {
            result += segment;
        }
    }
    return result;
}

Result<std::string> normaliseQuery(std::string_view query)
{
    std::string result;
    result.reserve(query.size());
    for (const char c : query) {
        if (is(c, Control)) {
            return bad("The query of a URL holds a control character.");
        }
        if (is(c, QueryChar)) {
            result += c;
        } else {
            appendEscaped(result, c);
        }
    }
    return result;
}

Result<std::uint16_t> parsePort(std::string_view text)
{
    constexpr std::size_t mostDigits = 5;
    const auto port = parseNumber<std::uint16_t>(text);
    if (text.size() > mostDigits || port.value_or(0) == 0) {
        return bad("The port of a URL must be a number from 1 to 65535.");
    }
    return *port;
}

Result<std::string> parseIpv6(std::string_view text)
{
    in6_addr binary{};
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    if (::inet_pton(AF_INET6, std::string(text).c_str(), &binary) != 1 ||
        ::inet_ntop(AF_INET6, &binary, canonical.data(), canonical.size()) == nullptr) {
        return bad("The host of a URL is no IPv6 address though it is in brackets.");
    }
    return std::string(canonical.data());
}

bool isCanonicalHostChar(char c)
{
    return is(c, HostChar) && (c < 'A' || c > 'Z');
}

Result<std::string> parseHost(std::string_view text)
{
    if (text.ends_with('.')) {
        text.remove_suffix(1); // the root of the name system: the same host
    }
    if (text.empty()) {
        return bad("A URL has no host.");
    }
    if (text.size() > maxHostBytes || text.starts_with('.') || text.ends_with('.') ||
        text.contains("..")) {
        return bad("The host of a URL is malformed.");
    }
    std::string host(text);
    if (std::ranges::all_of(host, isCanonicalHostChar)) {
        return host;
    }
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
        // Names beyond ASCII have one spelling that resolvers and servers know (RFC 5891); empty
        // where there is none.
        host = QUrl::toAce(QString::fromUtf8(text)).toStdString();
        if (host.empty() || host.size() > maxHostBytes) {
            return bad("The host of a URL is malformed.");
        }
    }
    for (char &c : host) {
        if (!is(c, HostChar)) {
            return bad("The host of a URL holds characters that no host name has.");
        }
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return host;
}

// The parts of an absolute URL as they stand in the text.
struct Parts
{
    Scheme scheme = Scheme::Http;
    std::optional<std::string_view> authority; // a relative reference has none
    std::string_view path;
    std::string_view query;
};

// Cuts path and query, without fragment, from a reference.
void splitPath(std::string_view text, Parts &parts)
{
    text = text.substr(0, text.find('#'));
    const std::size_t question = text.find('?');
    parts.path = text.substr(0, question);
    parts.query =
        question == std::string_view::npos ? std::string_view() : text.substr(question + 1);
}

void splitAuthority(std::string_view text, Parts &parts)
{
    const std::size_t end = text.find_first_of("/?#");
    parts.authority = text.substr(0, end);
    splitPath(end == std::string_view::npos ? std::string_view() : text.substr(end), parts);
}

// rest: what follows "://".
Parts partsAfter(Scheme scheme, std::string_view rest)
{
    Parts parts;
    parts.scheme = scheme;
    splitAuthority(rest, parts);
    return parts;
}

Result<Parts> split(std::string_view text)
{
    for (const Scheme scheme : {Scheme::Http, Scheme::Https}) {
        const std::string_view name = schemeName(scheme);
        const std::string_view rest = text.substr(std::min(name.size(), text.size()));
        if (rest.starts_with("://") && equalsIgnoringCase(text.substr(0, name.size()), name)) {
            return partsAfter(scheme, rest.substr(3));
        }
    }
    return bad("A URL does not begin with http:// or https://.");
}

// host[:port], as authority() has it.
void appendAuthority(std::string &text, const Url &url)
{
    if (url.host.contains(':')) {
        text.append("[").append(url.host).append("]");
    } else {
        text += url.host;
    }
    if (url.port != defaultPort(url.scheme)) {
        std::array<char, 5> digits{};
        const auto [end, error] =
            std::to_chars(digits.data(), digits.data() + digits.size(), url.port);
        text.append(":").append(digits.data(), end);
    }
}

// Everything before the query. size: of what will be added.
std::string textBeforeQuery(const Url &url, std::size_t size)
{
    constexpr std::size_t signs = std::string_view("://[]:65535").size();
    const std::string_view scheme = schemeName(url.scheme);
    std::string text;
    text.reserve(scheme.size() + signs + url.host.size() + url.path.size() + size);
    text.append(scheme).append("://");
    appendAuthority(text, url);
    text += url.path;
    return text;
}

Result<Url> build(const Parts &parts)
{
    Url url{.scheme = parts.scheme,
            .userInfo = {},
            .host = {},
            .port = defaultPort(parts.scheme),
            .path = "/",
            .query = {}};
    std::string_view authority = parts.authority.value_or(std::string_view());
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        const std::string_view userInfo = authority.substr(0, at);
        const auto isPlain = [](char c) {
            return c > ' ' && c != '\x7F' && c != '@' && c != '\\' && c != '"' && c != '<' &&
                   c != '>';
        };
        if (!std::ranges::all_of(userInfo, isPlain)) {
            return bad("The user name and password in a URL hold characters that must be escaped.");
        }
        url.userInfo = userInfo;
        authority.remove_prefix(at + 1);
    }
    auto place = parseAuthority(authority);
    if (!place) {
        return std::unexpected(place.error());
    }
    url.host = std::move(place->host);
    url.port = place->port.value_or(url.port);
    if (!parts.path.empty()) {
        auto path = normalisePath(parts.path);
        if (!path) {
            return std::unexpected(path.error());
        }
        url.path = *std::move(path);
    }
    if (!parts.query.empty()) {
        auto query = normaliseQuery(parts.query);
        if (!query) {
            return std::unexpected(query.error());
        }
        url.query = *std::move(query);
    }
    if (url.userInfo.size() + url.host.size() + url.path.size() + url.query.size() >
        maxTargetBytes) {
        return bad("A URL is longer than 8 KiB.");
    }
    return url;
}

} // namespace

Result<Url> Url::parse(std::string_view text)
{
    const auto parts = split(text);
    if (!parts) {
        return std::unexpected(parts.error());
    }
    return build(*parts);
}

Result<Url> Url::parse(Scheme scheme, std::string_view rest)
{
    return build(partsAfter(scheme, rest));
}

Result<Url> Url::resolve(std::string_view reference) const
{
    // RFC 3986 3.1: a scheme ends at a colon before anything else.
    const std::size_t mark = reference.find_first_of(":/?#");
    std::string mergedPath;
    Parts parts;
    parts.scheme = scheme;
    if (mark != std::string_view::npos && reference[mark] == ':') {
        const auto absolute = split(reference);
        if (!absolute) {
            return std::unexpected(absolute.error());
        }
        parts = *absolute;
    } else if (reference.starts_with("//")) {
        splitAuthority(reference.substr(2), parts);
    } else {
        splitPath(reference, parts);
        if (parts.path.empty()) {
            mergedPath = path;
            if (!reference.starts_with('?')) {
                parts.query = query;
            }
        } else if (!parts.path.starts_with('/')) {
            mergedPath = path.substr(0, path.rfind('/') + 1);
            mergedPath += parts.path;
        }
    }
    mergedPath = withoutDotSegments(mergedPath.empty() ? parts.path : mergedPath);
    parts.path = mergedPath;
    if (parts.authority) {
        return build(parts);
    }
    // The same host as this URL's: with the same credentials.
    const std::string own = userInfo.empty() ? authority() : userInfo + '@' + authority();
    parts.authority = own;
    return build(parts);
}

std::string Url::authority() const
{
    std::string text;
    appendAuthority(text, *this);
    return text;
}

std::string Url::pathAndQuery() const
{
    // Some object stores take '+' in a path for a space, so apt and pip escape it.
    std::string text;
    text.reserve(path.size() + query.size() + 1);
    for (const char c : path) {
        if (c == '+') {
            appendEscaped(text, c);
        } else {
            text += c;
        }
    }
    if (!query.empty()) {
        text += '?';
        text += query;
    }
    return text;
}

std::string Url::text() const
{
    std::string text = textBeforeQuery(*this, query.size() + 1);
    if (!query.empty()) {
        text += '?';
        text += query;
    }
    return text;
}

std::string Url::redacted() const
{
    std::string text = textBeforeQuery(*this, 0);
    std::string_view rest = query;
    for (char separator = '?'; !rest.empty(); separator = '&') {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        // A pair without '=' may be a token as a whole.
        const std::size_t equals = pair.find('=');
        text += separator;
        if (equals != std::string_view::npos) {
            text += pair.substr(0, equals + 1);
        }
        text += "…";
    }
    return text;
}

std::uint16_t defaultPort(Scheme scheme)
{
    return scheme == Scheme::Https ? 443 : 80;
}

std::string_view schemeName(Scheme scheme)
{
    return scheme == Scheme::Https ? "https" : "http";
}

Result<Authority> parseAuthority(std::string_view text)
{
    const bool isBracketed = text.starts_with('[');
    const std::size_t end = isBracketed ? text.find(']') : text.find(':');
    if (isBracketed && end == std::string_view::npos) {
        return bad("The host of a URL has an opening bracket only.");
    }
    auto host = isBracketed ? parseIpv6(text.substr(1, end - 1)) : parseHost(text.substr(0, end));
    if (!host) {
        return std::unexpected(host.error());
    }
    Authority authority{.host = *std::move(host), .port = {}};
    const std::size_t hostEnd = isBracketed ? end + 1 : std::min(end, text.size());
    const std::string_view rest = text.substr(hostEnd);
    if (rest.empty()) {
        return authority;
    }
    if (rest.front() != ':') {
        return bad("The host of a URL is followed by something that is no port.");
    }
    const auto port = parsePort(rest.substr(1));
    if (!port) {
        return std::unexpected(port.error());
    }
    authority.port = *port;
    return authority;
}

Result<std::string> normalisePath(std::string_view path)
{
    if (!path.starts_with('/')) {
        return bad("The path of a URL does not begin with a slash.");
    }
    if (isPlainPath(path)) {
        return std::string(path);
    }
    std::string result;
    result.reserve(path.size());
    std::size_t segmentStart = 1; // in the result
    // Ends a segment: drops ".", refuses "..". Says whether the segment was dropped.
    enum class Segment { Kept, Dropped, Refused };
    const auto endSegment = [&result, &segmentStart] {
        const std::string_view segment = std::string_view(result).substr(segmentStart);
        if (segment == ".") {
            result.resize(segmentStart);
            return Segment::Dropped;
        }
        if (segment.starts_with('.') || segment.contains('%')) {
            return hidesParent(segment) ? Segment::Refused : Segment::Kept;
        }
        return Segment::Kept;
    };
    result += '/';
    for (std::size_t i = 1; i < path.size(); ++i) {
        const char c = path[i];
        if (c == '/') {
            const Segment segment = endSegment();
            if (segment == Segment::Refused) {
                return bad("The path of a URL leads upwards with \"..\".");
            }
            if (segment == Segment::Kept) {
                result += '/';
                segmentStart = result.size();
            }
        } else if (is(c, PathChar)) {
            result += c;
        } else if (c == '%') {
            const auto decoded = escapedByte(path.substr(i));
            if (!decoded) {
                return bad("The path of a URL holds a percent sign that begins no escape.");
            }
            if (is(*decoded, Control) || *decoded == '\\') {
                return bad("The path of a URL holds a control character or a backslash.");
            }
            if (is(*decoded, Unreserved) || *decoded == '+') {
                result += *decoded;
            } else {
                appendEscaped(result, *decoded);
            }
            i += escapeLength - 1;
        } else if (is(c, Control) || c == '\\') {
            return bad("The path of a URL holds a control character or a backslash.");
        } else {
            appendEscaped(result, c);
        }
    }
    if (endSegment() == Segment::Refused) {
        return bad("The path of a URL leads upwards with \"..\".");
    }
    return result;
}

} // namespace larder::http
