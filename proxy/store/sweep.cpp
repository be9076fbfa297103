// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sweep.h"

#include "base/logging.h"
#include "store/catalogue.h"
#include "store/files.h"
#include "store/index.h"
#include "store/opening.h"
#include "store/partials.h"
#include "store/publication.h"
#include "store/read/reader.h"

#include <chrono>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace larder::store
{

namespace
{

// Nobody waits for a sweep, so it waits for everybody.
constexpr std::chrono::milliseconds sweepBusyTimeout{10'000};
// More than any number of crashes leaves; the rest waits for the next start.
constexpr std::size_t maxSweptNames = 100'000;

// Runs `change` in a transaction; what it moved to trash/ is unlinked after the commit.
template <typename Change>
Result<void> inTransaction(Index &index, const Change &change)
{
    auto transaction = Transaction::begin(index.database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    auto changed = change().and_then([&transaction] { return transaction->commit(); });
    if (changed) {
        unlinkAll(index.trash().release());
    } else {
        index.trash().moveBackFrom(0);
    }
    return changed;
}

Result<void> sweepPartials(Index &index, WallTime now)
{
    DoomedFolders doomed;
    auto dropped =
        inTransaction(index, [&] { return dropPartialsBeyondLimits(index, now, doomed); });
    if (dropped) {
        removeAll(doomed);
    }
    return dropped;
}

Result<void> sweepStagingFolder(Index &index, const std::string &id)
{
    const std::filesystem::path folder = incomingFolder(index.cacheFolder()) / id;
    // The lock first: who records or takes a partial download holds it meanwhile.
    const auto lock = lockFolder(folder);
    if (!lock) {
        return {};
    }
    const auto partial = index.isPartial(id);
    if (!partial) {
        return std::unexpected(partial.error());
    }
    if (*partial) {
        return {};
    }
    for (const Digest &digest : marksIn(folder)) {
        if (auto withdrawn = inTransaction(index, [&] { return index.withdraw(digest); });
            !withdrawn) {
            return withdrawn;
        }
    }
    removeStagingFolder(folder);
    return {};
}

// What is in trash/ while nobody else writes belongs to transactions that have ended. If its row is
// still there, the process was killed before the commit: the file goes back.
Result<void> sweepTrash(Index &index)
{
    const std::filesystem::path trash = trashFolder(index.cacheFolder());
    auto transaction = Transaction::begin(index.database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    for (const std::string &name : namesIn(trash, maxSweptNames)) {
        if (const auto digest = trashedObject(name)) {
            const auto row = index.object(*digest);
            if (!row) {
                return std::unexpected(row.error());
            }
            if (*row) { // a file that is there by now is as good
                std::ignore = ::link((trash / name).c_str(),
                                     objectPath(index.cacheFolder(), *digest).c_str());
            }
        }
        ::unlink((trash / name).c_str());
    }
    return {};
}

void report(const Result<void> &result)
{
    if (!result) {
        qCWarning(logStore).noquote() << result.error().text();
    }
}

} // namespace

void sweep(const std::filesystem::path &cacheFolder, WallTime now)
{
    auto index = openIndex(cacheFolder, sweepBusyTimeout);
    if (!index) {
        report(std::unexpected(index.error()));
        return;
    }
    report(sweepPartials(**index, now));
    for (const std::string &name : namesIn(incomingFolder(cacheFolder), maxSweptNames)) {
        if (isRandomName(name)) {
            report(sweepStagingFolder(**index, name));
        }
    }
    report(sweepTrash(**index));
    report(inTransaction(**index, [&index] { return (*index)->dropOrphans(); }));
    if (needsNewCatalogue(cacheFolder)) {
        report(writeCatalogueAnew(**index));
    }
}

} // namespace larder::store
