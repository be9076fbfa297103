// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windows/stockarrangement.h"

#include <cstdint>
#include <vector>

class QTreeView;

namespace larder::windows
{

class StockModel;

// Shows another arrangement in a list of this model: what was chosen stays chosen, and what was on
// top stays there, as far as it is still in it. A list that stood at its beginning stays there.
void showKeepingPlace(QTreeView &list, StockModel &model, const StockArrangement &arrangement);

// Positions in the arrangement's entries, in the order of the list.
[[nodiscard]] std::vector<std::uint32_t> selectedPositions(const QTreeView &list,
                                                           const StockModel &model);

} // namespace larder::windows
