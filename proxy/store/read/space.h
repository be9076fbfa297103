// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "base/settings.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace larder::store
{

// Without a setting, so much of the file system is kept free, yet never more than this part of it:
// on a small disk the stock would have no room at all.
inline constexpr std::uint64_t smallestDiskShare = 10; // a tenth

// How much the stock may take. Bytes. A value.
struct SpaceLimits
{
    std::uint64_t stock = 0;
    std::map<std::string, std::uint64_t, std::less<>> caches; // only those with one of their own
    std::uint64_t keepFree = 0;
    bool isKeepFreeChosen = false; // else smallestDiskShare counts

    friend bool operator==(const SpaceLimits &, const SpaceLimits &) = default;
};

[[nodiscard]] SpaceLimits spaceLimits(const Settings &settings);

struct Amount
{
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
    friend bool operator==(const Amount &, const Amount &) = default;
};

// What the stock takes. An object counts for the cache that stored it first. A value.
struct StockUse
{
    Amount stock; // all objects
    std::map<std::string, Amount, std::less<>> caches;
    std::uint64_t partialBytes = 0; // of partial downloads that are kept for a resumption
    std::map<std::string, std::uint64_t, std::less<>> partialBytesOf; // by cache

    [[nodiscard]] std::uint64_t bytes() const { return stock.bytes + partialBytes; }
};

// Reads sums that the index keeps itself: its cost does not grow with the number of objects.
[[nodiscard]] Result<StockUse> readStockUse(Database &index);

struct DiskSpace
{
    std::uint64_t size = 0;
    std::uint64_t free = 0; // for this user
};

// Nothing where the system does not say; errno has why.
[[nodiscard]] std::optional<DiskSpace> diskSpace(const std::filesystem::path &folder);

// What must stay free on such a disk.
[[nodiscard]] std::uint64_t floorOf(const SpaceLimits &limits, const DiskSpace &disk);

// Bytes that have to go. A value.
struct Shortage
{
    std::uint64_t stock = 0;
    std::map<std::string, std::uint64_t, std::less<>> caches;

    [[nodiscard]] bool isNone() const { return stock == 0 && caches.empty(); }

    friend bool operator==(const Shortage &, const Shortage &) = default;
};

// Whoever evicts goes on a little, so that not every further file makes him begin again: so much
// below each limit, as a part of it, and at most slackBytes. The floor has the same above it.
inline constexpr std::uint64_t slackShare = 50; // 2 %
inline constexpr std::uint64_t slackBytes = 512ULL * 1024 * 1024;

enum class Slack { None, Some };

// What has to go so that all limits hold. With Slack::Some, where any does not, a little more.
// disk: nothing where it is not known. coming: bytes that are about to be written.
[[nodiscard]] Shortage shortage(const SpaceLimits &limits, const StockUse &use,
                                const std::optional<DiskSpace> &disk, Slack slack,
                                std::uint64_t coming = 0);

// The cache to which a key belongs: what is before its first colon.
[[nodiscard]] std::string_view cacheOfKey(std::string_view key);

} // namespace larder::store
