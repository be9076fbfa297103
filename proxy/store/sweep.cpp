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
// A form of a document may be recorded before the document, and an orphan harms nobody: more than
// any disk takes for a publication.
constexpr std::chrono::hours orphanAge{1};
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

// One that a row names is not even locked: who wants to go on with that download comes at any time,
// and takes a lock that he does not get for somebody who was quicker. Whoever records one holds its
// lock until the row is there, so under the write lock a folder without row and without holder is
// nobody's.
Result<void> sweepStagingFolder(Index &index, const std::string &id)
{
    const std::filesystem::path folder = incomingFolder(index.cacheFolder()) / id;
    FileDescriptor lock;
    auto swept = inTransaction(index, [&]() -> Result<void> {
        const auto partial = index.isPartial(id);
        if (!partial) {
            return std::unexpected(partial.error());
        }
        if (*partial) {
            return {};
        }
        auto locked = lockFolder(folder);
        if (!locked) {
            return {};
        }
        lock = std::move(*locked);
        for (const Digest &digest : marksIn(folder)) {
            if (auto withdrawn = index.withdraw(digest); !withdrawn) {
                return withdrawn;
            }
        }
        return {};
    });
    if (swept && lock.isOpen()) {
        removeStagingFolder(folder);
    }
    return swept;
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
    report(inTransaction(**index, [&] { return (*index)->dropOrphans(now - orphanAge); }));
    if (needsNewCatalogue(cacheFolder)) {
        report(writeCatalogueAnew(**index));
    }
}

} // namespace larder::store
