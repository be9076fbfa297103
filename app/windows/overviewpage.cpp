// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/overviewpage.h"

#include <QVBoxLayout>

namespace larder::windows
{

OverviewPage::OverviewPage(status::Watcher &watcher, Actions & /*actions*/, const Paths & /*paths*/)
    : m_watcher(watcher)
{
    auto *const layout = new QVBoxLayout(this);
    layout->addWidget(&m_savings);
    layout->addStretch();
    connect(&m_watcher, &status::Watcher::changed, this, &OverviewPage::update);
    connect(&m_watcher, &status::Watcher::settingsChanged, this, &OverviewPage::update);
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    update();
}

void OverviewPage::update()
{
    if (!isVisible() || !m_watcher.overview()) {
        return;
    }
    m_savings.show(*m_watcher.overview(), m_watcher.settings().price);
}

} // namespace larder::windows
