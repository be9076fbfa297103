// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/exchange.h"

#include "ecosystem/document.h"
#include "engine/connection.h"
#include "engine/documentbytes.h"
#include "engine/engine.h"
#include "engine/forward.h"
#include "engine/passstream.h"
#include "engine/poolwork.h"
#include "engine/reasons.h"
#include "engine/releasecheck.h"
#include "engine/sharedfile.h"
#include "engine/tunnel.h"
#include "http/freshness.h"
#include "store/files.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace larder::engine
{

namespace
{

using statistics::Outcome;
using statistics::Reason;

// What the log shows of a target that did not become a URL: printable, and not endless.
std::string printable(std::string_view target)
{
    constexpr std::size_t longest = 200;
    std::string text;
    for (const char c : target.substr(0, longest)) {
        text += c > ' ' && c < '\x7f' ? c : '?';
    }
    return text;
}

} // namespace

Exchange::Exchange(Connection &connection, http::RequestHead request)
    : m_connection(connection)
    , m_context(connection.context())
    , m_request(std::move(request))
    , m_form{.headOnly = m_request.method == http::Method::Head,
             .minorVersion = m_request.minorVersion,
             .keepAlive = m_request.keepAlive}
    , m_began(m_context.clock.steady())
{
    const CacheContext &cache = m_connection.cache();
    auto address = ecosystem::Address::Foreign;
    if (m_request.target.starts_with('/')) {
        // A name that is not ours in an origin-form request is what DNS rebinding looks like.
        address = ecosystem::Address::Ours;
        const std::string_view host = m_request.headers.value("Host");
        if (!host.empty() && !m_connection.isOwnAuthority(host)) {
            m_plan = ecosystem::Refuse{
                421, QCoreApplication::translate(
                         "larder", "This is Larder, and the name you used for it is not one of "
                                   "its own. Use its address, for example 127.0.0.1.")};
            return;
        }
    } else if (m_request.target.starts_with("http://")) {
        const std::string_view rest = std::string_view(m_request.target).substr(7);
        const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
        if (m_connection.isOwnAuthority(rest.substr(0, end))) {
            address = ecosystem::Address::Ours;
            std::string path(rest.substr(end));
            m_request.headers.set("Host", std::string(rest.substr(0, end))); // RFC 9112 3.2.2
            m_request.target = path.starts_with('/') ? std::move(path) : '/' + path;
        }
    }
    // Scripts of other sites must not read figures and stock, nor act in anybody's name. No package
    // manager sends this field.
    const std::string_view site = m_request.headers.value("Sec-Fetch-Site");
    if (site == "cross-site" || site == "same-site") {
        m_plan = ecosystem::Refuse{
            403,
            QCoreApplication::translate("larder", "Larder answers no requests of other sites.")};
        return;
    }
    m_context.engine.noteTime();
    m_plan = cache.ecosystem->plan(m_request, address);
}

Exchange::~Exchange()
{
    if (m_fetch) {
        m_fetch->removeFollower(*this);
    }
}

std::unique_ptr<Exchange> Exchange::rejected(Connection &connection, int status,
                                             std::string_view sentence)
{
    http::RequestHead nothing;
    nothing.target = "/";
    nothing.keepAlive = false;
    auto exchange = std::make_unique<Exchange>(connection, std::move(nothing));
    exchange->m_url = "-";
    exchange->m_outcome = Outcome::Refused;
    exchange->m_reason = refusalReason(status);
    exchange->m_reply = makeTextReply(status, sentence, exchange->m_form);
    exchange->m_stage = Stage::Answered;
    return exchange;
}

void Exchange::Later::operator()(QTimer *timer) const
{
    timer->stop();
    timer->deleteLater();
}

QObject *Exchange::guard()
{
    if (!m_guard) {
        m_guard = std::make_unique<QObject>();
    }
    return m_guard.get();
}

bool Exchange::takesBody() const
{
    const auto *pass = std::get_if<ecosystem::Pass>(&m_plan);
    return pass != nullptr && pass->carriesBody;
}

bool Exchange::appendBody(std::string_view bytes)
{
    if (m_body.size() + bytes.size() > ecosystem::maxPassBodyBytes) {
        return false;
    }
    m_body += bytes;
    return true;
}

void Exchange::start()
{
    if (auto *serve = std::get_if<ecosystem::Serve>(&m_plan)) {
        m_url = serve->source.redacted();
        carryOut(*serve);
    } else if (auto *locate = std::get_if<ecosystem::Locate>(&m_plan)) {
        m_url = printable(m_request.target);
        m_locating = std::make_unique<Locating>(
            m_context, m_connection.cache(), *locate,
            [this](Locating::Outcome outcome) { located(std::move(outcome)); });
        m_locating->start();
    } else if (auto *pass = std::get_if<ecosystem::Pass>(&m_plan)) {
        forward(*pass, reasonOf(pass->why));
    } else if (auto *ready = std::get_if<ecosystem::Answer>(&m_plan)) {
        m_url = printable(m_request.target);
        m_outcome = Outcome::Own;
        answer(makeReply(*ready, m_form));
    } else if (auto *page = std::get_if<ecosystem::OwnPage>(&m_plan)) {
        m_url = printable(m_request.target);
        sendPage(*page);
    } else if (auto *tunnel = std::get_if<ecosystem::Tunnel>(&m_plan)) {
        m_url = tunnel->host + ':' + std::to_string(tunnel->port);
        m_outcome = Outcome::Tunnel;
        if (m_context.mode == NetworkMode::Offline) {
            refuseOffline();
            return;
        }
        m_tunnel = std::make_unique<TunnelOpening>(*this, *tunnel);
        m_tunnel->start();
    } else if (auto *refuse = std::get_if<ecosystem::Refuse>(&m_plan)) {
        m_url = printable(m_request.target);
        m_outcome = Outcome::Refused;
        m_reason = refusalReason(refuse->status);
        answerProblem(refuse->status, refuse->reason);
    }
}

void Exchange::answer(Reply reply)
{
    if (m_fetch) {
        m_fetch->removeFollower(*this);
    }
    m_patience.reset();
    m_reply = std::move(reply);
    m_stage = Stage::Answered;
    m_connection.replyReady();
}

void Exchange::finished(std::uint64_t bytesSent, Delivery delivery)
{
    std::uint64_t bytesFetched = m_fetch ? m_fetch->takeNetworkBytes() : 0;
    std::uint64_t bytesForwarded = 0; // the origin would have sent the same
    if (m_forward) {
        bytesForwarded = m_forward->takeNetworkBytes();
        bytesFetched += bytesForwarded;
    }
    // An origin without validators sends a document again; that it was the same shows at its end.
    if (m_outcome == Outcome::Miss && m_fetch && m_fetch->broughtNothingNew()) {
        m_outcome = Outcome::Renewal;
        m_reason = Reason::None;
    }
    const SteadyTime now = m_context.clock.steady();
    const bool whole = delivery == Delivery::Whole && m_reply;
    m_context.recorder.record(
        {.time = m_context.clock.wall(),
         .cache = m_connection.cache().name,
         .client = m_connection.client(),
         .method = std::string(http::methodName(m_request.method)),
         .url = std::move(m_url),
         .outcome = whole ? m_outcome : Outcome::Error,
         .reason = whole ? m_reason : cutReason(),
         .status = m_reply ? m_reply->status : 0,
         .bytesSent = bytesSent,
         .bytesFetched = bytesFetched,
         .duration = std::chrono::duration_cast<std::chrono::microseconds>(now - m_began)},
        (whole ? m_bytesOrigin : 0) + bytesForwarded, m_context.link());
}

// Why a reply did not reach its end.
Reason Exchange::cutReason() const
{
    if (m_reply) {
        if (const auto *followed = std::get_if<FollowedBody>(&m_reply->body);
            followed != nullptr && followed->body->state() == Body::State::Failed) {
            return m_fetch ? m_fetch->reason() : Reason::Lost;
        }
        if (const auto *passed = std::get_if<std::shared_ptr<PassStream>>(&m_reply->body);
            passed != nullptr && (*passed)->state() == PassStream::State::Failed) {
            return Reason::OriginFailed;
        }
    }
    return Reason::ClientLeft;
}

void Exchange::carryOut(ecosystem::Serve &serve)
{
    if (!serve.authorization.empty()) {
        m_serve = &serve;
        serve.key = m_context.fetches.keyOfItsOwn(serve.key);
        rewriteInPassing(Reason::Credentials);
        return;
    }
    if (m_context.mode == NetworkMode::Paused && !(serve.document && serve.document->isPage)) {
        passInstead(Reason::Paused);
        return;
    }
    m_serve = &serve;
    if (m_context.mode == NetworkMode::Paused) {
        passOn(Reason::Paused);
        return;
    }
    if (!serve.signatureOf.empty()) {
        // The signature of the Release file that this client has, else of the current one.
        const ReleaseFile *given = m_connection.suites().find(serve.signatureOf);
        const auto current = given == nullptr ? m_context.generations.current(serve.signatureOf)
                                              : std::optional<ReleaseFile>();
        if (given != nullptr || current) {
            serve.key = signatureKey(serve.key, given != nullptr ? given->digest : current->digest);
            serve.lifetime = ecosystem::Lifetime::Immutable;
        }
    } else if (serve.lifetime == ecosystem::Lifetime::Release) {
        m_releaseKey = serve.key;
    }
    if (!serve.suites.empty() && !serve.digest) {
        findSuite();
        return;
    }
    lookUp();
}

void Exchange::located(Locating::Outcome outcome)
{
    if (outcome.found) {
        m_plan = std::move(*outcome.found);
        start();
    } else if (outcome.fault) {
        answerFault(*outcome.fault, outcome.reason);
    } else if (m_context.mode == NetworkMode::Offline) {
        refuseOffline();
    } else {
        m_outcome = Outcome::Miss;
        m_reason = Reason::NotAtOrigin;
        answerProblem(404, QCoreApplication::translate(
                               "larder", "No document of the origin names this file."));
    }
}

void Exchange::findSuite()
{
    m_stage = Stage::FindingSuite;
    m_context.generations.locate(
        m_connection.cache(), m_serve->suites, m_connection.suites(), guard(),
        [this](const std::optional<LocatedFile> &file) { suiteFound(file); });
}

void Exchange::suiteFound(const std::optional<LocatedFile> &file)
{
    if (file) {
        // From now on the file goes by its digest: what the client's Release file lists, no other.
        m_serve->key = digestKey(m_connection.cache(), file->digest);
        m_serve->digest = file->digest;
        m_serve->lifetime = ecosystem::Lifetime::Immutable;
        if (file->generation->hasByHash()) {
            http::Url byHash = m_serve->source;
            byHash.path = byHash.path.substr(0, byHash.path.rfind('/') + 1) + "by-hash/SHA256/" +
                          file->digest.hex();
            m_byHash = std::move(byHash);
        }
    }
    lookUp();
}

const http::Url &Exchange::bestSource() const
{
    return m_byHash ? *m_byHash : m_serve->source;
}

std::vector<http::Url> Exchange::sources() const
{
    std::vector<http::Url> sources{bestSource()};
    if (m_byHash) {
        sources.push_back(m_serve->source);
    }
    return sources;
}

Fetch::Wanted Exchange::wanted() const
{
    Fetch::Wanted wanted{.key = m_serve->key,
                         .sources = sources(),
                         .digest = m_serve->digest,
                         .digestIsClaim = m_serve->digestIsClaim,
                         .size = {},
                         .suites = m_serve->suites,
                         .releaseKey = m_releaseKey,
                         .suiteMemory = m_connection.suites(),
                         .lifetime = m_serve->lifetime,
                         .document = m_serve->document,
                         .isArchive = m_serve->isArchive,
                         .keeping = m_passing ? Fetch::Keeping::Pass : Fetch::Keeping::Store,
                         .signatureOf = m_serve->signatureOf};
    if (wanted.document && !m_serve->authorization.empty()) {
        wanted.document->ask.add("Authorization", m_serve->authorization);
    }
    if (!wanted.digest && !m_serve->expectedName.empty()) {
        if (const auto expected = m_context.store.expected(m_serve->expectedName)) {
            wanted.digest = expected->digest;
            wanted.size = expected->size;
        }
    }
    return wanted;
}

// why: says nothing new where it is looked up for the second time.
void Exchange::fetchAbsent(Reason why)
{
    m_stored.reset();
    if (m_reason == Reason::None) {
        m_reason = why;
    }
    if (m_context.mode == NetworkMode::Offline) {
        refuseOffline();
        return;
    }
    if (!m_context.store.mayStore()) {
        passOn(Reason::StoreTrouble);
        return;
    }
    if (!m_serve->digest && !m_serve->announcedIn.empty() &&
        !m_context.fetches.find(m_serve->key)) {
        readDigest();
        return;
    }
    fetchAnew();
}

void Exchange::readDigest()
{
    std::vector<DocumentBytes> documents;
    for (const std::string &key : m_serve->announcedIn) {
        // One that has just come may not be in the store yet.
        if (const auto fetch = m_context.fetches.find(key);
            fetch && fetch->stage() == Fetch::Stage::Proven) {
            documents.push_back(bytesOf(*fetch));
        } else if (const auto found = m_context.store.find(key); found.entry) {
            // Unproven ones will do: what a damaged document says fits to nothing that comes.
            documents.push_back(bytesOf(found.entry, m_serve->source));
        }
    }
    if (documents.empty()) {
        fetchAnew();
        return;
    }
    m_stage = Stage::ReadingDigest;
    m_context.pool.run(
        guard(),
        [documents = std::move(documents), file = m_serve->source,
         rules = m_connection.cache().ecosystem]() -> std::optional<Digest> {
            for (const DocumentBytes &document : documents) {
                SharedFile stored(document.file);
                const auto body = ecosystem::openDecoded(stored, document.contentEncoding);
                if (stored.isOpen() && body) {
                    if (auto digest = rules->announcedDigest(file, *body)) {
                        return digest;
                    }
                }
            }
            return std::nullopt;
        },
        [this](std::optional<Digest> digest) {
            m_serve->digest = std::move(digest);
            m_serve->announcedIn.clear();
            lookUp(); // another request's fetch may have stored it meanwhile
        });
}

void Exchange::fetchAnew()
{
    std::shared_ptr<Fetch> fetch = m_context.fetches.find(m_serve->key);
    if (!fetch) {
        fetch = m_context.fetches.start(m_context, m_connection.cache(), wanted(), nullptr);
    }
    if (!fetch) {
        m_outcome = Outcome::Error;
        m_reason = Reason::TooMany;
        answerProblem(504, QCoreApplication::translate("larder",
                                                       "Too many files are being fetched at once. "
                                                       "Try again in a moment."));
        return;
    }
    m_stage = Stage::Following;
    follow(std::move(fetch));
}

void Exchange::follow(std::shared_ptr<Fetch> fetch)
{
    m_fetch = std::move(fetch);
    m_fetch->addFollower(*this);
    fetchChanged(*m_fetch); // it may have got somewhere before we came
}

void Exchange::fetchChanged(Fetch &fetch)
{
    if (m_stage != Stage::Renewing && m_stage != Stage::Following) {
        return;
    }
    switch (fetch.stage()) {
    case Fetch::Stage::Asking:
        return;
    case Fetch::Stage::Arriving:
        m_patience.reset();
        // Small bodies, other forms, ranges and conditions wait for the whole; HTTP/1.0 cannot be
        // cut short.
        if (fetch.body()->sendable() > 0 && asksWholeOnly() && m_form.minorVersion > 0 &&
            !formFor(fetch.headers())) {
            replyFromFetch(fetch);
        }
        return;
    case Fetch::Stage::Proven:
        replyFromFetch(fetch);
        return;
    case Fetch::Stage::Unchanged:
        m_stored = fetch.entry();
        sendStored(m_stored, Outcome::Renewal);
        return;
    case Fetch::Stage::Rejected:
        // The origin's word counts (404: it is gone), but its troubles (5xx) do not.
        if (m_stored && fetch.status() >= 500) {
            sendStale(fetch.reason());
            return;
        }
        m_outcome = Outcome::Miss;
        m_reason = fetch.reason();
        answerOrigin(fetch.status());
        return;
    case Fetch::Stage::Failed:
        // What cannot be stored is not the client's trouble. But a suite's new Release file must
        // not stand beside the stored indexes of the old one.
        if (fetch.storeFailed() && (!m_stored || !isOfSuite())) {
            fetch.removeFollower(*this);
            passOn(Reason::StoreTrouble);
            return;
        }
        if (m_stored) {
            sendStale(fetch.reason());
            return;
        }
        // What it failed was only another client's claim.
        if (fetch.fault().kind == FaultKind::Damaged && fetch.wanted().digestIsClaim &&
            fetch.wanted().digest != m_serve->digest) {
            fetch.removeFollower(*this);
            fetchAbsent(Reason::NotStored);
            return;
        }
        answerFault(fetch.fault(), fetch.reason());
        return;
    }
}

bool Exchange::isOfSuite() const
{
    return !m_releaseKey.empty() || !m_serve->signatureOf.empty() || !m_serve->suites.empty();
}

bool Exchange::asksWholeOnly() const
{
    return !m_request.headers.contains("Range") && !m_request.headers.contains("If-None-Match") &&
           !m_request.headers.contains("If-Modified-Since");
}

void Exchange::rememberSuite(ReleaseFile file)
{
    m_connection.suites().remember(std::move(file));
}

} // namespace larder::engine
