// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pathsbelow.h"
#include "statistics/recorder.h"
#include "store/read/listing.h"

#include <QString>

#include <filesystem>
#include <span>
#include <string>

namespace larder::windows
{

// As a proxy does in its life.
inline void record(const Paths &paths, std::span<const statistics::RequestRecord> requests)
{
    std::filesystem::create_directories(paths.runtime);
    const SystemClock clock;
    SerialWorker writer;
    statistics::Recorder recorder(paths.state, paths.runtime, clock, writer);
    for (const statistics::RequestRecord &request : requests) {
        recorder.record(request, request.bytesSent, statistics::Recorder::Link::Unmetered);
    }
}

inline statistics::RequestRecord request(const std::string &url,
                                         statistics::Outcome outcome = statistics::Outcome::Hit,
                                         const std::string &cache = "apt")
{
    using namespace std::chrono_literals;
    return {.time = SystemClock().wall(),
            .cache = cache,
            .client = "127.0.0.1",
            .method = "GET",
            .url = url,
            .outcome = outcome,
            .status = 200,
            .bytesSent = 130'000,
            .bytesFetched = outcome == statistics::Outcome::Miss ? 120'000U : 0U,
            .duration = 12ms};
}

inline store::Listed listed(const std::string &name, const std::string &cache, std::uint64_t size,
                            std::int64_t number)
{
    const WallTime time{std::chrono::hours(490'000) + std::chrono::minutes(number)};
    return {.key = cache + ':' + name,
            .name = name,
            .cache = cache,
            .suite = {},
            .object = number,
            .digest = {},
            .size = size,
            .storedAt = time,
            .usedAt = time};
}

} // namespace larder::windows
