// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/traymenu.h"

#include "base/caches.h"
#include "page/words.h"
#include "tray/words.h"
#include "windows/cachewords.h"

#include <chrono>
#include <optional>

namespace larder::tray
{

TrayMenu::TrayMenu(windows::Actions &actions)
    : m_actions(actions)
{
    addCaches();
    m_menu.addSeparator();
    addPause();
    addNetwork();
    m_menu.addSeparator();
    addRest();
    connect(&m_menu, &QMenu::aboutToShow, this, &TrayMenu::putRight);
}

void TrayMenu::addCaches()
{
    for (const CacheInfo &cache : knownCaches()) {
        const std::string name(cache.name);
        QAction *const action = m_menu.addAction(windows::titleOf(name));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this,
                [this, name](bool checked) { toggled(name, checked); });
        m_caches.emplace(name, action);
        m_answering.emplace(name, false);
    }
}

void TrayMenu::addPause()
{
    m_pause = m_menu.addMenu(tr("&Pause"));
    const auto add = [this](const QString &text, std::optional<std::chrono::minutes> time) {
        connect(m_pause->addAction(text), &QAction::triggered, this,
                [this, time] { m_actions.pause(time); });
    };
    add(tr("For &30 minutes"), std::chrono::minutes(30));
    add(tr("For 1 &hour"), std::chrono::hours(1));
    add(tr("&Until resumed"), std::nullopt);
    m_resume = m_menu.addAction(tr("&Resume"));
    m_resume->setVisible(false);
    connect(m_resume, &QAction::triggered, &m_actions, &windows::Actions::resume);
}

void TrayMenu::addNetwork()
{
    QMenu *const menu = m_menu.addMenu(tr("&Offline"));
    m_networkGroup = std::make_unique<QActionGroup>(nullptr);
    const auto add = [this, menu](const QString &text, NetworkChoice choice) {
        QAction *const action = menu->addAction(text);
        action->setCheckable(true);
        m_networkGroup->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice] { this->choose(choice); });
        m_network.emplace(choice, action);
    };
    add(tr("&Automatic, as this machine is connected"), NetworkChoice::Auto);
    add(tr("O&n: contact nobody"), NetworkChoice::Offline);
    add(tr("O&ff: use the network"), NetworkChoice::Normal);
    add(tr("&Save data, as on a metered connection"), NetworkChoice::Metered);
}

void TrayMenu::addRest()
{
    const auto add = [this](const QString &text, void (TrayMenu::*wanted)()) {
        connect(m_menu.addAction(text), &QAction::triggered, this, wanted);
    };
    add(tr("S&tatistics…"), &TrayMenu::statisticsWanted);
    add(tr("&Settings…"), &TrayMenu::settingsWanted);
    add(tr("&Help"), &TrayMenu::helpWanted);
    m_menu.addSeparator();
    add(tr("&Quit"), &TrayMenu::quitWanted);
}

void TrayMenu::toggled(const std::string &cache, bool on)
{
    if (on) {
        m_actions.turnOn(cache);
    } else {
        Q_EMIT turnOffWanted(QString::fromStdString(cache));
    }
    putRight();
}

void TrayMenu::choose(NetworkChoice choice)
{
    Q_EMIT networkWanted(choice);
    putRight();
}

// A tick shows what is, never what was asked for.
void TrayMenu::putRight()
{
    for (const auto &[name, action] : m_caches) {
        action->setChecked(m_answering.at(name));
    }
    if (const auto chosen = m_network.find(m_chosen); chosen != m_network.end()) {
        chosen->second->setChecked(true);
    }
}

void TrayMenu::show(const status::Overview &overview, const Settings &settings)
{
    for (const status::CacheStatus &cache : overview.caches) {
        const auto found = m_caches.find(cache.name);
        if (found == m_caches.end()) {
            continue;
        }
        // '&' would mark a letter.
        const QString text = entryWords(cache, m_actions.switching(cache.name))
                                 .replace(QLatin1Char('&'), QStringLiteral("&&"));
        if (found->second->text() != text) {
            found->second->setText(text);
        }
        m_answering[cache.name] = status::answers(cache);
    }
    m_chosen = settings.network;
    putRight();
    const bool isPaused = settings.pause && settings.pause->until > overview.time;
    m_pause->menuAction()->setVisible(!isPaused);
    m_resume->setVisible(isPaused);
    if (isPaused) {
        m_resume->setText(
            settings.pause->until == Pause::untilResumed
                ? tr("&Resume")
                : tr("&Resume (paused until %1)").arg(page::momentWords(settings.pause->until)));
    }
}

} // namespace larder::tray
