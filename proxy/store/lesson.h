// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/index.h"
#include "store/read/entry.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace larder::store
{

// Rows written, or looked at for what is no longer named, in one transaction: some milliseconds,
// after which other writes have their turn.
inline constexpr std::size_t lessonSliceRows = 2000;
// The names are spread evenly over all values of their first byte; so many parts of the table are
// looked through one by one for what is no longer named.
inline constexpr unsigned lessonSweepParts = 64;

// What one index of an ecosystem says about files, on its way into ours: prepare() in the pool,
// then writeSlice() in transactions of its own until it is finished. 56 bytes for each file. Broken
// off, it leaves statements that are all true by themselves.
class Lesson
{
public:
    Lesson(std::string source, std::vector<ExpectedFile> files);

    void prepare();
    [[nodiscard]] Result<void> writeSlice(Index &index);

    [[nodiscard]] bool finished() const { return m_part == lessonSweepParts; }

private:
    struct Row
    {
        std::array<char, 16> name; // as expectedName() makes it
        std::array<char, 32> digest;
        std::uint64_t size;
    };

    [[nodiscard]] Result<void> putSlice(Index &index, std::int64_t source);
    [[nodiscard]] Result<void> dropPart(Index &index, std::int64_t source);

    std::string m_source;
    std::vector<ExpectedFile> m_files; // until prepared
    std::vector<Row> m_rows;           // by name
    std::size_t m_written = 0;
    unsigned m_part = 0; // of the table, looked through next
};

} // namespace larder::store
