// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/reader.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace larder::statistics
{

// A sum over counted hours that costs next to nothing to form again while requests come, however
// much time it is about: hours that are over are added up once and kept. Of type Sum, a value with
// add(const Reader::Hour &), which leaves out what is not its own, and ==.
//
// What was counted reaches the file a moment after its hour has ended, so the hour before the
// running one is read anew each time, and everything is when another hour begins, the clock was set
// back to another hour, or there is another file. What a writer held back for longer, since the
// disk was full, appears with the next hour.
//
// Any thread, one at a time; blocks as Reader does.
template <typename Sum>
class SettledSum
{
public:
    // empty: with nothing in it; a kept one that began otherwise is of no use. from: no hour before
    // it is the sum's own.
    [[nodiscard]] Result<Sum> read(Reader &reader, const Sum &empty, WallTime from, WallTime now)
    {
        constexpr std::chrono::hours unsettled{1};
        const WallTime hour = std::chrono::floor<std::chrono::hours>(now);
        const WallTime over = hour - unsettled;
        const std::optional<FileIdentity> file = reader.file();
        if (!m_kept || m_kept->hour != hour || m_kept->file != file || m_kept->empty != empty) {
            m_kept.reset();
            Kept kept{.hour = hour, .file = file, .empty = empty, .sum = empty};
            const auto added = add(reader, kept.sum, from, over);
            if (!added) {
                return std::unexpected(added.error());
            }
            m_kept = std::move(kept);
        }
        Sum sum = m_kept->sum;
        const auto added = add(reader, sum, std::max(from, over), WallTime::max());
        if (!added) {
            m_kept.reset();
            return std::unexpected(added.error());
        }
        return sum;
    }

    // Hours that are over are read again next time.
    void forget() { m_kept.reset(); }

private:
    struct Kept
    {
        WallTime hour; // in which it was read
        std::optional<FileIdentity> file;
        Sum empty;
        Sum sum; // of what was over by then
    };

    static Result<void> add(Reader &reader, Sum &sum, WallTime from, WallTime to)
    {
        return reader.forEachHour(from, to, [&sum](const Reader::Hour &hour) { sum.add(hour); });
    }

    std::optional<Kept> m_kept;
};

} // namespace larder::statistics
