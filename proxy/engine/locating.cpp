// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/locating.h"

#include "ecosystem/document.h"
#include "engine/documentbytes.h"
#include "engine/poolwork.h"
#include "engine/sharedfile.h"

#include <utility>

namespace larder::engine
{

Locating::Locating(Context &context, CacheContext &cache, ecosystem::Locate plan, Done done)
    : m_context(context)
    , m_cache(cache)
    , m_plan(std::move(plan))
    , m_done(std::move(done))
{}

Locating::~Locating()
{
    letGo();
}

void Locating::start()
{
    if (m_context.mode == NetworkMode::Paused) {
        fetchNext();
    } else {
        readStored();
    }
}

void Locating::letGo()
{
    if (m_fetch) {
        m_fetch->removeFollower(*this);
        m_fetch.reset();
    }
}

void Locating::end(Outcome outcome)
{
    const Done done = std::move(m_done);
    done(std::move(outcome)); // nothing of this after it
}

void Locating::readStored()
{
    std::vector<DocumentBytes> documents;
    for (const ecosystem::Serve &document : m_plan.documents) {
        // Unproven ones will do: what a damaged document says of a file leads to none.
        if (const auto found = m_context.store.find(document.key); found.entry) {
            documents.push_back(bytesOf(found.entry, document.source));
        }
    }
    read(std::move(documents), [this](std::optional<ecosystem::Serve> found) {
        if (found || m_context.mode == NetworkMode::Offline) {
            end({.found = std::move(found)});
            return;
        }
        fetchNext();
    });
}

void Locating::fetchNext()
{
    if (m_next == m_plan.documents.size()) {
        end({.found = {}, .fault = std::move(m_fault), .reason = m_reason});
        return;
    }
    const ecosystem::Serve &document = m_plan.documents[m_next++];
    m_fetch = m_context.fetches.find(document.key);
    if (!m_fetch) {
        m_fetch = m_context.fetches.start(
            m_context, m_cache,
            {.key = document.key,
             .sources = {document.source},
             .digest = {},
             .size = {},
             .suites = {},
             .releaseKey = {},
             .suiteMemory = {},
             .lifetime = document.lifetime,
             .document = document.document,
             .keeping = m_context.mode == NetworkMode::Paused || !m_context.store.mayStore()
                            ? Fetch::Keeping::Pass
                            : Fetch::Keeping::Store},
            nullptr);
    }
    if (!m_fetch) {
        fetchNext(); // too many under way
        return;
    }
    m_fetch->addFollower(*this);
    fetchChanged(*m_fetch);
}

void Locating::fetchChanged(Fetch &fetch)
{
    if (&fetch != m_fetch.get()) {
        return;
    }
    std::vector<DocumentBytes> documents;
    switch (fetch.stage()) {
    case Fetch::Stage::Asking:
    case Fetch::Stage::Arriving:
        return;
    case Fetch::Stage::Proven:
        documents.push_back(bytesOf(fetch));
        break;
    case Fetch::Stage::Unchanged:
        documents.push_back(bytesOf(fetch.entry(), fetch.wanted().sources.front()));
        break;
    case Fetch::Stage::Rejected:
        break; // there is no such document
    case Fetch::Stage::Failed:
        m_fault = fetch.fault();
        m_reason = fetch.reason();
        break;
    }
    letGo();
    read(std::move(documents), [this](std::optional<ecosystem::Serve> found) {
        if (found) {
            end({.found = std::move(found)});
        } else {
            fetchNext();
        }
    });
}

void Locating::read(std::vector<DocumentBytes> documents,
                    std::function<void(std::optional<ecosystem::Serve>)> then)
{
    // Also without any: nobody is told from within a fetch that goes on.
    m_context.pool.run(
        this,
        [documents = std::move(documents), file = m_plan.file,
         rules = m_cache.ecosystem]() -> std::optional<ecosystem::Serve> {
            for (const DocumentBytes &document : documents) {
                SharedFile stored(document.file);
                const auto body = ecosystem::openDecoded(stored, document.contentEncoding);
                if (stored.isOpen() && body) {
                    if (auto found = rules->locate(file, *body)) {
                        return found;
                    }
                }
            }
            return std::nullopt;
        },
        [then = std::move(then)](std::optional<ecosystem::Serve> found) {
            then(std::move(found));
        });
}

} // namespace larder::engine
