// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settingvalues.h"
#include "statistics/tally.h"

#include <QString>

#include <optional>

// The answer to "was it worth it?" in words. Functions of values.
namespace larder::windows
{

struct SavingWords
{
    QString amount; // "1.4 GiB"; negative where more was fetched than the origins would have sent
    // What of it was saved where each byte costs, in money if there is a price; empty for nothing.
    QString onMetered;
};

[[nodiscard]] SavingWords savingWords(const statistics::Tally &tally,
                                      const std::optional<Price> &price);

// "4.50 EUR" for so many bytes.
[[nodiscard]] QString moneyWords(std::int64_t bytes, const Price &price);

// What "saved" means, in some sentences.
[[nodiscard]] QString savingDefinition();

} // namespace larder::windows
