// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filedescriptor.h"

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace larder::store
{

// CACHE/incoming/<id>, empty and locked: the lock says that somebody lives who will use or remove
// it.
struct StagingFolder
{
    std::filesystem::path path;
    std::string id;
    FileDescriptor lock;
};

[[nodiscard]] Fault stagingFault(int error); // what errno says, about a body that is arriving

// Where the folders of stagings come from. Those that published bodies have left are used again:
// on ext4 making a folder and removing it costs about as much as writing a body of 1 MiB. Owned by
// the store and its stagings together; what waits here is removed with it. Any thread.
class StagingFolders
{
public:
    // As many as one origin is asked for at once.
    static constexpr std::size_t maxWaiting = 8;

    explicit StagingFolders(std::filesystem::path cacheFolder);
    StagingFolders(const StagingFolders &) = delete;
    StagingFolders &operator=(const StagingFolders &) = delete;
    ~StagingFolders();

    // One that waits, else a new one.
    [[nodiscard]] Result<StagingFolder> take();
    void giveBack(StagingFolder folder); // with what is still in it

private:
    [[nodiscard]] Result<StagingFolder> make() const;

    const std::filesystem::path m_cacheFolder;
    std::mutex m_mutex;
    std::vector<StagingFolder> m_waiting;
};

} // namespace larder::store
