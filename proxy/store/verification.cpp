// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/verification.h"

#include "store/read/reader.h"

#include <utility>

namespace larder::store
{

Verification::Verification(const std::filesystem::path &cacheFolder, Digest digest,
                           std::int64_t boot)
    : m_path(objectPath(cacheFolder, digest))
    , m_record{.digest = std::move(digest)}
    , m_boot(boot)
{}

Result<void> Verification::hash(const std::stop_token &stop)
{
    ++m_runs;
    m_right = false;
    m_hashed.reset();
    auto opened = openObject(m_path);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    if (!*opened) {
        return {};
    }
    // Seen before the first byte is read: a change after that shows in record().
    m_hashed = (*opened)->state;
    const auto digest = digestOfFile((*opened)->file.get(), DigestAlgorithm::Sha256, stop);
    if (!digest && digest.error().kind != FaultKind::Damaged) {
        return std::unexpected(digest.error());
    }
    m_right = digest && *digest == m_record.digest;
    m_file = std::move((*opened)->file);
    m_record.size = m_hashed->size;
    m_record.changedNanoseconds = m_hashed->changedNanoseconds;
    m_record.verifiedBoot = m_boot;
    return {};
}

Result<void> Verification::record(Index &index)
{
    const auto present = openObject(m_path);
    if (!present) {
        return std::unexpected(present.error());
    }
    const auto now = *present ? std::optional((*present)->state) : std::nullopt;
    m_settled = now == m_hashed;
    if (!m_settled) {
        return {};
    }
    if (!m_right) {
        return index.dropObject(m_record.digest);
    }
    return index.updateObject(m_record); // none when it was dropped meanwhile
}

} // namespace larder::store
