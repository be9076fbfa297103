// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/changesignal.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "base/settingswatcher.h"
#include "status/figures.h"
#include "status/overview.h"
#include "system/unitsignals.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <optional>

namespace larder::status
{

// What a person is told, kept up to date without waiting for disk or bus in its own thread: a
// worker reads when a proxy touched the change file, systemd changed one of our units, or the
// settings changed. At most one reading a second; while nothing happens, nothing wakes. Lives in
// its creator's thread, which has an event loop. Destroying it waits for the reading under way,
// which gives up on systemd after a second.
class Watcher : public QObject
{
    Q_OBJECT

public:
    explicit Watcher(const Paths &paths, QObject *parent = nullptr);
    ~Watcher() override;

    // The last reading; nothing until the first has come, a moment after the start.
    [[nodiscard]] const std::optional<Overview> &overview() const { return m_overview; }

    // The last settings that parsed; the defaults until then.
    [[nodiscard]] const Settings &settings() const { return m_settings; }

    // Reads again soon, though nothing was announced.
    void look();

Q_SIGNALS:
    void changed(const larder::status::Overview &overview);
    void settingsChanged(const larder::Settings &settings);
    void settingsFailed(const larder::Fault &fault); // the last good ones stay in force

private:
    void readSettings();
    void takeSettings(Result<Settings> read);
    void read();
    void take(Overview overview);

    Paths m_paths;
    Settings m_settings;
    std::optional<Overview> m_overview;
    ChangeWatcher m_changes;
    SettingsFileWatch m_settingsFile;
    std::optional<Result<Settings>> m_lastSettings; // of the last reading, however it went
    QTimer m_settle;                                // single-shot, between a signal and the reading
    QTimer m_turn; // single-shot: a pause ends, or a day, though nobody announces it
    QElapsedTimer m_sinceReading;
    enum class Reading : std::uint8_t { None, UnderWay, Again };
    Reading m_reading = Reading::None;
    system::UnitSignals m_units;
    FigureReader m_figures; // used in the worker only
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::status
