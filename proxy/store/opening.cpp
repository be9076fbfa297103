// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/opening.h"

#include "base/bytesize.h"
#include "store/files.h"
#include "store/read/space.h"
#include "store/rebuild.h"
#include "store/writer.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <sys/stat.h>

namespace larder::store
{

namespace
{

// What must be free before anything is stored: the index and its log grow too.
constexpr std::uint64_t leastFreeBytes = 1 * MiB;

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

Result<void> expectIndex(const std::filesystem::path &cacheFolder)
{
    if (isIndexLost(cacheFolder)) {
        return fail(FaultKind::Damaged, translate("The cache's index is lost."),
                    translate("“larder verify” makes it again from what is stored."));
    }
    return {};
}

Result<Opened> openForReading(const std::filesystem::path &cacheFolder, Fault why)
{
    auto reader = Reader::open(cacheFolder, std::chrono::milliseconds{0});
    if (!reader) {
        return std::unexpected(std::move(why)); // it says more
    }
    return Opened{.reader = std::move(*reader),
                  .index = nullptr,
                  .whyReadOnly = std::move(why),
                  .identity = indexIdentity(cacheFolder).value_or(IndexIdentity{})};
}

Result<Opened> openForWriting(const std::filesystem::path &cacheFolder)
{
    auto index = openIndex(cacheFolder, writeBusyTimeout);
    if (!index) {
        return std::unexpected(index.error());
    }
    auto reader = Reader::open(cacheFolder, std::chrono::milliseconds{0});
    if (!reader) {
        return std::unexpected(reader.error());
    }
    return Opened{.reader = std::move(*reader),
                  .index = std::move(*index),
                  .whyReadOnly = {},
                  .identity = indexIdentity(cacheFolder).value_or(IndexIdentity{})};
}

} // namespace

Result<std::unique_ptr<Index>> openIndex(const std::filesystem::path &cacheFolder,
                                         std::chrono::milliseconds busyTimeout)
{
    const auto lock = lockForOpening(cacheFolder);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    return expectIndex(cacheFolder).and_then([&] { return Index::open(cacheFolder, busyTimeout); });
}

Result<std::optional<Database>> lookIntoIndex(const std::filesystem::path &cacheFolder,
                                              std::chrono::milliseconds busyTimeout)
{
    return expectIndex(cacheFolder).and_then([&] {
        return openForLooking(cacheFolder, busyTimeout);
    });
}

std::optional<IndexIdentity> indexIdentity(const std::filesystem::path &cacheFolder)
{
    struct stat status{};
    if (::stat(indexPath(cacheFolder).c_str(), &status) != 0) {
        return std::nullopt;
    }
    return IndexIdentity{.device = status.st_dev, .inode = status.st_ino};
}

Result<Opened> openParts(const std::filesystem::path &cacheFolder, Repair repair)
{
    if (auto made = makeFolders(cacheFolder); !made) {
        if (forbidsWriting(made.error())) {
            return openForReading(cacheFolder, std::move(made.error()));
        }
        return std::unexpected(std::move(made.error()));
    }
    if (repair == Repair::Yes) {
        if (auto rebuilt = rebuildIndex(cacheFolder); !rebuilt) {
            if (forbidsWriting(rebuilt.error())) {
                return openForReading(cacheFolder, std::move(rebuilt.error()));
            }
            return std::unexpected(std::move(rebuilt.error()));
        }
    }
    auto opened = openForWriting(cacheFolder);
    if (!opened && forbidsWriting(opened.error())) {
        return openForReading(cacheFolder, std::move(opened.error()));
    }
    return opened;
}

Result<void> probeFolder(const std::filesystem::path &cacheFolder)
{
    return makeFolders(cacheFolder).and_then([&] { return checkSpace(cacheFolder, 0); });
}

Result<void> checkSpace(const std::filesystem::path &cacheFolder, std::uint64_t bytes)
{
    const auto disk = diskSpace(incomingFolder(cacheFolder));
    if (!disk) {
        return std::unexpected(systemFault(errno, translate("The cache's folder cannot be used")));
    }
    if (disk->free < leastFreeBytes || disk->free - leastFreeBytes < bytes) {
        return fail(FaultKind::NoSpace,
                    translate("The disk that holds the cache in %1 is full.")
                        .arg(QFile::decodeName(cacheFolder.c_str())),
                    translate("Free some space, or choose a folder on another disk."));
    }
    return {};
}

} // namespace larder::store
