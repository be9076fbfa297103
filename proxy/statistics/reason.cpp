// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/reason.h"

#include <algorithm>
#include <array>

namespace larder::statistics
{

namespace
{

// In the order of the enumeration.
constexpr std::array<std::string_view, reasonCount> names{
    "",
    "notStored",
    "lost",
    "changed",
    "demanded",
    "contradicted",
    "indexBusy",
    "notKept",
    "credentials",
    "noStore",
    "unstorable",
    "paused",
    "storeTrouble",
    "originDown",
    "logIn",
    "originSlow",
    "originFailed",
    "wrongBytes",
    "notAtOrigin",
    "metered",
    "offline",
    "tooMany",
    "notAllowed",
    "malformed",
    "unknownPath",
    "clientLeft",
};
static_assert(static_cast<std::size_t>(Reason::ClientLeft) + 1 == reasonCount);

} // namespace

std::string_view reasonName(Reason reason)
{
    return names.at(static_cast<std::size_t>(reason));
}

std::optional<Reason> reasonFromName(std::string_view name)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<Reason>(found - names.begin());
}

} // namespace larder::statistics
