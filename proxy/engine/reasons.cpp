// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reasons.h"

namespace larder::engine
{

using statistics::Reason;

Reason reasonOf(const Fault &fault)
{
    switch (fault.kind) {
    case FaultKind::Unreachable:
    case FaultKind::TimedOut:
        return Reason::OriginDown;
    case FaultKind::Cut:
    case FaultKind::Protocol:
    case FaultKind::TooLarge:
        return Reason::OriginFailed;
    case FaultKind::Damaged:
        return Reason::WrongBytes;
    case FaultKind::NotAllowed:
        return Reason::NotAllowed;
    case FaultKind::BadInput:
        return Reason::Malformed;
    case FaultKind::NotFound:
        return Reason::NotAtOrigin;
    case FaultKind::NoSpace:
    case FaultKind::ReadOnly:
        return Reason::StoreTrouble;
    case FaultKind::Busy:
    case FaultKind::InUse:
    case FaultKind::Newer:
    case FaultKind::Internal:
        break;
    }
    return Reason::None;
}

Reason reasonOf(ecosystem::Pass::Why why)
{
    switch (why) {
    case ecosystem::Pass::Why::Kind:
        return Reason::NotKept;
    case ecosystem::Pass::Why::Credentials:
        return Reason::Credentials;
    case ecosystem::Pass::Why::NoStore:
        return Reason::NoStore;
    }
    return Reason::None;
}

Reason reasonOf(store::Store::Found::Gone gone)
{
    using Gone = store::Store::Found::Gone;
    switch (gone) {
    case Gone::NotRecorded:
        return Reason::NotStored;
    case Gone::FileLost:
        return Reason::Lost;
    case Gone::OtherNamed:
        return Reason::Changed;
    }
    return Reason::None;
}

Reason refusalReason(int status)
{
    switch (status) {
    case 404:
        return Reason::UnknownPath;
    case 403:
    case 405:
    case 421:
        return Reason::NotAllowed;
    default:
        return Reason::Malformed;
    }
}

} // namespace larder::engine
