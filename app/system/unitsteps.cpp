// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/unitsteps.h"

#include "base/filechange.h"
#include "base/ownerlock.h"
#include "base/portholder.h"

#include <QCoreApplication>

#include <sstream>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

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

// The lines that decide what a unit listens to or starts.
std::vector<std::string> effectOf(const std::string &text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("ListenStream=") || line.starts_with("ExecStart=")) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

} // namespace

Result<Written> provide(const Unit &unit, const std::string &text, Ledger &ledger)
{
    const bool isInstalled = !unit.state.fragment.empty() && unit.state.fragment != unit.place;
    const auto there =
        readFile(isInstalled ? std::filesystem::path(unit.state.fragment) : unit.place,
                 Ledger::maxFileBytes);
    if (there && isOwnUnit(*there) &&
        (isInstalled ? effectOf(*there) == effectOf(text) : *there == text)) {
        return Written::No;
    }
    return ledger.writeFile(unit.place, text, display(unit.name)).transform([] {
        return Written::Yes;
    });
}

Result<void> checkFree(const UnitPlan &plan, const std::filesystem::path &runtimeFolder)
{
    if (const auto owner = readOwner(runtimeFolder, plan.cache)) {
        return fail(FaultKind::InUse,
                    tr("The cache %1 is already run by process %2.")
                        .arg(display(plan.cache))
                        .arg(owner->pid),
                    tr("Stop that process first, and try again."));
    }
    for (const ListenAddress &address : plan.listen) {
        const auto holder = portHolder(address);
        if (holder && holder->pid != ::getpid()) {
            return fail(FaultKind::InUse, portTakenSentence(address),
                        tr("Stop that program, or choose another port: larder settings set "
                           "cache-%1.listen ADDRESS:PORT")
                            .arg(display(plan.cache)));
        }
    }
    return {};
}

Result<void> listen(UserManager &manager, const UnitPlan &plan)
{
    const std::string socket = socketUnit(plan.cache);
    manager.resetFailed(socket);
    manager.resetFailed(serviceUnit(plan.cache));
    const auto result = manager.start(socket);
    if (!result) {
        return std::unexpected(result.error());
    }
    if (*result == "done") {
        return {};
    }
    manager.resetFailed(socket);
    if (auto free = checkFree(plan, {}); !free) {
        return free;
    }
    return fail(FaultKind::Internal,
                tr("systemd could not listen for the cache %1 (%2).")
                    .arg(display(plan.cache), display(*result)),
                tr("What it says about it: journalctl --user -u %1").arg(display(socket)));
}

Result<void> enable(UserManager &manager, Ledger &ledger, const std::string &unit)
{
    const auto links = manager.enable(unit);
    if (!links) {
        return std::unexpected(links.error());
    }
    for (const UnitLink &link : *links) {
        if (auto noted = ledger.noteLink(link.path, link.target, display(unit)); !noted) {
            return noted;
        }
    }
    return links->empty() ? Result<void>() : manager.reload();
}

Result<void> stop(UserManager &manager, const std::string &unit)
{
    return manager.stop(unit).transform([](const std::string &) {});
}

Result<void> disable(UserManager &manager, Ledger &ledger, const std::string &unit)
{
    const auto links = manager.disable(unit);
    if (!links) {
        return std::unexpected(links.error());
    }
    for (const UnitLink &link : *links) {
        if (auto forgotten = ledger.forget(link.path); !forgotten) {
            return forgotten;
        }
    }
    return manager.reload();
}

bool waitUntil(const std::function<bool()> &isSo)
{
    constexpr std::chrono::milliseconds pause{10};
    const auto deadline = std::chrono::steady_clock::now() + finishLimit;
    while (!isSo()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(pause);
    }
    return true;
}

bool isOver(const std::string &active)
{
    return active == "inactive" || active == "failed";
}

Result<void> waitForProxy(UserManager &manager, const std::string &cache)
{
    const std::string service = serviceUnit(cache);
    const bool hasEnded = waitUntil([&] {
        const auto state = manager.unit(service);
        return !state || isOver(state->active);
    });
    if (!hasEnded) {
        return fail(
            FaultKind::InUse,
            tr("The proxy of the cache %1 still finishes what it was asked.").arg(display(cache)),
            tr("Try again later, or end it: systemctl --user stop %1").arg(display(service)));
    }
    return {};
}

} // namespace larder::system
