// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/staging.h"

#include "store/files.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace larder::store
{

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

} // namespace

Staging::Staging(std::shared_ptr<StagingFolders> folders, StagingFolder folder, FileDescriptor file,
                 std::uint64_t size)
    : m_folders(std::move(folders))
    , m_folder(std::move(folder))
    , m_file(std::move(file))
    , m_size(size)
{}

Staging::~Staging()
{
    if (m_folder.path.empty() || m_after == After::Keep) {
        return;
    }
    if (m_after == After::GiveBack && m_folders) {
        m_folders->giveBack(std::move(m_folder));
    } else {
        removeStagingFolder(m_folder.path);
    }
}

Result<std::unique_ptr<Staging>> Staging::create(const std::shared_ptr<StagingFolders> &folders)
{
    auto folder = folders->take();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    FileDescriptor file(::openat(folder->lock.get(), "body",
                                 O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.isOpen()) {
        const int error = errno;
        removeStagingFolder(folder->path);
        return std::unexpected(stagingFault(error));
    }
    return std::unique_ptr<Staging>(new Staging(folders, std::move(*folder), std::move(file), 0));
}

Result<std::unique_ptr<Staging>> Staging::nameless()
{
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
    FileDescriptor file(error ? -1 : ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file.isOpen()) {
        return std::unexpected(stagingFault(error ? error.value() : errno));
    }
    return std::unique_ptr<Staging>(new Staging(nullptr, {}, std::move(file), 0));
}

Result<std::unique_ptr<Staging>> Staging::takeOver(const std::filesystem::path &cacheFolder,
                                                   const std::string &id)
{
    if (!isRandomName(id)) {
        return fail(FaultKind::BadInput, translate("The index names a folder that is not ours."));
    }
    std::filesystem::path folder = incomingFolder(cacheFolder) / id;
    auto lock = lockFolder(folder);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    FileDescriptor file(::openat(lock->get(), "body", O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    const auto state = file.isOpen() ? fileState(file.get()) : std::nullopt;
    if (!state) {
        return std::unexpected(stagingFault(errno));
    }
    std::unique_ptr<Staging> staging(
        new Staging(nullptr, {.path = std::move(folder), .id = id, .lock = std::move(*lock)},
                    std::move(file), state->size));
    if (auto changed = staging->changeId(); !changed) {
        return std::unexpected(changed.error());
    }
    return staging;
}

Result<void> Staging::changeId()
{
    std::string id = randomName();
    std::filesystem::path path = m_folder.path.parent_path() / id;
    if (::rename(m_folder.path.c_str(), path.c_str()) != 0) {
        return std::unexpected(stagingFault(errno));
    }
    m_folder.id = std::move(id);
    m_folder.path = std::move(path);
    return {};
}

Result<void> Staging::append(std::string_view bytes)
{
    std::uint64_t end = m_size;
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(m_file.get(), bytes.data(), bytes.size(), static_cast<off_t>(end));
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return std::unexpected(stagingFault(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        end += static_cast<std::uint64_t>(written);
    }
    m_size = end;
    return {};
}

Result<void> Staging::truncate(std::uint64_t size)
{
    if (::ftruncate(m_file.get(), static_cast<off_t>(size)) != 0) {
        return std::unexpected(stagingFault(errno));
    }
    m_size = size;
    return {};
}

Result<void> Staging::sync()
{
    if (::fsync(m_file.get()) != 0) {
        return std::unexpected(stagingFault(errno));
    }
    return {};
}

} // namespace larder::store
