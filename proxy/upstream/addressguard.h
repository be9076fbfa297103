// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/settings.h"

#include <QHostAddress>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder::upstream
{

// Where an address leads. Only Public may be contacted without the user's word.
enum class AddressClass : std::uint8_t {
    Public,
    Loopback,    // 127/8, ::1
    Unspecified, // 0/8, ::
    LinkLocal,   // 169.254/16, fe80::/10
    Metadata,    // 169.254.169.254, fd00:ec2::254, 100.100.100.200, 192.0.0.192, 168.63.129.16
    Private,     // 10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7, fec0::/10
    Multicast,   // 224/4, ff00::/8, 255.255.255.255
    Reserved,    // 240/4, 192.0.0/24, 198.18/15, and of IPv6 all outside 2000::/3 not named above
};

// Ranges for documentation (192.0.2/24, 2001:db8::/32 …) are Public: they lead nowhere.
// IPv4 inside IPv6 (mapped, compatible, NAT64 64:ff9b::/96 and 64:ff9b:1::/48, 6to4, Teredo) is
// judged by the IPv4 address it leads to.
[[nodiscard]] AddressClass classify(const QHostAddress &address);

// The address that a host name means without any look-up, in every spelling that resolvers take:
// "127.1", "0x7f000001", "017700000001", "2130706433", "::1", "[::1]", "fe80::1%eth0".
[[nodiscard]] std::optional<QHostAddress> parseLiteral(std::string_view host);

// Which addresses the proxy may connect to, checked for every resolved address and every redirect
// hop. Pure; a value; any thread.
class AddressGuard
{
public:
    explicit AddressGuard(std::vector<AllowedUpstream> allowed = {});

    // Whether this host and port may be asked for at all, before any look-up: ports 80 and 443, or
    // a port allowed by name; literal addresses in every spelling and the names of the machine
    // itself (localhost) are judged here too. All faults are NotAllowed.
    [[nodiscard]] Result<void> checkName(std::string_view host, std::uint16_t port) const;
    // Whether an address that the host resolved to may be connected to.
    [[nodiscard]] Result<void> checkAddress(std::string_view host, std::uint16_t port,
                                            const QHostAddress &address) const;

private:
    [[nodiscard]] static bool isUsualPort(std::uint16_t port);
    [[nodiscard]] bool isAllowed(std::string_view host, std::uint16_t port) const;

    std::vector<AllowedUpstream> m_allowed;
};

} // namespace larder::upstream
