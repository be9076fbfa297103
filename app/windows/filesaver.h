// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/mailbox.h"
#include "base/pendingcalls.h"
#include "base/serialworker.h"

#include <QByteArray>
#include <QImage>
#include <QObject>
#include <QString>

#include <functional>
#include <variant>

namespace larder::windows
{

// Writes what a person saves in a thread of its own: the whole file or, with a fault, none. Lives
// in its creator's thread; destroying it waits for the disk, and drops results that have not come.
class FileSaver
{
public:
    using Content = std::variant<QByteArray, QImage>; // an image becomes a PNG
    using Done = std::function<void(Result<void>)>;
    void save(QString file, Content content, QObject *context, Done done);

private:
    PendingCalls<Result<void>> m_calls;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::windows
