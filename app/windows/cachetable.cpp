// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/cachetable.h"

#include "page/clientlines.h"
#include "windows/cachewords.h"
#include "windows/questions.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QHeaderView>
#include <QMenu>
#include <QToolButton>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace larder::windows
{

CacheTable::CacheTable(Actions &actions)
    : m_actions(actions)
{
    setAccessibleName(tr("Caches"));
    setModel(&m_model);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    // On the ground of the window: a table of four rows is part of it, and ticks stand out.
    setFrameShape(NoFrame);
    viewport()->setBackgroundRole(QPalette::Window);
    setWordWrap(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizeAdjustPolicy(AdjustToContents);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 2);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(CacheModel::State, QHeaderView::Stretch);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setHighlightSections(false);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &CacheTable::addButtons);
    connect(&m_model, &CacheModel::switchWanted, this,
            [this](const QString &cache, bool on) { switchTo(cache.toStdString(), on); });
}

void CacheTable::show(const status::Overview &overview)
{
    m_model.show(rowsOf(overview, m_actions));
}

int CacheTable::sizeHintForColumn(int column) const
{
    const int content = std::max(QTableView::sizeHintForColumn(column),
                                 horizontalHeader()->sectionSizeHint(column));
    return column == CacheModel::Menu ? content : content + fontMetrics().height();
}

void CacheTable::addButtons()
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QString title = titleOf(m_model.rows().at(static_cast<std::size_t>(row)).cache.name);
        auto *const button = new QToolButton; // the view's, from setIndexWidget() on
        button->setAutoRaise(true);
        button->setText(QStringLiteral("⋯"));
        button->setAccessibleName(tr("Menu of %1").arg(title));
        button->setToolTip(tr("What can be done with %1").arg(title));
        connect(button, &QToolButton::clicked, this, [this, button, row] {
            openMenu(row, button->mapToGlobal(button->rect().bottomLeft()));
        });
        setIndexWidget(m_model.index(row, CacheModel::Menu), button);
    }
}

void CacheTable::switchTo(const std::string &cache, bool on)
{
    if (on) {
        m_actions.turnOn(cache);
    } else {
        askTurnOff(m_actions, cache, this);
    }
}

void CacheTable::fillMenu(QMenu &menu, int row)
{
    const CacheModel::Row &shown = m_model.rows().at(static_cast<std::size_t>(row));
    const std::string name = shown.cache.name;
    const bool isAnswering = status::answers(shown.cache);
    const CacheMode mode = isAnswering ? shown.cache.chosen : CacheMode::Off;
    auto *const group = new QActionGroup(&menu);
    const auto addMode = [&](CacheMode which, const QString &text) {
        QAction *const action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(mode == which);
        action->setEnabled(!shown.switching.isUnderWay);
        group->addAction(action);
        return action;
    };
    for (const auto &[which, text] : {std::pair(CacheMode::OnDemand, tr("On &Demand")),
                                      std::pair(CacheMode::BuiltIn, tr("While Larder &Runs"))}) {
        connect(addMode(which, text), &QAction::triggered, this,
                [this, name, which] { m_actions.setMode(name, which); });
    }
    connect(addMode(CacheMode::Off, tr("&Off")), &QAction::triggered, this,
            [this, name, isAnswering] {
                if (isAnswering) {
                    askTurnOff(m_actions, name, this);
                }
            });
    if (shown.cache.onDemand == system::OnDemand::Foreign) {
        menu.addSeparator();
        QAction *const replace = menu.addAction(tr("Replace &Units of Other Software…"));
        replace->setEnabled(!shown.switching.isUnderWay);
        connect(replace, &QAction::triggered, this, [this, name, files = shown.cache.foreignUnits] {
            askReplaceUnits(m_actions, name, files, this);
        });
    }
    menu.addSeparator();
    const QString url = page::pageUrl(shown.cache.addresses.front());
    QAction *const open = menu.addAction(tr("Open Its &Page"));
    open->setEnabled(isAnswering);
    connect(open, &QAction::triggered, this, [url] { QDesktopServices::openUrl(QUrl(url)); });
    connect(menu.addAction(tr("&Copy Its Address")), &QAction::triggered, this,
            [url] { QApplication::clipboard()->setText(url); });
}

void CacheTable::openMenu(int row, QPoint place)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu, row);
    menu->popup(place);
}

void CacheTable::contextMenuEvent(QContextMenuEvent *event)
{
    // The menu key is about the current row, wherever the pointer is.
    const bool isKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isKey ? currentIndex() : indexAt(event->pos());
    if (index.isValid()) {
        openMenu(index.row(), isKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft())
                                    : event->globalPos());
    }
}

} // namespace larder::windows
