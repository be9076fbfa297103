// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/hotentries.h"

#include <utility>

namespace larder::store
{

HotEntry *HotEntries::find(std::string_view key)
{
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end()) {
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return &m_entries.front();
}

HotEntry &HotEntries::put(std::shared_ptr<const OpenEntry> open, std::uint64_t comparedAt)
{
    HotEntry *entry = find(open->entry.key);
    if (entry == nullptr) {
        m_entries.push_front({.key = open->entry.key, .open = nullptr});
        entry = &m_entries.front();
        m_byKey.emplace(entry->key, m_entries.begin());
        if (m_entries.size() > m_limit) {
            erase(std::prev(m_entries.end()));
        }
    }
    entry->open = std::move(open);
    entry->comparedAt = comparedAt;
    return *entry;
}

void HotEntries::drop(std::string_view key)
{
    if (const auto found = m_byKey.find(key); found != m_byKey.end()) {
        erase(found->second);
    }
}

void HotEntries::dropObject(const Digest &digest)
{
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        const auto next = std::next(entry);
        if (entry->open->entry.object.digest == digest) {
            erase(entry);
        }
        entry = next;
    }
}

void HotEntries::erase(Entries::iterator entry)
{
    m_byKey.erase(entry->key);
    m_entries.erase(entry);
}

} // namespace larder::store
