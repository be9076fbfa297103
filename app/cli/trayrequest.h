// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/changesignal.h"
#include "base/paths.h"
#include "base/settingvalues.h"
#include "system/unitcontrol.h"
#include "system/unitsignals.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace larder::cli
{

// Has the tray change the mode of a cache, since only who answers can hand over without losing
// anybody: changes the setting, and waits until it is so or the tray says why not, at most for
// limit. Lives in the thread of the command, which has an event loop.
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
    void look();
    void judge(const Result<system::OnDemand> &onDemand);
    void finish(Result<system::UnitOutcome> outcome);

    Paths m_paths;
    std::string m_cache;
    CacheMode m_mode;
    std::int64_t m_tray;
    system::UnitControl &m_control;
    Done m_done;
    ChangeWatcher m_changes; // the tray touches it with each step
    system::UnitSignals m_units;
    QTimer m_deadline; // single-shot
    bool m_isFinished = false;
};

} // namespace larder::cli
