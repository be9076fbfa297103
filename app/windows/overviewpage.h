// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "status/watcher.h"
#include "windows/actions.h"
#include "windows/savingsbar.h"

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

protected:
    void showEvent(QShowEvent *event) override;

private:
    void update();

    status::Watcher &m_watcher;
    SavingsBar m_savings;
};

} // namespace larder::windows
