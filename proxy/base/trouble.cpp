// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/trouble.h"

#include <algorithm>
#include <array>

namespace larder
{

namespace
{

// In the order of the enumerations.
constexpr std::array<std::string_view, 7> kindNames = {"other",  "diskFull", "unwritable", "index",
                                                       "locked", "newer",    "statistics"};
constexpr std::array<std::string_view, 2> stateNames = {"unreachable", "logIn"};

TroubleKind kindOf(FaultKind kind)
{
    switch (kind) {
    case FaultKind::NoSpace:
        return TroubleKind::DiskFull;
    case FaultKind::ReadOnly:
    case FaultKind::NotAllowed:
        return TroubleKind::Unwritable;
    case FaultKind::NotFound:
    case FaultKind::Damaged:
    case FaultKind::Internal:
        return TroubleKind::Index;
    case FaultKind::Busy:
    case FaultKind::InUse:
        return TroubleKind::Locked;
    case FaultKind::Newer:
        return TroubleKind::Newer;
    case FaultKind::BadInput:
    case FaultKind::Unreachable:
    case FaultKind::Cut:
    case FaultKind::TimedOut:
    case FaultKind::Protocol:
    case FaultKind::TooLarge:
        break;
    }
    return TroubleKind::Other;
}

bool isVisible(char character)
{
    return character > ' ' && character <= '~';
}

} // namespace

std::string_view troubleKindName(TroubleKind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

std::optional<TroubleKind> troubleKindFromName(std::string_view name)
{
    const auto *const found = std::ranges::find(kindNames, name);
    if (found == kindNames.end()) {
        return std::nullopt;
    }
    return static_cast<TroubleKind>(found - kindNames.begin());
}

Trouble stockTrouble(const Fault &fault)
{
    return {.kind = kindOf(fault.kind), .text = fault.text()};
}

std::string_view originStateName(OriginState state)
{
    return stateNames.at(static_cast<std::size_t>(state));
}

std::string downOriginText(const DownOrigin &down)
{
    return std::string(originStateName(down.state)) + ' ' + down.origin;
}

std::optional<DownOrigin> downOriginFromText(std::string_view text)
{
    const std::size_t space = text.find(' ');
    const auto *const state = std::ranges::find(stateNames, text.substr(0, space));
    if (space == std::string_view::npos || state == stateNames.end()) {
        return std::nullopt;
    }
    const std::string_view origin = text.substr(space + 1);
    if (origin.empty() || !std::ranges::all_of(origin, isVisible)) {
        return std::nullopt;
    }
    return DownOrigin{.origin = std::string(origin),
                      .state = static_cast<OriginState>(state - stateNames.begin())};
}

} // namespace larder
