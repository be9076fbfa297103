// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filedescriptor.h"
#include "store/stagingfolders.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace larder::store
{

// A body that is still arriving: CACHE/incoming/<id>/body. The folder is locked as long as this
// lives (the folder, since the body leaves it during publication). Readers of the growing file use
// file() with pread or sendfile. Destroyed unpublished, it leaves nothing behind. Used by one
// thread at a time; the descriptor may be read by any.
class Staging
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Staging>>
    create(const std::shared_ptr<StagingFolders> &folders);
    // One that cannot be published, for what is only passed through: a file without a name among
    // the system's temporary ones, wherever the cache's folder is.
    [[nodiscard]] static Result<std::unique_ptr<Staging>> nameless();
    // One that was kept, under another id. Busy when somebody else holds it,
    // NotFound when it is gone.
    [[nodiscard]] static Result<std::unique_ptr<Staging>>
    takeOver(const std::filesystem::path &cacheFolder, const std::string &id);
    Staging(const Staging &) = delete;
    Staging &operator=(const Staging &) = delete;
    ~Staging();

    // FaultKind::NoSpace when the disk is full; what was written before stays readable.
    [[nodiscard]] Result<void> append(std::string_view bytes);
    // The first so many bytes stay. Back to nothing: a refetch.
    [[nodiscard]] Result<void> truncate(std::uint64_t size = 0);
    [[nodiscard]] Result<void> sync(); // blocks: pool only

    [[nodiscard]] std::uint64_t size() const { return m_size; }

    [[nodiscard]] int file() const { return m_file.get(); }

    [[nodiscard]] const std::string &id() const { return m_folder.id; }

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder.path; }

    [[nodiscard]] std::filesystem::path body() const { return m_folder.path / "body"; }

    // Gives the folder another name, so that the id by which the index knows it means nothing from
    // then on, whatever happens to its bytes.
    [[nodiscard]] Result<void> changeId();

    // What becomes of the folder with this object.
    enum class After {
        Remove,
        Keep,    // with the body, for whoever takes it over
        GiveBack // for another body: the index does not know it by its id
    };

    void setAfter(After after) { m_after = after; }

private:
    Staging(std::shared_ptr<StagingFolders> folders, StagingFolder folder, FileDescriptor file,
            std::uint64_t size);

    std::shared_ptr<StagingFolders> m_folders; // null: nobody to give a folder back to
    StagingFolder m_folder;                    // without a path: nameless
    FileDescriptor m_file;
    std::uint64_t m_size = 0;
    After m_after = After::Remove;
};

} // namespace larder::store
