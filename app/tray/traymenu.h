// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "windows/actions.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>

#include <map>
#include <memory>
#include <string>

namespace larder::tray
{

// The tray's menu: one tick for each cache, pause, offline, the windows, quit. Only texts and
// ticks, since trays draw it themselves from a description on the bus. A tick that was set stays
// only if what it asks for comes true: the next status puts it right. GUI thread; owned by the
// Tray.
class TrayMenu : public QObject
{
    Q_OBJECT

public:
    explicit TrayMenu(windows::Actions &actions);

    [[nodiscard]] QMenu &menu() { return m_menu; }

    void show(const status::Overview &overview, const Settings &settings);

Q_SIGNALS:
    void turnOffWanted(const QString &cache); // is to be confirmed
    void networkWanted(larder::NetworkChoice choice);
    void statisticsWanted();
    void settingsWanted();
    void helpWanted();
    void quitWanted();

private:
    void addCaches();
    void addPause();
    void addNetwork();
    void addRest();
    void toggled(const std::string &cache, bool on);
    void choose(NetworkChoice choice);
    void putRight();

    windows::Actions &m_actions;
    QMenu m_menu;
    std::map<std::string, QAction *> m_caches; // of the menu
    std::map<std::string, bool> m_answering;   // as the status said last
    QMenu *m_pause = nullptr;
    QAction *m_resume = nullptr;
    std::map<NetworkChoice, QAction *> m_network;
    NetworkChoice m_chosen = NetworkChoice::Auto; // as the settings say
    std::unique_ptr<QActionGroup> m_networkGroup;
};

} // namespace larder::tray
