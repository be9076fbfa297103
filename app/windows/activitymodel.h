// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/tally.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace larder::windows
{

enum class ActivityColumn : std::uint8_t {
    Time,
    Cache,
    Result,
    Reason,
    Status,
    Sent,
    Fetched,
    Duration,
    Client,
    Address,
};
inline constexpr int activityColumns = 10;

[[nodiscard]] QString activityTitle(ActivityColumn column);
// As it is shown: short, and without what would act on a screen or break a line.
[[nodiscard]] QString activityText(const statistics::RequestRecord &record, ActivityColumn column);
// A line of values separated by tabs, exact ones, for the clipboard and files; with the first line
// that names them.
[[nodiscard]] QString activityLine(const statistics::RequestRecord &record);
[[nodiscard]] QString activityHeader();

// The last requests, oldest first: as many as its limit says. While it is held it stays as it is,
// and what comes waits. GUI thread.
class ActivityModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit ActivityModel(std::size_t limit, QObject *parent = nullptr);

    void append(std::span<const statistics::RequestRecord> records);

    enum class Flow : std::uint8_t { Running, Held };
    void setFlow(Flow flow);

    [[nodiscard]] Flow flow() const { return m_flow; }

    // That came since it is held, also those of which there are too many to be shown.
    [[nodiscard]] std::uint64_t waiting() const { return m_waitingCount; }

    [[nodiscard]] const statistics::RequestRecord &record(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void show(std::span<const statistics::RequestRecord> records);

    std::size_t m_limit;
    Flow m_flow = Flow::Running;
    std::deque<statistics::RequestRecord> m_records;
    std::vector<statistics::RequestRecord> m_waiting; // at most as many as can be shown
    std::uint64_t m_waitingCount = 0;
};

} // namespace larder::windows
