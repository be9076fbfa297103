// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/changesignal.h"

#include "base/filedescriptor.h"
#include "base/logging.h"
#include "base/paths.h"

#include <QFile>
#include <QFileSystemWatcher>
#include <QTimer>

#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

namespace larder
{

namespace
{

std::filesystem::path changedFile(const std::filesystem::path &runtimeFolder)
{
    return runtimeFolder / "changed";
}

} // namespace

void touchChanged(const std::filesystem::path &runtimeFolder)
{
    const FileDescriptor file(
        ::open(changedFile(runtimeFolder).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    // The time is given, since "now" has the grain of the kernel's tick, in which two batches may
    // fall.
    std::array<timespec, 2> times{};
    ::clock_gettime(CLOCK_REALTIME, times.data());
    times[1] = times[0];
    if (!file.isOpen() || ::futimens(file.get(), times.data()) != 0) {
        qCWarning(logStatistics) << systemFault(errno, QStringLiteral("%1 cannot be touched")
                                                           .arg(QFile::decodeName(
                                                               changedFile(runtimeFolder).c_str())))
                                        .text();
    }
}

ChangeWatcher::ChangeWatcher(const std::filesystem::path &runtimeFolder,
                             std::chrono::milliseconds pause)
    : m_file(changedFile(runtimeFolder))
    , m_lastTouch(lastTouch())
    , m_watcher(std::make_unique<QFileSystemWatcher>())
    , m_pause(std::make_unique<QTimer>())
{
    if (const auto ready = ensureWritableFolder(runtimeFolder); !ready) {
        qCWarning(logStatistics) << ready.error().text();
    }
    m_watcher->addPath(QFile::decodeName(runtimeFolder.c_str()));
    m_pause->setSingleShot(true);
    m_pause->setInterval(pause);
    connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &ChangeWatcher::look);
    connect(m_pause.get(), &QTimer::timeout, this, &ChangeWatcher::look);
}

ChangeWatcher::~ChangeWatcher() = default;

std::int64_t ChangeWatcher::lastTouch() const
{
    struct stat status{};
    if (::stat(m_file.c_str(), &status) != 0) {
        return 0;
    }
    constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;
    return status.st_mtim.tv_sec * nanosecondsPerSecond + status.st_mtim.tv_nsec;
}

void ChangeWatcher::look()
{
    if (m_pause->isActive()) {
        return; // its end looks again
    }
    const std::int64_t touch = lastTouch();
    if (touch != m_lastTouch) {
        m_lastTouch = touch;
        m_pause->start();
        Q_EMIT changed();
    }
}

} // namespace larder
