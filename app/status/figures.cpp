// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/figures.h"

#include <QDateTime>

#include <utility>

namespace larder::status
{

namespace
{

WallTime startOfDay(WallTime now, int daysBefore)
{
    const QDate today =
        QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count()).toLocalTime().date();
    return WallTime(
        std::chrono::milliseconds(today.addDays(-daysBefore).startOfDay().toMSecsSinceEpoch()));
}

} // namespace

FigureReader::FigureReader(std::filesystem::path stateFolder)
    : m_stateFolder(std::move(stateFolder))
{}

void FigureReader::Sum::add(const statistics::Reader::Hour &hour)
{
    Figures &figures = caches[hour.cache];
    figures.total += hour.tally;
    figures.lastHour = hour.begin; // they come in order
    for (const auto &[begin, figure] :
         {std::pair(last30Days, &Figures::last30Days), std::pair(last7Days, &Figures::last7Days),
          std::pair(today, &Figures::today)}) {
        if (hour.begin >= begin) {
            figures.*figure += hour.tally;
        }
    }
}

Result<FigureReader::Sum> FigureReader::readNew(WallTime now)
{
    if (!m_reader) {
        auto reader = statistics::Reader::open(m_stateFolder);
        if (!reader) {
            return std::unexpected(reader.error());
        }
        m_reader = *std::move(reader);
    }
    if (m_file != m_reader->file()) {
        m_file = m_reader->file();
        m_finished = {};
    }
    const Sum empty{.today = startOfDay(now, 0),
                    .last7Days = startOfDay(now, 6),
                    .last30Days = startOfDay(now, 29)};
    return m_reader->update(m_finished).and_then([&] {
        return m_sum.read(*m_reader, empty, WallTime(), now);
    });
}

Result<void> FigureReader::read(std::vector<CacheStatus> &caches, WallTime now)
{
    const auto sum = readNew(now);
    if (!sum) {
        m_reader.reset(); // and what the file said, since another may get its identity now
        m_sum.forget();
        m_file.reset();
        return std::unexpected(sum.error());
    }
    for (CacheStatus &cache : caches) {
        if (const auto found = sum->caches.find(cache.name); found != sum->caches.end()) {
            const Figures &figures = found->second;
            cache.today = figures.today;
            cache.last7Days = figures.last7Days;
            cache.last30Days = figures.last30Days;
            cache.total = figures.total;
            cache.lastUsed = figures.lastHour + std::chrono::hours(1);
        }
        if (const auto found = m_finished.times.find(cache.name); found != m_finished.times.end()) {
            cache.lastUsed = found->second;
        }
    }
    return {};
}

} // namespace larder::status
