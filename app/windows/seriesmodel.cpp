// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/seriesmodel.h"

#include "windows/cachewords.h"

#include <utility>

namespace larder::windows
{

namespace
{

Figure figureIn(int column)
{
    return static_cast<Figure>(column - SeriesModel::FirstFigure);
}

} // namespace

SeriesModel::SeriesModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void SeriesModel::show(Series series, std::optional<std::string> cache)
{
    const bool isAsLong = series.buckets.size() == m_series.buckets.size();
    if (!isAsLong) {
        beginResetModel();
    }
    m_series = std::move(series);
    m_cache = std::move(cache);
    if (!isAsLong) {
        endResetModel();
    } else if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
    }
}

int SeriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_series.buckets.size());
}

int SeriesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString SeriesModel::textOf(const Bucket &bucket, int column) const
{
    return column == Time ? longLabel(m_series, bucket, QTimeZone::systemTimeZone())
                          : wordsOf(figureIn(column), tallyOf(bucket, m_cache));
}

QVariant SeriesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    // The present is what one looks for: it comes first.
    const auto row = static_cast<std::size_t>(rowCount() - 1 - index.row());
    switch (role) {
    case Qt::DisplayRole:
        return inOrder(textOf(m_series.buckets.at(row), index.column()));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((index.column() == Time ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant SeriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((section == Time ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return section == Time ? tr("Time") : titleOf(figureIn(section));
}

} // namespace larder::windows
