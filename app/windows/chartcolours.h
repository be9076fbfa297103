// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace larder::windows
{

// The only colours of Larder's own; everything else is the palette's.
struct ChartColours
{
    QColor stock;
    QColor network;
    QColor grid;
};

// Blue and orange of Okabe and Ito's set, which people with any kind of colour blindness tell
// apart; the darker ones on a light ground, the lighter ones on a dark one, for contrast.
[[nodiscard]] ChartColours chartColours(const QPalette &palette);

} // namespace larder::windows
