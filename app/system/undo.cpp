// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/undo.h"

#include "base/caches.h"
#include "system/cacheunits.h"
#include "system/units.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <ranges>
#include <string>
#include <utility>

namespace larder::system
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::Undo", text);
}

// Caches that Larder did not turn on stay as they are, and so do units that are not its own.
Result<void> turnOffOwn(UserManager &manager, Ledger &ledger, const std::vector<Change> &changes)
{
    for (const CacheInfo &info : knownCaches()) {
        const std::string cache(info.name);
        const auto isOfIt = [&cache](const Change &change) {
            const std::string purpose = change.purpose.toStdString();
            return purpose == socketUnit(cache) || purpose == serviceUnit(cache);
        };
        if (std::ranges::none_of(changes, isOfIt)) {
            continue;
        }
        const auto state = lookAt(manager, cache);
        if (state && *state == OnDemand::Foreign) {
            continue;
        }
        if (auto off = turnOff(manager, ledger, cache); !off) {
            return std::unexpected(std::move(off.error()));
        }
    }
    return {};
}

} // namespace

Result<std::vector<Undone>> lookAtUndo(const Ledger &ledger)
{
    return ledger.changes().transform([](const std::vector<Change> &changes) {
        std::vector<Undone> all;
        for (const Change &change : std::views::reverse(changes)) {
            Undone undone{.change = change};
            const auto standing = Ledger::standing(change);
            if (!standing) {
                undone.fault = standing.error();
            } else if (*standing == Ledger::Standing::ChangedOn) {
                undone.fault = Fault{
                    .kind = FaultKind::InUse,
                    .what = tr("%1 was changed since Larder wrote it, and would stay as it is.")
                                .arg(QFile::decodeName(change.path.c_str())),
                    .advice = {}};
            }
            all.push_back(std::move(undone));
        }
        return all;
    });
}

Result<std::vector<Undone>> undoAll(UserManager *manager, Ledger &ledger)
{
    auto changes = ledger.changes();
    if (!changes) {
        return std::unexpected(std::move(changes.error()));
    }
    if (manager != nullptr) {
        if (auto off = turnOffOwn(*manager, ledger, *changes); !off) {
            return std::unexpected(std::move(off.error()));
        }
    }
    std::vector<Undone> all;
    for (Change &change : std::views::reverse(*changes)) {
        auto undone = ledger.undo(change.path);
        // Turning off took some back already.
        const bool isFault = !undone && undone.error().kind != FaultKind::NotFound;
        all.push_back({.change = std::move(change),
                       .fault = isFault ? std::optional(std::move(undone.error())) : std::nullopt});
    }
    if (manager != nullptr && !all.empty()) {
        if (auto read = manager->reload(); !read) {
            return std::unexpected(std::move(read.error()));
        }
    }
    return all;
}

} // namespace larder::system
