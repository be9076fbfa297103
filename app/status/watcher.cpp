// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/watcher.h"

#include <utility>

namespace larder::status
{

namespace
{

// Bursts of signals, such as systemd's, make one reading.
constexpr std::chrono::milliseconds settleTime{50};

} // namespace

Watcher::Watcher(const Paths &paths, QObject *parent)
    : QObject(parent)
    , m_paths(paths)
    , m_changes(paths.runtime)
    , m_settingsWatcher(paths.config)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, &Watcher::read);
    connect(&m_changes, &ChangeWatcher::changed, this, &Watcher::look);
    connect(&m_units, &system::UnitSignals::changed, this, &Watcher::look);
    connect(&m_settingsWatcher, &SettingsWatcher::changed, this, [this](const Settings &settings) {
        m_settings = settings;
        Q_EMIT settingsChanged(m_settings);
        look();
    });
    connect(&m_settingsWatcher, &SettingsWatcher::failed, this, &Watcher::settingsFailed);
    readFirst();
}

Watcher::~Watcher() = default;

void Watcher::look()
{
    if (!m_settle.isActive()) {
        m_settle.start();
    }
}

void Watcher::readFirst()
{
    m_reading = Reading::UnderWay;
    m_worker.post([this, paths = m_paths] {
        auto settings = Settings::load(paths.config);
        m_mailbox.post([this, settings = std::move(settings)]() mutable {
            if (settings) {
                m_settings = *std::move(settings);
            } else {
                Q_EMIT settingsFailed(settings.error());
            }
            Q_EMIT settingsChanged(m_settings);
            m_reading = Reading::None;
            read();
        });
    });
}

void Watcher::read()
{
    if (m_reading != Reading::None) {
        m_reading = Reading::Again;
        return;
    }
    m_reading = Reading::UnderWay;
    m_worker.post([this, paths = m_paths, settings = m_settings] {
        Overview overview = readOverview(paths, settings, SystemClock().wall());
        addUnits(overview);
        m_mailbox.post([this, overview = std::move(overview)]() mutable {
            m_overview = std::move(overview);
            const bool isOld = std::exchange(m_reading, Reading::None) == Reading::Again;
            Q_EMIT changed(*m_overview);
            if (isOld) {
                look();
            }
        });
    });
}

} // namespace larder::status
