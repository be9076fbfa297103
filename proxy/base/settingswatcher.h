// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settings.h"

#include <QObject>

#include <filesystem>
#include <memory>

class QFileSystemWatcher;
class QTimer;

namespace larder
{

// Tells when the settings file may have changed; reads nothing. Watches the folder, since replacing
// a file ends a watch on the file itself. Lives in its creator's thread.
class SettingsFileWatch : public QObject
{
    Q_OBJECT

public:
    explicit SettingsFileWatch(std::filesystem::path file);
    ~SettingsFileWatch() override;

Q_SIGNALS:
    void touched();

private:
    void watchFile();

    std::filesystem::path m_file;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    std::unique_ptr<QTimer> m_settle;
};

// Tells when the settings file changed and parses. A file that does not parse leaves the last good
// settings in force and is reported. Lives in its creator's thread.
class SettingsWatcher : public QObject
{
    Q_OBJECT

public:
    explicit SettingsWatcher(std::filesystem::path file, QObject *parent = nullptr);
    ~SettingsWatcher() override;

Q_SIGNALS:
    void changed(const larder::Settings &settings);
    void failed(const larder::Fault &fault);

private:
    void readAgain();

    std::filesystem::path m_file;
    SettingsFileWatch m_watch;
    Result<Settings> m_last; // of the last reading
};

} // namespace larder
