// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/pendingcalls.h"
#include "base/pooltask.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <type_traits>
#include <utility>

namespace larder::engine
{

// Work that the engine gives to the pool. Owned by the Engine, which waits for all work before it
// destroys this; engine thread. Only values cross: work and what it returns. done and guard never
// leave the engine thread.
class PoolWork
{
public:
    explicit PoolWork(QThreadPool &pool)
        : m_pool(pool)
    {}

    // Runs work() in the pool and then done(result) in the engine thread, unless guard is gone by
    // then.
    template <typename Work, typename Done>
    void run(QObject *guard, Work work, Done done)
    {
        using Value = std::invoke_result_t<Work &>;
        const auto call = m_calls.add(guard, [done = std::move(done)](void *value) mutable {
            done(std::move(*static_cast<Value *>(value)));
        });
        startInPool(m_pool, [this, call, work = std::move(work)]() mutable {
            // What the work holds goes before its result is told.
            Value value = std::invoke([own = std::move(work)]() mutable { return own(); });
            m_mailbox.post(
                [this, call, value = std::move(value)]() mutable { m_calls.call(call, &value); });
        });
    }

private:
    QThreadPool &m_pool;
    PendingCalls<void *> m_calls; // to what their work returned
    Mailbox m_mailbox;
};

} // namespace larder::engine
