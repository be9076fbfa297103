// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace larder::windows
{

// A list of very many rows, all of the same height, in which several can be chosen; its actions are
// its context menu. An address that is too long for its column loses its middle. GUI thread.
class LongList : public QTreeView
{
    Q_OBJECT

public:
    explicit LongList(int addressColumn, QWidget *parent = nullptr);

    // As wide as the longest of these texts, its title included. After the model is set.
    void fitColumn(int column, const QStringList &texts);

    [[nodiscard]] bool isAtEnd() const;
};

} // namespace larder::windows
