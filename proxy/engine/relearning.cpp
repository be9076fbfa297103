// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/relearning.h"

#include "engine/poolwork.h"
#include "engine/releasecheck.h"
#include "store/read/reader.h"
#include "store/rebuild.h"

#include <algorithm>
#include <chrono>

namespace larder::engine
{

namespace
{

constexpr std::chrono::milliseconds busyTimeout{2000};

} // namespace

Relearning::Relearning(store::Store &store, Generations &generations, PoolWork &pool,
                       std::filesystem::path cacheFolder)
    : m_store(store)
    , m_generations(generations)
    , m_pool(pool)
    , m_cacheFolder(std::move(cacheFolder))
{}

void Relearning::startIfNeeded(const std::vector<CacheContext *> &caches)
{
    if (m_working || !m_store.mayStore() || !store::mustLearnAgain(m_cacheFolder)) {
        return;
    }
    std::vector<CacheContext *> suited;
    for (CacheContext *cache : caches) {
        if (cache->name == "apt") { // the only one whose indexes announce files
            suited.push_back(cache);
        }
    }
    if (suited.empty()) {
        return; // another process's affair
    }
    m_working = true;
    m_pool.run(
        this,
        [folder = m_cacheFolder, suited] {
            std::vector<Release> releases;
            auto reader = store::Reader::open(folder, busyTimeout);
            for (CacheContext *cache : suited) {
                const auto keys =
                    reader ? reader->keysOf(cache->name) : std::unexpected(reader.error());
                for (const std::string &key : keys.value_or(std::vector<std::string>())) {
                    const std::string_view name = std::string_view(key).substr(key.rfind('/') + 1);
                    if (std::ranges::contains(releaseNames, name)) {
                        releases.push_back({cache, key});
                    }
                }
            }
            return releases;
        },
        [this](std::vector<Release> releases) {
            m_releases = std::move(releases);
            nextRelease();
        });
}

// Proven, since a damaged one would teach rubbish. What is not there is left out.
template <typename Use>
void Relearning::withProven(const std::string &key, Use use)
{
    using State = store::Store::Found::State;
    store::Store::Found found = m_store.find(key);
    if (found.state == State::Unproven) {
        m_store.verify(
            std::move(found.entry), this,
            [use = std::move(use)](const Result<std::shared_ptr<const store::OpenEntry>> &proven) {
                use(proven ? *proven : nullptr);
            });
        return;
    }
    use(found.state == State::Proven ? found.entry : nullptr);
}

void Relearning::nextRelease()
{
    if (m_releases.empty()) {
        m_working = false;
        store::learntAgain(m_cacheFolder);
        return;
    }
    const Release release = std::move(m_releases.back());
    m_releases.pop_back();
    withProven(release.key, [this, release](const std::shared_ptr<const store::OpenEntry> &entry) {
        if (!entry) {
            nextRelease();
            return;
        }
        const ReleaseFile file{release.key, entry->entry.object.digest, entry, entry->file.get(),
                               entry->entry.object.size};
        m_generations.parse(
            *release.cache, file, this,
            [this, release](const std::shared_ptr<const ecosystem::Generation> &generation) {
                const std::string directory = release.key.substr(0, release.key.rfind('/') + 1);
                if (generation) {
                    for (const ecosystem::Generation::File &listed : generation->files()) {
                        if (release.cache->ecosystem->announcesFiles(listed.name)) {
                            m_indexes.push_back(
                                {release.cache, {directory, listed.name}, listed.digest});
                        }
                    }
                }
                nextIndex();
            });
    });
}

void Relearning::nextIndex()
{
    while (!m_indexes.empty()) {
        const Index index = std::move(m_indexes.back());
        m_indexes.pop_back();
        const std::string key = digestKey(*index.cache, index.digest);
        if (m_store.find(key).state == store::Store::Found::State::Absent) {
            continue;
        }
        withProven(key, [this, index](const std::shared_ptr<const store::OpenEntry> &entry) {
            if (!entry) {
                nextIndex();
                return;
            }
            m_generations.learnFrom(*index.cache, index.member, entry, [this] { nextIndex(); });
        });
        return;
    }
    nextRelease();
}

} // namespace larder::engine
