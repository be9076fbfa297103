// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/notificationservice.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace larder::tray
{

namespace
{

constexpr int usualTime = -1; // for which the service shows a notification

// The names of the buttons on the bus.
constexpr std::array cureNames{
    std::pair{Cure::Show, "show"_L1},
    std::pair{Cure::Settings, "settings"_L1},
    std::pair{Cure::TryAgain, "try-again"_L1},
    std::pair{Cure::LogIn, "log-in"_L1},
};

QString service()
{
    return u"org.freedesktop.Notifications"_s;
}

QString path()
{
    return u"/org/freedesktop/Notifications"_s;
}

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(service(), path(), service(), method);
}

QString nameOf(Cure cure)
{
    const auto *const found =
        std::ranges::find(cureNames, cure, &decltype(cureNames)::value_type::first);
    return found->second;
}

QString labelOf(Cure cure)
{
    switch (cure) {
    case Cure::Show:
        return NotificationService::tr("Show");
    case Cure::Settings:
        return NotificationService::tr("Settings");
    case Cure::TryAgain:
        return NotificationService::tr("Try again");
    case Cure::LogIn:
        break;
    }
    return NotificationService::tr("Log in");
}

QStringList actionsOf(const Notice &notice)
{
    // "default" is a click on the notification itself, which has no button.
    QStringList actions{u"default"_s, labelOf(notice.cures.front())};
    for (const Cure cure : notice.cures) {
        actions << nameOf(cure) << labelOf(cure);
    }
    return actions;
}

} // namespace

NotificationService::NotificationService()
    : m_owner(service(), QDBusConnection::sessionBus(), QDBusServiceWatcher::WatchForOwnerChange)
{
    connect(&m_owner, &QDBusServiceWatcher::serviceOwnerChanged, this,
            &NotificationService::forget);
    // From whomever they come: asking who owns the name would wait for the bus. Numbers that are
    // not ours are nobody's.
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect({}, path(), service(), u"ActionInvoked"_s, this,
                SLOT(actionInvoked(quint32, QString)));
    bus.connect({}, path(), service(), u"NotificationClosed"_s, this,
                SLOT(notificationClosed(quint32, quint32)));
    bus.connect({}, path(), service(), u"ActivationToken"_s, this,
                SLOT(activationToken(quint32, QString)));
}

NotificationService::~NotificationService() = default;

void NotificationService::show(const Notice &notice)
{
    Slot &slot = m_slots[notice.kind];
    slot.next = notice;
    slot.then = Slot::Then::Keep;
    send(notice.kind);
}

void NotificationService::withdraw(NoticeKind kind)
{
    Slot &slot = m_slots[kind];
    slot.next.reset();
    if (slot.call == Call::UnderWay) {
        slot.then = Slot::Then::Withdraw;
    } else {
        close(slot);
    }
}

void NotificationService::close(Slot &slot)
{
    if (const quint32 id = std::exchange(slot.id, 0); id != 0) {
        QDBusMessage call = callOf(u"CloseNotification"_s);
        call << id;
        call.setAutoStartService(false);
        QDBusConnection::sessionBus().asyncCall(call); // one that is closed already is a fault
    }
}

void NotificationService::askCapabilities()
{
    if (std::exchange(m_asking, Call::UnderWay) == Call::UnderWay) {
        return;
    }
    auto *const call = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(callOf(u"GetCapabilities"_s)), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this, call] {
        const QDBusPendingReply<QStringList> reply = *call;
        call->deleteLater();
        m_asking = Call::None;
        if (reply.isError()) {
            for (auto &[kind, slot] : m_slots) {
                slot.next.reset(); // nobody shows it
            }
            return;
        }
        m_capabilities = reply.value();
        for (const auto &[kind, slot] : m_slots) {
            send(kind);
        }
    });
}

void NotificationService::send(NoticeKind kind)
{
    Slot &slot = m_slots[kind];
    if (!slot.next || slot.call == Call::UnderWay) {
        return;
    }
    if (!m_capabilities) {
        askCapabilities();
        return;
    }
    const Notice notice = *std::exchange(slot.next, std::nullopt);
    const bool hasMarkup = m_capabilities->contains(u"body-markup"_s);
    const QVariantMap hints{{u"urgency"_s, QVariant::fromValue(static_cast<uchar>(notice.urgency))},
                            {u"desktop-entry"_s, u"org.larder.Larder"_s}};
    QDBusMessage message = callOf(u"Notify"_s);
    message << u"Larder"_s << slot.id << u"org.larder.Larder"_s << notice.title
            << (hasMarkup ? notice.text.toHtmlEscaped() : notice.text)
            << (m_capabilities->contains(u"actions"_s) ? actionsOf(notice) : QStringList()) << hints
            << usualTime;
    slot.call = Call::UnderWay;
    slot.preferred = notice.cures.front();
    auto *const call =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this, call, kind] {
        const QDBusPendingReply<quint32> reply = *call;
        call->deleteLater();
        sent(kind, reply.isError() ? std::nullopt : std::optional(reply.value()));
    });
}

void NotificationService::sent(NoticeKind kind, std::optional<quint32> id)
{
    Slot &slot = m_slots[kind];
    slot.call = Call::None;
    slot.id = id.value_or(0);
    if (std::exchange(slot.then, Slot::Then::Keep) == Slot::Then::Withdraw) {
        close(slot);
    }
    send(kind);
}

void NotificationService::forget()
{
    // A new one knows nothing of what the old one showed, and may be able to do other things.
    m_capabilities.reset();
    for (auto &[kind, slot] : m_slots) {
        slot.id = 0;
    }
}

std::optional<NoticeKind> NotificationService::kindOf(quint32 id) const
{
    const auto found = std::ranges::find_if(
        m_slots, [id](const auto &slot) { return id != 0 && slot.second.id == id; });
    return found == m_slots.end() ? std::nullopt : std::optional(found->first);
}

void NotificationService::actionInvoked(quint32 id, const QString &action)
{
    const auto kind = kindOf(id);
    if (!kind) {
        return;
    }
    const QString token = m_tokenId == id ? std::exchange(m_token, QString()) : QString();
    const auto *const named =
        std::ranges::find(cureNames, action, [](const auto &cure) { return QString(cure.second); });
    if (named != cureNames.end()) {
        Q_EMIT chosen(*kind, named->first, token);
    } else if (action == u"default") {
        Q_EMIT chosen(*kind, m_slots[*kind].preferred, token);
    }
}

void NotificationService::notificationClosed(quint32 id, quint32 /*reason*/)
{
    if (const auto kind = kindOf(id)) {
        m_slots[*kind].id = 0;
    }
}

void NotificationService::activationToken(quint32 id, const QString &token)
{
    if (kindOf(id)) {
        m_tokenId = id;
        m_token = token;
    }
}

} // namespace larder::tray
