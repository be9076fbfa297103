// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/historyreader.h"

#include "statistics/settledsum.h"

#include <utility>

namespace larder::windows
{

class HistoryReader::Memory
{
public:
    explicit Memory(std::filesystem::path stateFolder)
        : m_stateFolder(std::move(stateFolder))
    {}

    Result<Series> read(const Wish &wish, WallTime now);

private:
    std::filesystem::path m_stateFolder;
    std::optional<statistics::Reader> m_reader;
    statistics::SettledSum<Series> m_series;
};

Result<Series> HistoryReader::Memory::read(const Wish &wish, WallTime now)
{
    if (!m_reader) {
        auto reader = statistics::Reader::open(m_stateFolder);
        if (!reader) {
            return std::unexpected(reader.error());
        }
        m_reader = *std::move(reader);
    }
    if (wish.thoroughness == Thoroughness::Everything) {
        m_series.forget();
    }
    const Series empty = emptySeries(wish.span, now, QTimeZone::systemTimeZone());
    auto series = m_series.read(*m_reader, empty, empty.buckets.front().begin, now);
    if (!series) {
        m_reader.reset(); // and what the file said, since another may get its identity now
        m_series.forget();
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
