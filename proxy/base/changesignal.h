// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

class QFileSystemWatcher;
class QTimer;

namespace larder
{

// The state on disk is the interface: after each batch a writer touches RUNTIME/changed, and
// readers that watch the folder read again.

// Any thread. Failing is no fault of the batch; it is logged.
void touchChanged(const std::filesystem::path &runtimeFolder);

// Emits changed() after touchChanged() by some process, and not again before the pause is over. No
// timer runs while nothing changes. Lives in its creator's thread, which must have an event loop.
class ChangeWatcher : public QObject
{
    Q_OBJECT

public:
    // A person reads no faster than once a second.
    explicit ChangeWatcher(const std::filesystem::path &runtimeFolder,
                           std::chrono::milliseconds pause = std::chrono::seconds(1));
    ~ChangeWatcher() override;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] std::int64_t lastTouch() const; // nanoseconds since the epoch; 0: never
    void look();

    std::filesystem::path m_file;
    std::int64_t m_lastTouch;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    std::unique_ptr<QTimer> m_pause;
};

} // namespace larder
