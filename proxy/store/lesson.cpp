// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lesson.h"

#include "store/read/reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace larder::store
{

namespace
{

template <std::size_t Size>
std::string_view view(const std::array<char, Size> &bytes)
{
    return {bytes.data(), Size};
}

} // namespace

Lesson::Lesson(std::string source, std::vector<ExpectedFile> files)
    : m_source(std::move(source))
    , m_files(std::move(files))
{}

void Lesson::prepare()
{
    m_rows.reserve(m_files.size());
    for (const ExpectedFile &file : m_files) {
        Row row{.name = {}, .digest = {}, .size = file.size};
        if (file.digest.algorithm != DigestAlgorithm::Sha256 ||
            file.digest.bytes.size() != row.digest.size()) {
            continue;
        }
        const std::string name = expectedName(file.name);
        if (name.size() != row.name.size()) {
            continue;
        }
        std::ranges::copy(name, row.name.begin());
        std::ranges::copy(file.digest.bytes, row.digest.begin());
        m_rows.push_back(row);
    }
    std::exchange(m_files, {}).clear();
    // In the table's own order: each of its pages is written about once.
    std::ranges::sort(m_rows, {}, [](const Row &row) { return view(row.name); });
}

Result<void> Lesson::writeSlice(Index &index)
{
    const auto source = index.source(m_source);
    if (!source) {
        return std::unexpected(source.error());
    }
    return m_written < m_rows.size() ? putSlice(index, *source) : dropPart(index, *source);
}

Result<void> Lesson::putSlice(Index &index, std::int64_t source)
{
    const std::size_t end = std::min(m_rows.size(), m_written + lessonSliceRows);
    for (; m_written < end; ++m_written) {
        const Row &row = m_rows[m_written];
        if (auto put = index.putExpected(view(row.name), view(row.digest), row.size, source);
            !put) {
            return put;
        }
    }
    return {};
}

Result<void> Lesson::dropPart(Index &index, std::int64_t source)
{
    constexpr unsigned firstBytes = 256 / lessonSweepParts;
    const std::string first(1, static_cast<char>(m_part * firstBytes));
    ++m_part;
    // Longer than any name: the end of the last part.
    const std::string end = finished() ? std::string(sizeof(Row::name) + 1, '\xFF')
                                       : std::string(1, static_cast<char>(m_part * firstBytes));
    const auto names = index.expectedOf(source, first, end);
    if (!names) {
        return std::unexpected(names.error());
    }
    for (const std::string &name : *names) {
        if (!std::ranges::binary_search(m_rows, std::string_view(name), {},
                                        [](const Row &row) { return view(row.name); })) {
            if (auto dropped = index.dropExpected(name); !dropped) {
                return dropped;
            }
        }
    }
    return {};
}

} // namespace larder::store
