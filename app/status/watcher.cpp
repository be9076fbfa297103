// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/watcher.h"

#include <QDateTime>

#include <algorithm>
#include <chrono>
#include <utility>

namespace larder::status
{

namespace
{

// Bursts of signals, such as systemd's, make one reading.
constexpr std::chrono::milliseconds settleTime{50};
// A person reads no faster.
constexpr std::chrono::milliseconds shortestInterval{1000};
// A QTimer counts milliseconds in 31 bits; longer waits take another round.
constexpr std::chrono::milliseconds longestTimer = std::chrono::days(20);

// Until something else is to be told, though nothing happens: a pause ends, or the day.
std::chrono::milliseconds untilTurn(const Overview &overview)
{
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(overview.time.time_since_epoch().count());
    auto wait =
        std::chrono::milliseconds(now.msecsTo(now.toLocalTime().date().addDays(1).startOfDay()));
    for (const CacheStatus &cache : overview.caches) {
        if (cache.network.until && *cache.network.until > overview.time) {
            wait = std::min<std::chrono::milliseconds>(wait, *cache.network.until - overview.time);
        }
    }
    return std::clamp(wait, shortestInterval, longestTimer);
}

} // namespace

Watcher::Watcher(const Paths &paths, QObject *parent)
    : QObject(parent)
    , m_paths(paths)
    , m_changes(paths.runtime)
    , m_settingsFile(paths.config)
    , m_figures(paths.state)
{
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &Watcher::read);
    m_turn.setSingleShot(true);
    m_turn.setTimerType(Qt::PreciseTimer); // a coarse one is late by a twentieth
    connect(&m_turn, &QTimer::timeout, this, &Watcher::look);
    connect(&m_changes, &ChangeWatcher::changed, this, &Watcher::look);
    connect(&m_units, &system::UnitSignals::changed, this, &Watcher::look);
    connect(&m_settingsFile, &SettingsFileWatch::touched, this, &Watcher::readSettings);
    readSettings();
}

Watcher::~Watcher() = default;

void Watcher::look()
{
    if (!m_lastSettings || m_settle.isActive()) {
        return; // the first reading follows the settings
    }
    const auto passed = m_sinceReading.isValid()
                            ? std::chrono::milliseconds(m_sinceReading.elapsed())
                            : shortestInterval;
    m_settle.start(std::max(settleTime, shortestInterval - passed));
}

void Watcher::readSettings()
{
    m_worker.post([this, file = m_paths.config] {
        m_mailbox.post(
            [this, read = Settings::load(file)]() mutable { takeSettings(std::move(read)); });
    });
}

void Watcher::takeSettings(Result<Settings> read)
{
    const bool isFirst = !m_lastSettings.has_value();
    const bool wasGood = !isFirst && m_lastSettings->has_value();
    const QString before = !isFirst && !wasGood ? m_lastSettings->error().text() : QString();
    m_lastSettings = std::move(read);
    if (!m_lastSettings->has_value()) {
        if (wasGood || before != m_lastSettings->error().text()) {
            Q_EMIT settingsFailed(m_lastSettings->error());
        }
        if (isFirst) {
            Q_EMIT settingsChanged(m_settings); // the defaults are in force
        }
    } else if (isFirst || !wasGood || m_settings != **m_lastSettings) {
        m_settings = **m_lastSettings;
        Q_EMIT settingsChanged(m_settings);
    }
    if (isFirst) {
        this->read();
    } else {
        look();
    }
}

void Watcher::read()
{
    if (m_reading != Reading::None) {
        m_reading = Reading::Again;
        return;
    }
    m_reading = Reading::UnderWay;
    m_sinceReading.start();
    m_worker.post([this, paths = m_paths, settings = m_settings] {
        Overview overview = readOverview(paths, settings, SystemClock().wall(), m_figures);
        addUnits(overview);
        m_mailbox.post(
            [this, overview = std::move(overview)]() mutable { take(std::move(overview)); });
    });
}

void Watcher::take(Overview overview)
{
    m_overview = std::move(overview);
    m_turn.start(untilTurn(*m_overview));
    const bool isOld = std::exchange(m_reading, Reading::None) == Reading::Again;
    Q_EMIT changed(*m_overview);
    if (isOld) {
        look();
    }
}

} // namespace larder::status
