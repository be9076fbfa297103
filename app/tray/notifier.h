// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/mailbox.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "status/watcher.h"
#include "tray/instance.h"
#include "tray/notices.h"
#include "tray/notificationservice.h"
#include "windows/actions.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>

namespace larder::tray
{

// After the start, and after the machine woke up, caches and network have so long to come back.
inline constexpr std::chrono::milliseconds noticeHold{15'000};
// What is over sooner is not told: a hand-over, a cache that is started anew.
inline constexpr std::chrono::milliseconds noticeDelay{3000};

// Tells what a person should know by notifications of the desktop, and does what their buttons say.
// Without a service that shows them, nothing happens. That the first saving was told is remembered
// in the state folder. GUI thread, in which nothing is waited for; watcher and actions outlive it.
class Notifier : public QObject
{
    Q_OBJECT

public:
    struct Times
    {
        std::chrono::milliseconds hold = noticeHold;
        std::chrono::milliseconds delay = noticeDelay;
    };

    Notifier(status::Watcher &watcher, windows::Actions &actions, const Paths &paths);
    Notifier(status::Watcher &watcher, windows::Actions &actions, const Paths &paths, Times times);
    ~Notifier() override;

Q_SIGNALS:
    // A window is to be opened; token: with which it may come to the front, may be empty.
    void requested(larder::tray::Request request, const QString &token);

private Q_SLOTS:
    void sleepChanged(bool begins); // a slot by name: QtDBus takes no other for signals

private:
    void see(const status::Overview &overview);
    void tell();
    void hold();
    void cure(NoticeKind kind, Cure cure, const QString &token);
    void readFirstSaving();
    void rememberFirstSaving();

    status::Watcher &m_watcher;
    windows::Actions &m_actions;
    Times m_times;
    std::filesystem::path m_firstSavingMark;
    FirstSaving m_firstSaving = FirstSaving::Unknown;
    std::optional<status::Overview> m_previous;
    Matters m_now;
    Matters m_told;
    std::map<NoticeKind, Notice> m_shown; // as last told: what its buttons mean
    QTimer m_hold;                        // single-shot, while nothing is told
    QTimer m_delay;                       // single-shot, while there is something to tell
    NotificationService m_service;
    Mailbox m_mailbox;
    SerialWorker m_worker; // last: ends before what its jobs refer to
};

} // namespace larder::tray
