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

// Nothing when the folder cannot be read.
std::optional<std::vector<std::string>> readNames(const std::filesystem::path &folder,
                                                  std::size_t limit)
{
    struct Close
    {
        void operator()(DIR *stream) const { ::closedir(stream); }
    };

    FileDescriptor descriptor(
        ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    const std::unique_ptr<DIR, Close> stream(descriptor.isOpen() ? ::fdopendir(descriptor.get())
                                                                 : nullptr);
    if (!stream) {
        return std::nullopt;
    }
    std::ignore = descriptor.release(); // the stream closes it
    std::vector<std::string> names;
    while (names.size() < limit) {
        errno = 0;
        const dirent *found = ::readdir(stream.get());
        if (found == nullptr) {
            return errno == 0 ? std::optional(std::move(names)) : std::nullopt;
        }
        const std::string_view name = found->d_name;
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    return names;
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

bool isSameFile(int left, int right)
{
    const auto first = fileState(left);
    const auto second = fileState(right);
    return first && second && first->isSameFile(*second);
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

Result<std::optional<OpenFile>> openObject(const std::filesystem::path &file)
{
    auto opened = openRegularFile(file);
    if (!opened && opened.error().kind != FaultKind::TooLarge) {
        return std::nullopt;
    }
    return opened;
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

bool isNamed(int fd, const std::filesystem::path &path)
{
    struct stat named{};
    const auto open = fileState(fd);
    return open && ::lstat(path.c_str(), &named) == 0 && stateFrom(named).isSameFile(*open);
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
    if (!isNamed(descriptor.get(), folder)) {
        return fail(FaultKind::NotFound,
                    translate("The folder %1 was removed.").arg(display(folder)));
    }
    return descriptor;
}

std::vector<std::string> namesIn(const std::filesystem::path &folder, std::size_t limit)
{
    return readNames(folder, limit).value_or(std::vector<std::string>());
}

bool emptyStagingFolder(const std::filesystem::path &folder)
{
    const auto names = readNames(folder, maxStagingNames);
    if (!names) {
        return false;
    }
    const auto isUnlinked = [&folder](const std::string &name) {
        return ::unlink((folder / name).c_str()) == 0;
    };
    return static_cast<std::size_t>(std::ranges::count_if(*names, isUnlinked)) == names->size() &&
           names->size() < maxStagingNames;
}

void removeStagingFolder(const std::filesystem::path &folder)
{
    std::ignore = emptyStagingFolder(folder);
    ::rmdir(folder.c_str());
}

} // namespace larder::store
