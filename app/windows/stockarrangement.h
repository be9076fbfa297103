// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/read/listing.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// What of the stock is seen, and in which order: functions of values, for a worker thread.
namespace larder::windows
{

enum class StockColumn : std::uint8_t { Name, Cache, Size, LastUse, Stored, Pinned };
inline constexpr int stockColumns = 6;

struct StockWish
{
    // Words that must all be in the name; case does not matter. One with '*', '?' or '[' is a
    // pattern, as "larder list" takes it.
    QString text{};
    std::optional<std::string> cache{};
    StockColumn column = StockColumn::LastUse;
    Qt::SortOrder order = Qt::DescendingOrder;
    friend bool operator==(const StockWish &, const StockWish &) = default;
};

// A reading of the index, shared by threads since nobody changes it.
using StockEntries = std::shared_ptr<const std::vector<store::Listed>>;

struct StockArrangement
{
    StockEntries entries = std::make_shared<const std::vector<store::Listed>>();
    std::vector<std::uint32_t> rows; // positions in entries
    store::Amount shown;
    store::Amount all;
};

[[nodiscard]] bool isWished(const store::Listed &entry, const StockWish &wish);

// Each object once. Of such positions as are in an arrangement's rows.
[[nodiscard]] store::Amount amountOf(const StockEntries &entries,
                                     std::span<const std::uint32_t> positions);

// A hundred thousand take some tenths of a second.
[[nodiscard]] StockArrangement arrange(StockEntries entries, const StockWish &wish);

} // namespace larder::windows
