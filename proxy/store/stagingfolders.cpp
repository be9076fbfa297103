// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/stagingfolders.h"

#include "store/files.h"

#include <QCoreApplication>

#include <cerrno>
#include <sys/stat.h>
#include <utility>

namespace larder::store
{

namespace
{

// A sweeper may look at a folder in the moment between its making and its locking, and remove it:
// then the next name is tried. Twice in a row is hardly possible.
constexpr int maxTries = 16;

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

} // namespace

Fault stagingFault(int error)
{
    return systemFault(error, translate("A file that is being fetched cannot be stored"));
}

StagingFolders::StagingFolders(std::filesystem::path cacheFolder)
    : m_cacheFolder(std::move(cacheFolder))
{}

StagingFolders::~StagingFolders()
{
    for (const StagingFolder &folder : m_waiting) {
        removeStagingFolder(folder.path);
    }
}

Result<StagingFolder> StagingFolders::take()
{
    {
        const std::scoped_lock lock(m_mutex);
        while (!m_waiting.empty()) {
            StagingFolder folder = std::move(m_waiting.back());
            m_waiting.pop_back();
            if (isNamed(folder.lock.get(), folder.path)) { // else somebody has taken it away
                return folder;
            }
        }
    }
    return make();
}

Result<StagingFolder> StagingFolders::make() const
{
    for (int tries = 0; tries < maxTries; ++tries) {
        std::string id = randomName();
        std::filesystem::path path = incomingFolder(m_cacheFolder) / id;
        if (::mkdir(path.c_str(), 0700) != 0) {
            if (errno == EEXIST) {
                continue;
            }
            return std::unexpected(stagingFault(errno));
        }
        auto lock = lockFolder(path);
        if (lock) {
            return StagingFolder{
                .path = std::move(path), .id = std::move(id), .lock = std::move(*lock)};
        }
        if (lock.error().kind != FaultKind::NotFound && lock.error().kind != FaultKind::Busy) {
            removeStagingFolder(path);
            return std::unexpected(lock.error());
        }
    }
    return fail(FaultKind::Busy, translate("No folder for a file to be fetched can be made."));
}

void StagingFolders::giveBack(StagingFolder folder)
{
    if (emptyStagingFolder(folder.path)) {
        const std::scoped_lock lock(m_mutex);
        if (m_waiting.size() < maxWaiting) {
            m_waiting.push_back(std::move(folder));
            return;
        }
    }
    removeStagingFolder(folder.path);
}

} // namespace larder::store
