// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"

#include "base/clock.h"
#include "statistics/reader.h"
#include "statistics/settledsum.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace larder::status
{

// Reads what was counted for the caches. Who reads again and again keeps it: what is over is read
// once in an hour, see SettledSum. Any thread, one at a time; blocks, at most a second while the
// file is busy.
class FigureReader
{
public:
    explicit FigureReader(std::filesystem::path stateFolder);

    // Sets today, last7Days, last30Days, total and lastUsed: to the millisecond where the request
    // was seen among the recent ones, else the end of the hour in which it was. After a fault they
    // are as they were.
    [[nodiscard]] Result<void> read(std::vector<CacheStatus> &caches, WallTime now);

private:
    struct Figures
    {
        statistics::Tally today;
        statistics::Tally last7Days;
        statistics::Tally last30Days;
        statistics::Tally total;
        WallTime lastHour; // the last in which it was used
        friend bool operator==(const Figures &, const Figures &) = default;
    };

    struct Sum
    {
        WallTime today; // where the days of a person's place begin
        WallTime last7Days;
        WallTime last30Days;
        std::map<std::string, Figures, std::less<>> caches{};

        void add(const statistics::Reader::Hour &hour);
        friend bool operator==(const Sum &, const Sum &) = default;
    };

    // Also brings m_finished up to date.
    [[nodiscard]] Result<Sum> readNew(WallTime now);

    std::filesystem::path m_stateFolder;
    std::optional<statistics::Reader> m_reader;
    statistics::SettledSum<Sum> m_sum;
    std::optional<statistics::FileIdentity> m_file; // of m_finished
    statistics::Reader::Finished m_finished;
};

} // namespace larder::status
