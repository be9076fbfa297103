// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a fetch does with a body that has come: digests, checks of its content, publication.
#include "base/logging.h"
#include "ecosystem/document.h"
#include "engine/documentform.h"
#include "engine/fetch.h"
#include "engine/generations.h"
#include "engine/poolwork.h"
#include "engine/releasecheck.h"
#include "engine/sharedfile.h"
#include "http/freshness.h"

#include <algorithm>
#include <utility>

namespace larder::engine
{

void Fetch::proveBody()
{
    m_hashing->advance(m_staging->size());
    m_hashing->finish([this](Result<DigestProgress::Digests> digests) {
        const auto self = shared_from_this();
        digestsKnown(std::move(digests));
    });
}

void Fetch::digestsKnown(Result<DigestProgress::Digests> digests)
{
    if (!digests) {
        failWith(std::move(digests.error()));
        return;
    }
    if (m_wanted.digest) {
        const Digest &have = m_wanted.digest->algorithm == DigestAlgorithm::Sha256
                                 ? digests->sha256
                                 : *digests->other;
        if (have != *m_wanted.digest) {
            contradicted(tr("The bytes that came are not those that the index names."));
            return;
        }
    }
    m_digest = std::move(digests->sha256);
    const bool isNew = !broughtNothingNew();
    if (isNew && !m_wanted.releaseKey.empty()) {
        checkRelease();
    } else if (isNew && m_wanted.document) {
        checkDocument();
    } else if (isNew && m_wanted.isArchive && (!m_wanted.digest || m_wanted.digestIsClaim)) {
        checkArchive();
    } else {
        proven();
    }
}

void Fetch::checkDocument()
{
    m_context.pool.run(
        this,
        [rules = m_cache.ecosystem, body = m_body,
         origin = documentOrigin(m_headers, m_wanted.sources[m_source]),
         encoding = std::string(m_headers.value("Content-Encoding"))]() -> Result<void> {
            SharedFile file(body->file());
            const auto decoded = ecosystem::openDecoded(file, encoding);
            if (!file.isOpen() || !decoded) {
                return fail(FaultKind::Internal, tr("A document could not be opened."));
            }
            return rules->checkDocument(origin, *decoded);
        },
        [this](Result<void> result) { checked(std::move(result)); });
}

void Fetch::checkArchive()
{
    m_context.pool.run(
        this,
        [rules = m_cache.ecosystem, body = m_body,
         source = m_wanted.sources[m_source]]() -> Result<void> {
            SharedFile file(body->file());
            if (!file.isOpen()) {
                return fail(FaultKind::Internal, tr("An archive could not be opened."));
            }
            return rules->checkArchive(source, file);
        },
        [this](Result<void> result) { checked(std::move(result)); });
}

void Fetch::checked(Result<void> result)
{
    const auto self = shared_from_this();
    if (m_stage != Stage::Arriving) {
        return; // abandoned meanwhile
    }
    if (result) {
        proven();
    } else if (ecosystem::isHtml(m_head.headers.value("Content-Type")) && !m_body->wasSent()) {
        portal();
    } else {
        wrongBytes(std::move(result.error()));
    }
}

void Fetch::checkRelease()
{
    const ReleaseFile file{m_wanted.releaseKey, *m_digest, m_body, m_body->file(),
                           m_staging->size()};
    m_releaseCheck =
        std::make_unique<ReleaseCheck>(m_context, m_cache, file, m_wanted.sources[m_source],
                                       m_headers, m_stored, [this](Result<void> consistent) {
                                           const auto self = shared_from_this();
                                           if (!consistent) {
                                               failWith(std::move(consistent.error()));
                                               return;
                                           }
                                           proven();
                                       });
    m_releaseCheck->start();
}

void Fetch::proven()
{
    m_context.health.reportUp(origin()); // also one that sent again what is stored
    const WallTime now = m_context.clock.wall();
    const WallTime fresh = freshUntil(m_head.headers, http::ageOf(m_head.headers, now), now);
    if (m_storable && broughtNothingNew()) {
        m_entry = m_context.store.renew(m_stored, m_headers, now, fresh);
    }
    const bool toPublish = m_storable && !m_entry;
    if (!toPublish) {
        over();
    }
    m_body->proven();
    setStage(Stage::Proven);
    if (!toPublish) {
        return;
    }
    m_context.store.publish(std::move(m_staging),
                            {.key = m_wanted.key,
                             .cache = m_cache.name,
                             .headers = m_headers,
                             .validatedAt = now,
                             .freshUntil = fresh,
                             .digest = *m_digest,
                             .role = role(),
                             .suite = suite(),
                             .url = urlBesideKey()},
                            this, [this](Result<std::shared_ptr<const store::OpenEntry>> entry) {
                                published(std::move(entry));
                            });
}

store::Role Fetch::role() const
{
    const bool isDocument = m_wanted.document || !m_wanted.suites.empty() ||
                            !m_wanted.signatureOf.empty() ||
                            m_wanted.lifetime == ecosystem::Lifetime::Release;
    return isDocument ? store::Role::Document : store::Role::File;
}

// The directory of the Release file with which it belongs together.
std::string Fetch::suite() const
{
    if (!m_wanted.signatureOf.empty() || m_wanted.lifetime == ecosystem::Lifetime::Release) {
        return m_wanted.key.substr(0, m_wanted.key.rfind('/') + 1);
    }
    const auto isKnown = [this](const ecosystem::SuiteMember &member) {
        return std::ranges::any_of(releaseNames, [&](std::string_view name) {
            const std::string key = member.directory + std::string(name);
            return m_wanted.suiteMemory.find(key) != nullptr ||
                   m_context.store.find(key).state != store::Store::Found::State::Absent;
        });
    };
    const auto known = std::ranges::find_if(m_wanted.suites, isKnown);
    return known == m_wanted.suites.end() ? std::string() : known->directory;
}

// Names by digest say nothing to people.
std::string Fetch::urlBesideKey() const
{
    std::string url = m_wanted.sources[m_source].text();
    return m_wanted.key.ends_with(url) ? std::string() : url;
}

// What the suite has of an earlier generation is evicted by itself from now on.
void Fetch::renewSuite()
{
    const ReleaseFile file{m_wanted.key, *m_digest, m_entry, m_entry->file.get(),
                           m_entry->entry.object.size};
    m_context.generations.parse(
        m_cache, file, &m_context.generations,
        [&store = m_context.store,
         suite = suite()](const std::shared_ptr<const ecosystem::Generation> &generation) {
            if (!generation) {
                return;
            }
            std::vector<Digest> named;
            named.reserve(generation->files().size());
            for (const ecosystem::Generation::File &each : generation->files()) {
                named.push_back(each.digest);
            }
            store.renewSuite(suite, std::move(named));
        });
}

void Fetch::published(Result<std::shared_ptr<const store::OpenEntry>> entry)
{
    const auto self = shared_from_this();
    if (entry) {
        m_entry = std::move(*entry);
        if (!m_wanted.suites.empty()) {
            m_context.generations.learn(m_cache, m_wanted.suites, m_wanted.suiteMemory, m_entry);
        }
        if (!m_wanted.releaseKey.empty()) {
            renewSuite();
        }
    } else {
        // The clients have their bytes; only the next one fetches again.
        qCWarning(logEngine).noquote() << entry.error().text();
    }
    over();
    tellFollowers();
}

} // namespace larder::engine
