// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/generation.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace larder::ecosystem
{

namespace
{

std::vector<Generation::File> sortedAndUnambiguous(std::vector<Generation::File> files)
{
    std::ranges::stable_sort(files, {}, &Generation::File::name);
    auto kept = files.begin();
    for (auto first = files.begin(); first != files.end();) {
        const auto isOther = [first](const auto &file) { return file.name != first->name; };
        const auto last = std::find_if(first, files.end(), isOther);
        const auto agrees = [first](const auto &file) { return file == *first; };
        if (std::all_of(first, last, agrees)) {
            if (kept != first)
                *kept = std::move(*first);
            ++kept;
        }
        first = last;
    }
    files.erase(kept, files.end());
    return files;
}

} // namespace

Generation::Generation(std::vector<File> files, bool byHash, std::optional<WallTime> validUntil)
    : m_files(sortedAndUnambiguous(std::move(files)))
    , m_byDigest(m_files.size())
    , m_byHash(byHash)
    , m_validUntil(validUntil)
{
    std::iota(m_byDigest.begin(), m_byDigest.end(), std::size_t{0});
    const auto digestAt = [this](std::size_t at) {
        return std::string_view(m_files[at].digest.bytes);
    };
    std::ranges::stable_sort(m_byDigest, {}, digestAt); // names stay in order
}

const Generation::File *Generation::find(std::string_view name) const
{
    const auto found = std::ranges::lower_bound(m_files, name, {}, &File::name);
    return found != m_files.end() && found->name == name ? &*found : nullptr;
}

std::vector<const Generation::File *> Generation::withDigest(const Digest &digest) const
{
    if (digest.algorithm != DigestAlgorithm::Sha256)
        return {};
    const auto digestAt = [this](std::size_t at) {
        return std::string_view(m_files[at].digest.bytes);
    };
    const auto found =
        std::ranges::equal_range(m_byDigest, std::string_view(digest.bytes), {}, digestAt);
    std::vector<const File *> files;
    for (const std::size_t at : found)
        files.push_back(&m_files[at]);
    return files;
}

} // namespace larder::ecosystem
