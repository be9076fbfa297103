// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filedescriptor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace larder::store
{

// What lies where in the cache folder, beside index.sqlite and objects/.
[[nodiscard]] std::filesystem::path incomingFolder(const std::filesystem::path &cacheFolder);
[[nodiscard]] std::filesystem::path trashFolder(const std::filesystem::path &cacheFolder);

// Makes the cache folder and what is in it, readable for their owner only. ReadOnly, NotAllowed or
// NoSpace when it cannot be written to.
[[nodiscard]] Result<void> makeFolders(const std::filesystem::path &cacheFolder);

// What the file system says about an open file: enough to tell whether it still is what was seen.
struct FileState
{
    dev_t device = 0;
    ino_t inode = 0;
    bool linked = false; // some folder still names it
    std::uint64_t size = 0;
    std::int64_t changedNanoseconds = 0; // st_ctim

    [[nodiscard]] bool isSameFile(const FileState &other) const
    {
        return device == other.device && inode == other.inode;
    }

    friend bool operator==(const FileState &, const FileState &) = default;
};

[[nodiscard]] std::optional<FileState> fileState(int fd);

// Whether two descriptors have the same file open.
[[nodiscard]] bool isSameFile(int left, int right);

struct OpenFile
{
    FileDescriptor file;
    FileState state;
};

// For reading. Nothing where there is no regular file; a link is none.
[[nodiscard]] Result<std::optional<OpenFile>> openRegularFile(const std::filesystem::path &file);

// The same for an object, of which only the bytes matter: a file that cannot be opened, by its
// rights or by what the disk says, is as good as none. A fault says nothing about the file
// (TooLarge: too many are open).
[[nodiscard]] Result<std::optional<OpenFile>> openObject(const std::filesystem::path &file);

// The same open file under another descriptor; not open when there are too many.
[[nodiscard]] FileDescriptor duplicate(int fd);

// Makes the names in a folder outlive a power cut.
[[nodiscard]] Result<void> syncFolder(const std::filesystem::path &folder);

// 64 random bits in hexadecimal: the names in incoming/ and trash/.
[[nodiscard]] std::string randomName();
[[nodiscard]] bool isRandomName(std::string_view name);

// Whether the path leads to what is open; a link there leads nowhere.
[[nodiscard]] bool isNamed(int fd, const std::filesystem::path &path);

// A lock on the folder that lasts until the descriptor is closed or its process dies. Busy when
// somebody else holds it, NotFound when the folder is not there (any more).
[[nodiscard]] Result<FileDescriptor> lockFolder(const std::filesystem::path &folder);

// Names in a folder, at most so many; empty when it cannot be read.
[[nodiscard]] std::vector<std::string> namesIn(const std::filesystem::path &folder,
                                               std::size_t limit);

// Removes the files in a folder of incoming/. False when it cannot be made empty.
[[nodiscard]] bool emptyStagingFolder(const std::filesystem::path &folder);

// Removes a folder of incoming/ with the files in it. What cannot be removed waits for a sweep.
void removeStagingFolder(const std::filesystem::path &folder);

} // namespace larder::store
