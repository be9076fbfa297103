// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "windows/actions.h"

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <vector>

namespace larder::windows
{

// Of which time figures are.
enum class Period : std::uint8_t { Today, Last7Days, Last30Days, All };

// A row for each cache: what it does and what it saved. The tick shows whether it answers; changing
// it is a wish, told by switchWanted(), and the tick stays as it is until the wish has come true.
// GUI thread.
class CacheModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t {
        Cache,
        State,
        Hits, // from here to Saved: Figure
        Misses,
        HitShare,
        FromDisk,
        FromNetwork,
        Saved,
        Objects,
        Size,
        LastUsed,
        Menu, // nothing in it; a view puts a button there
    };

    static constexpr int columns = Menu + 1;

    struct Row
    {
        status::CacheStatus cache;
        Switching switching;
        store::Amount stock;
    };

    explicit CacheModel(QObject *parent = nullptr);

    void show(std::vector<Row> rows);
    void setPeriod(Period period);

    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void switchWanted(const QString &cache, bool on);

private:
    [[nodiscard]] const statistics::Tally &tallyOf(const Row &row) const;
    [[nodiscard]] QString textOf(const Row &row, int column) const;

    std::vector<Row> m_rows;
    Period m_period = Period::All;
};

// The rows for what was read.
[[nodiscard]] std::vector<CacheModel::Row> rowsOf(const status::Overview &overview,
                                                  const Actions &actions);

} // namespace larder::windows
