// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/trayrequest.h"

#include "base/ownerlock.h"
#include "system/cachemode.h"

#include <utility>

namespace larder::cli
{

namespace
{

// Each step of the tray touches the change file; the next may follow at once.
constexpr std::chrono::milliseconds shortestPause{50};

} // namespace

TrayRequest::TrayRequest(const Paths &paths, std::string cache, CacheMode mode, std::int64_t tray,
                         system::UnitControl &control, Done done)
    : m_paths(paths)
    , m_cache(std::move(cache))
    , m_mode(mode)
    , m_tray(tray)
    , m_control(control)
    , m_done(std::move(done))
    , m_changes(paths.runtime, shortestPause)
{
    connect(&m_changes, &ChangeWatcher::changed, this, &TrayRequest::look);
    connect(&m_units, &system::UnitSignals::changed, this, &TrayRequest::look);
    m_deadline.setSingleShot(true);
    // A tray that was killed tells nothing more, and what it left may be what was asked for.
    connect(&m_deadline, &QTimer::timeout, this, &TrayRequest::look);
    m_deadline.start(limit);
    system::noteSwitching(m_paths, m_cache, {}); // of a wish before
    if (auto stored = system::storeMode(m_paths, m_cache, m_mode); !stored) {
        finish(std::unexpected(std::move(stored.error())));
    } else {
        look(); // it may be so already
    }
}

void TrayRequest::look()
{
    if (m_isFinished) {
        return;
    }
    if (auto state = system::readSwitching(m_paths, m_cache); state.fault) {
        finish(std::unexpected(*std::move(state.fault)));
        return;
    }
    m_control.look(m_cache, this,
                   [this](const Result<system::OnDemand> &onDemand) { judge(onDemand); });
}

void TrayRequest::judge(const Result<system::OnDemand> &onDemand)
{
    const auto owner = readOwner(m_paths.runtime, m_cache);
    const bool traysOwn = owner && owner->pid == m_tray;
    const bool systemdListens = onDemand && *onDemand == system::OnDemand::Listening;
    const bool isUnderWay = system::readSwitching(m_paths, m_cache).isUnderWay;
    const bool isSo = isUnderWay                      ? false
                      : m_mode == CacheMode::BuiltIn  ? traysOwn && !systemdListens
                      : m_mode == CacheMode::OnDemand ? !traysOwn && systemdListens
                                                      : !traysOwn && !systemdListens;
    if (isSo) {
        finish(system::UnitOutcome{.what = system::UnitOutcome::What::Changed, .written = {}});
    } else if (!m_deadline.isActive()) {
        finish(fail(FaultKind::TimedOut,
                    tr("The tray application did not change the cache %1 in time.")
                        .arg(QString::fromStdString(m_cache)),
                    tr("It may still do so: larder status says how it is.")));
    }
}

void TrayRequest::finish(Result<system::UnitOutcome> outcome)
{
    if (std::exchange(m_isFinished, true)) {
        return; // looks overlap
    }
    m_deadline.stop();
    // From the event loop: the caller may not have this in its hands yet.
    QMetaObject::invokeMethod(
        this, [this, outcome = std::move(outcome)]() mutable { m_done(std::move(outcome)); },
        Qt::QueuedConnection);
}

} // namespace larder::cli
