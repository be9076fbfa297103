// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace larder::statistics
{

// Why a request had the outcome it had, as far as the engine knows: at most one of these, the one
// that a person would have to change. Not counted; stored with each recent request.
enum class Reason : std::uint8_t {
    None, // nothing to explain: a plain hit, a renewal, a tunnel, a page of our own

    // Why it had to be fetched.
    NotStored,    // there is nothing under this name
    Lost,         // what is recorded was damaged, or is not on the disk any more
    Changed,      // the stored copy was out of date, and the origin had another one
    Demanded,     // the client took no stored copy before the origin was asked
    Contradicted, // the stored copy has not the digest that the client asked for
    IndexBusy,    // somebody held the index for too long

    // Why it was not kept.
    NotKept,     // this kind of request never is
    Credentials, // sent with the request
    NoStore,     // the client forbids it
    Unstorable,  // the origin's answer may not be kept
    Paused,
    StoreTrouble, // nothing can be stored at present

    // Why a stored copy was not renewed, or there was no answer.
    OriginDown,   // unreachable or silent
    LogIn,        // the network answers with a page of its own
    OriginSlow,   // still silent when the stored copy was sent
    OriginFailed, // 5xx, an answer against the rules, or one that was cut
    WrongBytes,   // what came is not what an index, a name or the client says it is
    NotAtOrigin,  // the origin says so, or names no such file
    Metered,      // the network was spared
    Offline,
    TooMany, // fetches under way

    // Why it was refused or not finished.
    NotAllowed,  // a rule of Larder, such as that of private addresses
    Malformed,   // the request
    UnknownPath, // no address of this cache
    ClientLeft,
};
inline constexpr std::size_t reasonCount = 26;

// "notStored", "lost", …: in the file and in JSON. Empty for None.
[[nodiscard]] std::string_view reasonName(Reason reason);
[[nodiscard]] std::optional<Reason> reasonFromName(std::string_view name);

} // namespace larder::statistics
