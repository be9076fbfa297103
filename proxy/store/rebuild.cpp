// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rebuild.h"

#include "base/logging.h"
#include "store/catalogue.h"
#include "store/files.h"
#include "store/publication.h"
#include "store/read/reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace larder::store
{

namespace
{

// Others hold the lock for a moment while they open the index.
constexpr std::chrono::milliseconds lockPatience{2000};
constexpr std::chrono::milliseconds lockPause{10};
constexpr std::chrono::milliseconds busyTimeout{10'000};
// Names in one of the 256 folders of objects/ that are looked at; the rest waits for the next time.
constexpr std::size_t maxNames = 1'000'000;
constexpr std::size_t digestPrefix = 2; // digits of a digest that name its folder

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

std::filesystem::path withSuffix(std::filesystem::path file, std::string_view suffix)
{
    file += suffix;
    return file;
}

// Where the new index is made.
std::filesystem::path workFolder(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "rebuild";
}

std::filesystem::path learnMark(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "learn-again";
}

std::uint64_t sizeOf(const std::filesystem::path &file)
{
    struct stat status{};
    return ::stat(file.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

Result<FileDescriptor> lock(const std::filesystem::path &cacheFolder, int how)
{
    FileDescriptor folder(::open(cacheFolder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen()) {
        return std::unexpected(
            systemFault(errno, translate("The cache's folder cannot be opened")));
    }
    const auto end = std::chrono::steady_clock::now() + lockPatience;
    while (::flock(folder.get(), how | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return std::unexpected(
                systemFault(errno, translate("The cache's folder cannot be locked")));
        }
        if (how == LOCK_SH || std::chrono::steady_clock::now() > end) {
            return fail(FaultKind::Busy, translate("The cache's index is being made anew."),
                        translate("What is asked for meanwhile comes from the network."));
        }
        std::this_thread::sleep_for(lockPause);
    }
    return folder;
}

// Whether its pages and tables are as they should be. Newer, and what prevents reading, as faults.
Result<bool> isSound(const std::filesystem::path &cacheFolder)
{
    if (isIndexLost(cacheFolder)) {
        return false;
    }
    auto database = Database::open(indexPath(cacheFolder), Database::Mode::ReadWrite, busyTimeout);
    const auto damaged = [](const Fault &fault) -> Result<bool> {
        if (fault.kind == FaultKind::Damaged) {
            return false;
        }
        return std::unexpected(fault);
    };
    if (!database) {
        return damaged(database.error());
    }
    if (const auto sound = database->isSound(); !sound || !*sound) {
        return sound ? false : damaged(sound.error());
    }
    const auto version = database->schemaVersion();
    if (!version) {
        return damaged(version.error());
    }
    if (*version > schemaVersion) {
        return true; // not ours to judge: opening it says so
    }
    // Emptied and begun anew by somebody, or tables that are not ours.
    return *version > 0 && database->prepare("SELECT key FROM entry").has_value();
}

struct Work
{
    std::filesystem::path cacheFolder;
    Rebuilt report;
};

Result<void> takeRecord(Index &fresh, Work &work, Entry entry)
{
    const auto file = openObject(objectPath(work.cacheFolder, entry.object.digest));
    if (!file) {
        return std::unexpected(file.error());
    }
    if (!*file || (*file)->state.size != entry.object.size) {
        return {};
    }
    entry.object.changedNanoseconds = (*file)->state.changedNanoseconds;
    entry.object.verifiedBoot = 0; // never, as far as we know
    ++work.report.entries;
    return fresh.putObject(entry.object, entry.storedAt).and_then([&] {
        return fresh.putEntry(entry);
    });
}

Result<void> fill(Work &work)
{
    const std::filesystem::path folder = workFolder(work.cacheFolder);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored); // of one that was killed
    if (::mkdir(folder.c_str(), 0700) != 0) {
        return std::unexpected(
            systemFault(errno, translate("The cache's index cannot be made anew")));
    }
    auto fresh = Index::open(folder, busyTimeout);
    if (!fresh) {
        return std::unexpected(fresh.error());
    }
    auto transaction = Transaction::begin((*fresh)->database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    const auto read = readCatalogue(
        work.cacheFolder,
        {.entry = [&](Entry entry) { return takeRecord(**fresh, work, std::move(entry)); },
         .pin =
             [&](std::string_view key, Pinned pinned) {
                 return pinned == Pinned::Yes ? (*fresh)->pin(key) : (*fresh)->unpin(key);
             }});
    if (!read) {
        return std::unexpected(read.error());
    }
    work.report.damagedRecords = read->damaged;
    // Objects of earlier records of a key: their files go with those that nobody names.
    return (*fresh)->dropAbandoned().and_then([&] { return transaction->commit(); }).and_then([&] {
        return (*fresh)->database().execute("PRAGMA wal_checkpoint(TRUNCATE)");
    });
}

Result<void> takePlace(const std::filesystem::path &cacheFolder)
{
    const std::filesystem::path index = indexPath(cacheFolder);
    const std::filesystem::path fresh = indexPath(workFolder(cacheFolder));
    const FileDescriptor mark(
        ::open(learnMark(cacheFolder).c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    const FileDescriptor file(::open(fresh.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen() || ::fsync(file.get()) != 0) {
        return std::unexpected(
            systemFault(errno, translate("The cache's index cannot be made anew")));
    }
    if (auto moved = moveDatabaseAside(index); !moved) {
        return moved;
    }
    if (std::rename(fresh.c_str(), index.c_str()) != 0) {
        return std::unexpected(
            systemFault(errno, translate("The cache's index cannot be made anew")));
    }
    return syncFolder(cacheFolder);
}

// Published files have a mark in their staging folder from before they have a name until after they
// have a row. Under the write lock: no row and no mark means nobody's.
Result<std::uint64_t> dropUnknownIn(Index &index, const std::string &prefix)
{
    const std::filesystem::path folder = index.cacheFolder() / "objects" / prefix;
    auto transaction = Transaction::begin(index.database());
    if (!transaction) {
        return std::unexpected(transaction.error());
    }
    std::vector<Digest> unknown;
    for (const std::string &name : namesIn(folder, maxNames)) {
        const auto digest = Digest::fromHex(DigestAlgorithm::Sha256, prefix + name);
        if (!digest) {
            continue; // not ours
        }
        const auto row = index.object(*digest);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            unknown.push_back(*digest);
        }
    }
    if (unknown.empty()) {
        return 0;
    }
    std::set<Digest> marked;
    const std::filesystem::path incoming = incomingFolder(index.cacheFolder());
    for (const std::string &id : namesIn(incoming, maxNames)) {
        for (Digest &mark : marksIn(incoming / id)) {
            marked.insert(std::move(mark));
        }
    }
    std::uint64_t dropped = 0;
    for (const Digest &digest : unknown) {
        if (!marked.contains(digest)) {
            if (auto moved = index.trash().moveIn(digest); !moved) {
                index.trash().moveBackFrom(0);
                return std::unexpected(moved.error());
            }
            ++dropped;
        }
    }
    // Nothing was written, so there is nothing to commit; the lock is what was needed.
    unlinkAll(index.trash().release());
    return dropped;
}

} // namespace

Result<FileDescriptor> lockForOpening(const std::filesystem::path &cacheFolder)
{
    return lock(cacheFolder, LOCK_SH);
}

bool isIndexLost(const std::filesystem::path &cacheFolder)
{
    const auto isEmpty = [&] { return sizeOf(indexPath(cacheFolder)) == 0; };
    if (!isEmpty()) {
        return false;
    }
    // Beside the folders of objects, whoever opens the store makes a file for a moment, to see
    // whether it can.
    const auto isObjectFolder = [](const std::string &name) { return name.size() == digestPrefix; };
    const bool hadContent =
        sizeOf(withSuffix(indexPath(cacheFolder), "-wal")) > 0 ||
        sizeOf(cataloguePath(cacheFolder)) > 0 ||
        std::ranges::any_of(namesIn(cacheFolder / "objects", maxNames), isObjectFolder);
    // Another process may have made it while we looked: it has its first page before its log.
    return hadContent && isEmpty();
}

Result<Rebuilt> rebuildIndex(const std::filesystem::path &cacheFolder)
{
    Work work{.cacheFolder = cacheFolder, .report = {}};
    {
        const auto locked = lock(cacheFolder, LOCK_EX);
        if (!locked) {
            return std::unexpected(locked.error());
        }
        const auto sound = isSound(cacheFolder);
        if (!sound) {
            return std::unexpected(sound.error());
        }
        if (*sound) {
            return Rebuilt{};
        }
        auto placed = fill(work).and_then([&] { return takePlace(cacheFolder); });
        std::error_code ignored;
        std::filesystem::remove_all(workFolder(cacheFolder), ignored);
        if (!placed) {
            return std::unexpected(placed.error());
        }
    }
    work.report.rebuilt = true;
    qCWarning(logStore).noquote()
        << translate("The cache's index was damaged or lost and is made anew. Entries: %1. Records "
                     "that were damaged too: %2.")
               .arg(work.report.entries)
               .arg(work.report.damagedRecords);
    auto index = Index::open(cacheFolder, busyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    const auto unknown = dropUnknownObjects(**index);
    if (!unknown) {
        return std::unexpected(unknown.error());
    }
    work.report.unknownFiles = *unknown;
    return work.report;
}

Result<std::uint64_t> dropUnknownObjects(Index &index, const std::stop_token &stop)
{
    std::uint64_t dropped = 0;
    for (const std::string &prefix : namesIn(index.cacheFolder() / "objects", maxNames)) {
        if (stop.stop_requested()) {
            break;
        }
        if (prefix.size() != digestPrefix) {
            continue;
        }
        const auto some = dropUnknownIn(index, prefix);
        if (!some) {
            return some;
        }
        dropped += *some;
    }
    return dropped;
}

bool mustLearnAgain(const std::filesystem::path &cacheFolder)
{
    struct stat status{};
    return ::stat(learnMark(cacheFolder).c_str(), &status) == 0;
}

void learntAgain(const std::filesystem::path &cacheFolder)
{
    ::unlink(learnMark(cacheFolder).c_str());
}

} // namespace larder::store
