// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tray/iconstate.h"

#include <QDBusServiceWatcher>
#include <QObject>
#include <QString>
#include <QSystemTrayIcon>

#include <cstdint>
#include <memory>
#include <optional>

class QMenu;

namespace larder::tray
{

// The icon, in whatever tray there is: one that speaks StatusNotifierItem, also one that comes late
// or is started anew (an icon that was made before it never appears in it, so a new one is made),
// or XEmbed. Asks trays asynchronously: one that hangs delays the icon and nothing else. GUI
// thread.
class TrayIcon : public QObject
{
    Q_OBJECT

public:
    // menu outlives this.
    explicit TrayIcon(QMenu &menu);
    ~TrayIcon() override;

    void show(IconState state, const QString &tooltip);
    // For good.
    void hide();

    // Whether a person can see the icon; nothing until that is known, a moment after the start.
    [[nodiscard]] std::optional<bool> isSeen() const { return m_seen; }

Q_SIGNALS:
    void seenChanged();
    void clicked();       // left
    void middleClicked(); // nothing may be reachable by this alone: some trays never send it

private Q_SLOTS:
    void ask(); // a slot by name: QtDBus takes no other for signals

private:
    void answered(bool hasHost);
    void build();
    void settle(bool seen);

    QMenu &m_menu;
    QDBusServiceWatcher m_watchers; // of the service that trays register with
    std::uint64_t m_question = 0;   // the last one: answers to others are old
    std::unique_ptr<QSystemTrayIcon> m_icon;
    bool m_isHidden = false;
    std::optional<bool> m_seen;
    IconState m_state = IconState::Idle;
    QString m_tooltip;
};

} // namespace larder::tray
