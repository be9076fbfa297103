// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/trayrequest.h"

#include "base/clock.h"
#include "base/ownerlock.h"
#include "system/cachemode.h"

#include <utility>

namespace larder::cli
{

namespace
{

constexpr std::chrono::milliseconds pause{50};

} // namespace

TrayRequest::TrayRequest(const Paths &paths, std::string cache, CacheMode mode, std::int64_t tray,
                         system::UnitControl &control, Done done)
    : m_paths(paths)
    , m_cache(std::move(cache))
    , m_mode(mode)
    , m_tray(tray)
    , m_control(control)
    , m_done(std::move(done))
    , m_deadline(SystemClock().steady() + limit)
{
    m_again.setSingleShot(true);
    m_again.setInterval(pause);
    connect(&m_again, &QTimer::timeout, this, &TrayRequest::look);
    system::noteSwitching(m_paths, m_cache, {}); // of a wish before
    if (auto stored = system::storeMode(m_paths, m_cache, m_mode); !stored) {
        finish(std::unexpected(std::move(stored.error())));
    } else {
        m_again.start();
    }
}

void TrayRequest::look()
{
    if (auto state = system::readSwitching(m_paths, m_cache); state.fault) {
        finish(std::unexpected(*std::move(state.fault)));
        return;
    }
    if (SystemClock().steady() > m_deadline) {
        finish(fail(FaultKind::TimedOut,
                    tr("The tray application did not change the cache %1 in time.")
                        .arg(QString::fromStdString(m_cache)),
                    tr("It may still do so: larder status says how it is.")));
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
    } else {
        m_again.start();
    }
}

void TrayRequest::finish(Result<system::UnitOutcome> outcome)
{
    // From the event loop: the caller may not have this in its hands yet.
    QMetaObject::invokeMethod(
        this, [this, outcome = std::move(outcome)]() mutable { m_done(std::move(outcome)); },
        Qt::QueuedConnection);
}

} // namespace larder::cli
