// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/serialworker.h"
#include "store/read/openentry.h"
#include "store/read/space.h"
#include "store/staging.h"

#include <QObject>
#include <QThreadPool>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder::store
{

// Descriptors of hot objects kept open, so that a hit costs neither open nor look-up: at most so
// many, and no more than half of what the process may open. One costs about 0.6 KiB.
inline constexpr std::size_t maxHotEntries = 8192;
// How often another process's changes are looked for, in time of traffic.
inline constexpr std::chrono::milliseconds changeCheckInterval{100};
// Partial downloads kept for a resumption: number, bytes of all, age.
inline constexpr std::size_t maxPartials = 32;
inline constexpr std::uint64_t maxPartialBytes = 4ULL * 1024 * 1024 * 1024;
inline constexpr std::chrono::hours maxPartialAge{24 * 7};

// What is wrong with the disk is looked at again when a request comes, at most so often.
inline constexpr std::chrono::seconds troubleRetry{3};

struct Partial
{
    PartialRecord record;
    std::unique_ptr<Staging> staging;
};

// The store of one cache folder, shared with other processes: objects named by SHA-256, an SQLite
// index beside them. Lives in the engine thread, which must have an event loop; functions return at
// once and report through callbacks in that thread (never from within the call). Hashing
// happens in the pool, syncing in threads of its own, index writes in the writer. A callback is
// dropped when its context object is gone, the work is done all the same.
//
// Order of a publication: link to the final name (if it exists: compare sizes and, unless proven in
// this boot, digests, and reuse it), sync file and folder, fstat, then one transaction for all that
// are ready. Order of a removal: in one write transaction the row goes and the file moves to
// trash/; unlink after commit. So a record without a file is a miss, and a publisher that finds its
// file gone inside its transaction links it again.
class Store
{
public:
    // One that always is there: what the disk does not let it do is its trouble(). Without an index
    // everything is absent; where nothing can be written, what is stored is served and nothing new
    // is stored. It tries again by itself when it is asked for something, and makes a damaged or
    // lost index anew meanwhile.
    // troubled: in this thread, when trouble() has changed.
    [[nodiscard]] static std::unique_ptr<Store>
    openAnyway(const std::filesystem::path &cacheFolder, const std::filesystem::path &runtimeFolder,
               const Clock &clock, QThreadPool &pool, SerialWorker &writer,
               std::function<void()> troubled);
    // Makes folders and index where needed, migrates an older one alone, sweeps what died
    // processes left in incoming/ and trash/ (later). Faults: ReadOnly, Newer, Damaged,
    // NoSpace.
    [[nodiscard]] static Result<std::unique_ptr<Store>>
    open(const std::filesystem::path &cacheFolder, const std::filesystem::path &runtimeFolder,
         const Clock &clock, QThreadPool &pool, SerialWorker &writer);
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;
    ~Store(); // waits for its own work, wherever it is done

    struct Found
    {
        enum class State {
            Absent,
            Proven,   // size and change time are those of the record, proven in this boot: serve
            Unproven, // verify() before the first byte
            Busy,     // the index is locked: findLater()
        };
        State state = State::Absent;
        std::shared_ptr<const OpenEntry> entry; // with Proven and Unproven

        enum class Gone : std::uint8_t {
            NotRecorded,
            FileLost,  // recorded, but the file is not there
            OtherNamed // an index names other bytes for this key by now
        };
        Gone gone = Gone::NotRecorded; // with Absent
    };

    // The hit path: hot entries first, compared by fstat; a miss there costs one indexed look-up.
    [[nodiscard]] Found find(std::string_view key);
    // The same from the pool with a busy time-out.
    void findLater(std::string key, QObject *context, std::function<void(Found)> done);

    // Hashes the object in the pool. Right: the record is renewed and the entry, now Proven, comes
    // back. Wrong: every entry of the object is dropped and FaultKind::Damaged comes back. One run
    // for all who wait for the same object.
    using EntryDone = std::function<void(Result<std::shared_ptr<const OpenEntry>>)>;
    void verify(std::shared_ptr<const OpenEntry> entry, QObject *context, EntryDone done);

    // What is wrong, in sentences for a person; nothing when all is well.
    [[nodiscard]] std::optional<Fault> trouble() const;
    // Whether what is fetched can be stored. Else it is to be passed through.
    [[nodiscard]] bool mayStore() const;
    // Somebody met a fault of the disk while staging.
    void noteFault(const Fault &fault);

    // length: as far as it is announced. NoSpace where the limits have no room for it and eviction
    // cannot make any: then it is passed through. A fault of the disk is noted.
    [[nodiscard]] Result<std::unique_ptr<Staging>>
    stage(std::string_view cache = {}, std::optional<std::uint64_t> length = std::nullopt);

    // Everything about an entry but its object's record, which the store finds out; digest and size
    // of the staged body have been proven by the caller.
    struct NewEntry
    {
        std::string key;
        std::string cache;
        http::Headers headers;
        WallTime validatedAt;
        WallTime freshUntil;
        Digest digest; // SHA-256 of the body
        Role role = Role::File;
        std::string suite{}; // as in Entry
        std::string url{};
    };

    void publish(std::unique_ptr<Staging> staging, NewEntry entry, QObject *context,
                 EntryDone done);
    // A further key for an object that is in the store already (same bytes under another URL, or a
    // refetch that brought what was there). Absent when the object is not there.
    void publishExisting(NewEntry entry, QObject *context, EntryDone done);

    // A 304: new fields and times for an entry. The hot entry is replaced at once, the row soon.
    std::shared_ptr<const OpenEntry> renew(const std::shared_ptr<const OpenEntry> &entry,
                                           http::Headers headers, WallTime validatedAt,
                                           WallTime freshUntil);

    // A new Release file of the suite was published. What else the suite has, by digest and not
    // named here, belongs to an earlier state of it and is evicted by itself from now on.
    void renewSuite(std::string suite, std::vector<Digest> named);

    // From now on the stock is kept within these: looked at now and after each publication. Without
    // any, nothing is evicted.
    void setLimits(SpaceLimits limits);
    // Called once, when a newer Larder has taken the store over: nothing is written any more.
    void whenOutdated(QObject *context, std::function<void()> outdated);

    void keepPartial(std::unique_ptr<Staging> staging, PartialRecord record);
    // Takes it out of the index: whoever has it may resume or drop it.
    [[nodiscard]] std::optional<Partial> takePartial(std::string_view key);

    // Digests that an index names. Replaces what the same source (the index's own key without its
    // digest) named before. Written in slices that let other writes pass. done: after the commit.
    void learn(std::string source, std::vector<ExpectedFile> files, QObject *context,
               std::function<void()> done);
    [[nodiscard]] std::optional<ExpectedFile> expected(std::string_view name);

    // Nothing is left undone, wherever it is done (tests, orderly end).
    void flush();

private:
    struct Private;
    explicit Store(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

} // namespace larder::store
