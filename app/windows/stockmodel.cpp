// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockmodel.h"

#include "page/words.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using store::Listed;

namespace
{

// A name of several kilobytes would take long to lay out, and no column is that wide.
constexpr qsizetype longestCell = 512;
constexpr qsizetype longestToolTip = 2000;

QString shortened(const QString &text, qsizetype length)
{
    return text.size() <= length ? text : text.first(length - 1) + u'…';
}

QString textOf(const Listed &entry, StockColumn column)
{
    switch (column) {
    case StockColumn::Name:
        return shortened(page::printable(entry.name), longestCell);
    case StockColumn::Cache:
        return shortened(page::printable(entry.cache), longestCell);
    case StockColumn::Size:
        return page::formatSize(entry.size);
    case StockColumn::LastUse:
        return page::momentWords(entry.usedAt);
    case StockColumn::Stored:
        return page::momentWords(entry.storedAt);
    case StockColumn::Pinned:
        return entry.isPinned ? StockModel::tr("Pinned") : QString();
    }
    return {};
}

// What does not fit into its column.
QString toolTip(const Listed &entry, StockColumn column)
{
    if (column != StockColumn::Name) {
        return {};
    }
    // Escaped: what looks like markup would be taken for it.
    return u"<p>"_s + shortened(page::printable(entry.name), longestToolTip).toHtmlEscaped() +
           u"</p>"_s;
}

QString titleOf(StockColumn column)
{
    switch (column) {
    case StockColumn::Name:
        return StockModel::tr("Name");
    case StockColumn::Cache:
        return StockModel::tr("Cache");
    case StockColumn::Size:
        return StockModel::tr("Size");
    case StockColumn::LastUse:
        return StockModel::tr("Last used");
    case StockColumn::Stored:
        return StockModel::tr("Stored");
    case StockColumn::Pinned:
        return StockModel::tr("Pinned");
    }
    return {};
}

QVariant alignmentOf(StockColumn column)
{
    return QVariant::fromValue(Qt::AlignVCenter |
                               (column == StockColumn::Size ? Qt::AlignRight : Qt::AlignLeft));
}

} // namespace

void StockModel::show(StockArrangement arrangement)
{
    beginResetModel();
    m_arrangement = std::move(arrangement);
    endResetModel();
}

const Listed &StockModel::entry(int row) const
{
    return m_arrangement.entries->at(m_arrangement.rows.at(static_cast<std::size_t>(row)));
}

int StockModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_arrangement.rows.size());
}

int StockModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : stockColumns;
}

QVariant StockModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const auto column = static_cast<StockColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(entry(index.row()), column);
    case Qt::ToolTipRole:
        return toolTip(entry(index.row()), column);
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    default:
        return {};
    }
}

QVariant StockModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= stockColumns) {
        return {};
    }
    const auto column = static_cast<StockColumn>(section);
    if (role == Qt::DisplayRole) {
        return titleOf(column);
    }
    if (role == Qt::InitialSortOrderRole) { // what is wanted first: the largest, the newest
        return column == StockColumn::Name || column == StockColumn::Cache ? Qt::AscendingOrder
                                                                           : Qt::DescendingOrder;
    }
    return role == Qt::TextAlignmentRole ? alignmentOf(column) : QVariant();
}

} // namespace larder::windows
