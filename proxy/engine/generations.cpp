// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generations.h"

#include "base/bytesize.h"
#include "base/logging.h"
#include "engine/poolwork.h"
#include "engine/sharedfile.h"

#include <algorithm>
#include <unistd.h>

namespace larder::engine
{

namespace
{

// Debian's largest Release files have 200 KiB.
constexpr std::uint64_t maxReleaseBytes = 16 * MiB;

std::string readWhole(const ReleaseFile &file)
{
    std::string text(std::min(file.size, maxReleaseBytes), '\0');
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t count =
            pread(file.file, text.data() + have, text.size() - have, static_cast<off_t>(have));
        if (count <= 0) {
            return {};
        }
        have += static_cast<std::size_t>(count);
    }
    return text;
}

} // namespace

Generations::Generations(store::Store &store, PoolWork &pool)
    : m_store(store)
    , m_pool(pool)
{}

void Generations::parse(CacheContext &cache, const ReleaseFile &file, QObject *context, Parsed done)
{
    const auto kept = std::ranges::find(m_kept, file.digest, &Kept::digest);
    if (kept != m_kept.end()) {
        m_kept.splice(m_kept.begin(), m_kept, kept);
        done(m_kept.front().generation);
        return;
    }
    using Pointer = std::shared_ptr<const ecosystem::Generation>;
    m_pool.run(
        this,
        [rules = cache.ecosystem, file]() -> Pointer {
            auto generation = rules->readGeneration(readWhole(file));
            return generation
                       ? std::make_shared<const ecosystem::Generation>(std::move(*generation))
                       : nullptr;
        },
        [this, digest = file.digest, guard = QPointer<QObject>(context),
         done = std::move(done)](Pointer generation) {
            m_kept.push_front({digest, generation});
            if (m_kept.size() > maxGenerations) {
                m_kept.pop_back();
            }
            if (guard) {
                done(std::move(generation));
            }
        });
}

std::optional<ReleaseFile> Generations::current(const std::string &releaseKey)
{
    store::Store::Found found = m_store.find(releaseKey);
    // A damaged Release file would list rubbish: only a proven one is believed.
    if (found.state != store::Store::Found::State::Proven) {
        return {};
    }
    const store::ObjectRecord &object = found.entry->entry.object;
    const int file = found.entry->file.get();
    return ReleaseFile{releaseKey, object.digest, std::move(found.entry), file, object.size};
}

void Generations::search(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
                         const SuiteMemory &memory, QObject *context, Match match, Located done)
{
    // The Release files that may decide, best first, each with the candidate it would decide on.
    std::vector<std::pair<ReleaseFile, ecosystem::SuiteMember>> files;
    for (const ecosystem::SuiteMember &candidate : candidates) {
        std::vector<ReleaseFile> stored;
        bool remembered = false;
        for (const std::string_view name : releaseNames) {
            const std::string key = candidate.directory + std::string(name);
            if (const ReleaseFile *given = memory.find(key)) {
                files.emplace_back(*given, candidate);
                remembered = true;
            } else if (auto file = current(key)) {
                stored.push_back(std::move(*file));
            }
        }
        for (ReleaseFile &file : stored) {
            if (!remembered) {
                files.emplace_back(std::move(file), candidate);
            }
        }
    }

    // One after the other, until one knows the file.
    struct Search
    {
        std::vector<std::pair<ReleaseFile, ecosystem::SuiteMember>> files;
        std::size_t next = 0;
        Match match;
        Located done;
        std::function<void(const std::shared_ptr<Search> &)> step;
    };

    auto state = std::make_shared<Search>();
    state->files = std::move(files);
    state->match = std::move(match);
    state->done = std::move(done);
    state->step = [this, &cache,
                   guard = QPointer<QObject>(context)](const std::shared_ptr<Search> &current) {
        if (!guard) {
            return;
        }
        if (current->next == current->files.size()) {
            current->done({});
            return;
        }
        const auto &[file, member] = current->files[current->next++];
        parse(cache, file, guard,
              [current, &member](const std::shared_ptr<const ecosystem::Generation> &generation) {
                  if (generation) {
                      if (auto located = current->match(generation, member)) {
                          current->done(std::move(located));
                          return;
                      }
                  }
                  current->step(current);
              });
    };
    state->step(state);
}

void Generations::locate(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
                         const SuiteMemory &memory, QObject *context, Located done)
{
    search(
        cache, candidates, memory, context,
        [](const std::shared_ptr<const ecosystem::Generation> &generation,
           const ecosystem::SuiteMember &member) -> std::optional<LocatedFile> {
            const ecosystem::Generation::File *file = generation->find(member.name);
            if (file == nullptr) {
                return {};
            }
            return LocatedFile{generation, member, file->digest, file->size};
        },
        std::move(done));
}

void Generations::identify(CacheContext &cache,
                           const std::vector<ecosystem::SuiteMember> &candidates,
                           const Digest &digest, const SuiteMemory &memory, QObject *context,
                           Located done)
{
    search(
        cache, candidates, memory, context,
        [digest](const std::shared_ptr<const ecosystem::Generation> &generation,
                 const ecosystem::SuiteMember &member) -> std::optional<LocatedFile> {
            const auto files = generation->withDigest(digest);
            if (files.empty()) {
                return {};
            }
            return LocatedFile{
                generation, {member.directory, files.front()->name}, digest, files.front()->size};
        },
        std::move(done));
}

void Generations::learn(CacheContext &cache, const std::vector<ecosystem::SuiteMember> &candidates,
                        const SuiteMemory &memory, std::shared_ptr<const store::OpenEntry> index)
{
    const Digest digest = index->entry.object.digest;
    identify(cache, candidates, digest, memory, this,
             [this, &cache, index = std::move(index)](std::optional<LocatedFile> located) {
                 if (!located || !cache.ecosystem->announcesFiles(located->member.name)) {
                     return;
                 }
                 learnFrom(cache, located->member, index, [] {});
             });
}

void Generations::learnFrom(CacheContext &cache, const ecosystem::SuiteMember &member,
                            std::shared_ptr<const store::OpenEntry> index,
                            std::function<void()> done)
{
    m_pool.run(
        this,
        [rules = cache.ecosystem, member, index = std::move(index)] {
            std::vector<store::ExpectedFile> files;
            SharedFile file(index->file.get());
            if (!file.isOpen()) {
                return files;
            }
            const auto read =
                rules->readAnnounced(member, file, [&files](ecosystem::AnnouncedFile announced) {
                    files.push_back(
                        {std::move(announced.name), std::move(announced.digest), announced.size});
                });
            if (!read) {
                // Half an index teaches half of what it could: nothing wrong.
                qCWarning(logEngine).noquote() << read.error().text();
            }
            return files;
        },
        [this, member, done = std::move(done)](std::vector<store::ExpectedFile> files) {
            if (files.empty()) {
                done();
            } else {
                m_store.learn(member.directory + member.name, std::move(files), this, done);
            }
        });
}

} // namespace larder::engine
