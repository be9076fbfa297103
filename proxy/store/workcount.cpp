// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workcount.h"

namespace larder::store
{

WorkCount::Token WorkCount::begin()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_count;
    }
    return {this, [](WorkCount *count) { count->end(); }};
}

void WorkCount::waitForNone()
{
    std::unique_lock lock(m_mutex);
    m_none.wait(lock, [this] { return m_count == 0; });
}

void WorkCount::end()
{
    // Told under the lock: whoever waits may destroy this as soon as it gets the lock.
    const std::lock_guard lock(m_mutex);
    if (--m_count == 0) {
        m_none.notify_all();
    }
}

} // namespace larder::store
