// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "store/hotentries.h"
#include "store/writer.h"

#include <QTimer>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace larder::store
{

// The time of an object's last use is known to the hour: what was unused for longest is evicted.
inline constexpr std::chrono::hours useGranularity{1};
// Uses are written together, at the latest so long after the first.
inline constexpr std::chrono::seconds useWriteDelay{60};
inline constexpr std::size_t maxNotedUses = 4096; // then they are written at once

// Notes which objects were used. No timer runs while there is nothing to write. Engine thread.
class UsedObjects
{
public:
    UsedObjects(const Clock &clock, Writer &writer);

    // On every hit: cheap.
    void note(HotEntry &entry, SteadyTime now)
    {
        entry.lastUsedAt = std::max(entry.lastUsedAt, now);
        if (entry.usedAt == SteadyTime{} || now - entry.usedAt >= useGranularity) {
            add(entry, now);
        }
    }

    void write();

    // The same exactly, for the hot entries: before it is judged what was unused for longest.
    // written comes in the writer thread, also where nothing could be written.
    void writeExactly(HotEntries &hot, std::function<void()> written);

private:
    void add(HotEntry &entry, SteadyTime now);

    const Clock &m_clock;
    Writer &m_writer;
    std::map<std::string, WallTime> m_uses; // by the digest's bytes
    QTimer m_timer;
};

} // namespace larder::store
