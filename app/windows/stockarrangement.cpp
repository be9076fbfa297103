// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockarrangement.h"

#include <QStringList>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace larder::windows
{

using store::Listed;

namespace
{

// The wish's text, taken apart once for all entries.
struct Words
{
    std::vector<std::string> plain;
    std::vector<std::string> patterns;

    explicit Words(const QString &text)
    {
        for (const QString &part : text.simplified().split(u' ', Qt::SkipEmptyParts)) {
            std::string word = part.toStdString();
            const bool isPattern = word.find_first_of("*?[") != std::string::npos;
            (isPattern ? patterns : plain).push_back(std::move(word));
        }
    }

    [[nodiscard]] bool areIn(const std::string &name) const
    {
        return std::ranges::all_of(plain,
                                   [&name](const std::string &word) {
                                       return ::strcasestr(name.c_str(), word.c_str()) != nullptr;
                                   }) &&
               std::ranges::all_of(patterns, [&name](const std::string &pattern) {
                   return store::matches(pattern, name);
               });
    }
};

bool isWished(const Listed &entry, const std::optional<std::string> &cache, const Words &words)
{
    return (!cache || entry.cache == *cache) && words.areIn(entry.name);
}

// By a value of the entries; those that have the same stay in the order of their names.
template <typename Value>
void sortRows(StockArrangement &arrangement, Qt::SortOrder order, Value value)
{
    const std::vector<Listed> &entries = *arrangement.entries;
    std::ranges::sort(arrangement.rows, [&](std::uint32_t a, std::uint32_t b) {
        const auto comparison = value(entries[a]) <=> value(entries[b]);
        if (comparison != 0) {
            return order == Qt::AscendingOrder ? comparison < 0 : comparison > 0;
        }
        return std::tie(entries[a].name, entries[a].key) <
               std::tie(entries[b].name, entries[b].key);
    });
}

void sortRows(StockArrangement &arrangement, const StockWish &wish)
{
    switch (wish.column) {
    case StockColumn::Name:
        sortRows(arrangement, wish.order,
                 [](const Listed &entry) { return std::string_view(entry.name); });
        break;
    case StockColumn::Cache:
        sortRows(arrangement, wish.order,
                 [](const Listed &entry) { return std::string_view(entry.cache); });
        break;
    case StockColumn::Size:
        sortRows(arrangement, wish.order, [](const Listed &entry) { return entry.size; });
        break;
    case StockColumn::LastUse:
        sortRows(arrangement, wish.order, [](const Listed &entry) { return entry.usedAt; });
        break;
    case StockColumn::Stored:
        sortRows(arrangement, wish.order, [](const Listed &entry) { return entry.storedAt; });
        break;
    case StockColumn::Pinned:
        sortRows(arrangement, wish.order, [](const Listed &entry) { return entry.isPinned; });
        break;
    }
}

} // namespace

store::Amount amountOf(const StockEntries &entries, std::span<const std::uint32_t> positions)
{
    store::Amount amount;
    std::unordered_set<std::int64_t> seen;
    seen.reserve(positions.size());
    for (const std::uint32_t position : positions) {
        const Listed &entry = (*entries)[position];
        if (seen.insert(entry.object).second) {
            ++amount.objects;
            amount.bytes += entry.size;
        }
    }
    return amount;
}

bool isWished(const Listed &entry, const StockWish &wish)
{
    return isWished(entry, wish.cache, Words(wish.text));
}

StockArrangement arrange(StockEntries entries, const StockWish &wish)
{
    StockArrangement arrangement;
    arrangement.all = store::amountOf(*entries);
    arrangement.entries = std::move(entries);
    const Words words(wish.text);
    const auto count = static_cast<std::uint32_t>(arrangement.entries->size());
    arrangement.rows.reserve(count);
    for (std::uint32_t row = 0; row < count; ++row) {
        if (isWished((*arrangement.entries)[row], wish.cache, words)) {
            arrangement.rows.push_back(row);
        }
    }
    sortRows(arrangement, wish);
    arrangement.shown = arrangement.rows.size() == count
                            ? arrangement.all
                            : amountOf(arrangement.entries, arrangement.rows);
    return arrangement;
}

} // namespace larder::windows
