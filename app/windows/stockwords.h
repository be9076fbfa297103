// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "stock/verify.h"
#include "windows/stockarrangement.h"
#include "windows/stockchanges.h"

#include <QString>

// The sentences about what is done to the stock. Pure.
namespace larder::windows
{

[[nodiscard]] QString totalWords(const StockArrangement &arrangement);

// For a question: what is asked, what a person should know, and more for who wants it. A value.
struct Question
{
    QString title{};
    QString text{};
    QString more{};    // second paragraph
    QString details{}; // one name per line; may be empty
};

[[nodiscard]] Question removalQuestion(const RemovalPlan &plan);
// Beside the question where some of it is pinned.
[[nodiscard]] QString pinnedToo(const RemovalPlan &plan);
[[nodiscard]] Question cleaningQuestion(const CleaningUp &rehearsal);

[[nodiscard]] QString removedWords(const Changed &changed);
[[nodiscard]] QString pinningWords(const Changed &changed, Pinning pinning);
[[nodiscard]] QString cleanedWords(const CleaningUp &done);

// What a check found: a sentence for a line; the damaged things as a list, one per line.
[[nodiscard]] QString checkWords(const stock::VerifyReport &report);
[[nodiscard]] QString checkDetails(const stock::VerifyReport &report);

} // namespace larder::windows
