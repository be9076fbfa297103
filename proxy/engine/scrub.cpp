// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/scrub.h"

#include "base/logging.h"
#include "engine/poolwork.h"

#include <QCoreApplication>

#include <algorithm>

namespace larder::engine
{

namespace
{

using store::Check;

// One slice, in the pool. The lock of the round is not kept between slices: whoever asks for a
// check by hand does not wait for us.
Result<Check::Step> runSlice(const std::filesystem::path &cacheFolder, const Clock &clock,
                             const std::stop_token &stop)
{
    store::setIdlePriority(true);
    auto step = Check::begin(cacheFolder, clock, Check::Start::WhereItWas)
                    .and_then([&](const std::unique_ptr<Check> &check) {
                        auto done = check->advance(scrubSlice, stop);
                        for (const store::DamagedObject &object : check->takeDamaged()) {
                            qCWarning(logStore).noquote()
                                << QCoreApplication::translate(
                                       "larder", "A stored file was damaged and is dropped: %1")
                                       .arg(QString::fromStdString(object.keys.empty()
                                                                       ? object.digest.hex()
                                                                       : object.keys.front()));
                        }
                        return done;
                    });
    store::setIdlePriority(false);
    return step;
}

} // namespace

Scrub::Scrub(std::filesystem::path cacheFolder, const Clock &clock, PoolWork &pool,
             std::function<bool()> mayRun)
    : m_cacheFolder(std::move(cacheFolder))
    , m_clock(clock)
    , m_pool(pool)
    , m_mayRun(std::move(mayRun))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Scrub::advance);
}

Scrub::~Scrub()
{
    m_stop.request_stop(); // the engine waits for the pool
}

void Scrub::idleBegins(std::optional<std::chrono::milliseconds> idleExit)
{
    m_idle = true;
    if (m_timer.isActive() || m_working || !isDue()) {
        return;
    }
    const std::chrono::milliseconds usual = scrubIdle;
    m_timer.start(std::min(usual, idleExit.value_or(2 * usual) / 2));
}

bool Scrub::isDue()
{
    const SteadyTime now = m_clock.steady();
    if (m_lookedAt == SteadyTime{} || now - m_lookedAt >= scrubDueKnown) {
        m_lookedAt = now;
        m_due = store::isCheckDue(m_cacheFolder, m_clock.wall());
    }
    return m_due;
}

void Scrub::idleEnds()
{
    if (!m_idle) {
        return;
    }
    m_idle = false;
    m_timer.stop();
    m_stop.request_stop();
}

void Scrub::advance()
{
    if (!m_idle || m_working || !m_mayRun() || runsOnBattery()) {
        return; // the next idle minutes come
    }
    m_working = true;
    m_stop = std::stop_source();
    m_pool.run(
        this,
        [folder = m_cacheFolder, &clock = m_clock, stop = m_stop.get_token()] {
            return runSlice(folder, clock, stop);
        },
        [this](const Result<Check::Step> &step) {
            m_working = false;
            if (!step) {
                qCDebug(logStore).noquote() << step.error().text();
            } else if (*step == Check::Step::Done) {
                m_due = false;
            } else if (*step == Check::Step::More && m_idle) {
                m_timer.start(scrubPause);
            } else if (*step == Check::Step::Stopped && m_idle) {
                m_timer.start(scrubIdle); // a client came and left meanwhile
            }
        });
}

} // namespace larder::engine
