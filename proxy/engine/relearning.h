// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"
#include "engine/context.h"
#include "engine/generations.h"

#include <QObject>

#include <filesystem>
#include <string>
#include <vector>

namespace larder::engine
{

// Learns again what stored indexes announce, after the store's own index was made anew: goes
// through the Release files in the store and gives each stored file of theirs that announces others
// to Generations, one after the other, in the pool. Owned by the Engine; engine thread.
class Relearning : public QObject
{
    Q_OBJECT

public:
    Relearning(store::Store &store, Generations &generations, PoolWork &pool,
               std::filesystem::path cacheFolder);

    // Does nothing unless the store says that it is needed, or while it is under way. The caches
    // must outlive this.
    void startIfNeeded(const std::vector<CacheContext *> &caches);

private:
    struct Release
    {
        CacheContext *cache;
        std::string key;
    };

    struct Index
    {
        CacheContext *cache;
        ecosystem::SuiteMember member;
        Digest digest;
    };

    void nextRelease();
    void nextIndex();
    template <typename Use>
    void withProven(const std::string &key, Use use);

    store::Store &m_store;
    Generations &m_generations;
    PoolWork &m_pool;
    std::filesystem::path m_cacheFolder;
    bool m_working = false;
    std::vector<Release> m_releases;
    std::vector<Index> m_indexes;
};

} // namespace larder::engine
