// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/changesignal.h"
#include "base/filedescriptor.h"
#include "base/paths.h"
#include "base/settingvalues.h"
#include "system/unitcontrol.h"
#include "system/unitsignals.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace larder::cli
{

// Has the tray change the mode of a cache, since only who answers can hand over without losing
// anybody: changes the setting, and waits until it is so, the tray says why not, or the tray has
// ended, at most for limit. Lives in the thread of the command, which has an event loop.
class TrayRequest : public QObject
{
    Q_OBJECT

public:
    // A proxy that systemd stops may take a minute to finish.
    static constexpr std::chrono::seconds limit{90};

    using Done = std::function<void(Result<system::UnitOutcome>)>;
    // tray: its process. control must outlive this.
    TrayRequest(const Paths &paths, std::string cache, CacheMode mode, std::int64_t tray,
                system::UnitControl &control, Done done);

private:
    enum class Tray { Runs, Ended };

    void watchTray();
    void trayEnded();
    void look();
    void judge(const Result<system::OnDemand> &onDemand);
    void finish(Result<system::UnitOutcome> outcome);

    Paths m_paths;
    std::string m_cache;
    CacheMode m_mode;
    std::int64_t m_tray;
    Tray m_trayIs = Tray::Runs;
    system::UnitControl &m_control;
    Done m_done;
    ChangeWatcher m_changes; // the tray touches it with each step
    system::UnitSignals m_units;
    FileDescriptor m_trayDescriptor; // a pidfd
    std::unique_ptr<QSocketNotifier> m_trayEnd;
    QTimer m_deadline; // single-shot
    bool m_isFinished = false;
};

} // namespace larder::cli
