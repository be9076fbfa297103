// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/activityfilter.h"

#include "windows/activitymodel.h"

#include <utility>

namespace larder::windows
{

using statistics::RequestRecord;

bool isWished(const RequestRecord &record, const ActivityWish &wish)
{
    if (wish.cache && record.cache != *wish.cache) {
        return false;
    }
    if (wish.outcome && record.outcome != *wish.outcome) {
        return false;
    }
    const auto has = [&wish](const std::string &text) {
        return QString::fromStdString(text).contains(wish.text, Qt::CaseInsensitive);
    };
    return wish.text.isEmpty() || has(record.url) || has(record.client) || has(record.method) ||
           QString::number(record.status) == wish.text;
}

ActivityFilter::ActivityFilter(ActivityModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
}

void ActivityFilter::setWish(ActivityWish wish)
{
    m_wish = std::move(wish);
    invalidateRowsFilter();
}

const RequestRecord &ActivityFilter::record(const QModelIndex &index) const
{
    return m_model.record(mapToSource(index).row());
}

bool ActivityFilter::filterAcceptsRow(int row, const QModelIndex & /*parent*/) const
{
    return isWished(m_model.record(row), m_wish);
}

} // namespace larder::windows
