// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/stockarrangement.h"

#include <QAbstractTableModel>

namespace larder::windows
{

// Shows an arrangement and holds nothing of its own: a new one comes as a whole. GUI thread.
class StockModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void show(StockArrangement arrangement);

    [[nodiscard]] const StockArrangement &arrangement() const { return m_arrangement; }

    [[nodiscard]] const store::Listed &entry(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    StockArrangement m_arrangement;
};

} // namespace larder::windows
