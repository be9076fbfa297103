// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/paths.h"
#include "base/pendingcalls.h"
#include "base/serialworker.h"
#include "system/cacheunits.h"

#include <QObject>

#include <functional>
#include <string>

namespace larder::system
{

// Turns caches on demand on and off without blocking its thread: the work is done one after the
// other in a thread of its own, and results come back as values through the event loop. Lives in
// its creator's thread. Destroying it waits for the work that was begun, at most
// UserManager::jobLimit, and drops its result; a callback whose context has gone is dropped too.
class UnitControl
{
public:
    explicit UnitControl(const Paths &paths);

    using Done = std::function<void(Result<UnitOutcome>)>;
    void turnOn(UnitPlan plan, QObject *context, Done done,
                ForeignUnits foreign = ForeignUnits::Keep);
    void turnOff(std::string cache, QObject *context, Done done);
    void leaveToListener(std::string cache, QObject *context, Done done);

    using Looked = std::function<void(Result<OnDemand>)>;
    void look(std::string cache, QObject *context, Looked done);

private:
    template <typename Value>
    using Work = std::function<Result<Value>(UserManager &, Ledger &)>;
    template <typename Value>
    void run(PendingCalls<Result<Value>> &calls, Work<Value> work, QObject *context,
             std::function<void(Result<Value>)> done);

    std::filesystem::path m_state;
    std::filesystem::path m_runtime;
    PendingCalls<Result<UnitOutcome>> m_changes;
    PendingCalls<Result<OnDemand>> m_looks;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what it refers to
};

} // namespace larder::system
