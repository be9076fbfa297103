// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/fault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder
{

// An address and port to listen on, numeric: "127.0.0.1:3142", "[::1]:3142".
struct ListenAddress
{
    std::string address;    // numeric, without brackets
    std::uint16_t port = 0; // 0: the system chooses one

    [[nodiscard]] static Result<ListenAddress> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    friend bool operator==(const ListenAddress &, const ListenAddress &) = default;
};

// A host, optionally with a port, that the address guard would refuse and the user allows. A port
// of 0 means the two usual ones, 80 and 443.
struct AllowedUpstream
{
    std::string host; // lower case, without brackets
    std::uint16_t port = 0;

    [[nodiscard]] static Result<AllowedUpstream> parse(std::string_view text);
    friend bool operator==(const AllowedUpstream &, const AllowedUpstream &) = default;
};

// A second registry or index of one cache: "work=https://npm.work.example/" is served below
// "/work/".
struct FurtherUpstream
{
    std::string name; // lower-case letters, digits and '-'; none that a cache uses itself
    std::string url;

    [[nodiscard]] static Result<FurtherUpstream> parse(std::string_view text);
    friend bool operator==(const FurtherUpstream &, const FurtherUpstream &) = default;
};

// How much of the network may be used: what is in force at this moment.
enum class NetworkMode {
    Normal,
    Metered, // each byte costs: ask upstreams only when a client's request needs it
    Offline, // no contact at all; what is stored is served
    Paused,  // everything is passed through; nothing is looked up or stored
};
[[nodiscard]] std::string_view networkModeName(NetworkMode mode); // "normal", "metered", …
[[nodiscard]] std::optional<NetworkMode> networkModeFromName(std::string_view name);

// What the user chose about the network; a pause goes before it.
enum class NetworkChoice {
    Auto, // as the machine is connected
    Normal,
    Metered,
    Offline,
};
[[nodiscard]] std::string_view networkChoiceName(NetworkChoice choice); // "auto", "normal", …
[[nodiscard]] std::optional<NetworkChoice> networkChoiceFromName(std::string_view name);

// Until when everything is passed through. A pause whose time is over is none, so that ending needs
// nobody who writes.
struct Pause
{
    WallTime until; // untilResumed: until somebody says so

    static constexpr WallTime untilResumed = WallTime::max();
    // "false" is none, "true" until resumed, "2026-11-24T18:30:00Z" until then; nothing inside when
    // it is none of these.
    [[nodiscard]] static std::optional<std::optional<Pause>> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Pause &, const Pause &) = default;
};

// Who answers the requests for a cache.
enum class CacheMode {
    OnDemand, // a proxy that systemd starts on the first request
    BuiltIn,  // the tray application, while it runs
    Off,      // nobody
};
[[nodiscard]] std::string_view cacheModeName(CacheMode mode); // "on-demand", "built-in", "off"
[[nodiscard]] std::optional<CacheMode> cacheModeFromName(std::string_view name);

// What 10^9 bytes cost on a metered link: "4.50 EUR", "3 $". Only shown, never calculated with by
// the caches.
struct Price
{
    double perGigabyte = 0; // never negative, finite
    std::string currency;   // as the user writes it; never empty, at most maxCurrencyBytes

    static constexpr std::size_t maxCurrencyBytes = 16;
    // Empty is none; nothing inside when it is neither.
    [[nodiscard]] static std::optional<std::optional<Price>> parse(std::string_view text);
    friend bool operator==(const Price &, const Price &) = default;
};

// What the tray tells by itself.
struct Notices
{
    bool stopped = true;     // a cache has stopped, or its port is taken
    bool diskFull = true;    // nothing new can be stored
    bool fromStock = true;   // an origin is down, and what is stored is served
    bool login = true;       // the network wants a log-in
    bool firstSaving = true; // something was saved on a metered link, for the first time
    friend bool operator==(const Notices &, const Notices &) = default;
};

// How upstreams are reached.
struct ProxySettings
{
    enum class Kind { System, None, Http, Socks5 };
    Kind kind = Kind::System; // http_proxy, https_proxy, all_proxy and no_proxy
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password;
    friend bool operator==(const ProxySettings &, const ProxySettings &) = default;
};

// The forms in which values are written, for the table of settings. Nothing when a text has not the
// form that it must have.
[[nodiscard]] std::optional<ProxySettings> parseProxy(std::string_view text);
[[nodiscard]] std::optional<bool> parseTruth(std::string_view text); // "true", "false"
[[nodiscard]] bool isHttpUrl(std::string_view text);

// A list's entries, without the white space around them; empty for an empty list. Nothing when
// there are more than maxListEntries, each of which costs a socket or a comparison.
constexpr std::size_t maxListEntries = 256;
[[nodiscard]] std::optional<std::vector<std::string_view>> splitList(std::string_view text);

// A comma-separated list of what Entry::parse reads; nothing when one entry does not parse.
template <typename Entry>
[[nodiscard]] std::optional<std::vector<Entry>> parseList(std::string_view text)
{
    const auto parts = splitList(text);
    if (!parts) {
        return std::nullopt;
    }
    std::vector<Entry> entries;
    for (const std::string_view part : *parts) {
        auto entry = Entry::parse(part);
        if (!entry) {
            return std::nullopt;
        }
        entries.push_back(*std::move(entry));
    }
    return entries;
}

// Without the white space around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);
// The beginning, as far as a person needs it to recognise what was meant.
[[nodiscard]] QString recognisable(std::string_view text);

} // namespace larder
