// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "link/networkmanager.h"

#include "base/number.h"

#include <array>
#include <sstream>
#include <string>

namespace larder::link
{

namespace
{

// NetworkManager's D-Bus reference, enumerations.
enum : std::uint32_t {
    MeteredYes = 1,
    MeteredNo = 2,
    MeteredGuessYes = 3, // a phone that says so in its leases, a modem
    MeteredGuessNo = 4,
    StateAsleep = 10,
    StateDisconnected = 20,
    StateConnecting = 40,
};

constexpr unsigned routeIsUp = 0x1;
constexpr unsigned routeRejects = 0x200; // the kernel keeps such a default when there is no other

std::vector<std::string> wordsOf(const std::string &line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(std::move(word));
    }
    return words;
}

bool isUsable(std::string_view flags)
{
    const auto value = parseNumber<unsigned>(flags, 16);
    return value && (*value & routeIsUp) != 0 && (*value & routeRejects) == 0;
}

} // namespace

LinkState linkState(const ManagerProperties &properties, bool hasRoute)
{
    LinkState link;
    if (properties.metered == MeteredYes || properties.metered == MeteredGuessYes) {
        link.cost = LinkState::Cost::Metered;
    } else if (properties.metered == MeteredNo || properties.metered == MeteredGuessNo) {
        link.cost = LinkState::Cost::Unmetered;
    }
    if (properties.state == StateAsleep || properties.state == StateDisconnected) {
        link.reach = hasRoute ? LinkState::Reach::Unknown : LinkState::Reach::None;
    } else if (properties.state > StateConnecting) {
        link.reach = LinkState::Reach::Connected;
    }
    return link;
}

bool hasDefaultRoute(std::string_view ipv4Table, std::string_view ipv6Table)
{
    // Iface Destination Gateway Flags RefCnt Use Metric Mask …
    std::istringstream ipv4{std::string(ipv4Table)};
    for (std::string line; std::getline(ipv4, line);) {
        const auto words = wordsOf(line);
        if (words.size() >= 8 && words[1] == "00000000" && words[7] == "00000000" &&
            isUsable(words[3])) {
            return true;
        }
    }
    // destination prefix-length source prefix-length next-hop metric references use flags device
    std::istringstream ipv6{std::string(ipv6Table)};
    for (std::string line; std::getline(ipv6, line);) {
        const auto words = wordsOf(line);
        if (words.size() >= 10 && words[0] == std::string(32, '0') && words[1] == "00" &&
            words[9] != "lo" && isUsable(words[8])) {
            return true;
        }
    }
    return false;
}

} // namespace larder::link
