// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/networkstate.h"

#include <algorithm>
#include <array>

namespace larder
{

namespace
{

constexpr std::array<std::string_view, 6> reasonNames = {
    "ordinary", "setting", "option", "pause", "metered-link", "no-connection"};

NetworkState ofLink(const LinkState &link)
{
    if (link.reach == LinkState::Reach::None) {
        return {.mode = NetworkMode::Offline, .reason = NetworkReason::NoConnection};
    }
    if (link.cost == LinkState::Cost::Metered) {
        return {.mode = NetworkMode::Metered, .reason = NetworkReason::MeteredLink};
    }
    return {};
}

} // namespace

std::string_view networkReasonName(NetworkReason reason)
{
    return reasonNames.at(static_cast<std::size_t>(reason));
}

std::optional<NetworkReason> networkReasonFromName(std::string_view name)
{
    const auto *const found = std::ranges::find(reasonNames, name);
    if (found == reasonNames.end()) {
        return std::nullopt;
    }
    return static_cast<NetworkReason>(found - reasonNames.begin());
}

NetworkState networkState(const Settings &settings, std::optional<NetworkMode> option,
                          const LinkState &link, WallTime now)
{
    if (option) {
        return {.mode = *option, .reason = NetworkReason::Option};
    }
    if (settings.pause && settings.pause->until > now) {
        NetworkState paused{.mode = NetworkMode::Paused, .reason = NetworkReason::Pause};
        if (settings.pause->until != Pause::untilResumed) {
            paused.until = settings.pause->until;
        }
        return paused;
    }
    switch (settings.network) {
    case NetworkChoice::Auto:
        return ofLink(link);
    case NetworkChoice::Normal:
        return {.mode = NetworkMode::Normal, .reason = NetworkReason::Setting};
    case NetworkChoice::Metered:
        return {.mode = NetworkMode::Metered, .reason = NetworkReason::Setting};
    case NetworkChoice::Offline:
        return {.mode = NetworkMode::Offline, .reason = NetworkReason::Setting};
    }
    return {};
}

} // namespace larder
