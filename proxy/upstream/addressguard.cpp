// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/addressguard.h"

#include "http/headers.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>

#include <arpa/inet.h>

namespace larder::upstream
{

namespace
{

struct Range4
{
    std::uint32_t network;
    int prefix;
    AddressClass leadsTo;
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24U | b << 16U | c << 8U | d;
}

// The first that matches counts: single addresses stand before the networks they are in.
constexpr std::array ranges4{
    Range4{ipv4(169, 254, 169, 254), 32, AddressClass::Metadata}, // most clouds
    Range4{ipv4(100, 100, 100, 200), 32, AddressClass::Metadata}, // Alibaba
    Range4{ipv4(192, 0, 0, 192), 32, AddressClass::Metadata},     // Oracle
    Range4{ipv4(168, 63, 129, 16), 32, AddressClass::Metadata},   // Azure, amid public addresses
    Range4{ipv4(127, 0, 0, 0), 8, AddressClass::Loopback},
    Range4{ipv4(0, 0, 0, 0), 8, AddressClass::Unspecified},
    Range4{ipv4(169, 254, 0, 0), 16, AddressClass::LinkLocal},
    Range4{ipv4(10, 0, 0, 0), 8, AddressClass::Private},
    Range4{ipv4(172, 16, 0, 0), 12, AddressClass::Private},
    Range4{ipv4(192, 168, 0, 0), 16, AddressClass::Private},
    Range4{ipv4(100, 64, 0, 0), 10, AddressClass::Private},
    Range4{ipv4(224, 0, 0, 0), 4, AddressClass::Multicast},
    Range4{ipv4(255, 255, 255, 255), 32, AddressClass::Multicast},
    Range4{ipv4(240, 0, 0, 0), 4, AddressClass::Reserved},
    Range4{ipv4(192, 0, 0, 0), 24, AddressClass::Reserved},
    Range4{ipv4(198, 18, 0, 0), 15, AddressClass::Reserved},
};

AddressClass classify4(std::uint32_t address)
{
    const auto contains = [address](const Range4 &range) {
        return (address ^ range.network) >> (32 - range.prefix) == 0;
    };
    const auto *found = std::ranges::find_if(ranges4, contains);
    return found == ranges4.end() ? AddressClass::Public : found->leadsTo;
}

using Bytes6 = std::array<std::uint8_t, 16>;

struct Range6
{
    Bytes6 network;
    int prefix;
    AddressClass leadsTo;
};

constexpr std::array ranges6{
    Range6{{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54},
           128,
           AddressClass::Metadata},
    Range6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressClass::Loopback},
    Range6{{}, 128, AddressClass::Unspecified},
    Range6{{0xfe, 0x80}, 10, AddressClass::LinkLocal},
    Range6{{0xfc}, 7, AddressClass::Private},
    Range6{{0xfe, 0xc0}, 10, AddressClass::Private},
    Range6{{0xff}, 8, AddressClass::Multicast},
    Range6{{0x20}, 3, AddressClass::Public}, // the only global unicast space given out so far
};

constexpr Bytes6 mappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};     // ::ffff:0:0/96
constexpr Bytes6 translatedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}; // ::ffff:0:0:0/96
constexpr Bytes6 nat64Prefix{0, 0x64, 0xff, 0x9b};                           // 64:ff9b::/96
constexpr Bytes6 localNat64Prefix{0, 0x64, 0xff, 0x9b, 0, 1};                // 64:ff9b:1::/48
constexpr Bytes6 sixToFourPrefix{0x20, 0x02};                                // 2002::/16
constexpr Bytes6 teredoPrefix{0x20, 0x01, 0, 0};                             // 2001::/32

bool isIn(const Bytes6 &address, const Bytes6 &network, int prefix)
{
    const auto whole = static_cast<std::size_t>(prefix / 8);
    const auto rest = static_cast<unsigned>(prefix % 8);
    if (!std::ranges::equal(std::span(address).first(whole), std::span(network).first(whole))) {
        return false;
    }
    return rest == 0 || (address.at(whole) ^ network.at(whole)) >> (8U - rest) == 0;
}

std::uint32_t embedded(const Bytes6 &address, std::size_t a, std::size_t b, std::size_t c,
                       std::size_t d)
{
    return ipv4(address.at(a), address.at(b), address.at(c), address.at(d));
}

// The IPv4 addresses that packets to this IPv6 address may reach.
std::vector<std::uint32_t> embeddedAddresses(const Bytes6 &address)
{
    const std::uint32_t last = embedded(address, 12, 13, 14, 15);
    if (isIn(address, mappedPrefix, 96) || isIn(address, translatedPrefix, 96) ||
        isIn(address, nat64Prefix, 96)) {
        return {last};
    }
    // Compatible: not ::, ::1 and their like, which are addresses of IPv6 itself.
    if (isIn(address, Bytes6{}, 96) && last > 0xffff) {
        return {last};
    }
    if (isIn(address, localNat64Prefix, 48)) {
        // The network chooses how long its prefix is (RFC 8215 3.1, RFC 6052 2.2).
        std::vector<std::uint32_t> found{last};
        if (const std::uint32_t early = embedded(address, 6, 7, 9, 10); early != 0) {
            found.push_back(early);
        }
        return found;
    }
    if (isIn(address, sixToFourPrefix, 16)) {
        return {embedded(address, 2, 3, 4, 5)};
    }
    if (isIn(address, teredoPrefix, 32)) {
        // The server, and the client with its bits inverted (RFC 4380 4).
        return {embedded(address, 4, 5, 6, 7), ~last};
    }
    return {};
}

AddressClass classify6(const Bytes6 &address)
{
    if (const auto inside = embeddedAddresses(address); !inside.empty()) {
        for (const std::uint32_t candidate : inside) {
            if (const AddressClass found = classify4(candidate); found != AddressClass::Public) {
                return found;
            }
        }
        return AddressClass::Public;
    }
    const auto contains = [&address](const Range6 &range) {
        return isIn(address, range.network, range.prefix);
    };
    const auto *found = std::ranges::find_if(ranges6, contains);
    return found == ranges6.end() ? AddressClass::Reserved : found->leadsTo;
}

QString translate(const char *text)
{
    return QCoreApplication::translate("larder::upstream", text);
}

QString className(AddressClass leadsTo)
{
    switch (leadsTo) {
    case AddressClass::Public:
        return translate("a public address");
    case AddressClass::Loopback:
        return translate("this machine itself");
    case AddressClass::Unspecified:
        return translate("no particular address");
    case AddressClass::LinkLocal:
        return translate("the local link");
    case AddressClass::Metadata:
        return translate("the metadata service of a cloud");
    case AddressClass::Private:
        return translate("a private network");
    case AddressClass::Multicast:
        return translate("a group of machines");
    case AddressClass::Reserved:
        return translate("a reserved range");
    }
    return {};
}

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString hostAndPort(std::string_view host, std::uint16_t port)
{
    const QString name = toText(host);
    return (name.contains(u':') && !name.startsWith(u'[') ? u'[' + name + u']' : name) + u':' +
           QString::number(port);
}

std::unexpected<Fault> refuse(const QString &what, std::string_view host, std::uint16_t port)
{
    return fail(FaultKind::NotAllowed, what,
                translate("If you trust it, allow it with --allow-upstream %1 or in the setting "
                          "upstream/allow.")
                    .arg(hostAndPort(host, port)));
}

std::string_view withoutTrailingDot(std::string_view host)
{
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

// A name that a look-up may be tried with. Escapes, spaces and bytes outside ASCII are how a
// forbidden name is dressed up; no archive has them. An address in an unknown spelling has a last
// label of digits, which no name has.
bool isPlainName(std::string_view host)
{
    constexpr std::size_t longestName = 253; // RFC 1035 2.3.4
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    if (host.empty() || host.size() > longestName || !std::ranges::all_of(host, isPlain)) {
        return false;
    }
    const std::string_view last = host.substr(host.rfind('.') + 1);
    const bool isNumber = !last.empty() && last.front() >= '0' && last.front() <= '9' &&
                          (last.find_first_not_of("0123456789") == std::string_view::npos ||
                           last.starts_with("0x") || last.starts_with("0X"));
    return !last.empty() && !isNumber;
}

bool isNameOfThisMachine(std::string_view host)
{
    constexpr std::array<std::string_view, 4> names{"localhost", "localhost.localdomain",
                                                    "ip6-localhost", "ip6-loopback"};
    constexpr std::string_view suffix = ".localhost"; // RFC 6761 6.3
    return std::ranges::any_of(
               names,
               [&](std::string_view name) { return http::equalsIgnoringCase(host, name); }) ||
           (host.size() > suffix.size() &&
            http::equalsIgnoringCase(host.substr(host.size() - suffix.size()), suffix));
}

} // namespace

AddressClass classify(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        return classify4(address.toIPv4Address());
    }
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR raw = address.toIPv6Address();
        Bytes6 bytes{};
        std::ranges::copy(raw.c, bytes.begin());
        return classify6(bytes);
    }
    return AddressClass::Unspecified;
}

std::optional<QHostAddress> parseLiteral(std::string_view host)
{
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    const std::string name(withoutTrailingDot(host));
    if (name.empty() || name.find('\0') != std::string::npos) {
        return std::nullopt;
    }
    if (name.contains(':')) {
        in6_addr parsed{};
        if (inet_pton(AF_INET6, name.substr(0, name.find('%')).c_str(), &parsed) != 1) {
            return std::nullopt;
        }
        Q_IPV6ADDR raw{};
        std::ranges::copy(parsed.s6_addr, raw.c);
        return QHostAddress(raw);
    }
    // inet_aton ends at white space and takes what follows for granted.
    if (name.find_first_not_of("0123456789abcdefABCDEFxX.") != std::string::npos) {
        return std::nullopt;
    }
    in_addr parsed{};
    if (inet_aton(name.c_str(), &parsed) == 0) {
        return std::nullopt;
    }
    return QHostAddress(ntohl(parsed.s_addr));
}

AddressGuard::AddressGuard(std::vector<AllowedUpstream> allowed)
    : m_allowed(std::move(allowed))
{}

Result<void> AddressGuard::checkName(std::string_view host, std::uint16_t port) const
{
    const std::optional<QHostAddress> literal = parseLiteral(host);
    if (!literal && !isPlainName(withoutTrailingDot(host))) {
        return fail(FaultKind::NotAllowed,
                    translate("“%1” is not the name of a server.").arg(toText(host)),
                    translate("Check the spelling of the address."));
    }
    if (isAllowed(host, port)) {
        return {};
    }
    if (!isUsualPort(port)) {
        return refuse(translate("Only the ports 80 and 443 are asked for, not %1.")
                          .arg(hostAndPort(host, port)),
                      host, port);
    }
    if (literal) {
        return checkAddress(host, port, *literal);
    }
    if (isNameOfThisMachine(withoutTrailingDot(host))) {
        return refuse(translate("%1 leads to %2, which is not asked for without permission.")
                          .arg(toText(host), className(AddressClass::Loopback)),
                      host, port);
    }
    return {};
}

Result<void> AddressGuard::checkAddress(std::string_view host, std::uint16_t port,
                                        const QHostAddress &address) const
{
    if (isAllowed(host, port)) {
        return {};
    }
    const AddressClass leadsTo = classify(address);
    if (leadsTo != AddressClass::Public) {
        return refuse(translate("%1 (%2) leads to %3, which is not asked for without permission.")
                          .arg(toText(host), address.toString(), className(leadsTo)),
                      host, port);
    }
    return {};
}

bool AddressGuard::isUsualPort(std::uint16_t port)
{
    return port == 80 || port == 443;
}

bool AddressGuard::isAllowed(std::string_view host, std::uint16_t port) const
{
    const std::optional<QHostAddress> literal = parseLiteral(host);
    const auto names = [&](const AllowedUpstream &entry) {
        if (entry.port == 0 ? !isUsualPort(port) : entry.port != port) {
            return false;
        }
        if (literal) {
            return parseLiteral(entry.host) == literal;
        }
        return http::equalsIgnoringCase(withoutTrailingDot(entry.host), withoutTrailingDot(host));
    };
    return std::ranges::any_of(m_allowed, names);
}

} // namespace larder::upstream
