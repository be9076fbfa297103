// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What is wrong with a cache that runs, for those who show it. Values.
namespace larder
{

enum class TroubleKind : std::uint8_t {
    Other,      // also of a kind that only a newer Larder knows
    DiskFull,   // nothing new is stored
    Unwritable, // read-only, or not allowed
    Index,      // lost or damaged: it is being made anew
    Locked,     // somebody holds the index
    Newer,      // a newer Larder has taken the stock over
    Statistics, // requests are counted in memory only
};
[[nodiscard]] std::string_view troubleKindName(TroubleKind kind); // "diskFull", …
[[nodiscard]] std::optional<TroubleKind> troubleKindFromName(std::string_view name);

struct Trouble
{
    TroubleKind kind = TroubleKind::Other;
    QString text; // in sentences

    friend bool operator==(const Trouble &, const Trouble &) = default;
};

// Of the stock.
[[nodiscard]] Trouble stockTrouble(const Fault &fault);

// What is wrong with an origin that is down.
enum class OriginState : std::uint8_t {
    Unreachable, // or silent
    LogIn,       // the network answers in its place, and wants a log-in
};
[[nodiscard]] std::string_view originStateName(OriginState state); // "unreachable", "logIn"

struct DownOrigin
{
    std::string origin; // "http://deb.debian.org"
    OriginState state = OriginState::Unreachable;

    friend bool operator==(const DownOrigin &, const DownOrigin &) = default;
};

// "logIn http://deb.debian.org" and back. Nothing for what is not an origin of printable ASCII.
[[nodiscard]] std::string downOriginText(const DownOrigin &down);
[[nodiscard]] std::optional<DownOrigin> downOriginFromText(std::string_view text);

} // namespace larder
