// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <thread>

namespace larder::windows
{

// How far work has come. A value.
struct WorkProgress
{
    std::uint64_t done = 0;
    std::uint64_t all = 0; // 0: nobody knows
};

// One piece of long work after the other, each in a thread of its own, since some change their
// thread's priority. It is stopped when this goes, which waits for that: work looks at its token
// often. Lives in the GUI thread.
class StockWork : public QObject
{
    Q_OBJECT

public:
    // What is to be done in the GUI thread when it is over.
    using End = std::move_only_function<void()>;
    using Tell = std::function<void(WorkProgress)>;
    using Job = std::move_only_function<End(const std::stop_token &stop, const Tell &tell)>;

    using QObject::QObject;
    ~StockWork() override;

    // Only while none is under way.
    void start(const QString &title, Job job);
    void cancel();

    [[nodiscard]] bool isUnderWay() const { return m_isUnderWay; }

    [[nodiscard]] const QString &title() const { return m_title; }

Q_SIGNALS:
    void started();
    void progressed(larder::windows::WorkProgress progress);
    void ended();

private:
    QString m_title;
    bool m_isUnderWay = false;
    Mailbox m_mailbox;
    std::jthread m_thread; // last: ends before what it refers to
};

} // namespace larder::windows
