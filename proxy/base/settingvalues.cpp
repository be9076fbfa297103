// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settingvalues.h"

#include "base/number.h"
#include "base/percent.h"

#include <QCoreApplication>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <chrono>
#include <format>

namespace larder
{

namespace
{

constexpr std::size_t maxHostBytes = 253; // RFC 1035 2.3.4, in text

constexpr std::array<std::string_view, 4> networkModeNames = {"normal", "metered", "offline",
                                                              "paused"};
constexpr std::array<std::string_view, 4> networkChoiceNames = {"auto", "normal", "metered",
                                                                "offline"};
constexpr std::array<std::string_view, 3> cacheModeNames = {"on-demand", "built-in", "off"};

// The value whose name stands at its place in the list.
template <typename Value, std::size_t count>
std::optional<Value> valueFromName(const std::array<std::string_view, count> &names,
                                   std::string_view name)
{
    const auto *const found = std::ranges::find(names, name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<Value>(found - names.begin());
}

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::optional<std::uint16_t> parsePort(std::string_view text, std::uint16_t lowest)
{
    const auto port = parseNumber<std::uint16_t>(text);
    return port && *port >= lowest ? port : std::nullopt;
}

// The one spelling that inet_ntop gives an address; nothing when it is none of that family.
std::optional<std::string> canonicalAddress(int family, std::string_view text)
{
    std::array<unsigned char, sizeof(in6_addr)> binary{};
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    if (::inet_pton(family, std::string(text).c_str(), binary.data()) != 1 ||
        ::inet_ntop(family, binary.data(), canonical.data(), canonical.size()) == nullptr) {
        return std::nullopt;
    }
    return std::string(canonical.data());
}

struct HostAndPort
{
    std::string host; // lower case, without brackets
    std::optional<std::string_view> port;
    bool isBracketed = false;
};

// "host", "host:port", "[v6]", "[v6]:port", and a bare IPv6 address.
std::optional<HostAndPort> splitHostAndPort(std::string_view text)
{
    HostAndPort result;
    if (auto address = canonicalAddress(AF_INET6, text)) {
        result.host = *std::move(address);
        return result;
    }
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        auto address = canonicalAddress(AF_INET6, text.substr(1, close - 1));
        if (!address) {
            return std::nullopt;
        }
        result.host = *std::move(address);
        result.isBracketed = true;
        rest = text.substr(close + 1);
    } else {
        const std::size_t colon = text.find(':');
        result.host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
        if (result.host.ends_with('.')) {
            result.host.pop_back();
        }
        const auto isAllowed = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                   c == '_';
        };
        std::ranges::transform(result.host, result.host.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (result.host.empty() || result.host.size() > maxHostBytes ||
            result.host.starts_with('.') || !std::ranges::all_of(result.host, isAllowed)) {
            return std::nullopt;
        }
    }
    if (!rest.empty()) {
        if (!rest.starts_with(':')) {
            return std::nullopt;
        }
        result.port = rest.substr(1);
    }
    return result;
}

std::optional<std::string> decoded(std::string_view text)
{
    auto plain = withoutEscapes(text, BadEscape::Refuse);
    return plain && !plain->contains('\0') ? plain : std::nullopt;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view white = " \t\r";
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

QString recognisable(std::string_view text)
{
    constexpr std::size_t enough = 80;
    return QString::fromUtf8(text.substr(0, enough));
}

std::optional<std::vector<std::string_view>> splitList(std::string_view text)
{
    std::vector<std::string_view> entries;
    while (!text.empty()) {
        if (entries.size() == maxListEntries) {
            return std::nullopt;
        }
        const std::size_t comma = text.find(',');
        entries.push_back(trimmed(text.substr(0, comma)));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return entries;
}

std::optional<ProxySettings> parseProxy(std::string_view text)
{
    ProxySettings proxy;
    if (text == "system") {
        return proxy;
    }
    if (text == "none") {
        proxy.kind = ProxySettings::Kind::None;
        return proxy;
    }
    constexpr std::string_view http = "http://";
    constexpr std::string_view socks = "socks5://";
    if (text.starts_with(http)) {
        proxy.kind = ProxySettings::Kind::Http;
        text.remove_prefix(http.size());
    } else if (text.starts_with(socks)) {
        proxy.kind = ProxySettings::Kind::Socks5;
        text.remove_prefix(socks.size());
    } else {
        return std::nullopt;
    }
    if (text.ends_with('/')) {
        text.remove_suffix(1);
    }
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view credentials = text.substr(0, at);
        const std::size_t colon = credentials.find(':');
        auto user = decoded(credentials.substr(0, colon));
        auto password = colon == std::string_view::npos ? std::optional(std::string())
                                                        : decoded(credentials.substr(colon + 1));
        if (!user || !password) {
            return std::nullopt;
        }
        proxy.user = *std::move(user);
        proxy.password = *std::move(password);
        text.remove_prefix(at + 1);
    }
    auto place = splitHostAndPort(text);
    if (!place || !place->port) {
        return std::nullopt;
    }
    const auto port = parsePort(*place->port, 1);
    if (!port) {
        return std::nullopt;
    }
    proxy.host = std::move(place->host);
    proxy.port = *port;
    return proxy;
}

bool isHttpUrl(std::string_view text)
{
    const auto isPlain = [](char c) { return c > ' ' && c < 0x7F; };
    constexpr std::size_t maxUrlBytes = 8192;
    if (!(text.starts_with("http://") || text.starts_with("https://")) ||
        text.size() > maxUrlBytes || !std::ranges::all_of(text, isPlain)) {
        return false;
    }
    text.remove_prefix(text.find("://") + 3);
    text = text.substr(0, text.find_first_of("/?#"));
    text.remove_prefix(text.rfind('@') + 1); // npos + 1 is 0
    const auto place = splitHostAndPort(text);
    return place && (!place->port || parsePort(*place->port, 1));
}

std::optional<std::optional<Price>> Price::parse(std::string_view text)
{
    text = trimmed(text);
    if (text.empty()) {
        return std::optional<Price>();
    }
    Price price;
    const auto [rest, error] =
        std::from_chars(text.begin(), text.end(), price.perGigabyte, std::chars_format::fixed);
    const std::string_view currency =
        trimmed(text.substr(static_cast<std::size_t>(rest - text.begin())));
    // A sign of its own or "inf" is no price; a currency that begins like a number is a typing
    // error.
    const bool isGood = error == std::errc{} && text.front() >= '0' && text.front() <= '9' &&
                        !currency.empty() && currency.size() <= maxCurrencyBytes &&
                        !std::ranges::any_of(currency, [](char c) {
                            return (c >= '0' && c <= '9') || c == ',' || c == '.' ||
                                   static_cast<unsigned char>(c) < ' ';
                        });
    if (!isGood) {
        return std::nullopt;
    }
    price.currency = currency;
    return price;
}

std::optional<bool> parseTruth(std::string_view text)
{
    if (text == "true") {
        return true;
    }
    return text == "false" ? std::optional(false) : std::nullopt;
}

Result<ListenAddress> ListenAddress::parse(std::string_view text)
{
    const auto bad = [text] {
        return fail(FaultKind::BadInput,
                    translate("\"%1\" is no address to listen on.").arg(recognisable(text)),
                    translate("Write a numeric address and a port, such as 127.0.0.1:3142 or "
                              "[::1]:3142."));
    };
    const auto place = splitHostAndPort(text);
    if (!place || !place->port) {
        return bad();
    }
    const auto port = parsePort(*place->port, 0);
    const bool isNumeric =
        place->isBracketed || canonicalAddress(AF_INET, place->host) == place->host;
    if (!port || !isNumeric) {
        return bad();
    }
    return ListenAddress{.address = place->host, .port = *port};
}

std::string ListenAddress::text() const
{
    const bool isIpv6 = address.contains(':');
    return (isIpv6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

Result<FurtherUpstream> FurtherUpstream::parse(std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string_view name = trimmed(text.substr(0, equals));
    const std::string_view url =
        equals == std::string_view::npos ? std::string_view() : trimmed(text.substr(equals + 1));
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    // What caches have at these places themselves.
    constexpr std::array<std::string_view, 7> taken{"dists", "files", "mirror", "p2",
                                                    "pypi",  "root",  "simple"};
    constexpr std::size_t maxNameBytes = 64;
    if (name.empty() || name.starts_with('-') || std::ranges::contains(taken, name) ||
        name.size() > maxNameBytes || !std::ranges::all_of(name, isPlain) || !isHttpUrl(url)) {
        return fail(FaultKind::BadInput,
                    translate("\"%1\" is no name with a URL.").arg(recognisable(text)),
                    translate("Write a name, “=” and a URL, such as "
                              "work=https://npm.work.example/."));
    }
    return FurtherUpstream{.name = std::string(name), .url = std::string(url)};
}

Result<AllowedUpstream> AllowedUpstream::parse(std::string_view text)
{
    const auto bad = [text] {
        return fail(FaultKind::BadInput,
                    translate("\"%1\" is no host that can be allowed.").arg(recognisable(text)),
                    translate("Write a host name or address, if need be with a port, such as "
                              "mirror.lan or 10.0.0.5:8080."));
    };
    auto place = splitHostAndPort(text);
    if (!place) {
        return bad();
    }
    AllowedUpstream allowed{.host = std::move(place->host), .port = 0};
    if (place->port) {
        const auto port = parsePort(*place->port, 1);
        if (!port) {
            return bad();
        }
        allowed.port = *port;
    }
    return allowed;
}

std::string_view networkModeName(NetworkMode mode)
{
    return networkModeNames.at(static_cast<std::size_t>(mode));
}

std::optional<NetworkMode> networkModeFromName(std::string_view name)
{
    return valueFromName<NetworkMode>(networkModeNames, name);
}

std::string_view networkChoiceName(NetworkChoice choice)
{
    return networkChoiceNames.at(static_cast<std::size_t>(choice));
}

std::optional<NetworkChoice> networkChoiceFromName(std::string_view name)
{
    return valueFromName<NetworkChoice>(networkChoiceNames, name);
}

std::string_view cacheModeName(CacheMode mode)
{
    return cacheModeNames.at(static_cast<std::size_t>(mode));
}

std::optional<CacheMode> cacheModeFromName(std::string_view name)
{
    return valueFromName<CacheMode>(cacheModeNames, name);
}

std::optional<std::optional<Pause>> Pause::parse(std::string_view text)
{
    if (const auto truth = parseTruth(text)) {
        return *truth ? std::optional(Pause{.until = untilResumed}) : std::optional<Pause>();
    }
    // 2026-11-24T18:30:00Z; the year has four digits.
    constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
    if (text.size() != form.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool isDigit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !isDigit : text[i] != form[i]) {
            return std::nullopt;
        }
    }
    const auto number = [text](std::size_t at, std::size_t length) {
        return parseNumber<unsigned>(text.substr(at, length)).value_or(0);
    };
    const std::chrono::year_month_day day(std::chrono::year(static_cast<int>(number(0, 4))),
                                          std::chrono::month(number(5, 2)),
                                          std::chrono::day(number(8, 2)));
    const unsigned hour = number(11, 2);
    const unsigned minute = number(14, 2);
    const unsigned second = number(17, 2);
    if (!day.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    return std::optional(Pause{.until = std::chrono::sys_days(day) + std::chrono::hours(hour) +
                                        std::chrono::minutes(minute) +
                                        std::chrono::seconds(second)});
}

std::string Pause::text() const
{
    if (until == untilResumed) {
        return "true";
    }
    return std::format("{:%FT%TZ}", std::chrono::floor<std::chrono::seconds>(until));
}

} // namespace larder
