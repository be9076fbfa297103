// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/unitcontrol.h"

#include <utility>

namespace larder::system
{

UnitControl::UnitControl(const Paths &paths)
    : m_state(paths.state)
    , m_runtime(paths.runtime)
{}

template <typename Value>
void UnitControl::run(PendingCalls<Result<Value>> &calls, Work<Value> work, QObject *context,
                      std::function<void(Result<Value>)> done)
{
    const auto call = calls.add(context, std::move(done));
    m_worker.post([this, &calls, call, work = std::move(work), state = m_state] {
        // A connection for each: systemd may have been started anew in between.
        Ledger ledger(state);
        auto manager = UserManager::connect();
        auto result =
            manager ? work(*manager, ledger) : Result<Value>(std::unexpected(manager.error()));
        m_mailbox.post([&calls, call, result = std::move(result)]() mutable {
            calls.call(call, std::move(result));
        });
    });
}

void UnitControl::turnOn(UnitPlan plan, QObject *context, Done done, ForeignUnits foreign)
{
    run<UnitOutcome>(
        m_changes,
        [plan = std::move(plan), runtime = m_runtime, foreign](UserManager &manager,
                                                               Ledger &ledger) {
            return system::turnOn(manager, ledger, plan, runtime, foreign);
        },
        context, std::move(done));
}

void UnitControl::turnOff(std::string cache, QObject *context, Done done)
{
    run<UnitOutcome>(
        m_changes,
        [cache = std::move(cache)](UserManager &manager, Ledger &ledger) {
            return system::turnOff(manager, ledger, cache);
        },
        context, std::move(done));
}

void UnitControl::leaveToListener(std::string cache, QObject *context, Done done)
{
    run<UnitOutcome>(
        m_changes,
        [cache = std::move(cache), runtime = m_runtime](UserManager &manager, Ledger &ledger) {
            return system::leaveToListener(manager, ledger, cache, runtime);
        },
        context, std::move(done));
}

void UnitControl::look(std::string cache, QObject *context, Looked done)
{
    run<OnDemand>(
        m_looks,
        [cache = std::move(cache)](UserManager &manager, Ledger &) {
            return lookAt(manager, cache);
        },
        context, std::move(done));
}

} // namespace larder::system
