// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "base/fault.h"

#include <filesystem>
#include <optional>
#include <string_view>
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

    // The file of an object; a missing one is fine.
    [[nodiscard]] Result<void> moveIn(const Digest &digest);

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

// The object that was moved to trash/ under that name.
[[nodiscard]] std::optional<Digest> trashedObject(std::string_view name);

void unlinkAll(const std::vector<std::filesystem::path> &files);

} // namespace larder::store
