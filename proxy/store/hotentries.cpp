// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/hotentries.h"

#include "store/files.h"

#include <unistd.h>
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
    } else {
        dropCopy(*entry);
    }
    entry->open = std::move(open);
    entry->comparedAt = comparedAt;
    return *entry;
}

void HotEntries::copy(HotEntry &entry)
{
    const std::uint64_t size = entry.open->entry.object.size;
    std::string &copy = entry.open->copy;
    if (size > maxCopiedObject || size == copy.size()) {
        return;
    }
    if (m_copiedBytes + size > maxCopiedBytes) {
        makeRoomForCopies();
    }
    copy.resize(size);
    if (std::cmp_not_equal(pread(entry.open->file.get(), copy.data(), size, 0), size)) {
        std::string().swap(copy);
    }
    m_copiedBytes += copy.size();
}

void HotEntries::dropCopy(HotEntry &entry)
{
    m_copiedBytes -= entry.open->copy.size();
    std::string().swap(entry.open->copy); // clear() would keep the memory
}

// Half of it, so that not every copy has to look for the next to leave.
void HotEntries::makeRoomForCopies()
{
    for (auto entry = m_entries.rbegin(); m_copiedBytes > maxCopiedBytes / 2; ++entry) {
        dropCopy(*entry);
    }
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

std::vector<std::shared_ptr<const OpenEntry>> HotEntries::takeRemoved()
{
    std::vector<std::shared_ptr<const OpenEntry>> removed;
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        const auto next = std::next(entry);
        const auto file = fileState(entry->open->file.get());
        if (!file || !file->linked) {
            dropCopy(*entry);
            removed.push_back(entry->open);
            erase(entry);
        }
        entry = next;
    }
    return removed;
}

void HotEntries::erase(Entries::iterator entry)
{
    if (entry->open) {
        dropCopy(*entry);
    }
    m_byKey.erase(entry->key);
    m_entries.erase(entry);
}

} // namespace larder::store
