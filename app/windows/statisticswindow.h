// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "status/watcher.h"
#include "windows/actions.h"
#include "windows/windowplace.h"

#include <QTabWidget>
#include <QWidget>

namespace larder::windows
{

// What the caches do and save: a page each for the overview, the requests as they happen, and the
// stock. Closing hides it. GUI thread; watcher and actions outlive it.
class StatisticsWindow : public QWidget
{
    Q_OBJECT

public:
    StatisticsWindow(status::Watcher &watcher, Actions &actions, const Paths &paths);
    ~StatisticsWindow() override;

private:
    void addPage(QWidget *page, const QString &title); // the window owns it from now on

    QTabWidget m_pages;
    WindowPlace m_place;
};

} // namespace larder::windows
