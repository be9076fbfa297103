// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <filesystem>
#include <vector>

namespace larder::store
{

// Files that a write transaction takes out of the store: moved to CACHE/trash/ inside it, moved
// back when it is rolled back, unlinked by the caller after its commit. Writer thread.
class Trash
{
public:
    explicit Trash(std::filesystem::path cacheFolder)
        : m_cacheFolder(std::move(cacheFolder))
    {}

    [[nodiscard]] Result<void> moveIn(const std::filesystem::path &file); // a missing one is fine

    [[nodiscard]] std::size_t size() const { return m_moved.size(); }

    // All but the first so many go back to where they were, unless somebody put a file there.
    void moveBackFrom(std::size_t first);
    // What is to be unlinked now; forgets it.
    [[nodiscard]] std::vector<std::filesystem::path> release();

private:
    struct Moved
    {
        std::filesystem::path from;
        std::filesystem::path to;
    };

    std::filesystem::path m_cacheFolder;
    std::vector<Moved> m_moved;
};

void unlinkAll(const std::vector<std::filesystem::path> &files);

} // namespace larder::store
