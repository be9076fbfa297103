// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "builtin/keeper.h"
#include "status/watcher.h"
#include "tray/instance.h"
#include "tray/notifier.h"
#include "tray/trayactions.h"
#include "tray/trayicon.h"
#include "tray/traymenu.h"

#include <QMessageBox>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>

namespace larder::windows
{
class HelpWindow;
class SettingsWindow;
class StatisticsWindow;
} // namespace larder::windows

namespace larder::tray
{

// How the program was started.
enum class Start : std::uint8_t {
    ByHand,     // opens the window where no tray shows the icon
    Window,     // opens the window in any case
    Background, // never opens a window by itself
};

// The tray application: brings status, icon, menu, windows and the caches that run in it together.
// GUI thread, in which nothing waits for bus, disk or network; lives as long as the application.
class Tray : public QObject
{
    Q_OBJECT

public:
    Tray(const Paths &paths, Start start);
    ~Tray() override;

    // From a second start, the desktop, or a notification.
    void carryOut(Request request, const QString &activationToken);
    // Without a question: the session ends, or a signal says so. Running downloads are finished.
    void quit();

Q_SIGNALS:
    void quitting(); // from now on another Larder may run

private:
    void show();
    void settingsFailed(const Fault &fault);
    void iconSeen();
    void toggleStatistics();
    void openStatistics();
    void openSettings();
    void openHelp();
    void togglePause();
    void askTurnOff(const QString &cache);
    void askQuit();
    void tell(const Fault &fault);

    Paths m_paths;
    Start m_start;
    status::Watcher m_watcher;
    builtin::Keeper m_keeper;
    TrayActions m_actions;
    TrayMenu m_menu;
    TrayIcon m_icon;
    Notifier m_notifier;
    QTimer m_servingEnd; // single-shot, while the icon shows a request
    bool m_isQuitting = false;
    std::optional<Fault> m_untold; // that no window was there to tell
    // Delete themselves when they are closed.
    QPointer<QMessageBox> m_message;
    QPointer<QMessageBox> m_quitQuestion;
    // From their first opening on.
    std::unique_ptr<windows::StatisticsWindow> m_statistics;
    std::unique_ptr<windows::SettingsWindow> m_settings;
    std::unique_ptr<windows::HelpWindow> m_help;
};

} // namespace larder::tray
