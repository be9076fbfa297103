// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/evictionorder.h"
#include "store/index.h"
#include "store/partials.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace larder::store
{

// Units that go in one transaction: some milliseconds, after which other writes have their turn.
inline constexpr std::size_t evictionSliceUnits = 64;
// Units that are chosen at a time; one takes about 200 bytes of memory.
inline constexpr std::size_t maxChosenUnits = 4096;
// Parts of the table of expected files that are looked through one by one, a transaction for each,
// for what suites that are gone had announced.
inline constexpr unsigned announcedParts = 64;

// What an eviction did.
struct Evicted
{
    Amount gone;         // objects, with the bytes of partial downloads
    Shortage missing;    // what could not be had: the rest is pinned, or there is nothing
    bool isBusy = false; // somebody else was at it: nothing was done
};

// One run that brings the stock within its limits: choose() in the pool, then evictSlice() in
// transactions of its own until isSliceLeft() says no, and again from choose() until it has nothing
// more. Holds the lock of which there is one for each store, so that two processes do not evict for
// the same shortage. What was used, pinned or replaced since it was chosen stays, but for some
// files where the disk is too full for the index to say so (freeSpaceForIndex()). Broken off at any
// point, it leaves rows and files of one mind (index.h). One thread at a time.
class Eviction
{
public:
    Eviction(std::filesystem::path cacheFolder, SpaceLimits limits, std::uint64_t coming = 0);

    // False: it is over. Takes its own connection.
    [[nodiscard]] Result<bool> choose();
    [[nodiscard]] Result<void> evictSlice(Index &index); // inside a transaction
    // After the commit: what is removed outside of the index. Or, when there was none, nothing is
    // counted.
    void sliceCommitted();
    void sliceFailed();
    // On a full disk the index cannot be written, so files of the next slice go before their rows,
    // once. False where that is of no use: the slice has failed.
    [[nodiscard]] bool freeSpaceForIndex();

    [[nodiscard]] bool isSliceLeft() const;

    [[nodiscard]] const Evicted &result() const { return m_result; }

    // Also what suites had announced that were removed otherwise.
    void forgetGoneSuites() { m_suiteWent = true; }

    // Lets others evict.
    void release() { m_lock = FileDescriptor(); }

private:
    [[nodiscard]] Result<bool> begin(Database &index);
    [[nodiscard]] Result<void> evict(Index &index, const Unit &unit);
    [[nodiscard]] Result<void> evictObject(Index &index, const Unit &unit);
    [[nodiscard]] Result<void> evictSuite(Index &index, const Unit &unit);
    [[nodiscard]] Result<void> forgetAnnounced(Index &index);

    std::filesystem::path m_folder;
    SpaceLimits m_limits;
    std::uint64_t m_coming;
    FileDescriptor m_lock;
    std::optional<Shortage> m_left;
    std::optional<std::pair<Shortage, Amount>> m_chosenFor; // at the choice before
    std::vector<Unit> m_units;
    std::size_t m_next = 0;
    unsigned m_part = announcedParts; // of the announced files: looked through next
    bool m_suiteWent = false;
    bool m_freedForIndex = false;
    Evicted m_result;

    // Of the slice that is not committed yet.
    struct Slice
    {
        std::size_t units = 0;
        Amount gone;
        DoomedFolders doomed;
    };

    Slice m_slice;
};

// Documents of the suite that are known by their digests and are not among these (sorted) leave it.
[[nodiscard]] Result<void> leaveSuite(Index &index, const std::string &suite,
                                      std::span<const Digest> named);

// Sums over the objects.
[[nodiscard]] Result<Amount> totalOf(Database &index);

} // namespace larder::store
