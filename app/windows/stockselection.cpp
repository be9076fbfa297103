// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockselection.h"

#include "windows/stockmodel.h"

#include <QItemSelectionModel>
#include <QScrollBar>
#include <QTreeView>

#include <string_view>
#include <unordered_set>
#include <utility>

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

// Entries of one reading, to be found again in another, or in the same one in another order: then
// without looking at any key.
class Marked
{
public:
    Marked(const std::vector<std::uint32_t> &positions, const StockEntries &before,
           StockEntries after)
        : m_after(std::move(after))
    {
        if (m_after == before) {
            m_isMarked.resize(positions.empty() ? 0 : m_after->size());
            for (const std::uint32_t position : positions) {
                m_isMarked[position] = true;
            }
            return;
        }
        for (const std::uint32_t position : positions) {
            m_keys.insert((*before)[position].key);
        }
    }

    [[nodiscard]] bool isNothing() const { return m_isMarked.empty() && m_keys.empty(); }

    [[nodiscard]] bool contains(std::uint32_t position) const
    {
        return m_isMarked.empty() ? !m_keys.empty() && m_keys.contains((*m_after)[position].key)
                                  : m_isMarked[position];
    }

private:
    StockEntries m_after;
    std::vector<bool> m_isMarked;
    std::unordered_set<std::string_view> m_keys; // of what was before
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
    const Marked selected(selectedPositions(list, model), before.entries, arrangement.entries);

    model.show(arrangement);
    if (top.empty() && current.empty() && selected.isNothing()) {
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
        if (selected.contains(arrangement.rows[static_cast<std::size_t>(row)])) {
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
