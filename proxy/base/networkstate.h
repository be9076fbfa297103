// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/settings.h"

#include <optional>

namespace larder
{

// What the machine says about its connection. A value.
struct LinkState
{
    enum class Cost { Unknown, Unmetered, Metered };
    enum class Reach { Unknown, Connected, None };
    Cost cost = Cost::Unknown;
    Reach reach = Reach::Unknown;
    friend bool operator==(const LinkState &, const LinkState &) = default;
};

// Why the network is used as it is.
enum class NetworkReason {
    Ordinary,     // nothing speaks for anything else
    Setting,      // the user chose it
    Option,       // the command line of the proxy did
    Pause,        // the user paused the caches
    MeteredLink,  // the machine's connection is metered
    NoConnection, // the machine has none
};
[[nodiscard]] std::string_view networkReasonName(NetworkReason reason); // "metered-link", …
[[nodiscard]] std::optional<NetworkReason> networkReasonFromName(std::string_view name);

// How much of the network is used, why, and for a pause until when. A value.
struct NetworkState
{
    NetworkMode mode = NetworkMode::Normal;
    NetworkReason reason = NetworkReason::Ordinary;
    std::optional<WallTime> until{}; // of a pause that ends by itself
    friend bool operator==(const NetworkState &, const NetworkState &) = default;
};

// option: what the command line says, which wins over everything. A pause goes before the choice;
// one whose time is over is none.
[[nodiscard]] NetworkState networkState(const Settings &settings, std::optional<NetworkMode> option,
                                        const LinkState &link, WallTime now);

} // namespace larder
