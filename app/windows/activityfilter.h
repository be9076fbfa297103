// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/tally.h"

#include <QSortFilterProxyModel>

#include <optional>
#include <string>

namespace larder::windows
{

class ActivityModel;

// Which requests somebody wants to see. A value.
struct ActivityWish
{
    QString text{}; // somewhere in the address, method, client or status; case does not matter
    std::optional<std::string> cache{};
    std::optional<statistics::Outcome> outcome{};
};

[[nodiscard]] bool isWished(const statistics::RequestRecord &record, const ActivityWish &wish);

// Of the requests those that are wished for, in their order. The model outlives it. GUI thread.
class ActivityFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ActivityFilter(ActivityModel &model, QObject *parent = nullptr);

    void setWish(ActivityWish wish);

    [[nodiscard]] const statistics::RequestRecord &record(const QModelIndex &index) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const ActivityModel &m_model;
    ActivityWish m_wish;
};

} // namespace larder::windows
