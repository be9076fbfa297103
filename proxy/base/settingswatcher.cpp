// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settingswatcher.h"

#include "base/paths.h"

#include <QFile>
#include <QFileSystemWatcher>
#include <QTimer>

#include <chrono>
#include <tuple>

namespace larder
{

namespace
{

// Editors replace or truncate first and write then: what they leave is read, not what is between.
constexpr std::chrono::milliseconds settleTime{200};

} // namespace

SettingsFileWatch::SettingsFileWatch(std::filesystem::path file)
    : m_file(std::move(file))
    , m_watcher(std::make_unique<QFileSystemWatcher>())
    , m_settle(std::make_unique<QTimer>())
{
    // A folder that is not there could not be watched. Where it cannot be made, nobody can put a
    // settings file there either.
    std::ignore = ensureWritableFolder(m_file.parent_path());
    m_settle->setSingleShot(true);
    m_settle->setInterval(settleTime);
    connect(m_settle.get(), &QTimer::timeout, this, [this] {
        watchFile();
        Q_EMIT touched();
    });
    const auto settle = [this] { m_settle->start(); };
    connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, settle);
    connect(m_watcher.get(), &QFileSystemWatcher::fileChanged, this, settle);
    m_watcher->addPath(QFile::decodeName(m_file.parent_path().c_str()));
    watchFile();
}

SettingsFileWatch::~SettingsFileWatch() = default;

void SettingsFileWatch::watchFile()
{
    // The folder tells of a file that is replaced, the file itself of one that is written in place.
    const QString name = QFile::decodeName(m_file.c_str());
    if (QFile::exists(name) && !m_watcher->files().contains(name)) {
        m_watcher->addPath(name);
    }
}

SettingsWatcher::SettingsWatcher(std::filesystem::path file, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_watch(m_file)
    , m_last(Settings::load(m_file))
{
    connect(&m_watch, &SettingsFileWatch::touched, this, &SettingsWatcher::readAgain);
}

SettingsWatcher::~SettingsWatcher() = default;

void SettingsWatcher::readAgain()
{
    auto read = Settings::load(m_file);
    if (read) {
        const bool isNew = !m_last || *m_last != *read;
        m_last = std::move(read);
        if (isNew) {
            Q_EMIT changed(*m_last);
        }
        return;
    }
    const bool isNew = m_last || m_last.error().text() != read.error().text();
    m_last = std::move(read);
    if (isNew) {
        Q_EMIT failed(m_last.error());
    }
}

} // namespace larder
