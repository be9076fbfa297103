// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/context.h"
#include "engine/fetch.h"
#include "engine/generations.h"
#include "http/limits.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace larder::engine
{

// Proves that a new Release file can take the place of the old one before any client sees it, so
// that no client is led into a suite that is half updated:
//  - in an archive without by-hash names, every index that was served from the old generation must
//    be there in its new form (it is fetched now);
//  - a Release file with a detached signature must still be the current one after its signature was
//    fetched, so that the two belong together.
// If not, the old generation stays, and the next request tries again. Owned by the Fetch of the
// Release file; engine thread.
class ReleaseCheck final : public QObject, public FetchFollower, public upstream::ResponseHandler
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<void>)>;

    // source and headers: where the file came from and with which fields; stored: the old one.
    // done may destroy this object.
    ReleaseCheck(Context &context, CacheContext &cache, ReleaseFile file, http::Url source,
                 http::Headers headers, std::shared_ptr<const store::OpenEntry> stored, Done done);
    ~ReleaseCheck() override;

    // done never comes from within.
    void start();

    void fetchChanged(Fetch &fetch) override;
    void responseHead(http::ResponseHead head, const upstream::Source &source) override;
    void responseBody(std::string_view bytes) override;
    void responseEnd() override;
    void responseFault(const Fault &fault) override;

private:
    void newParsed(const std::shared_ptr<const ecosystem::Generation> &generation);
    void fetchChangedIndexes(const ecosystem::Generation &old,
                             const ecosystem::Generation &current);
    void fetchSignature();
    void askAgain();
    void finish(Result<void> result);
    [[nodiscard]] std::string directory() const; // key prefix of the suite
    [[nodiscard]] http::Url sibling(const std::string &name) const;
    [[nodiscard]] Fault beingUpdated() const;

    Context &m_context;
    CacheContext &m_cache;
    ReleaseFile m_file;
    http::Url m_source;
    http::Headers m_headers;
    std::shared_ptr<const store::OpenEntry> m_stored;
    Done m_done;
    std::shared_ptr<const ecosystem::Generation> m_new;
    std::vector<std::shared_ptr<Fetch>> m_waiting; // indexes of the new generation
    std::shared_ptr<Fetch> m_signature;
    std::unique_ptr<upstream::Transfer> m_transfer;
    std::unique_ptr<Hasher> m_again; // of the Release file, read a second time
};

// The key of the signature that belongs to a Release file with this digest.
[[nodiscard]] std::string signatureKey(const std::string &key, const Digest &release);
// The key under which a file is stored that is known by its SHA-256.
[[nodiscard]] std::string digestKey(const CacheContext &cache, const Digest &digest);

} // namespace larder::engine
