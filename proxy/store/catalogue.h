// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/fault.h"
#include "base/filedescriptor.h"
#include "store/read/entry.h"
#include "store/read/fields.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace larder::store
{

class Index;

// CACHE/catalogue: what the index says of each entry, once more, so that a lost index is made again
// from it and the objects. Records are only appended, by whoever holds the index's write lock; of a
// key the last one counts whose object's file is there. What was dropped from the index has no
// record of its own: its object's file is gone. Where other entries have the same object it stays,
// and the dropped entry comes back with a new index. Records stand for themselves, each with a
// checksum: damage costs those that it hits.
//
// On disk: 4 bytes that begin a record, length of the content (4, little endian), the first 8 bytes
// of its SHA-256, the content. The first record tells how long the file was when it was last
// written anew; every other one is an entry, or that a key was pinned or is so no more.
[[nodiscard]] std::filesystem::path cataloguePath(const std::filesystem::path &cacheFolder);

// A key is about as long as a URL may be, the fields as long as the index allows.
inline constexpr std::size_t maxCatalogueRecord = maxStoredFieldsBytes + 64 * KiB;
// Written anew when it has more than twice what it had then, and so much beside: renewals make
// records that nobody needs.
inline constexpr std::uint64_t catalogueSlack = 1 * MiB;

[[nodiscard]] std::string catalogueRecord(const Entry &entry);

enum class Pinned : std::uint8_t { No, Yes };
[[nodiscard]] std::string catalogueRecord(std::string_view key, Pinned pinned);

struct CatalogueReport
{
    std::uint64_t records = 0; // entries and pins
    std::uint64_t damaged = 0; // places where something else stood
};

// Gives every record from the file's beginning to its end; entries with digest and size of their
// objects and nothing else of these. Memory is bounded by one record. Stops with the first fault of
// what is called. Blocks.
struct CatalogueSink
{
    std::function<Result<void>(Entry)> entry;
    std::function<Result<void>(std::string_view key, Pinned)> pin;
};

[[nodiscard]] Result<CatalogueReport> readCatalogue(const std::filesystem::path &cacheFolder,
                                                    const CatalogueSink &sink);

// The catalogue as the writer of an index fills it: records gather during a transaction and are
// appended, by one write, before its commit. Without a commit they tell of what is not there, or is
// there all the same: nothing wrong. A catalogue that cannot be written costs no transaction; it
// is written anew later. Writer thread.
class Catalogue
{
public:
    explicit Catalogue(std::filesystem::path cacheFolder)
        : m_cacheFolder(std::move(cacheFolder))
    {}

    void add(const Entry &entry) { m_waiting += catalogueRecord(entry); }

    void addPin(std::string_view key, Pinned pinned) { m_waiting += catalogueRecord(key, pinned); }

    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); } // bytes

    // Those of a job that was undone.
    void dropFrom(std::size_t bytes) { m_waiting.resize(bytes); }

    void append(); // under the write lock

    [[nodiscard]] bool isTooLong() const { return m_behind || m_tooLong; }

private:
    [[nodiscard]] bool openCurrent();

    std::filesystem::path m_cacheFolder;
    std::string m_waiting;
    FileDescriptor m_file;
    std::uint64_t m_limit = 0;
    bool m_behind = false; // some record could not be written
    bool m_tooLong = false;
};

// Whether it is missing, not one of ours, or too long.
[[nodiscard]] bool needsNewCatalogue(const std::filesystem::path &cacheFolder);
// Writes it anew from the index, inside a transaction of its own. Blocks.
[[nodiscard]] Result<void> writeCatalogueAnew(Index &index);

} // namespace larder::store
