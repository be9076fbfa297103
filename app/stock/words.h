// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "stock/collection.h"
#include "stock/verify.h"

#include <QString>

#include <cstdint>

// What windows and command line say alike about the stock. Functions of values; names are made fit
// for a terminal.
namespace larder::stock
{

[[nodiscard]] QString amountWords(const store::Amount &amount); // "12 files, 3.4 MiB"
[[nodiscard]] QString inStockWords(const store::StockUse &use, std::uint64_t limit);
// Why it is still too much after a collection; empty when it is not.
[[nodiscard]] QString missingWords(const store::Shortage &missing);

[[nodiscard]] QString nameOf(const Victim &victim);
[[nodiscard]] QString nameOf(const store::DamagedObject &object);

// How far a check has come, 0 to 100, also where what is there has grown or shrunk meanwhile.
[[nodiscard]] int percentOf(const VerifyProgress &progress);

} // namespace larder::stock
