// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/trayrequest.h"

#include "base/ownerlock.h"
#include "system/cachemode.h"

#include <cerrno>
#include <sys/syscall.h>
#include <unistd.h>
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
    connect(&m_deadline, &QTimer::timeout, this, &TrayRequest::look);
    m_deadline.start(limit);
    system::noteSwitching(m_paths, m_cache, {}); // of a wish before
    if (auto stored = system::storeMode(m_paths, m_cache, m_mode); !stored) {
        finish(std::unexpected(std::move(stored.error())));
    } else {
        look(); // it may be so already
        watchTray();
    }
}

void TrayRequest::watchTray()
{
    // glibc 2.41 declares pidfd_open() without C linkage.
    m_trayDescriptor.reset(
        static_cast<int>(syscall(SYS_pidfd_open, static_cast<pid_t>(m_tray), 0)));
    if (m_trayDescriptor.isOpen()) {
        m_trayEnd =
            std::make_unique<QSocketNotifier>(m_trayDescriptor.get(), QSocketNotifier::Read);
        connect(m_trayEnd.get(), &QSocketNotifier::activated, this, &TrayRequest::trayEnded);
    } else if (errno == ESRCH) {
        trayEnded();
    } // otherwise the kernel allows it to nobody: the deadline tells
}

void TrayRequest::trayEnded()
{
    if (m_trayEnd) {
        m_trayEnd->setEnabled(false); // an ended process stays readable
    }
    m_trayIs = Tray::Ended;
    look(); // what it left may be what was asked for
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
    const bool isUnderWay =
        m_trayIs == Tray::Runs && system::readSwitching(m_paths, m_cache).isUnderWay;
    const bool isSo = isUnderWay                      ? false
                      : m_mode == CacheMode::BuiltIn  ? traysOwn && !systemdListens
                      : m_mode == CacheMode::OnDemand ? !traysOwn && systemdListens
                                                      : !traysOwn && !systemdListens;
    if (isSo) {
        finish(system::UnitOutcome{.what = system::UnitOutcome::What::Changed, .written = {}});
    } else if (m_trayIs == Tray::Ended) {
        finish(fail(FaultKind::Cut,
                    tr("The tray application ended before it had changed the cache %1.")
                        .arg(QString::fromStdString(m_cache)),
                    tr("Run the command again: it does without the tray application then.")));
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
