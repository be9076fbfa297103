// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockselection.h"

#include "windows/stockmodel.h"

#include <QItemSelectionModel>
#include <QScrollBar>
#include <QTreeView>

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace larder::windows
{

namespace
{

// Rows as ranges: all rows of a large stock are one and not a hundred thousand.
class RangeBuilder
{
public:
    explicit RangeBuilder(const StockModel &model)
        : m_model(model)
    {}

    void add(int row)
    {
        if (row != m_end) {
            close();
            m_begin = row;
        }
        m_end = row + 1;
    }

    [[nodiscard]] QItemSelection take()
    {
        close();
        return std::move(m_selection);
    }

private:
    void close()
    {
        if (m_end > m_begin) {
            m_selection.append(QItemSelectionRange(m_model.index(m_begin, 0),
                                                   m_model.index(m_end - 1, stockColumns - 1)));
        }
        m_begin = m_end = -1;
    }

    const StockModel &m_model;
    QItemSelection m_selection;
    int m_begin = -1;
    int m_end = -1;
};

std::string_view keyOf(const StockModel &model, const QModelIndex &index)
{
    return index.isValid() ? std::string_view(model.entry(index.row()).key) : std::string_view();
}

} // namespace

void showKeepingPlace(QTreeView &list, StockModel &model, const StockArrangement &arrangement)
{
    const StockArrangement before = model.arrangement(); // the keys below are its
    const bool isAtBeginning = list.verticalScrollBar()->value() == 0;
    const std::string_view top = keyOf(model, list.indexAt(QPoint()));
    const std::string_view current = keyOf(model, list.currentIndex());
    std::unordered_set<std::string_view> selected;
    for (const std::uint32_t position : selectedPositions(list, model)) {
        selected.insert((*before.entries)[position].key);
    }

    model.show(arrangement);
    if (top.empty() && current.empty() && selected.empty()) {
        return;
    }
    RangeBuilder ranges(model);
    QModelIndex newTop;
    QModelIndex newCurrent;
    for (int row = 0; row < model.rowCount(); ++row) {
        const std::string_view key = model.entry(row).key;
        if (key == top) {
            newTop = model.index(row, 0);
        }
        if (key == current) {
            newCurrent = model.index(row, 0);
        }
        if (!selected.empty() && selected.contains(key)) {
            ranges.add(row);
        }
    }
    list.selectionModel()->setCurrentIndex(newCurrent, QItemSelectionModel::NoUpdate);
    list.selectionModel()->select(ranges.take(), QItemSelectionModel::ClearAndSelect);
    if (isAtBeginning) {
        list.scrollToTop(); // making something current has scrolled to it
    } else if (newTop.isValid()) {
        list.scrollTo(newTop, QAbstractItemView::PositionAtTop);
    }
}

std::vector<std::uint32_t> selectedPositions(const QTreeView &list, const StockModel &model)
{
    std::vector<std::uint32_t> positions;
    const StockArrangement &arrangement = model.arrangement();
    for (const QItemSelectionRange &range : list.selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            positions.push_back(arrangement.rows.at(static_cast<std::size_t>(row)));
        }
    }
    return positions;
}

} // namespace larder::windows
