// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <expected>

namespace larder
{

// The closed set of ways in which something can go wrong. Code decides by the kind; people read
// the two sentences beside it.
enum class FaultKind {
    BadInput,    // what was given does not have the form it must have
    NotFound,    // what was asked for is not there
    NotAllowed,  // a rule of ours or of the system forbids it
    Unreachable, // the other side cannot be reached: look-up, connect, TLS
    Cut,         // the other side went away in the middle of what it was sending
    TimedOut,    // the other side was silent for too long
    Protocol,    // the other side answered against the rules of its protocol
    Damaged,     // stored or fetched bytes are not what they should be
    TooLarge,    // a limit was reached
    NoSpace,     // the disk is full
    ReadOnly,    // the place cannot be written to
    InUse,       // somebody else holds it
    Busy,        // would have to wait; try again from a place that may
    Newer,       // written by a newer Larder than this one
    Internal,    // a defect of ours
};

// What happened and what to do about it, in full sentences for a person. A value; any thread.
struct Fault
{
    FaultKind kind = FaultKind::Internal;
    QString what;
    QString advice; // empty when there is nothing to do

    // Both sentences, for a log line or a terminal.
    [[nodiscard]] QString text() const { return advice.isEmpty() ? what : what + u' ' + advice; }
};

template <typename T>
using Result = std::expected<T, Fault>;

[[nodiscard]] inline std::unexpected<Fault> fail(FaultKind kind, QString what, QString advice = {})
{
    return std::unexpected(Fault{kind, std::move(what), std::move(advice)});
}

// The fault of a system call: the kind and the reason follow from errno. What it was doing is given
// without a full stop: "The folder /x cannot be made".
[[nodiscard]] Fault systemFault(int error, const QString &what);

// The place cannot be written to, for now or at all; what is there can be read all the same.
[[nodiscard]] inline bool forbidsWriting(const Fault &fault)
{
    return fault.kind == FaultKind::ReadOnly || fault.kind == FaultKind::NotAllowed ||
           fault.kind == FaultKind::NoSpace;
}

} // namespace larder
