// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/notifier.h"

#include "base/filechange.h"

#include <QDBusConnection>
#include <QDesktopServices>

#include <system_error>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace larder::tray
{

Notifier::Notifier(status::Watcher &watcher, windows::Actions &actions, const Paths &paths)
    : Notifier(watcher, actions, paths, Times())
{}

Notifier::Notifier(status::Watcher &watcher, windows::Actions &actions, const Paths &paths,
                   Times times)
    : m_watcher(watcher)
    , m_actions(actions)
    , m_times(times)
    , m_firstSavingMark(paths.state / "first-saving-told")
{
    m_hold.setSingleShot(true);
    m_delay.setSingleShot(true);
    connect(&m_hold, &QTimer::timeout, this, &Notifier::tell);
    connect(&m_delay, &QTimer::timeout, this, &Notifier::tell);
    connect(&m_watcher, &status::Watcher::changed, this, &Notifier::see);
    connect(&m_actions, &windows::Actions::switchingChanged, this, [this] {
        if (m_watcher.overview()) {
            see(*m_watcher.overview());
        }
    });
    connect(&m_service, &NotificationService::chosen, this, &Notifier::cure);
    QDBusConnection::systemBus().connect({}, u"/org/freedesktop/login1"_s,
                                         u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s,
                                         this, SLOT(sleepChanged(bool)));
    readFirstSaving();
    hold();
}

Notifier::~Notifier() = default;

void Notifier::hold()
{
    m_hold.start(m_times.hold);
}

void Notifier::sleepChanged(bool begins)
{
    // The timer does not run while the machine sleeps; it begins anew when it wakes.
    std::ignore = begins;
    hold();
}

void Notifier::readFirstSaving()
{
    m_worker.post([this, mark = m_firstSavingMark] {
        std::error_code error;
        const bool isThere = std::filesystem::exists(mark, error);
        // What cannot be remembered would be told again and again.
        const FirstSaving known = error     ? FirstSaving::Unknown
                                  : isThere ? FirstSaving::Told
                                            : FirstSaving::NotTold;
        m_mailbox.post([this, known] {
            m_firstSaving = known;
            if (m_watcher.overview()) {
                see(*m_watcher.overview());
            }
        });
    });
}

void Notifier::rememberFirstSaving()
{
    m_firstSaving = FirstSaving::Told;
    m_worker.post([mark = m_firstSavingMark] {
        if (ensureWritableFolder(mark.parent_path())) {
            std::ignore = replaceFile(mark, {}, NewFile::Private); // then it is told once more
        }
    });
}

void Notifier::see(const status::Overview &overview)
{
    Circumstances circumstances{
        .switching = {}, .firstSaving = m_firstSaving, .settings = m_watcher.settings()};
    for (const status::CacheStatus &cache : overview.caches) {
        circumstances.switching.emplace(cache.name, m_actions.switching(cache.name));
    }
    m_now = mattersNow(m_now, m_previous ? &*m_previous : nullptr, overview, circumstances);
    m_previous = overview;
    const NoticeStep step = stepFrom(m_told, m_now);
    for (const NoticeKind kind : step.withdraw) {
        m_service.withdraw(kind);
        m_told.erase(kind);
    }
    if (step.tell.empty()) {
        m_delay.stop();
        // What is over for one cache or origin may come again.
        m_told = m_now;
    } else if (!m_delay.isActive() && !m_hold.isActive()) {
        m_delay.start(m_times.delay);
    }
}

void Notifier::tell()
{
    if (m_hold.isActive()) {
        return;
    }
    for (const Notice &notice : stepFrom(m_told, m_now).tell) {
        m_service.show(notice);
        m_shown.insert_or_assign(notice.kind, notice);
        if (notice.kind == NoticeKind::FirstSaving) {
            rememberFirstSaving();
        }
    }
    m_told = m_now;
}

void Notifier::cure(NoticeKind kind, Cure cure, const QString &token)
{
    const auto shown = m_shown.find(kind);
    if (shown == m_shown.end()) {
        return;
    }
    switch (cure) {
    case Cure::Show:
        Q_EMIT requested(Request::Statistics, token);
        break;
    case Cure::Settings:
        Q_EMIT requested(Request::Settings, token);
        break;
    case Cure::TryAgain:
        for (const std::string &cache : shown->second.caches) {
            m_actions.turnOn(cache);
        }
        break;
    case Cure::LogIn:
        QDesktopServices::openUrl(shown->second.page);
        break;
    }
}

} // namespace larder::tray
