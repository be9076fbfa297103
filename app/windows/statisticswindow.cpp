// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/statisticswindow.h"

#include "windows/activitypage.h"
#include "windows/overviewpage.h"
#include "windows/stockpage.h"

#include <QShortcut>
#include <QVBoxLayout>

namespace larder::windows
{

namespace
{

constexpr QSize usualSize{1000, 760};

} // namespace

StatisticsWindow::StatisticsWindow(status::Watcher &watcher, Actions &actions, const Paths &paths)
    : m_place(*this, paths.state / "statistics-window")
{
    setWindowTitle(tr("Statistics"));
    resize(usualSize);
    m_pages.setDocumentMode(true);
    m_pages.setAccessibleName(tr("Pages"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(&m_pages);
    auto *const overview = new OverviewPage(watcher, actions, paths);
    addPage(overview, tr("&Overview"));
    addPage(new ActivityPage(paths), tr("&Activity"));
    addPage(new StockPage(paths), tr("&Stock"));

    const auto onKeys = [this](const QKeySequence &keys, auto &&action) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, action);
    };
    onKeys(Qt::Key_Escape, &QWidget::close);
    onKeys(Qt::CTRL | Qt::Key_W, &QWidget::close);
    onKeys(Qt::Key_F5, [overview] { overview->readAgain(); });
}

StatisticsWindow::~StatisticsWindow()
{
    hide(); // while what remembers its place is still there
}

void StatisticsWindow::addPage(QWidget *page, const QString &title)
{
    m_pages.addTab(page, title);
}

} // namespace larder::windows
