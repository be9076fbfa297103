// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/releasecheck.h"

#include <algorithm>

namespace larder::engine
{

std::string signatureKey(const std::string &key, const Digest &release)
{
    return key + '#' + release.hex();
}

std::string digestKey(const CacheContext &cache, const Digest &digest)
{
    return cache.name + ":sha256:" + digest.hex();
}

ReleaseCheck::ReleaseCheck(Context &context, CacheContext &cache, ReleaseFile file,
                           http::Url source, http::Headers headers,
                           std::shared_ptr<const store::OpenEntry> stored, Done done)
    : m_context(context)
    , m_cache(cache)
    , m_file(std::move(file))
    , m_source(std::move(source))
    , m_headers(std::move(headers))
    , m_stored(std::move(stored))
    , m_done(std::move(done))
{}

ReleaseCheck::~ReleaseCheck()
{
    for (const auto &fetch : m_waiting) {
        fetch->removeFollower(*this);
    }
    if (m_signature) {
        m_signature->removeFollower(*this);
    }
}

std::string ReleaseCheck::directory() const
{
    return m_file.key.substr(0, m_file.key.rfind('/') + 1);
}

http::Url ReleaseCheck::sibling(const std::string &name) const
{
    http::Url url = m_source;
    url.path = url.path.substr(0, url.path.rfind('/') + 1) + name;
    return url;
}

Fault ReleaseCheck::beingUpdated() const
{
    return {FaultKind::Damaged, tr("The archive is in the middle of an update."),
            tr("Try again in some minutes.")};
}

void ReleaseCheck::start()
{
    m_context.generations.parse(
        m_cache, m_file, this,
        [this](const std::shared_ptr<const ecosystem::Generation> &generation) {
            // Parsed Release files come at once: done must not.
            QMetaObject::invokeMethod(
                this, [this, generation] { newParsed(generation); }, Qt::QueuedConnection);
        });
}

void ReleaseCheck::newParsed(const std::shared_ptr<const ecosystem::Generation> &generation)
{
    m_new = generation;
    if (!m_new || m_new->hasByHash() || !m_stored) {
        fetchSignature();
        return;
    }
    const ReleaseFile old{m_file.key, m_stored->entry.object.digest, m_stored, m_stored->file.get(),
                          m_stored->entry.object.size};
    m_context.generations.parse(
        m_cache, old, this,
        [this](const std::shared_ptr<const ecosystem::Generation> &generationBefore) {
            if (generationBefore) {
                fetchChangedIndexes(*generationBefore, *m_new);
            } else {
                fetchSignature();
            }
        });
}

void ReleaseCheck::fetchChangedIndexes(const ecosystem::Generation &old,
                                       const ecosystem::Generation &current)
{
    for (const ecosystem::Generation::File &before : old.files()) {
        const ecosystem::Generation::File *now = current.find(before.name);
        if (now == nullptr || now->digest == before.digest ||
            m_context.store.find(digestKey(m_cache, before.digest)).state ==
                store::Store::Found::State::Absent) {
            continue; // gone, unchanged, or nobody here uses it
        }
        std::string key = digestKey(m_cache, now->digest);
        if (m_context.store.find(key).state != store::Store::Found::State::Absent) {
            continue;
        }
        std::shared_ptr<Fetch> fetch = m_context.fetches.find(key);
        if (!fetch) {
            fetch = m_context.fetches.start(m_context, m_cache,
                                            {.key = std::move(key),
                                             .sources = {sibling(now->name)},
                                             .digest = now->digest,
                                             .size = now->size,
                                             .suites = {{directory(), now->name}},
                                             .releaseKey = {},
                                             .suiteMemory = {},
                                             .lifetime = ecosystem::Lifetime::Immutable},
                                            nullptr);
        }
        if (!fetch) {
            finish(std::unexpected(beingUpdated()));
            return;
        }
        if (std::ranges::contains(m_waiting, fetch)) {
            continue; // two names for the same bytes
        }
        fetch->addFollower(*this);
        m_waiting.push_back(std::move(fetch));
    }
    if (m_waiting.empty()) {
        fetchSignature();
    }
}

void ReleaseCheck::fetchChanged(Fetch &fetch)
{
    const bool isSignature = &fetch == m_signature.get();
    switch (fetch.stage()) {
    case Fetch::Stage::Asking:
    case Fetch::Stage::Arriving:
        return;
    case Fetch::Stage::Proven:
        if (!fetch.isOver()) {
            return; // it counts once it is published
        }
        break;
    case Fetch::Stage::Unchanged:
        break;
    case Fetch::Stage::Rejected:
    case Fetch::Stage::Failed:
        if (isSignature && fetch.stage() == Fetch::Stage::Rejected) {
            break; // unsigned, or signed in line only
        }
        finish(std::unexpected(beingUpdated()));
        return;
    }
    fetch.removeFollower(*this);
    if (isSignature) {
        m_signature.reset();
        askAgain();
        return;
    }
    std::erase_if(m_waiting, [&fetch](const auto &waiting) { return waiting.get() == &fetch; });
    if (m_waiting.empty()) {
        fetchSignature();
    }
}

void ReleaseCheck::fetchSignature()
{
    if (!m_file.key.ends_with("/Release")) {
        finish({});
        return;
    }
    std::string key = signatureKey(m_file.key + ".gpg", m_file.digest);
    m_signature = m_context.fetches.find(key);
    if (!m_signature) {
        m_signature = m_context.fetches.start(m_context, m_cache,
                                              {.key = std::move(key),
                                               .sources = {sibling("Release.gpg")},
                                               .digest = {},
                                               .size = {},
                                               .suites = {},
                                               .releaseKey = {},
                                               .suiteMemory = {},
                                               .lifetime = ecosystem::Lifetime::Release},
                                              nullptr);
    }
    if (!m_signature) {
        finish(std::unexpected(beingUpdated()));
        return;
    }
    m_signature->addFollower(*this);
}

void ReleaseCheck::askAgain()
{
    upstream::Request request;
    request.url = m_source;
    request.headers.add("Cache-Control", "max-age=0");
    if (const auto etag = m_headers.find("ETag")) {
        request.headers.add("If-None-Match", std::string(*etag));
    }
    if (const auto date = m_headers.find("Last-Modified")) {
        request.headers.add("If-Modified-Since", std::string(*date));
    }
    m_again = std::make_unique<Hasher>();
    m_transfer = m_context.client.send(std::move(request), *this);
}

void ReleaseCheck::responseHead(http::ResponseHead head, const upstream::Source & /*source*/)
{
    if (head.status == 304) {
        finish({});
    } else if (head.status != 200) {
        finish(std::unexpected(beingUpdated()));
    }
}

void ReleaseCheck::responseBody(std::string_view bytes)
{
    m_again->update(bytes);
    if (m_transfer->bytesFromNetwork() > 2 * m_file.size + http::maxResponseHeaderBytes) {
        finish(std::unexpected(beingUpdated()));
    }
}

void ReleaseCheck::responseEnd()
{
    if (m_again->finish() == m_file.digest) {
        finish({});
    } else {
        finish(std::unexpected(beingUpdated()));
    }
}

void ReleaseCheck::responseFault(const Fault &fault)
{
    finish(std::unexpected(fault));
}

void ReleaseCheck::finish(Result<void> result)
{
    if (m_transfer) {
        m_context.recorder.recordNetworkBytes(m_cache.name, m_transfer->bytesFromNetwork(),
                                              m_context.link());
        m_transfer.reset();
    }
    // The last use of this object: done destroys it.
    const Done done = std::move(m_done);
    done(std::move(result));
}

} // namespace larder::engine
