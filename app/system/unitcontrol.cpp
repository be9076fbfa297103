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

void UnitControl::turnOn(UnitPlan plan, QObject *context, Done done, ForeignUnits foreign)
{
    run([plan = std::move(plan), runtime = m_runtime, foreign](
            UserManager &manager,
            Ledger &ledger) { return system::turnOn(manager, ledger, plan, runtime, foreign); },
        context, std::move(done));
}

void UnitControl::turnOff(std::string cache, QObject *context, Done done)
{
    run(
        [cache = std::move(cache)](UserManager &manager, Ledger &ledger) {
            return system::turnOff(manager, ledger, cache);
        },
        context, std::move(done));
}

void UnitControl::run(Work work, QObject *context, Done done)
{
    const auto call = m_calls.add(context, std::move(done));
    m_worker.post([this, call, work = std::move(work), state = m_state] {
        // A connection for each: systemd may have been started anew in between.
        Ledger ledger(state);
        auto manager = UserManager::connect();
        auto result = manager ? work(*manager, ledger)
                              : Result<UnitOutcome>(std::unexpected(manager.error()));
        m_mailbox.post([this, call, result = std::move(result)]() mutable {
            m_calls.call(call, std::move(result));
        });
    });
}

} // namespace larder::system
