// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/tray.h"

#include "tray/words.h"
#include "windows/helpwindow.h"
#include "windows/questions.h"
#include "windows/settingswindow.h"
#include "windows/statisticswindow.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace larder::tray
{

namespace
{

// In front of the others, with the focus if the desktop allows it.
void present(QWidget &window)
{
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.show();
    window.raise();
    window.activateWindow();
}

} // namespace

Tray::Tray(const Paths &paths, Start start)
    : m_paths(paths)
    , m_start(start)
    , m_watcher(paths)
    , m_keeper(paths)
    , m_actions(m_keeper, paths)
    , m_menu(m_actions)
    , m_icon(m_menu.menu())
    , m_notifier(m_watcher, m_actions, paths)
{
    m_servingEnd.setSingleShot(true);
    connect(&m_servingEnd, &QTimer::timeout, &m_watcher, &status::Watcher::look);
    connect(&m_watcher, &status::Watcher::changed, this, &Tray::show);
    connect(&m_watcher, &status::Watcher::settingsChanged, &m_keeper, &builtin::Keeper::apply);
    connect(&m_watcher, &status::Watcher::settingsFailed, this, &Tray::settingsFailed);
    connect(&m_watcher, &status::Watcher::settingsChanged, this, [this] { m_untold.reset(); });
    connect(&m_actions, &windows::Actions::switchingChanged, this, &Tray::show);
    connect(&m_actions, &windows::Actions::failed, this, &Tray::tell);
    connect(&m_icon, &TrayIcon::seenChanged, this, &Tray::iconSeen);
    connect(&m_icon, &TrayIcon::clicked, this, &Tray::toggleStatistics);
    connect(&m_icon, &TrayIcon::middleClicked, this, &Tray::togglePause);
    connect(&m_menu, &TrayMenu::turnOffWanted, this, &Tray::askTurnOff);
    connect(&m_menu, &TrayMenu::networkWanted, &m_actions, &TrayActions::setNetwork);
    connect(&m_menu, &TrayMenu::statisticsWanted, this, &Tray::openStatistics);
    connect(&m_menu, &TrayMenu::settingsWanted, this, &Tray::openSettings);
    connect(&m_menu, &TrayMenu::helpWanted, this, &Tray::openHelp);
    connect(&m_menu, &TrayMenu::quitWanted, this, &Tray::askQuit);
    connect(&m_notifier, &Notifier::requested, this, &Tray::carryOut);
    connect(&m_keeper, &builtin::Keeper::finished, qApp, &QApplication::quit);
    if (m_start == Start::Window) {
        openStatistics();
    }
}

Tray::~Tray() = default;

void Tray::show()
{
    const auto &overview = m_watcher.overview();
    if (!overview) {
        return; // a moment after the start
    }
    const auto isTroubled = [this](const status::CacheStatus &cache) {
        return m_actions.switching(cache.name).fault && !status::answers(cache);
    };
    const Trouble trouble = m_untold || std::ranges::any_of(overview->caches, isTroubled)
                                ? Trouble::Any
                                : Trouble::None;
    const IconState state = iconState(*overview, trouble);
    m_icon.show(state, tooltipWords(state, *overview));
    m_menu.show(*overview, m_watcher.settings());
    if (m_help) {
        m_help->show(*overview);
    }
    if (const auto left = servingFor(*overview)) {
        m_servingEnd.start(*left);
    }
}

void Tray::iconSeen()
{
    // Once: a tray that goes while Larder runs is coming back, most likely.
    if (m_icon.isSeen() == false && m_start == Start::ByHand) {
        openStatistics();
    }
    m_start = Start::Background;
}

void Tray::carryOut(Request request, const QString &activationToken)
{
    if (m_isQuitting) {
        return;
    }
    const bool opens = request == Request::Activate || request == Request::Statistics ||
                       request == Request::Settings;
    if (opens && !activationToken.isEmpty()) {
        // Where Qt looks for it when a window comes to the front next.
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8());
    }
    switch (request) {
    case Request::Activate:
    case Request::Statistics:
        openStatistics();
        break;
    case Request::Settings:
        openSettings();
        break;
    case Request::Pause:
        m_actions.pause(std::nullopt);
        break;
    case Request::Resume:
        m_actions.resume();
        break;
    case Request::Quit:
        quit();
        break;
    }
}

void Tray::toggleStatistics()
{
    // Who clicks the icon sees it, and gets the window back.
    if (m_statistics && m_statistics->isVisible() && !m_statistics->isMinimized()) {
        m_statistics->close();
    } else {
        openStatistics();
    }
}

void Tray::openStatistics()
{
    if (!m_statistics) {
        m_statistics = std::make_unique<windows::StatisticsWindow>(m_watcher, m_actions, m_paths);
    }
    present(*m_statistics);
    if (m_untold) {
        tell(*std::exchange(m_untold, std::nullopt));
    }
}

void Tray::openSettings()
{
    if (!m_settings) {
        m_settings = std::make_unique<windows::SettingsWindow>(m_watcher, m_actions, m_paths);
    }
    present(*m_settings);
}

void Tray::openHelp()
{
    if (!m_watcher.overview()) {
        return; // a moment after the start
    }
    if (!m_help) {
        m_help = std::make_unique<windows::HelpWindow>();
    }
    m_help->show(*m_watcher.overview());
    present(*m_help);
}

void Tray::togglePause()
{
    const auto &pause = m_watcher.settings().pause;
    if (pause && pause->until > SystemClock().wall()) {
        m_actions.resume();
    } else {
        m_actions.pause(std::nullopt);
    }
}

void Tray::askTurnOff(const QString &cache)
{
    present(windows::askTurnOff(m_actions, cache.toStdString(), nullptr));
}

void Tray::askQuit()
{
    const auto ending = m_watcher.overview() ? endingWithTray(*m_watcher.overview(), ::getpid())
                                             : std::vector<std::string>();
    if (ending.empty()) {
        quit();
        return;
    }
    if (!m_quitQuestion) {
        m_quitQuestion =
            new QMessageBox(QMessageBox::Question, tr("Quit Larder?"), quitQuestion(ending));
        m_quitQuestion->setAttribute(Qt::WA_DeleteOnClose);
        m_quitQuestion->addButton(QMessageBox::Cancel);
        connect(m_quitQuestion->addButton(tr("&Quit"), QMessageBox::AcceptRole),
                &QPushButton::clicked, this, &Tray::quit);
    }
    present(*m_quitQuestion);
}

void Tray::quit()
{
    if (std::exchange(m_isQuitting, true)) {
        return;
    }
    // Downloads are finished without being seen; whoever starts Larder now gets a new one.
    m_icon.hide();
    Q_EMIT quitting();
    for (QWidget *window : QApplication::topLevelWidgets()) {
        window->close();
    }
    m_keeper.quit();
}

// In the background nobody has asked for a window: the icon says that there is something, and the
// first window says what.
void Tray::settingsFailed(const Fault &fault)
{
    const auto isShown = [](const QWidget *window) { return window->isVisible(); };
    if (std::ranges::any_of(QApplication::topLevelWidgets(), isShown)) {
        tell(fault);
        return;
    }
    m_untold = fault;
    show();
}

void Tray::tell(const Fault &fault)
{
    // One box, however often it happens.
    if (!m_message) {
        m_message = new QMessageBox(QMessageBox::Warning, tr("Larder"), {});
        m_message->setAttribute(Qt::WA_DeleteOnClose);
        m_message->setTextFormat(Qt::PlainText); // what was wrong is quoted
    }
    m_message->setText(fault.what);
    m_message->setInformativeText(fault.advice);
    present(*m_message);
}

} // namespace larder::tray
