// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace larder::engine
{

// Runs work() in the pool and then done(result) in the engine thread, unless guard is gone by then.
// The guard is looked at only in the engine thread: the pool posts to the anchor, an object of that
// thread that outlives the pool's work.
template <typename Work, typename Done>
void inPool(QThreadPool &pool, QObject &anchor, QObject *guard, Work work, Done done)
{
    pool.start([anchor = &anchor, work = std::move(work), guard = QPointer<QObject>(guard),
                done = std::move(done)]() mutable {
        auto result = work();
        QMetaObject::invokeMethod(
            anchor,
            [guard = std::move(guard), done = std::move(done),
             result = std::move(result)]() mutable {
                if (guard) {
                    done(std::move(result));
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace larder::engine
