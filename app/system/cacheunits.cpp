// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/cacheunits.h"

#include "base/filechange.h"
#include "base/ownerlock.h"
#include "base/portholder.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <csignal>
#include <functional>
#include <optional>
#include <span>
#include <sstream>
#include <system_error>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace larder::system
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::CacheUnits", text);
}

QString display(const std::filesystem::path &path)
{
    return QFile::decodeName(path.c_str());
}

QString display(const std::string &text)
{
    return QString::fromStdString(text);
}

// A file that holds a unit of one of our names and is not ours: of those that systemd has loaded,
// and of those that it would load next.
std::optional<std::filesystem::path> foreignFile(const UnitState &state,
                                                 const std::filesystem::path &place)
{
    std::error_code error;
    // What a link of the user's leads to is somebody else's, whatever it says.
    if (std::filesystem::is_symlink(place, error)) {
        return place;
    }
    for (const std::filesystem::path &file : {std::filesystem::path(state.fragment), place}) {
        if (file.empty() || !std::filesystem::exists(file, error)) {
            continue;
        }
        const auto text = readFile(file, Ledger::maxFileBytes);
        if (!text || !isOwnUnit(*text)) {
            return file;
        }
    }
    return std::nullopt;
}

struct Unit
{
    std::string name;
    UnitState state;
    std::filesystem::path place; // where the user's own file is, or would be
};

Result<Unit> findUnit(UserManager &manager, const std::string &name)
{
    const auto folder = manager.unitFolder();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    auto state = manager.unit(name);
    if (!state) {
        return std::unexpected(state.error());
    }
    return Unit{.name = name, .state = *std::move(state), .place = *folder / name};
}

Result<void> checkUnmasked(const Unit &unit)
{
    if (unit.state.load == "masked") {
        return fail(FaultKind::NotAllowed,
                    tr("The unit %1 is masked, and stays so.").arg(display(unit.name)),
                    tr("If Larder may use it: systemctl --user unmask %1").arg(display(unit.name)));
    }
    return {};
}

Result<void> checkOwn(const Unit &unit, const std::string &cache)
{
    if (auto unmasked = checkUnmasked(unit); !unmasked) {
        return unmasked;
    }
    if (const auto foreign = foreignFile(unit.state, unit.place)) {
        return fail(FaultKind::NotAllowed,
                    tr("The unit %1 (%2) is not Larder's own, and stays as it is.")
                        .arg(display(unit.name), display(*foreign)),
                    tr("It may belong to an older set-up with caches of the same names. “larder on "
                       "%1 --replace” stops it and uses Larder's own; “larder undo” puts it back.")
                        .arg(display(cache)));
    }
    return {};
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

enum class Written { No, Yes };

// The user's own unit is written unless it is there already, or an installed one does the same.
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

// Who has the cache or its ports already. Asked before, since a program that shares its port would
// let systemd listen beside it, and connections would go to either.
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

// Neither starts with the session nor has links that say so.
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

// Asks again and again until it is so, at most for finishLimit. False: it never was.
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

// systemd starts no socket while the proxy that it is for still runs.
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

// The links in the user's own folder that make systemd start a unit, or give it further names.
std::vector<std::filesystem::path> linksTo(const Unit &unit)
{
    std::vector<std::filesystem::path> links;
    std::error_code error;
    const auto add = [&](const std::filesystem::path &link) {
        if (!std::filesystem::is_symlink(link, error)) {
            return;
        }
        const auto target = std::filesystem::read_symlink(link, error);
        if (link != unit.place &&
            (target.filename() == unit.name || link.filename() == unit.name)) {
            links.push_back(link);
        }
    };
    for (std::filesystem::directory_iterator each(unit.place.parent_path(), error), end;
         !error && each != end; each.increment(error)) {
        std::error_code none;
        const std::string extension = each->path().extension().string();
        add(each->path());
        if (extension == ".wants" || extension == ".requires" || extension == ".upholds") {
            for (std::filesystem::directory_iterator inside(each->path(), none);
                 !none && inside != end; inside.increment(none)) {
                add(inside->path());
            }
        }
    }
    std::ranges::sort(links);
    return links;
}

// Out of the way, with what enabled them: links first, so that they come back after the files.
Result<std::vector<std::filesystem::path>> moveAside(Ledger &ledger,
                                                     std::span<const Unit *const> units)
{
    std::vector<std::filesystem::path> moved;
    for (const Unit *unit : units) {
        std::vector<std::filesystem::path> places = linksTo(*unit);
        places.push_back(unit->place);
        for (const std::filesystem::path &place : places) {
            std::error_code error;
            if (std::filesystem::symlink_status(place, error).type() ==
                std::filesystem::file_type::not_found) {
                continue;
            }
            if (auto aside = ledger.moveAside(place, display(unit->name)); !aside) {
                return std::unexpected(std::move(aside.error()));
            }
            moved.push_back(place);
        }
    }
    return moved;
}

Result<std::vector<std::filesystem::path>>
replaceForeign(UserManager &manager, Ledger &ledger, const UnitPlan &plan,
               const std::filesystem::path &runtimeFolder)
{
    const auto socket = findUnit(manager, socketUnit(plan.cache));
    const auto service = findUnit(manager, serviceUnit(plan.cache));
    for (const auto *unit : {&socket, &service}) {
        if (!*unit) {
            return std::unexpected(unit->error());
        }
        if (auto unmasked = checkUnmasked(**unit); !unmasked) {
            return std::unexpected(std::move(unmasked.error()));
        }
    }
    std::vector<const Unit *> foreign;
    for (const Unit *unit : {&*socket, &*service}) {
        if (foreignFile(unit->state, unit->place)) {
            foreign.push_back(unit);
        }
    }
    if (foreign.empty()) {
        return std::vector<std::filesystem::path>();
    }
    // Both, whoever's: the socket first, or the next request starts the service again.
    const auto stopped = stop(manager, socket->name)
                             .and_then([&] { return stop(manager, service->name); })
                             .and_then([&] { return checkFree(plan, runtimeFolder); });
    if (!stopped) {
        for (const Unit *unit : {&*socket, &*service}) {
            if (unit->state.active == "active") {
                std::ignore = manager.start(unit->name);
            }
        }
        return std::unexpected(stopped.error());
    }
    auto moved = moveAside(ledger, foreign);
    if (moved) {
        if (auto read = manager.reload(); !read) {
            return std::unexpected(std::move(read.error()));
        }
    }
    return moved;
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
    if (foreignFile(socket->state, socket->place) || foreignFile(service->state, service->place)) {
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
