// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/files.h"
#include "store/index.h"

#include <filesystem>
#include <optional>
#include <stop_token>

namespace larder::store
{

// An object that others replace all the time is somebody's mistake; its bytes are judged as they
// were read last.
inline constexpr int maxVerifications = 3;

// Proves the bytes of one object: hash() in the pool, record() in a transaction. The file may
// change between the two; then settled() is false and both are to be done again. One thread at a
// time.
class Verification
{
public:
    Verification(const std::filesystem::path &cacheFolder, Digest digest, std::int64_t boot);

    // Faults are those of this process (too many open files); what cannot be read from the disk is
    // damaged, and a file that cannot be opened is none.
    [[nodiscard]] Result<void> hash(const std::stop_token &stop = {});
    // Right: the row gets today's size, change time and boot. Wrong: the object is dropped.
    [[nodiscard]] Result<void> record(Index &index);

    [[nodiscard]] bool settled() const { return m_settled || m_runs >= maxVerifications; }

    [[nodiscard]] bool right() const { return m_right; }

    // Whether there was a file to read.
    [[nodiscard]] bool present() const { return m_hashed.has_value(); }

    [[nodiscard]] const ObjectRecord &object() const { return m_record; }

    [[nodiscard]] FileDescriptor takeFile() { return std::move(m_file); } // when right

private:
    std::filesystem::path m_path;
    ObjectRecord m_record;
    std::int64_t m_boot;
    std::optional<FileState> m_hashed; // nothing: there is no file
    FileDescriptor m_file;
    int m_runs = 0;
    bool m_right = false;
    bool m_settled = false;
};

} // namespace larder::store
