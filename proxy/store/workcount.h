// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace larder::store
{

// Counts work that is under way in other threads, so that its owner can wait for the end of all of
// it. Any thread.
class WorkCount
{
public:
    WorkCount() = default;
    WorkCount(const WorkCount &) = delete;
    WorkCount &operator=(const WorkCount &) = delete;

    // The work goes on as long as a copy of this exists. One who holds it may start further work.
    using Token = std::shared_ptr<const void>;
    [[nodiscard]] Token begin();
    void waitForNone();

private:
    void end();

    std::mutex m_mutex;
    std::condition_variable m_none;
    std::size_t m_count = 0;
};

} // namespace larder::store
