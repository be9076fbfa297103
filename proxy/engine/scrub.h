// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/powersupply.h"
#include "store/check.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

namespace larder::engine
{

class PoolWork;

// Whether a round is due changes slowly.
inline constexpr std::chrono::minutes scrubDueKnown{10};
// So long after the last client left, the machine is taken to be doing something else.
inline constexpr std::chrono::minutes scrubIdle{3};
// Read without a pause, and the pause after it: nobody's disk is busy for long.
inline constexpr std::chrono::milliseconds scrubSlice{250};
inline constexpr std::chrono::milliseconds scrubPause{750};

// Looks over all stored objects while nobody asks for anything, so that rotten ones are gone before
// they are needed: one round in store::checkInterval, on mains power and an unmetered network only,
// read at idle priority. A request stops it at once; it goes on where it was after the next idle
// minutes, in whichever process. It never keeps a proxy from leaving when that is idle. No timer
// runs while no round is due. Owned by the Engine; engine thread.
class Scrub : public QObject
{
    Q_OBJECT

public:
    // mayRun: asked before each slice.
    Scrub(std::filesystem::path cacheFolder, const Clock &clock, PoolWork &pool,
          std::function<bool()> mayRun);
    ~Scrub() override;

    // The last client left. A proxy that leaves itself after idleExit begins earlier.
    void idleBegins(std::optional<std::chrono::milliseconds> idleExit);
    void idleEnds();

private:
    void advance();
    [[nodiscard]] bool isDue();

    std::filesystem::path m_cacheFolder;
    const Clock &m_clock;
    PoolWork &m_pool;
    std::function<bool()> m_mayRun;
    QTimer m_timer;
    std::stop_source m_stop;
    SteadyTime m_lookedAt{}; // when it was last known whether a round is due
    bool m_due = false;
    bool m_idle = false;
    bool m_working = false; // in the pool
};

} // namespace larder::engine
