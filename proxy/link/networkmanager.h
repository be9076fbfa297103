// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/networkstate.h"

#include <cstdint>

namespace larder::link
{

// What NetworkManager says, in its own numbers; 0 is unknown for both.
struct ManagerProperties
{
    std::uint32_t metered = 0; // NMMetered
    std::uint32_t state = 0;   // NMState
    friend bool operator==(const ManagerProperties &, const ManagerProperties &) = default;
};

// hasRoute: whether the kernel knows a way out. NetworkManager calls a machine disconnected whose
// interfaces it does not manage (Debian's /etc/network/interfaces): it is believed only where there
// is no route either.
[[nodiscard]] LinkState linkState(const ManagerProperties &properties, bool hasRoute);

// Whether /proc/net/route or ipv6_route has a default route that is up.
[[nodiscard]] bool hasDefaultRoute(std::string_view ipv4Table, std::string_view ipv6Table);

} // namespace larder::link
