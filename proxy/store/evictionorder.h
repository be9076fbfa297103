// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/database.h"
#include "base/digest.h"
#include "store/read/space.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace larder::store
{

// Documents outlive what they name: they go as if they had been used so much later than they were.
// They are small, and without them what is stored can neither be found nor installed offline.
inline constexpr std::chrono::hours documentGrace{24 * 30};

// What is evicted as one. A value.
struct Unit
{
    enum class Kind : std::uint8_t {
        Object,  // a package, or a document with what was derived from it
        Suite,   // all documents of one suite
        Partial, // a partial download
    };
    Kind kind = Kind::Object;
    bool isDocument = false; // a suite is one too
    WallTime usedAt;         // the last use of anything in it
    std::uint64_t bytes = 0;
    std::uint64_t objects = 1; // a partial download is none
    std::string cache;
    std::int64_t object = 0; // its row, with Kind::Object
    Digest digest;           // the same
    std::string name;        // of the suite; the key of the partial download
};

// The place in the order: what has the earliest goes first.
[[nodiscard]] WallTime evictionTime(const Unit &unit);

// All that may be evicted, in the order in which it goes; what is pinned is left out. Reads as far
// as it is asked, so that finding the first does not take longer in a large stock. One thread; a
// read transaction is open as long as it lives.
class EvictionOrder
{
public:
    [[nodiscard]] static Result<EvictionOrder> open(Database &index);

    [[nodiscard]] Result<std::optional<Unit>> next(); // nothing: that was all

private:
    EvictionOrder() = default;
    [[nodiscard]] Result<void> readSuites(Database &index);
    [[nodiscard]] Result<void> readPartials(Database &index);
    [[nodiscard]] Result<void> advance();

    Statement m_objects; // by last use
    std::optional<Unit> m_object;
    std::deque<Unit> m_documents; // met among the objects, and not due yet
    std::deque<Unit> m_few;       // suites and partial downloads, in order
};

// What is missing after the unit has gone.
void reduce(Shortage &shortage, const Unit &unit);

// The first units that go to end a shortage, at most so many, without those that were chosen
// before. Caches beyond limits of their own come first, since what they give up may be enough for
// all. So a shortage of both kinds takes two calls. Empty: nothing helps.
[[nodiscard]] Result<std::vector<Unit>> chooseUnits(Database &index, const Shortage &shortage,
                                                    std::size_t most,
                                                    std::span<const Unit> chosenBefore = {});

} // namespace larder::store
