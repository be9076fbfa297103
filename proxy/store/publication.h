// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/files.h"
#include "store/index.h"
#include "store/read/openentry.h"
#include "store/staging.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace larder::store
{

// Reads of it are shared; what goes on the wire is made once.
[[nodiscard]] std::shared_ptr<const OpenEntry> makeOpenEntry(Entry entry, FileDescriptor file);

// The way of one staged body into the store: prepare() in the pool, record() in a transaction,
// and, where record() or its commit failed, withdraw() in another one. See index.h for why this
// order is safe beside other processes. One thread at a time.
class Publication
{
public:
    // The entry with its key, fields, times and the digest; the rest of the object's record is
    // found out.
    Publication(const std::filesystem::path &cacheFolder, std::unique_ptr<Staging> staging,
                Entry entry, std::int64_t boot);

    // Syncs the bytes, gives them their final name, syncs the folder. Nothing is left in objects/
    // when it fails before a name was given.
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> record(Index &index);
    [[nodiscard]] Result<void> withdraw(Index &index);

    [[nodiscard]] bool mayHaveName() const { return m_marked; }

    [[nodiscard]] Staging &staging() { return *m_staging; }

    [[nodiscard]] std::shared_ptr<const OpenEntry> takeEntry(); // once recorded

private:
    [[nodiscard]] Result<OpenFile> settle(Index &index); // under the write lock

    std::unique_ptr<Staging> m_staging;
    Entry m_entry;
    std::int64_t m_boot;
    std::filesystem::path m_object;
    FileState m_staged;
    bool m_marked = false;
    FileDescriptor m_file;
};

// The same for bytes that are in the store already. NotFound when they are not.
[[nodiscard]] Result<std::shared_ptr<const OpenEntry>> recordExisting(Index &index, Entry entry);

// The digests of publications that left their marks in a staging folder: one, unless a power cut
// brought an earlier one back.
[[nodiscard]] std::vector<Digest> marksIn(const std::filesystem::path &stagingFolder);

} // namespace larder::store
