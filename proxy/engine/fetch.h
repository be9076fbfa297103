// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "ecosystem/plan.h"
#include "engine/body.h"
#include "engine/context.h"
#include "engine/digestprogress.h"
#include "http/message.h"
#include "statistics/reason.h"
#include "store/store.h"
#include "upstream/client.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace larder::engine
{

class Fetch;
class ReleaseCheck;

// Somebody who waits for a fetch. Told when its stage or the sendable part of its body changed.
class FetchFollower
{
public:
    virtual ~FetchFollower() = default;
    virtual void fetchChanged(Fetch &fetch) = 0;
};

// One transfer for a key with any number of followers (single flight): asks the upstream, writes
// the body to a staging file that everybody reads, proves it, publishes it. Resumes what was cut,
// fetches anew what was wrong, as long as no client has seen a byte of it. Goes on when all
// followers have left, within limits. Kept by Fetches while it runs and by its followers; engine
// thread.
class Fetch final : public QObject,
                    public upstream::ResponseHandler,
                    public std::enable_shared_from_this<Fetch>
{
    Q_OBJECT

public:
    enum class Keeping : std::uint8_t { Store, Pass };

    // What is to be had.
    struct Wanted
    {
        std::string key;
        std::vector<http::Url> sources; // the next is tried where one answers with 4xx
        std::optional<Digest> digest;   // what the body must have
        bool digestIsClaim = false;     // says the client who asked first, nobody else
        std::optional<std::uint64_t> size;
        std::vector<ecosystem::SuiteMember> suites; // for what the body teaches
        std::string releaseKey;  // not empty: the body is this Release file, checked as one
        SuiteMemory suiteMemory; // of the client that asked first
        ecosystem::Lifetime lifetime = ecosystem::Lifetime::Immutable;
        std::optional<ecosystem::Document> document{}; // comes compressed, and is checked as one
        bool isArchive = false;                        // is checked as one
        Keeping keeping = Keeping::Store;
        std::string signatureOf{}; // the Release file whose signature it is
    };

    enum class Stage {
        Asking,    // no usable response head yet
        Arriving,  // the body is growing
        Proven,    // whole and right; entry() follows soon, body() serves until then
        Unchanged, // 304: the stored copy is current (entry() is it, renewed)
        Rejected,  // the origin answered with a status that is not stored: status()
        Failed,    // fault()
    };

    // stored: the copy that a conditional request is about, if any.
    Fetch(Context &context, CacheContext &cache, Wanted wanted,
          std::shared_ptr<const store::OpenEntry> stored);
    ~Fetch() override;
    void start();

    void addFollower(FetchFollower &follower);
    void removeFollower(FetchFollower &follower);

    // The engine ends: what has come is kept for a resumption.
    void abandon();

    [[nodiscard]] Stage stage() const { return m_stage; }

    [[nodiscard]] const Wanted &wanted() const { return m_wanted; }

    [[nodiscard]] const Fault &fault() const { return m_fault; }

    // Why it failed, was refused, or is not kept; None while nothing is known against it.
    [[nodiscard]] statistics::Reason reason() const;

    // Failed since it cannot be kept, not since it cannot be had: to be passed through.
    [[nodiscard]] bool storeFailed() const { return m_storeFailed; }

    [[nodiscard]] int status() const { return m_head.status; }

    [[nodiscard]] const http::Headers &headers() const { return m_headers; } // as stored

    [[nodiscard]] const std::shared_ptr<Body> &body() const { return m_body; }

    [[nodiscard]] const std::optional<Digest> &digest() const { return m_digest; } // once proven

    // Once published or unchanged; null when it could not be stored.
    [[nodiscard]] const std::shared_ptr<const store::OpenEntry> &entry() const { return m_entry; }

    // Whether the origin and we allow that it is kept; once the head has come.
    [[nodiscard]] bool isStorable() const { return m_storable; }

    // The body that came is the one that was stored before: the origin had nothing new.
    [[nodiscard]] bool broughtNothingNew() const;

    // Nothing more will happen: published, or it never will be.
    [[nodiscard]] bool isOver() const { return m_over; }

    // Network bytes that nobody has been charged with yet; the first who asks is.
    [[nodiscard]] std::uint64_t takeNetworkBytes();

    void responseHead(http::ResponseHead head, const upstream::Source &source) override;
    void responseBody(std::string_view bytes) override;
    void responseEnd() override;
    void responseFault(const Fault &fault) override;
    void responseSilent() override;

private:
    enum class Attempt { First, Again };

    void ask(Attempt attempt);
    void accept(http::ResponseHead head);     // 200
    void acceptPart(http::ResponseHead head); // 206
    [[nodiscard]] bool prepareStaging();
    void unchanged(const http::ResponseHead &head);
    void proveBody();
    void digestsKnown(Result<DigestProgress::Digests> digests);
    [[nodiscard]] http::Headers keptHeaders(const http::ResponseHead &head) const;
    [[nodiscard]] bool comesEncoded(const http::ResponseHead &head) const;
    [[nodiscard]] WallTime freshUntil(const http::Headers &fields, std::chrono::milliseconds age,
                                      WallTime now) const;
    void checkDocument();
    void checkArchive();
    void checked(Result<void> result);
    void checkRelease();
    void proven();
    void published(Result<std::shared_ptr<const store::OpenEntry>> entry);
    void contradicted(QString what); // by what its index says
    void wrongBytes(Fault fault);
    void startOver();
    void cut(const Fault &fault);
    void portal();
    void failWith(Fault fault);
    void failStaging(Fault fault);
    void keepPartial();
    void keepUntouchedPartial();
    [[nodiscard]] bool mayResume() const;
    [[nodiscard]] std::string resumeValidator() const;
    [[nodiscard]] bool leftAlone() const;
    [[nodiscard]] std::string origin() const;
    [[nodiscard]] store::Role role() const;
    [[nodiscard]] std::string suite() const;
    [[nodiscard]] std::string urlBesideKey() const;
    void renewSuite();
    void endTransfer();
    void setStage(Stage stage);
    void tellFollowers();
    void over();

    Context &m_context;
    CacheContext &m_cache;
    Wanted m_wanted;
    std::shared_ptr<const store::OpenEntry> m_stored;
    std::size_t m_source = 0; // into m_wanted.sources
    http::Url m_finalUrl;     // where that led to
    int m_attempts = 0;

    Stage m_stage = Stage::Asking;
    Fault m_fault;
    http::ResponseHead m_head;
    http::Headers m_headers;
    std::unique_ptr<upstream::Transfer> m_transfer;
    std::unique_ptr<store::Staging> m_staging;
    std::unique_ptr<DigestProgress> m_hashing;
    std::unique_ptr<ReleaseCheck> m_releaseCheck;
    std::shared_ptr<Body> m_body;
    std::optional<Digest> m_digest;
    std::shared_ptr<const store::OpenEntry> m_entry;
    std::optional<store::PartialRecord> m_resuming; // what an earlier process or attempt left
    std::uint64_t m_resumeFrom = 0;
    bool m_askedConditionally = false;
    bool m_storable = true;
    bool m_sniffed = false; // the first bytes were looked at
    bool m_over = false;
    bool m_storeFailed = false;
    bool m_isPortal = false; // what came is of the network, not of the origin

    std::uint64_t m_networkBytes = 0; // of ended transfers
    std::uint64_t m_chargedBytes = 0;
    std::uint64_t m_toldSendable = 0;
    std::vector<FetchFollower *> m_followers;
    int m_telling = 0;
};

// The fetches under way, one per key.
class Fetches
{
public:
    // The running fetch of that key, or nothing.
    [[nodiscard]] std::shared_ptr<Fetch> find(const std::string &key) const;
    // Starts one, whose head comes later from the event loop. Null when there are too many.
    [[nodiscard]] std::shared_ptr<Fetch> start(Context &context, CacheContext &cache,
                                               Fetch::Wanted wanted,
                                               std::shared_ptr<const store::OpenEntry> stored);
    void over(const Fetch &fetch);
    // A key that no other request finds a fetch by.
    [[nodiscard]] std::string keyOfItsOwn(std::string_view key);

    [[nodiscard]] bool isEmpty() const { return m_fetches.empty(); }

    [[nodiscard]] std::size_t count() const { return m_fetches.size(); }

    void abandonAll();

private:
    std::map<std::string, std::shared_ptr<Fetch>> m_fetches;
    std::uint64_t m_ownKeys = 0; // made so far
};

} // namespace larder::engine
