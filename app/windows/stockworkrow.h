// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/stockwork.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace larder::windows
{

// How far work has come, with a button to stop it; seen only while it is under way, and not for
// what is over in a moment. The work outlives it. GUI thread.
class StockWorkRow : public QWidget
{
    Q_OBJECT

public:
    // name: of the work, for assistive technology.
    StockWorkRow(StockWork &work, const QString &name, QWidget *parent);

private:
    void show(WorkProgress progress);

    QLabel *m_title;
    QProgressBar *m_bar;
    QPushButton *m_stop;
    QTimer m_appear; // single-shot
};

} // namespace larder::windows
