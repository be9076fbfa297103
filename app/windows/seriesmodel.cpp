// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/seriesmodel.h"

#include "base/bytesize.h"
#include "page/words.h"
#include "windows/cachewords.h"

#include <utility>

namespace larder::windows
{

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
    const statistics::Tally tally = tallyOf(bucket, m_cache);
    switch (column) {
    case Time:
        return longLabel(m_series, bucket, QTimeZone::systemTimeZone());
    case Hits:
        return page::formatCount(tally.fromStock());
    case Misses:
        return page::formatCount(tally.count(statistics::Outcome::Miss));
    case HitShare:
        return page::formatShare(tally);
    case FromDisk:
        return page::formatSize(bytesFromDisk(tally));
    case FromNetwork:
        return page::formatSize(tally.bytesFromNetwork);
    case Saved:
        return formatBytes(tally.bytesSaved());
    default:
        return {};
    }
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
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((section == Time ? Qt::AlignLeft : Qt::AlignRight) |
                                   Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time:
        return tr("Time");
    case Hits:
        return tr("Hits");
    case Misses:
        return tr("Misses");
    case HitShare:
        return tr("Hit share");
    case FromDisk:
        return tr("From disk");
    case FromNetwork:
        return tr("From network");
    case Saved:
        return tr("Saved");
    default:
        return {};
    }
}

} // namespace larder::windows
