// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/files.h"

#include "base/paths.h"

#include <QCoreApplication>
#include <QFile>
#include <QRandomGenerator>

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <format>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace larder::store
{

namespace
{

// A staging folder holds a body and a mark; more is not ours.
constexpr std::size_t maxStagingNames = 16;

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

QString display(const std::filesystem::path &path)
{
    return QFile::decodeName(path.c_str());
}

FileState stateFrom(const struct stat &status)
{
    constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;
    return {.device = status.st_dev,
            .inode = status.st_ino,
            .linked = status.st_nlink > 0,
            .size = static_cast<std::uint64_t>(status.st_size),
            .changedNanoseconds =
                status.st_ctim.tv_sec * nanosecondsPerSecond + status.st_ctim.tv_nsec};
}

} // namespace

std::filesystem::path incomingFolder(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "incoming";
}

std::filesystem::path trashFolder(const std::filesystem::path &cacheFolder)
{
    return cacheFolder / "trash";
}

Result<void> makeFolders(const std::filesystem::path &cacheFolder)
{
    for (const std::filesystem::path &folder :
         {cacheFolder, cacheFolder / "objects", incomingFolder(cacheFolder),
          trashFolder(cacheFolder)}) {
        if (auto ready = ensureWritableFolder(folder); !ready) {
            return ready;
        }
    }
    return {};
}

std::optional<FileState> fileState(int fd)
{
    struct stat status{};
    if (::fstat(fd, &status) != 0) {
        return std::nullopt;
    }
    return stateFrom(status);
}

Result<std::optional<OpenFile>> openRegularFile(const std::filesystem::path &file)
{
    // O_NONBLOCK: a pipe put there does not stop us.
    FileDescriptor descriptor(
        ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!descriptor.isOpen()) {
        if (errno == ENOENT || errno == ELOOP || errno == ENOTDIR || errno == ENXIO) {
            return std::nullopt;
        }
        return std::unexpected(
            systemFault(errno, translate("The stored file %1 cannot be read").arg(display(file))));
    }
    struct stat status{};
    if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return std::nullopt;
    }
    return OpenFile{.file = std::move(descriptor), .state = stateFrom(status)};
}

FileDescriptor duplicate(int fd)
{
    return FileDescriptor(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

Result<void> syncFolder(const std::filesystem::path &folder)
{
    const FileDescriptor descriptor(
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!descriptor.isOpen() || ::fsync(descriptor.get()) != 0) {
        return std::unexpected(systemFault(
            errno, translate("The folder %1 cannot be written to disk").arg(display(folder))));
    }
    return {};
}

std::string randomName()
{
    return std::format("{:016x}", QRandomGenerator::system()->generate64());
}

bool isRandomName(std::string_view name)
{
    constexpr std::size_t digits = 16;
    return name.size() == digits && std::ranges::all_of(name, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Result<FileDescriptor> lockFolder(const std::filesystem::path &folder)
{
    FileDescriptor descriptor(
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!descriptor.isOpen() || ::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        return std::unexpected(
            systemFault(errno, translate("The folder %1 cannot be locked").arg(display(folder))));
    }
    // Whoever held the lock before may have removed the folder meanwhile.
    struct stat named{};
    const auto locked = fileState(descriptor.get());
    if (::lstat(folder.c_str(), &named) != 0 || !locked || !stateFrom(named).isSameFile(*locked)) {
        return fail(FaultKind::NotFound,
                    translate("The folder %1 was removed.").arg(display(folder)));
    }
    return descriptor;
}

std::vector<std::string> namesIn(const std::filesystem::path &folder, std::size_t limit)
{
    struct Close
    {
        void operator()(DIR *stream) const { ::closedir(stream); }
    };

    std::vector<std::string> names;
    FileDescriptor descriptor(
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    const std::unique_ptr<DIR, Close> stream(descriptor.isOpen() ? ::fdopendir(descriptor.get())
                                                                 : nullptr);
    if (!stream) {
        return names;
    }
    std::ignore = descriptor.release(); // the stream closes it
    while (names.size() < limit) {
        const dirent *found = ::readdir(stream.get());
        if (found == nullptr) {
            break;
        }
        const std::string_view name = found->d_name;
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    return names;
}

bool emptyStagingFolder(const std::filesystem::path &folder)
{
    const FileDescriptor descriptor(
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!descriptor.isOpen()) {
        return false;
    }
    const std::vector<std::string> names = namesIn(folder, maxStagingNames);
    const auto isUnlinked = [&descriptor](const std::string &name) {
        return ::unlinkat(descriptor.get(), name.c_str(), 0) == 0;
    };
    return static_cast<std::size_t>(std::ranges::count_if(names, isUnlinked)) == names.size() &&
           names.size() < maxStagingNames;
}

void removeStagingFolder(const std::filesystem::path &folder)
{
    std::ignore = emptyStagingFolder(folder);
    ::rmdir(folder.c_str());
}

} // namespace larder::store
