// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "status/watcher.h"
#include "windows/actions.h"
#include "windows/cachetable.h"
#include "windows/historypane.h"
#include "windows/savingsbar.h"

#include <QComboBox>
#include <QLabel>
#include <QTimer>
#include <QWidget>

namespace larder::windows
{

// What was saved, how it stands with each cache, and how it went over time. Brings itself up to
// date while it is visible, at most as often as the watcher reads. GUI thread; watcher and actions
// outlive it.
class OverviewPage : public QWidget
{
    Q_OBJECT

public:
    OverviewPage(status::Watcher &watcher, Actions &actions, const Paths &paths);

    // Everything, though nothing was announced.
    void readAgain();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addParts();
    void update();
    void showTable();
    void showFaults();

    status::Watcher &m_watcher;
    Actions &m_actions;
    SavingsBar m_savings;
    QComboBox m_period;
    CacheTable m_table;
    QWidget m_faults; // what is wrong, if anything is
    QLabel m_faultSign;
    QLabel m_faultText;
    HistoryPane m_history;
    QTimer m_nextHour; // while visible: figures of today end with the day, also without a request
};

} // namespace larder::windows
