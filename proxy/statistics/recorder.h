// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/serialworker.h"
#include "statistics/tally.h"

#include <QObject>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace larder::statistics
{

// How many finished requests are kept for people to look at.
inline constexpr std::size_t maxRecentRequests = 10'000;
// Counted requests reach the disk after at most so long; nothing ticks while none come.
inline constexpr std::chrono::milliseconds flushDelay{1000};

// Counts requests in the engine thread and writes them in batches from the writer thread. Several
// processes may write to one file: each batch is added to what is there. A file that cannot be
// written costs counts, never a request; it is logged once and tried again. Memory is bounded by
// maxRecentRequests and the number of caches.
class Recorder : public QObject
{
    Q_OBJECT

public:
    // Opens STATE/statistics.sqlite in the writer thread, at the first batch.
    Recorder(const std::filesystem::path &stateFolder, const std::filesystem::path &runtimeFolder,
             const Clock &clock, SerialWorker &writer);
    ~Recorder() override; // writes what is left

    // Cheap: called for every request.
    enum class Link { Unmetered, Metered };
    void record(RequestRecord record, std::uint64_t bytesOrigin, Link link);
    // Bytes that came without a request to put them on (a fetch that outlived its clients).
    void recordNetworkBytes(const std::string &cache, std::uint64_t bytes, Link link);

    // Hands what waits to the writer thread now; happens by itself after flushDelay.
    void flush();

    // Counted but not in the file yet, for the page: the file is up to flushDelay behind.
    [[nodiscard]] Tally unwritten(std::string_view cache) const;

    // Why what was counted did not reach the disk lately, in sentences for a person.
    [[nodiscard]] std::optional<Fault> trouble() const;

Q_SIGNALS:
    void troubleChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace larder::statistics
