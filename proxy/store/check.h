// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/filedescriptor.h"
#include "store/index.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace larder::store
{

// An unattended round over all objects is due so long after the last one ended: bits rot slowly,
// and each object is checked anyway on its first use after a start of the machine.
inline constexpr std::chrono::hours checkInterval{24 * 30};
// The keys of a damaged object that are told: more say nothing new.
inline constexpr int maxKeysTold = 3;

// How far a round over all objects has come. Kept in CACHE/check, so that whoever goes on with it
// begins where it was left.
struct CheckState
{
    // Of the last object looked at: its digest in hex; empty: none.
    std::string position{};
    std::optional<WallTime> finished{}; // the round before
    std::uint64_t objects = 0;          // of this round, looked at
    std::uint64_t bytes = 0;
    std::uint64_t damaged = 0;
    std::uint64_t missing = 0;
    friend bool operator==(const CheckState &, const CheckState &) = default;
};

// A missing or damaged file means: from the start, and never before.
[[nodiscard]] CheckState readCheckState(const std::filesystem::path &cacheFolder);
[[nodiscard]] bool isCheckDue(const std::filesystem::path &cacheFolder, WallTime now);

// What was wrong, and is dropped: it is fetched anew when it is asked for.
struct DamagedObject
{
    enum class Kind { Damaged, Missing };
    Kind kind = Kind::Damaged;
    Digest digest;
    std::uint64_t size = 0;
    std::vector<std::string> keys; // at most maxKeysTold
};

// One round over all objects, in slices: each is hashed and its row brought up to date, or it is
// dropped; files without rows go at the end. Other processes may write meanwhile. One process at a
// time. One thread, which it blocks.
class Check
{
public:
    enum class Start { WhereItWas, Anew };
    // Busy when somebody else is at it. Makes a lost index anew first only when rebuildIndex() was
    // called before.
    [[nodiscard]] static Result<std::unique_ptr<Check>>
    begin(const std::filesystem::path &cacheFolder, const Clock &clock, Start start);

    enum class Step { More, Stopped, Done };
    // Looks at objects until the time is over or it is stopped (in the middle of an object, which
    // is then looked at again), and notes how far it came.
    [[nodiscard]] Result<Step> advance(std::chrono::milliseconds time, const std::stop_token &stop);

    [[nodiscard]] const CheckState &state() const { return m_state; }

    // All that is in the index, with what came after the round began.
    struct Total
    {
        std::uint64_t objects = 0;
        std::uint64_t bytes = 0;
    };

    [[nodiscard]] Total total() const { return m_total; }

    // Of this run, and not told yet.
    [[nodiscard]] std::vector<DamagedObject> takeDamaged() { return std::exchange(m_damaged, {}); }

    [[nodiscard]] std::uint64_t unknownFiles() const { return m_unknownFiles; } // once done

private:
    Check(std::unique_ptr<Index> index, FileDescriptor lock, const Clock &clock);

    struct Next
    {
        Digest digest;
        std::uint64_t size = 0;
    };

    [[nodiscard]] Result<std::optional<Next>> next();
    [[nodiscard]] Result<std::vector<std::string>> keysOf(const Digest &digest);
    template <typename Change>
    [[nodiscard]] Result<void> inTransaction(const Change &change);
    [[nodiscard]] Result<void> look(const Next &object, const std::stop_token &stop);
    [[nodiscard]] Result<Step> advanceUntil(std::chrono::steady_clock::time_point end,
                                            const std::stop_token &stop);
    [[nodiscard]] Result<Step> finish(const std::stop_token &stop);
    [[nodiscard]] Result<void> save() const;

    std::unique_ptr<Index> m_index;
    FileDescriptor m_lock;
    const Clock &m_clock;
    const std::int64_t m_boot = bootNumber();
    CheckState m_state;
    std::string m_after; // the bytes of the last digest looked at
    Total m_total;
    std::vector<DamagedObject> m_damaged;
    std::uint64_t m_unknownFiles = 0;
};

// This thread reads from disk only when nobody else wants to, until `false`.
void setIdlePriority(bool idle);

} // namespace larder::store
