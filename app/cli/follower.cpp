// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/follower.h"

#include "statistics/recorder.h"

#include <QFile>
#include <QFileSystemWatcher>

namespace larder::cli
{

namespace
{

std::filesystem::path nearestFolder(std::filesystem::path folder)
{
    std::error_code ignored;
    while (!std::filesystem::is_directory(folder, ignored) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    return folder;
}

} // namespace

Follower::Follower(statistics::Reader reader, std::int64_t after,
                   std::filesystem::path runtimeFolder)
    : m_reader(std::move(reader))
    , m_after(after)
    , m_runtimeFolder(std::move(runtimeFolder))
{
    watch();
}

Follower::~Follower() = default;

void Follower::watch()
{
    // Looking makes no folder: the nearest one that is there tells when the next one appears.
    const std::filesystem::path folder = nearestFolder(m_runtimeFolder);
    if (folder != m_runtimeFolder) {
        m_parents = std::make_unique<QFileSystemWatcher>();
        m_parents->addPath(QFile::decodeName(folder.c_str()));
        connect(m_parents.get(), &QFileSystemWatcher::directoryChanged, this, &Follower::watch,
                Qt::QueuedConnection);
        if (nearestFolder(m_runtimeFolder) != folder) {
            QMetaObject::invokeMethod(this, &Follower::watch, Qt::QueuedConnection);
        }
        return;
    }
    m_parents.reset();
    m_changes = std::make_unique<ChangeWatcher>(m_runtimeFolder);
    connect(m_changes.get(), &ChangeWatcher::changed, this, &Follower::read);
    // What was written before the watch began.
    QMetaObject::invokeMethod(this, &Follower::read, Qt::QueuedConnection);
}

void Follower::read()
{
    auto requests = m_reader.recent(statistics::maxRecentRequests, m_after);
    if (requests && requests->empty()) {
        // A file that was begun anew counts from 1 again.
        const auto newest = m_reader.recent(1);
        if (newest && !newest->empty() && newest->back().number < m_after) {
            requests = m_reader.recent(statistics::maxRecentRequests);
        }
    }
    if (!requests) {
        Q_EMIT failed(requests.error());
        return;
    }
    if (!requests->empty()) {
        m_after = requests->back().number;
        Q_EMIT came(*requests);
    }
}

} // namespace larder::cli
