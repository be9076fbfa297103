// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "ecosystem/plan.h"
#include "engine/context.h"
#include "engine/fetch.h"
#include "engine/generations.h"
#include "engine/locating.h"
#include "engine/renderings.h"
#include "engine/reply.h"
#include "http/message.h"
#include "statistics/tally.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

class QTimer;

namespace larder::engine
{

class Connection;
class Forward;
class TunnelOpening;

// One request from its head to its reply: asks the ecosystem for a plan and carries it out. Owned
// by its Connection, which sends the reply; engine thread. Being destroyed early (the client left)
// it lets go of whatever it was waiting for.
class Exchange final : public FetchFollower
{
public:
    Exchange(Connection &connection, http::RequestHead request);
    Exchange(const Exchange &) = delete;
    Exchange &operator=(const Exchange &) = delete;
    ~Exchange() override;

    // A request that did not even parse: its reply is ready at once and the last one.
    [[nodiscard]] static std::unique_ptr<Exchange> rejected(Connection &connection, int status,
                                                            std::string_view sentence);

    // Whether the plan forwards the request's body; then it is appended before start().
    [[nodiscard]] bool takesBody() const;
    [[nodiscard]] bool appendBody(std::string_view bytes); // false: too large

    void start();

    // Null until there is one. The connection advances its offsets while sending.
    [[nodiscard]] Reply *reply() { return m_reply ? &*m_reply : nullptr; }

    enum class Delivery { Whole, Cut };
    void finished(std::uint64_t bytesSent, Delivery delivery);

    void fetchChanged(Fetch &fetch) override;

    // From a Forward or a TunnelOpening of this exchange.
    void answer(Reply reply);

    void explain(statistics::Reason reason) { m_reason = reason; }

    void answerFault(const Fault &fault);
    void answerFault(const Fault &fault, statistics::Reason reason);

    [[nodiscard]] const ReplyForm &form() const { return m_form; }

    [[nodiscard]] Connection &connection() { return m_connection; }

private:
    // Where a Serve plan stands; the order in which an exchange can go through them.
    enum class Stage {
        Planned,
        FindingSuite,  // which generation decides what the name means
        LookingUp,     // the index was busy
        Verifying,     // the stored object is being hashed before its first byte
        Renewing,      // the origin is asked whether the stored copy is current
        ReadingDigest, // documents are read for the digest of what is to be fetched
        Following,     // a fetch is under way
        Rendering,     // the document is being brought into this client's form
        Answered,
    };

    void carryOut(ecosystem::Serve &serve);
    void located(Locating::Outcome outcome);
    void findSuite();
    void suiteFound(const std::optional<LocatedFile> &file);
    void lookUp();
    void found(store::Store::Found found);
    void serveProven(std::shared_ptr<const store::OpenEntry> entry);
    void checkClaim(const std::shared_ptr<const store::OpenEntry> &entry);
    void verifyFirst(std::shared_ptr<const store::OpenEntry> entry);
    void sendWhileVerifying(const std::shared_ptr<const store::OpenEntry> &entry);
    // Whether a stored document may be sent without asking the origin.
    enum class Currency {
        Fresh,
        Spared,   // it would be asked, were the link not metered
        Demanded, // fresh, but the client wants it asked
        Outdated,
    };
    [[nodiscard]] Currency currencyOf(const store::Entry &entry) const;
    void renew();
    void patienceEnded();
    void fetchAbsent(statistics::Reason why);
    void readDigest();
    void fetchAnew();
    void follow(std::shared_ptr<Fetch> fetch);
    void replyFromFetch(Fetch &fetch);
    void rewriteInPassing(statistics::Reason why);
    void passInstead(statistics::Reason why);
    void passOn(statistics::Reason why);
    void forward(const ecosystem::Pass &pass, statistics::Reason why);
    void refuseOffline();
    void answerProblem(int status, const QString &sentence);
    void answerOrigin(int status);
    // Upstream URLs of what is served.
    [[nodiscard]] const http::Url &bestSource() const;
    [[nodiscard]] std::vector<http::Url> sources() const; // best first
    [[nodiscard]] Fetch::Wanted wanted() const;
    [[nodiscard]] statistics::Reason cutReason() const;

    // What callbacks of the store hang on, so that none comes to a dead exchange. Made only when
    // something is waited for: a hit needs none.
    [[nodiscard]] QObject *guard();

    // Replies.
    // What is sent, and what the head says of it.
    struct Content
    {
        std::shared_ptr<Body> body; // what still arrives or is being verified
        std::shared_ptr<const store::OpenEntry>
            entry;                    // keeps it alive; the body where there is none
        std::string_view fields;      // as they go on the wire
        const http::Headers &headers; // the same, to be looked up
        std::uint64_t size = 0;
        std::optional<WallTime> validatedAt; // of a stored one: its age counts from there
        std::optional<std::uint64_t>
            originSize; // what the origin would have sent, where not `size`
    };

    void sendStored(const std::shared_ptr<const store::OpenEntry> &entry,
                    statistics::Outcome outcome);
    void sendStale(statistics::Reason why);
    void sendContent(Content content, statistics::Outcome outcome);
    [[nodiscard]] std::optional<DocumentForm> formFor(const http::Headers &stored) const;
    void render(DocumentBytes document, const DocumentForm &form, const http::Headers &stored,
                std::uint64_t originSize, std::optional<WallTime> validatedAt, bool mayKeep,
                statistics::Outcome outcome);
    [[nodiscard]] bool reachedAsUsual() const;
    void sendPage(const ecosystem::OwnPage &page);
    [[nodiscard]] bool isOfSuite() const;
    [[nodiscard]] bool asksWholeOnly() const; // neither range nor condition
    void rememberSuite(ReleaseFile file);

    Connection &m_connection;
    Context &m_context;
    http::RequestHead m_request;
    ReplyForm m_form;
    ecosystem::Plan m_plan;
    std::string m_body;

    Stage m_stage = Stage::Planned;
    ecosystem::Serve *m_serve = nullptr;  // into m_plan
    std::optional<http::Url> m_byHash;    // an upstream URL that is better than m_serve's
    std::string m_releaseKey;             // the Release file is what is served: its key
    bool m_passing = false;               // a document that is not stored: rewritten in passing
    std::optional<Digest> m_contradicted; // a stored object that is not what the client claims
    std::shared_ptr<const store::OpenEntry> m_stored; // what is there, current or not
    std::shared_ptr<Fetch> m_fetch;
    std::unique_ptr<QObject> m_guard;

    struct Later // a timer must not die within its own signal
    {
        void operator()(QTimer *timer) const;
    };

    std::unique_ptr<QTimer, Later> m_patience;
    std::unique_ptr<Locating> m_locating;
    std::unique_ptr<Forward> m_forward;
    std::unique_ptr<TunnelOpening> m_tunnel;
    std::optional<Reply> m_reply;

    SteadyTime m_began;
    statistics::Outcome m_outcome = statistics::Outcome::Error;
    statistics::Reason m_reason = statistics::Reason::None; // of the outcome, as far as it is known
    std::uint64_t m_bytesOrigin = 0;
    std::string m_url; // for the log, without secrets
};

} // namespace larder::engine
