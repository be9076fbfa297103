// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockworkrow.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace larder::windows
{

namespace
{

constexpr std::chrono::milliseconds moment{300}; // less than that would only flicker
constexpr int steps = 1000;                      // of the bar, finer than its pixels

} // namespace

StockWorkRow::StockWorkRow(StockWork &work, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_stop(new QPushButton(tr("Stop"), this))
{
    m_title->setTextFormat(Qt::PlainText);
    m_bar->setAccessibleName(name);
    m_stop->setAccessibleName(tr("Stop: %1").arg(name));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_title);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_stop);
    setVisible(false);

    m_appear.setSingleShot(true);
    m_appear.setInterval(moment);
    connect(&m_appear, &QTimer::timeout, this, [this] { setVisible(true); });
    connect(m_stop, &QPushButton::clicked, &work, [this, &work] {
        m_stop->setEnabled(false); // it is over when the work says so
        work.cancel();
    });
    connect(&work, &StockWork::started, this, [this, &work] {
        m_title->setText(work.title());
        m_stop->setEnabled(true);
        show({});
        m_appear.start();
    });
    connect(&work, &StockWork::progressed, this, &StockWorkRow::show);
    connect(&work, &StockWork::ended, this, [this] {
        m_appear.stop();
        setVisible(false);
    });
}

void StockWorkRow::show(WorkProgress progress)
{
    m_bar->setRange(0, progress.all == 0 ? 0 : steps); // without an end it only moves
    if (progress.all > 0) {
        const double share = static_cast<double>(progress.done) / static_cast<double>(progress.all);
        m_bar->setValue(static_cast<int>(steps * std::min(share, 1.0)));
    }
}

} // namespace larder::windows
