// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fault.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>

namespace larder
{

namespace
{

FaultKind kindOfError(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
        return FaultKind::NotFound;
    case EACCES:
    case EPERM:
        return FaultKind::NotAllowed;
    case EROFS:
        return FaultKind::ReadOnly;
    case ENOSPC:
    case EDQUOT:
        return FaultKind::NoSpace;
    case EADDRINUSE:
    case EEXIST:
    case ETXTBSY:
        return FaultKind::InUse;
    case EAGAIN:
    case EBUSY:
        return FaultKind::Busy;
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case ENETUNREACH:
        return FaultKind::Unreachable;
    case ETIMEDOUT:
        return FaultKind::TimedOut;
    case EFBIG:
    case EMFILE:
    case ENAMETOOLONG:
    case ENFILE:
        return FaultKind::TooLarge;
    case EIO:
        return FaultKind::Damaged;
    case EINVAL:
        return FaultKind::BadInput;
    default:
        return FaultKind::Internal;
    }
}

} // namespace

Fault systemFault(int error, const QString &what)
{
    const QString reason = QString::fromLocal8Bit(std::strerror(error));
    return {.kind = kindOfError(error),
            .what = QCoreApplication::translate("larder", "%1: %2.").arg(what, reason),
            .advice = {}};
}

} // namespace larder
