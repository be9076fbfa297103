// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/serialworker.h"
#include "statistics/recorder.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

// Statistics as the engine writes them, for windows to read.
namespace larder::windows
{

inline constexpr std::uint64_t recordBytes = 100'000;

inline statistics::RequestRecord record(WallTime time, std::string cache,
                                        statistics::Outcome outcome,
                                        std::uint64_t bytes = recordBytes)
{
    const bool isFetched = outcome == statistics::Outcome::Miss;
    return {.time = time,
            .cache = std::move(cache),
            .client = "127.0.0.1",
            .method = "GET",
            .url = "http://deb.example/pool/a.deb",
            .outcome = outcome,
            .status = 200,
            .bytesSent = bytes,
            .bytesFetched = isFetched ? bytes : 0,
            .duration = std::chrono::milliseconds(1)};
}

using Records = std::vector<statistics::RequestRecord>;

// Adds them to STATE/statistics.sqlite.
inline void write(const std::filesystem::path &state, const Records &records,
                  statistics::Recorder::Link link = statistics::Recorder::Link::Unmetered)
{
    // What waits for the disk is limited, so much of it is written in parts.
    constexpr std::size_t part = 100;
    for (std::size_t begin = 0; begin < records.size(); begin += part) {
        const SystemClock clock;
        SerialWorker writer;
        statistics::Recorder recorder(state, state, clock, writer);
        for (std::size_t i = begin; i < std::min(begin + part, records.size()); ++i) {
            recorder.record(records[i], records[i].bytesSent, link);
        }
    }
}

} // namespace larder::windows
