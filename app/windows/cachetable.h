// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "windows/actions.h"
#include "windows/cachemodel.h"

#include <QTableView>

#include <string>

class QMenu;

namespace larder::windows
{

// The caches in rows, each with a switch and a menu. As high as its rows. GUI thread; actions
// outlives it.
class CacheTable : public QTableView
{
    Q_OBJECT

public:
    explicit CacheTable(Actions &actions);

    void show(const status::Overview &overview);

    void setPeriod(Period period) { m_model.setPeriod(period); }

protected:
    [[nodiscard]] int sizeHintForColumn(int column) const override; // with some air
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void addButtons();
    void openMenu(int row, QPoint place);
    void fillMenu(QMenu &menu, int row); // what can be done with the cache in a row
    void switchTo(const std::string &cache, bool on);

    Actions &m_actions;
    CacheModel m_model;
};

} // namespace larder::windows
