// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/figures.h"
#include "windows/series.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <optional>
#include <string>

namespace larder::windows
{

// Figures over time as a table: what the chart shows, and what is written as CSV. GUI thread.
class SeriesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { Time, FirstFigure };

    static constexpr int columns = FirstFigure + figureCount;

    explicit SeriesModel(QObject *parent = nullptr);

    void show(Series series, std::optional<std::string> cache);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString textOf(const Bucket &bucket, int column) const;

    Series m_series;
    std::optional<std::string> m_cache;
};

} // namespace larder::windows
