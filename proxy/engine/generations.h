// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/generation.h"
#include "ecosystem/plan.h"
#include "engine/context.h"
#include "store/read/openentry.h"

#include <QObject>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace larder::engine
{

// A file of a suite as its generation lists it.
struct LocatedFile
{
    std::shared_ptr<const ecosystem::Generation> generation;
    ecosystem::SuiteMember member;
    Digest digest;
    std::uint64_t size = 0;
};

// Knows which generation of a suite a client goes by, and keeps the last few in parsed form.
// Reading and parsing a Release file happens in the pool. Engine thread.
class Generations : public QObject
{
    Q_OBJECT

public:
    using Parsed = std::function<void(std::shared_ptr<const ecosystem::Generation>)>; // may be null
    using Located = std::function<void(std::optional<LocatedFile>)>;

    Generations(store::Store &store, PoolWork &pool);

    // Finds the first candidate whose suite is known and lists the file: in the generation that the
    // client has been given, else in the current one. done may be called from within.
    void locate(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
                const SuiteMemory &memory, QObject *context, Located done);
    // Which name the candidates' suites give to this digest.
    void identify(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
                  const Digest &digest, const SuiteMemory &memory, QObject *context, Located done);
    // The generation that a Release file describes.
    void parse(CacheContext &cache, const ReleaseFile &file, QObject *context, Parsed done);
    // The current Release file of a suite, if there is one in the store.
    [[nodiscard]] std::optional<ReleaseFile> current(const std::string &releaseKey);

    // Lets the index teach what it announces: digests of the files it lists. In the pool.
    void learn(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
               const SuiteMemory &memory, std::shared_ptr<const store::OpenEntry> index);
    // The same where its name is known. done: when it is in the store's index, or never will be.
    void learnFrom(CacheContext &cache, const ecosystem::SuiteMember &member,
                   std::shared_ptr<const store::OpenEntry> index, std::function<void()> done);

private:
    using Match = std::function<std::optional<LocatedFile>(
        const std::shared_ptr<const ecosystem::Generation> &, const ecosystem::SuiteMember &)>;
    void search(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
                const SuiteMemory &memory, QObject *context, Match match, Located done);

    store::Store &m_store;
    PoolWork &m_pool;

    struct Kept
    {
        Digest digest;
        std::shared_ptr<const ecosystem::Generation> generation; // null: not a Release file
    };

    std::list<Kept> m_kept; // most recently used first
};

// The names under which a suite's Release file is stored, in the order in which clients ask.
inline constexpr std::string_view releaseNames[] = {"InRelease", "Release"};

} // namespace larder::engine
