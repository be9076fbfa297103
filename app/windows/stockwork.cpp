// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockwork.h"

#include <utility>

namespace larder::windows
{

StockWork::~StockWork() = default;

void StockWork::start(const QString &title, Job job)
{
    Q_ASSERT(!m_isUnderWay);
    m_title = title;
    m_isUnderWay = true;
    Q_EMIT started();
    m_thread = std::jthread([this, job = std::move(job)](const std::stop_token &stop) mutable {
        End end = job(stop, [this](WorkProgress progress) {
            m_mailbox.post([this, progress] { Q_EMIT progressed(progress); });
        });
        m_mailbox.post([this, end = std::move(end)]() mutable {
            m_isUnderWay = false;
            Q_EMIT ended();
            end(); // may start the next one
        });
    });
}

void StockWork::cancel()
{
    m_thread.request_stop();
}

} // namespace larder::windows
