// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/cacheunits.h"

#include "base/ownerlock.h"
#include "system/foreignunits.h"
#include "system/unit.h"
#include "system/unitsteps.h"

#include <QCoreApplication>

#include <algorithm>
#include <csignal>
#include <tuple>
#include <utility>

namespace larder::system
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::CacheUnits", text);
}

QString display(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

Result<OnDemand> lookAt(UserManager &manager, const std::string &cache)
{
    const auto socket = findUnit(manager, socketUnit(cache));
    if (!socket) {
        return std::unexpected(socket.error());
    }
    const auto service = findUnit(manager, serviceUnit(cache));
    if (!service) {
        return std::unexpected(service.error());
    }
    if (foreignFile(*socket) || foreignFile(*service)) {
        return OnDemand::Foreign;
    }
    if (socket->state.isListening()) { // whatever became of a proxy, the next request starts one
        return OnDemand::Listening;
    }
    const bool failed = socket->state.active == "failed" || service->state.active == "failed";
    return failed ? OnDemand::Failed : OnDemand::Off;
}

Result<UnitOutcome> turnOn(UserManager &manager, Ledger &ledger, const UnitPlan &plan,
                           const std::filesystem::path &runtimeFolder, ForeignUnits foreign)
{
    if (std::ranges::contains(plan.listen, 0, &ListenAddress::port)) {
        return fail(FaultKind::BadInput,
                    tr("On demand, the cache %1 needs a port that is known beforehand.")
                        .arg(display(plan.cache)),
                    tr("Set it: larder settings set cache-%1.listen ADDRESS:PORT")
                        .arg(display(plan.cache)));
    }
    UnitOutcome outcome;
    if (foreign == ForeignUnits::Replace) {
        auto moved = replaceForeign(manager, ledger, plan, runtimeFolder);
        if (!moved) {
            return std::unexpected(std::move(moved.error()));
        }
        outcome.movedAside = *std::move(moved);
    }
    const auto socket = findUnit(manager, socketUnit(plan.cache));
    const auto service = findUnit(manager, serviceUnit(plan.cache));
    for (const auto *unit : {&socket, &service}) {
        if (!*unit) {
            return std::unexpected(unit->error());
        }
        const bool isReplaced = foreign == ForeignUnits::Replace;
        if (auto own = isReplaced ? checkUnmasked(**unit) : checkOwn(**unit, plan.cache); !own) {
            return std::unexpected(std::move(own.error()));
        }
    }
    const bool wasListening = socket->state.isListening();
    if (wasListening && service->state.active == "failed") {
        manager.resetFailed(service->name);
    }
    if (!wasListening) {
        if (auto free = checkFree(plan, runtimeFolder); !free) {
            return std::unexpected(std::move(free.error()));
        }
    }
    bool socketIsNew = false;
    for (const auto &[unit, text] :
         {std::pair(&*service, serviceText(plan)), std::pair(&*socket, socketText(plan))}) {
        const auto written = provide(*unit, text, ledger);
        if (!written) {
            return std::unexpected(written.error());
        }
        if (*written == Written::Yes) {
            outcome.written.push_back(unit->place);
            socketIsNew = unit == &*socket;
        }
    }
    Result<void> done;
    // Before a start in any case: files that others changed or removed count too.
    if (!wasListening || !outcome.written.empty()) {
        done = manager.reload();
    }
    if (wasListening && socketIsNew) { // at other addresses, maybe
        done = done.and_then([&] { return stop(manager, socket->name); }).and_then([&] {
            return stop(manager, service->name);
        });
    } else if (!wasListening) {
        done = done.and_then([&] { return waitForProxy(manager, plan.cache); });
    }
    const bool mustStart = !wasListening || socketIsNew;
    if (mustStart) {
        done = done.and_then([&] { return listen(manager, plan); });
    }
    const bool mustEnable = socket->state.file != "enabled";
    if (mustEnable) {
        done = done.and_then([&] { return enable(manager, ledger, socket->name); });
    }
    if (!done) {
        if (!wasListening) { // nor may it go on listening beside whoever answers instead
            std::ignore = leaveToListener(manager, ledger, plan.cache, runtimeFolder);
        }
        return std::unexpected(std::move(done.error()));
    }
    if (mustStart || mustEnable || !outcome.written.empty() || !outcome.movedAside.empty()) {
        outcome.what = UnitOutcome::What::Changed;
    }
    return outcome;
}

Result<UnitOutcome> turnOff(UserManager &manager, Ledger &ledger, const std::string &cache)
{
    const auto socket = findUnit(manager, socketUnit(cache));
    const auto service = findUnit(manager, serviceUnit(cache));
    for (const auto *unit : {&socket, &service}) {
        if (!*unit) {
            return std::unexpected(unit->error());
        }
    }
    const bool isEnabled = socket->state.file == "enabled";
    const bool runs = socket->state.active != "inactive" || service->state.active != "inactive";
    if (!isEnabled && !runs) {
        return UnitOutcome{};
    }
    for (const auto *unit : {&socket, &service}) {
        if (auto own = checkOwn(**unit, cache); !own) {
            return std::unexpected(std::move(own.error()));
        }
    }
    // The socket first, or the next request starts the service again.
    auto done = stop(manager, socket->name).and_then([&] { return stop(manager, service->name); });
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    manager.resetFailed(socket->name);
    manager.resetFailed(service->name);
    if (isEnabled) {
        if (auto disabled = disable(manager, ledger, socket->name); !disabled) {
            return std::unexpected(std::move(disabled.error()));
        }
    }
    return UnitOutcome{.what = UnitOutcome::What::Changed, .written = {}};
}

Result<UnitOutcome> leaveToListener(UserManager &manager, Ledger &ledger, const std::string &cache,
                                    const std::filesystem::path &runtimeFolder)
{
    const auto socket = findUnit(manager, socketUnit(cache));
    const auto service = findUnit(manager, serviceUnit(cache));
    for (const auto *unit : {&socket, &service}) {
        if (!*unit) {
            return std::unexpected(unit->error());
        }
    }
    const bool isEnabled = socket->state.file == "enabled";
    if (!isEnabled && isOver(socket->state.active)) {
        return UnitOutcome{};
    }
    for (const auto *unit : {&socket, &service}) {
        if (auto own = checkOwn(**unit, cache); !own) {
            return std::unexpected(std::move(own.error()));
        }
    }
    if (socket->state.isListening()) {
        // A client may have come to systemd before this process listened, and wait there. A proxy
        // accepts it, and all who wait once more before it closes; if it cannot start, nobody would
        // have answered anyway.
        std::ignore = manager.start(service->name);
        std::ignore = manager.signal(service->name, SIGUSR1);
        if (!waitUntil([&] { return !readOwner(runtimeFolder, cache); })) {
            return fail(
                FaultKind::InUse,
                tr("The proxy that runs the cache %1 does not give it up.").arg(display(cache)),
                tr("End it, and try again: systemctl --user stop %1").arg(display(service->name)));
        }
    }
    auto done = stop(manager, socket->name);
    manager.resetFailed(socket->name);
    manager.resetFailed(service->name);
    if (isEnabled) {
        done = done.and_then([&] { return disable(manager, ledger, socket->name); });
    }
    return done.transform(
        [] { return UnitOutcome{.what = UnitOutcome::What::Changed, .written = {}}; });
}

} // namespace larder::system
