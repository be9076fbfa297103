// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/overviewpage.h"

#include "base/clock.h"
#include "windows/cachewords.h"

#include <QHBoxLayout>
#include <QStringList>
#include <QStyle>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace larder::windows
{

namespace
{

std::chrono::milliseconds untilNextHour()
{
    const WallTime now = SystemClock().wall();
    return std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(1) - now;
}

// A heading with what belongs to it at the other end of the line.
QHBoxLayout *heading(QLabel *label, std::initializer_list<QWidget *> beside)
{
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    auto *const row = new QHBoxLayout;
    row->addWidget(label);
    row->addStretch();
    for (QWidget *const widget : beside) {
        row->addWidget(widget);
    }
    return row;
}

} // namespace

OverviewPage::OverviewPage(status::Watcher &watcher, Actions &actions, const Paths &paths)
    : m_watcher(watcher)
    , m_actions(actions)
    , m_table(actions)
    , m_history(actions, paths.state)
{
    addParts();
    m_nextHour.setSingleShot(true);
    connect(&m_nextHour, &QTimer::timeout, this, [this] {
        m_nextHour.start(untilNextHour());
        m_watcher.look();
    });
    connect(&m_watcher, &status::Watcher::changed, this, &OverviewPage::update);
    connect(&m_watcher, &status::Watcher::settingsChanged, this, &OverviewPage::update);
    connect(&m_actions, &Actions::switchingChanged, this, &OverviewPage::showTable);
    connect(&m_period, &QComboBox::currentIndexChanged, this,
            [this] { m_table.setPeriod(m_period.currentData().value<Period>()); });
}

void OverviewPage::addParts()
{
    for (const auto &[period, words] :
         {std::pair(Period::Today, tr("Today")), std::pair(Period::Last7Days, tr("Last 7 days")),
          std::pair(Period::Last30Days, tr("Last 30 days")),
          std::pair(Period::All, tr("Since the beginning"))}) {
        m_period.addItem(words, QVariant::fromValue(period));
    }
    m_period.setCurrentIndex(m_period.count() - 1);
    auto *const periodLabel = new QLabel(tr("&Figures of:"));
    periodLabel->setBuddy(&m_period);

    m_faultText.setTextFormat(Qt::PlainText);
    m_faultText.setWordWrap(true);
    m_faultText.setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *const faults = new QHBoxLayout(&m_faults);
    faults->setContentsMargins(0, 0, 0, 0);
    faults->addWidget(&m_faultSign, 0, Qt::AlignTop);
    faults->addWidget(&m_faultText, 1);
    m_faults.hide();

    const int space = fontMetrics().height();
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(space, space, space, space);
    layout->addWidget(&m_savings);
    layout->addSpacing(space);
    layout->addLayout(heading(new QLabel(tr("Caches")), {periodLabel, &m_period}));
    layout->addWidget(&m_table);
    layout->addWidget(&m_faults);
    layout->addSpacing(space);
    layout->addLayout(heading(new QLabel(tr("Over time")), {}));
    layout->addWidget(&m_history, 1);
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_nextHour.start(untilNextHour());
    m_watcher.look(); // "today" may have ended while nobody looked
    update();
}

void OverviewPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_nextHour.stop();
}

void OverviewPage::readAgain()
{
    m_watcher.look();
    m_history.read(HistoryReader::Thoroughness::Everything);
}

void OverviewPage::update()
{
    if (!isVisible()) {
        return;
    }
    if (m_watcher.overview()) {
        m_savings.show(*m_watcher.overview(), m_watcher.settings().price);
    }
    showTable();
    m_history.read(HistoryReader::Thoroughness::WhatIsNew);
}

void OverviewPage::showTable()
{
    if (isVisible() && m_watcher.overview()) {
        m_table.show(*m_watcher.overview());
        showFaults();
    }
}

void OverviewPage::showFaults()
{
    const status::Overview &overview = *m_watcher.overview();
    QStringList lines;
    for (const status::CacheStatus &cache : overview.caches) {
        for (const Fault &fault : faultsOf(cache, m_actions.switching(cache.name))) {
            lines += tr("%1: %2").arg(titleOf(cache.name), fault.text());
        }
    }
    for (const Fault &fault : overview.faults) {
        lines += fault.text();
    }
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_faultSign.setPixmap(style()
                              ->standardIcon(QStyle::SP_MessageBoxWarning)
                              .pixmap(QSize(size, size), devicePixelRatio()));
    m_faultText.setText(lines.join(u'\n'));
    m_faults.setVisible(!lines.isEmpty());
}

} // namespace larder::windows
