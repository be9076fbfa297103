// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/historyreader.h"

#include <algorithm>
#include <utility>

namespace larder::windows
{

namespace
{

// What was counted reaches the file a moment later: the last hour may still grow.
constexpr std::chrono::hours unsettled{1};

} // namespace

class HistoryReader::Memory
{
public:
    explicit Memory(std::filesystem::path stateFolder)
        : m_stateFolder(std::move(stateFolder))
    {}

    Result<Series> read(const Wish &wish, WallTime now);

private:
    struct Settled
    {
        WallTime hour; // in which it was read
        Series series; // of what was over by then
    };

    Result<void> addTo(Series &series, WallTime from, WallTime to);

    std::filesystem::path m_stateFolder;
    std::optional<statistics::Reader> m_reader;
    std::optional<Settled> m_settled;
};

Result<void> HistoryReader::Memory::addTo(Series &series, WallTime from, WallTime to)
{
    if (!m_reader) {
        auto reader = statistics::Reader::open(m_stateFolder);
        if (!reader) {
            return std::unexpected(reader.error());
        }
        m_reader = *std::move(reader);
    }
    const auto hours = m_reader->hours(from, to);
    if (!hours) {
        m_reader.reset();
        return std::unexpected(hours.error());
    }
    for (const statistics::Reader::Hour &hour : *hours) {
        addHour(series, hour.begin, hour.cache, hour.tally);
    }
    return {};
}

Result<Series> HistoryReader::Memory::read(const Wish &wish, WallTime now)
{
    const WallTime hour = std::chrono::floor<std::chrono::hours>(now);
    const WallTime over = hour - unsettled;
    if (!m_settled || m_settled->hour != hour || m_settled->series.span != wish.span ||
        wish.thoroughness == Thoroughness::Everything) {
        m_settled.reset();
        Settled settled{.hour = hour,
                        .series = emptySeries(wish.span, now, QTimeZone::systemTimeZone())};
        const auto added = addTo(settled.series, settled.series.buckets.front().begin, over);
        if (!added) {
            return std::unexpected(added.error());
        }
        m_settled = std::move(settled);
    }
    Series series = m_settled->series;
    const WallTime from = std::max(over, series.buckets.front().begin);
    const auto added = addTo(series, from, series.buckets.back().end);
    if (!added) {
        m_settled.reset();
        return std::unexpected(added.error());
    }
    return series;
}

HistoryReader::HistoryReader(std::filesystem::path stateFolder)
    : m_memory(std::make_unique<Memory>(std::move(stateFolder)))
{}

HistoryReader::~HistoryReader() = default;

void HistoryReader::read(Span span, Thoroughness thoroughness)
{
    const Wish wish{.span = span, .thoroughness = thoroughness};
    if (!m_isReading) {
        begin(wish);
    } else if (!m_next || thoroughness == Thoroughness::Everything) {
        m_next = wish;
    } else {
        m_next->span = span;
    }
}

void HistoryReader::begin(Wish wish)
{
    m_isReading = true;
    m_worker.post([this, wish] {
        m_mailbox.post(
            [this, series = m_memory->read(wish, SystemClock().wall())] { finish(series); });
    });
}

void HistoryReader::finish(const Result<Series> &series)
{
    m_isReading = false;
    if (const auto next = std::exchange(m_next, std::nullopt)) {
        begin(*next);
    }
    if (series) {
        Q_EMIT done(*series);
    } else {
        Q_EMIT failed(series.error());
    }
}

} // namespace larder::windows
