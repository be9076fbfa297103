// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/trayicon.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QMenu>

#include <chrono>

using namespace Qt::StringLiterals;

namespace larder::tray
{

namespace
{

constexpr std::chrono::milliseconds askLimit{5000}; // a panel that starts is busy for a while

QString service()
{
    return u"org.kde.StatusNotifierWatcher"_s;
}

} // namespace

TrayIcon::TrayIcon(QMenu &menu)
    : m_menu(menu)
    , m_watchers(service(), QDBusConnection::sessionBus(), QDBusServiceWatcher::WatchForOwnerChange)
{
    connect(&m_watchers, &QDBusServiceWatcher::serviceOwnerChanged, this, &TrayIcon::ask);
    // The service may be there long before a panel that shows icons.
    // Whoever sends it: a name here would be looked up first.
    QDBusConnection::sessionBus().connect({}, u"/StatusNotifierWatcher"_s, service(),
                                          u"StatusNotifierHostRegistered"_s, this, SLOT(ask()));
    ask();
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::show(IconState state, const QString &tooltip)
{
    const bool isNew = state != m_state;
    m_state = state;
    if (m_icon && isNew) {
        m_icon->setIcon(iconOf(m_state));
    }
    if (m_icon && tooltip != m_tooltip) {
        m_icon->setToolTip(tooltip);
    }
    m_tooltip = tooltip;
}

void TrayIcon::hide()
{
    m_isHidden = true;
    if (m_icon) {
        m_icon->hide(); // not destroyed: one of its own signals may have led here
    }
}

void TrayIcon::ask()
{
    QDBusMessage question = QDBusMessage::createMethodCall(
        service(), u"/StatusNotifierWatcher"_s, u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    question << service() << u"IsStatusNotifierHostRegistered"_s;
    question.setAutoStartService(false);
    auto *const call = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(question, static_cast<int>(askLimit.count())),
        this);
    const std::uint64_t number = ++m_question;
    connect(call, &QDBusPendingCallWatcher::finished, this, [this, call, number] {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        call->deleteLater();
        if (number == m_question) {
            answered(reply.isValid() && reply.value().variant().toBool());
        }
    });
}

void TrayIcon::answered(bool hasHost)
{
    // Without such a tray an icon is made all the same where XEmbed may dock it, now or later.
    const bool hasEmbedding = QGuiApplication::platformName() == u"xcb";
    m_icon.reset();
    if (!m_isHidden && (hasHost || hasEmbedding)) {
        build();
    }
    settle(hasHost || (hasEmbedding && QSystemTrayIcon::isSystemTrayAvailable()));
}

void TrayIcon::build()
{
    m_icon = std::make_unique<QSystemTrayIcon>(iconOf(m_state));
    m_icon->setToolTip(m_tooltip);
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger) {
                    Q_EMIT clicked();
                } else if (reason == QSystemTrayIcon::MiddleClick) {
                    Q_EMIT middleClicked();
                }
            });
    m_icon->show();
}

void TrayIcon::settle(bool seen)
{
    if (m_seen != seen) {
        m_seen = seen;
        Q_EMIT seenChanged();
    }
}

} // namespace larder::tray
