// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRunnable>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <tuple>
#include <utility>

namespace larder
{

// A task on its way to a thread of a pool. QThreadPool hands it over under a lock of Qt's own kind,
// which ThreadSanitizer does not see; the flag says to it that everything before the start comes
// before the task.
template <typename Task>
class PoolTask final : public QRunnable
{
public:
    explicit PoolTask(Task task)
        : m_task(std::move(task))
    {
        m_made.store(true, std::memory_order_release);
    }

    void run() override
    {
        std::ignore = m_made.load(std::memory_order_acquire);
        m_task();
    }

private:
    Task m_task;
    std::atomic<bool> m_made = false;
};

template <typename Task>
void startInPool(QThreadPool &pool, Task task)
{
    auto owned = std::make_unique<PoolTask<Task>>(std::move(task));
    pool.start(owned.release()); // who deletes it
}

} // namespace larder
