// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/clock.h"
#include "store/read/openentry.h"

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace larder::store
{

// Objects up to this are copied to memory at their second use, so that serving them again reads no
// file; larger ones are cheaper to send from the page cache (16 KiB with 512 connections: a fifth).
inline constexpr std::size_t maxCopiedObject = 8 * KiB;
// All copies together: a KiB for each hot entry, since files asked for in turn that do not all fit
// would be copied anew each time. Those unused for longest leave first.
inline constexpr std::size_t maxCopiedBytes = 8 * MiB;

// An entry that was asked for lately, with its object open.
struct HotEntry
{
    std::string key;
    std::shared_ptr<const OpenEntry> open;
    // The change of the index after which its row was last compared.
    std::uint64_t comparedAt = 0;
    // Renewals on their way to the index: until they are there, this knows better than the row.
    int renewals = 0;
    // When the use of its object was last noted, when it was last used, and which use the index
    // was last told exactly.
    SteadyTime usedAt{};
    SteadyTime lastUsedAt{};
    SteadyTime toldAt{};
};

// The entries used last, at most so many; the one unused for longest leaves first, and with it its
// descriptor. A look-up allocates nothing. Engine thread.
class HotEntries
{
public:
    explicit HotEntries(std::size_t limit)
        : m_limit(limit)
    {}

    // Valid until the next put() or drop.
    [[nodiscard]] HotEntry *find(std::string_view key);
    // Keeps what is noted of an entry with that key that is there already.
    HotEntry &put(std::shared_ptr<const OpenEntry> open, std::uint64_t comparedAt);
    // Copies a small object that was just found to be unchanged.
    void copy(HotEntry &entry);
    void dropCopy(HotEntry &entry);
    void drop(std::string_view key);
    void dropObject(const Digest &digest);

    // Objects that were removed from the stock: their space is not free before they are closed,
    // which takes the file system some milliseconds each and is therefore left to the caller.
    [[nodiscard]] std::vector<std::shared_ptr<const OpenEntry>> takeRemoved();

    [[nodiscard]] std::list<HotEntry> &all() { return m_entries; } // used last first

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

private:
    using Entries = std::list<HotEntry>;
    void erase(Entries::iterator entry);
    void makeRoomForCopies();

    std::size_t m_limit;
    std::size_t m_copiedBytes = 0;
    Entries m_entries;                                               // used last first
    std::unordered_map<std::string_view, Entries::iterator> m_byKey; // keys are the entries' own
};

} // namespace larder::store
