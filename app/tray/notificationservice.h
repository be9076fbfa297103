// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tray/notices.h"

#include <QDBusServiceWatcher>
#include <QObject>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>
#include <optional>

namespace larder::tray
{

// The desktop's notifications (org.freedesktop.Notifications 1.2 and 1.3), one of each kind at a
// time: a newer one takes the place of the older. Every call is asynchronous, and for each kind one
// is under way at most, so that a service that hangs costs nothing. Without a service what is told
// is dropped. GUI thread.
class NotificationService : public QObject
{
    Q_OBJECT

public:
    NotificationService();
    ~NotificationService() override;

    void show(const Notice &notice);
    void withdraw(NoticeKind kind);

Q_SIGNALS:
    void chosen(larder::tray::NoticeKind kind, larder::tray::Cure cure, const QString &token);

private Q_SLOTS: // signals of the service, by their names there
    void actionInvoked(quint32 id, const QString &action);
    void notificationClosed(quint32 id, quint32 reason);
    void activationToken(quint32 id, const QString &token);

private:
    enum class Call : std::uint8_t { None, UnderWay };

    struct Slot
    {
        quint32 id = 0;              // as the service calls it; 0: it shows none
        Cure preferred = Cure::Show; // what a click on it means
        Call call = Call::None;
        std::optional<Notice> next; // shown when the call under way has ended
        enum class Then : std::uint8_t { Keep, Withdraw };
        Then then = Then::Keep; // what becomes of it when the call has ended
    };

    void askCapabilities();
    void send(NoticeKind kind);
    void sent(NoticeKind kind, std::optional<quint32> id);
    void close(Slot &slot);
    void forget();
    [[nodiscard]] std::optional<NoticeKind> kindOf(quint32 id) const;

    QDBusServiceWatcher m_owner;
    std::optional<QStringList> m_capabilities; // nothing until the service told them
    Call m_asking = Call::None;
    std::map<NoticeKind, Slot> m_slots;
    quint32 m_tokenId = 0; // of the notification for which the last token came
    QString m_token;
};

} // namespace larder::tray
