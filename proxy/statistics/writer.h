// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/database.h"
#include "statistics/schema.h"
#include "statistics/tally.h"

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace larder::statistics
{

// What is counted but not written: sums by full hour and cache.
using Buckets = std::map<WallTime, std::map<std::string, Tally, std::less<>>>;

// Adds batches to STATE/statistics.sqlite, which several processes may do at the same time. Owned
// by the Recorder, used in the writer thread only.
class Writer
{
public:
    explicit Writer(std::filesystem::path stateFolder);
    ~Writer();

    // All of it or, with a fault, nothing. Opens the file when it is not open: the first time,
    // after a fault, and when somebody removed it. One that is damaged is moved aside, and a new
    // one begun. Oldest records first.
    [[nodiscard]] Result<void> write(const Buckets &buckets,
                                     std::span<const RequestRecord> records);

private:
    struct Open
    {
        FileIdentity identity;
        Database database;
        Statement addToBucket;
        Statement insertRecord;
        Statement insertMany;
        Statement trimRecords;
    };

    [[nodiscard]] Result<std::unique_ptr<Open>> open() const;
    [[nodiscard]] Result<void> replaceDamaged() const;
    [[nodiscard]] static Result<void> prepareSchema(Database &database);
    [[nodiscard]] Result<void> writeBatch(const Buckets &buckets,
                                          std::span<const RequestRecord> records);
    [[nodiscard]] Result<void> addRecords(std::span<const RequestRecord> records);

    std::filesystem::path m_stateFolder;
    std::unique_ptr<Open> m_open; // null: closed
    bool m_suspect = false;       // the file showed damage: it is looked at before it is used again
};

} // namespace larder::statistics
