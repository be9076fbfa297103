// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/pendingcalls.h"
#include "base/pooltask.h"
#include "store/eviction.h"
#include "store/hotentries.h"
#include "store/lesson.h"
#include "store/opening.h"
#include "store/partials.h"
#include "store/publication.h"
#include "store/read/reader.h"
#include "store/stagingfolders.h"
#include "store/store.h"
#include "store/usedobjects.h"
#include "store/verification.h"
#include "store/workcount.h"
#include "store/writer.h"

#include <QFileSystemWatcher>
#include <QTimer>

#include <atomic>
#include <map>
#include <utility>
#include <variant>

namespace larder::store
{

// maxHotEntries, where the process may have that many descriptors.
[[nodiscard]] std::size_t hotEntryLimit();

// A hot entry that was never compared with its row.
inline constexpr std::uint64_t notCompared = 0;

// Syncs that come together cost a disk one commit of its journal.
inline constexpr int diskThreads = 4;

// What the parts of a store share: store.cpp (opening, finding), publishing.cpp, verifying.cpp,
// partialdownloads.cpp, learning.cpp, evicting.cpp. Work that leaves the engine thread carries
// values and the number of its callback; everything here but the pools, writer, work and mailbox is
// used in the engine thread only.
struct Store::Private
{
    Private(std::filesystem::path cacheFolder, const std::filesystem::path &runtimeFolder,
            const Clock &usedClock, QThreadPool &usedPool, SerialWorker &worker)
        : folder(std::move(cacheFolder))
        , clock(usedClock)
        , pool(usedPool)
        , writer(runtimeFolder, worker, diskPool, work,
                 [this](const Fault &fault) { inEngine([this, fault] { note(fault); }); })
        , used(usedClock, writer)
    {
        diskPool.setMaxThreadCount(diskThreads);
        watchRemovals();
    }

    struct VerificationWaiter
    {
        std::shared_ptr<const OpenEntry> entry;
        PendingCalls<Result<std::shared_ptr<const OpenEntry>>>::Number call = 0;
    };

    template <typename Task>
    void startCounted(QThreadPool &threads, Task task)
    {
        startInPool(threads, [task = std::move(task), token = work.begin()]() mutable {
            const Task own = std::move(task); // what it holds goes before the work counts as done
            own();
        });
    }

    // What computes, and what clients wait for.
    template <typename Task>
    void inPool(Task task)
    {
        startCounted(pool, std::move(task));
    }

    // What waits for the disk and for nobody: so nobody who waits for a digest waits for a sync.
    template <typename Task>
    void onDisk(Task task)
    {
        startCounted(diskPool, std::move(task));
    }

    // Runs it in the engine thread, unless the store goes first.
    template <typename Task>
    void inEngine(Task task)
    {
        mailbox.post(std::move(task));
    }

    void noticeChanges(SteadyTime now);
    [[nodiscard]] bool isCurrent(HotEntry &entry);
    // healing.cpp: what the disk allows, and getting back what it did not.
    void install(Opened opened);
    void note(const Fault &fault);
    void noteFailedPublication(const Fault &fault);
    void lose(const Fault &fault);
    void setTrouble(std::optional<Fault> now);
    void heal(SteadyTime now);
    void openAgain();
    void openedAgain(Result<Opened> opened);
    void probe();

    [[nodiscard]] Found findInIndex(std::string_view key, SteadyTime now);
    void report(const Fault &fault);

    void runPublication(const std::shared_ptr<Publication> &publication, std::uint64_t call,
                        SteadyTime usedAt);
    void withdraw(const std::shared_ptr<Publication> &publication, std::uint64_t call,
                  const Fault &why);
    void published(std::uint64_t call, std::shared_ptr<const OpenEntry> entry, SteadyTime usedAt);

    void runVerification(const std::shared_ptr<Verification> &verification);
    void verified(const std::shared_ptr<Verification> &verification, const Result<void> &read);
    [[nodiscard]] Result<std::shared_ptr<const OpenEntry>>
    provenEntry(const std::shared_ptr<const OpenEntry> &entry, const ObjectRecord &object,
                const FileDescriptor &file);

    // evicting.cpp
    void watchRemovals();
    void closeRemoved();
    [[nodiscard]] Result<void> makeRoom(std::string_view cache, std::uint64_t length);
    void keepWithinLimits(std::uint64_t coming = 0);
    void chooseVictims(const std::shared_ptr<Eviction> &eviction);
    void evictSlice(const std::shared_ptr<Eviction> &eviction);
    void evicted(const Evicted &result, const std::optional<Fault> &fault);

    void runLesson(const std::shared_ptr<Lesson> &lesson, std::uint64_t call);

    [[nodiscard]] std::optional<Partial> takeWaitingPartial(std::string_view key);
    [[nodiscard]] std::optional<Partial> takeRecordedPartial(std::string_view key);
    void dropPartialRow(const std::string &key, const std::string &id);
    void partialRecorded(const std::string &id, const Result<void> &recorded);

    const std::filesystem::path folder;
    const Clock &clock;
    QThreadPool &pool;
    QThreadPool diskPool;
    const std::int64_t boot = bootNumber();
    WorkCount work;
    Mailbox mailbox;
    Writer writer;
    std::shared_ptr<StagingFolders> stagingFolders; // where there is something to write to
    // Goes before the writer, who tidies up as the last to close the index. Nothing: closed.
    std::optional<Reader> reader;
    bool writable = false; // the writer has an index
    IndexIdentity identity;
    std::optional<Fault> trouble;
    std::function<void()> troubled;
    SteadyTime tryAgainAt{};
    bool trying = false; // to get rid of the trouble; in the pool

    HotEntries hot{hotEntryLimit()};
    UsedObjects used;
    std::uint64_t changes = notCompared + 1; // of the index that were noticed
    std::int64_t dataVersion = 0;
    SteadyTime lookedForChangesAt{};
    bool reported = false;

    std::optional<SpaceLimits> limits;
    bool evicting = false;

    // Eviction could not make enough room.
    struct Full
    {
        Shortage missing;
        SteadyTime since; // when that was tried last
    };

    std::optional<Full> full;
    std::atomic<bool> ending = false; // an eviction that is on its way stops after its slice

    // Where whoever evicts moves files: then hot entries may hold some that are gone.
    QFileSystemWatcher removals;
    QTimer removalPause;

    PendingCalls<Found> foundCalls;
    PendingCalls<Result<std::shared_ptr<const OpenEntry>>> entryCalls;
    PendingCalls<std::monostate> learnedCalls;
    PendingCalls<std::monostate> outdatedCalls;
    PendingCalls<std::monostate>::Number outdatedCall = 0;
    std::map<std::string, std::vector<VerificationWaiter>> verifications; // by the digest's bytes
    // Those whose row is not written yet, by the id it will name: held until then.
    std::map<std::string, Partial> waitingPartials;
};

} // namespace larder::store
