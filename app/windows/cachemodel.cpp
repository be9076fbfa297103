// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/cachemodel.h"

#include "page/words.h"
#include "windows/cachewords.h"
#include "windows/figures.h"

#include <QApplication>
#include <QStyle>

#include <algorithm>
#include <optional>

namespace larder::windows
{

namespace
{

// The figure in a column, for those that show one.
std::optional<Figure> figureIn(int column)
{
    return column >= CacheModel::Hits && column <= CacheModel::Saved
               ? std::optional(static_cast<Figure>(column - CacheModel::Hits))
               : std::nullopt;
}

QString columnTitle(int column)
{
    if (const auto figure = figureIn(column)) {
        return titleOf(*figure);
    }
    switch (column) {
    case CacheModel::Cache:
        return CacheModel::tr("Cache");
    case CacheModel::State:
        return CacheModel::tr("State");
    case CacheModel::Objects:
        return CacheModel::tr("Objects");
    case CacheModel::Size:
        return CacheModel::tr("Size");
    case CacheModel::LastUsed:
        return CacheModel::tr("Last used");
    default:
        return {};
    }
}

QString columnMeaning(int column)
{
    if (const auto figure = figureIn(column)) {
        return meaningOf(*figure);
    }
    switch (column) {
    case CacheModel::Cache:
        return CacheModel::tr("Ticked: it answers requests.");
    case CacheModel::State:
        return CacheModel::tr("What the cache does now.");
    case CacheModel::Objects:
        return CacheModel::tr("Files that are in stock now.");
    case CacheModel::Size:
        return CacheModel::tr("What they take on the disk.");
    case CacheModel::LastUsed:
        return CacheModel::tr("When a request was last answered.");
    default:
        return {};
    }
}

bool isNumber(int column)
{
    return column >= CacheModel::Hits && column <= CacheModel::LastUsed;
}

QString tooltipOf(const CacheModel::Row &row)
{
    QString text = stateWords(row.cache, row.switching).sentence;
    for (const Fault &fault : faultsOf(row.cache, row.switching)) {
        text += u'\n' + fault.text();
    }
    return text;
}

} // namespace

std::vector<CacheModel::Row> rowsOf(const status::Overview &overview, const Actions &actions)
{
    std::vector<CacheModel::Row> rows;
    for (const status::CacheStatus &cache : overview.caches) {
        const auto stock = overview.stock.caches.find(cache.name);
        rows.push_back(
            {.cache = cache,
             .switching = actions.switching(cache.name),
             .stock = stock == overview.stock.caches.end() ? store::Amount() : stock->second});
    }
    return rows;
}

CacheModel::CacheModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void CacheModel::show(std::vector<Row> rows)
{
    const auto nameOf = [](const Row &row) { return row.cache.name; };
    if (!std::ranges::equal(m_rows, rows, {}, nameOf, nameOf)) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
    }
}

void CacheModel::setPeriod(Period period)
{
    m_period = period;
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, Hits), index(rowCount() - 1, Saved));
    }
}

int CacheModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CacheModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

const statistics::Tally &CacheModel::tallyOf(const Row &row) const
{
    switch (m_period) {
    case Period::Today:
        return row.cache.today;
    case Period::Last7Days:
        return row.cache.last7Days;
    case Period::Last30Days:
        return row.cache.last30Days;
    case Period::All:
        break;
    }
    return row.cache.total;
}

QString CacheModel::textOf(const Row &row, int column) const
{
    if (const auto figure = figureIn(column)) {
        return wordsOf(*figure, tallyOf(row));
    }
    switch (column) {
    case Cache:
        return titleOf(row.cache.name);
    case State:
        return stateWords(row.cache, row.switching).title;
    case Objects:
        return page::formatCount(row.stock.objects);
    case Size:
        return page::formatSize(row.stock.bytes);
    case LastUsed:
        return row.cache.lastUsed ? page::momentWords(*row.cache.lastUsed) : tr("never");
    default:
        return {};
    }
}

QVariant CacheModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row &row = m_rows.at(static_cast<std::size_t>(index.row()));
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return isNumber(column) ? inOrder(textOf(row, column)) : textOf(row, column);
    case Qt::AccessibleTextRole: // a cell is read aloud without its headings
        return column == Cache || column == Menu
                   ? textOf(row, column)
                   : tr("%1: %2").arg(headerData(column, Qt::Horizontal, role).toString(),
                                      textOf(row, column));
    case Qt::CheckStateRole:
        if (column == Cache) {
            return status::answers(row.cache) ? Qt::Checked : Qt::Unchecked;
        }
        return {};
    case Qt::DecorationRole:
        if (column == State && !faultsOf(row.cache, row.switching).empty()) {
            return QApplication::style()->standardIcon(QStyle::SP_MessageBoxWarning);
        }
        return {};
    case Qt::ToolTipRole:
        return tooltipOf(row);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant CacheModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return columnTitle(section);
    case Qt::ToolTipRole:
        return columnMeaning(section);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    default:
        return {};
    }
}

Qt::ItemFlags CacheModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == Cache) {
        flags |= Qt::ItemIsUserCheckable;
    }
    return flags;
}

bool CacheModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != Cache ||
        role != Qt::CheckStateRole) {
        return false;
    }
    const Row &row = m_rows.at(static_cast<std::size_t>(index.row()));
    if (!row.switching.isUnderWay) {
        Q_EMIT switchWanted(QString::fromStdString(row.cache.name),
                            value.value<Qt::CheckState>() == Qt::Checked);
    }
    return false; // it is as it was
}

} // namespace larder::windows
