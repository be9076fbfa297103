// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/fetch.h"

#include "base/bytesize.h"
#include "base/logging.h"
#include "ecosystem/document.h"
#include "engine/reasons.h"
#include "engine/releasecheck.h"
#include "http/accept.h"
#include "http/freshness.h"
#include "http/range.h"

#include <algorithm>
#include <utility>

namespace larder::engine
{

namespace
{
// Less is fetched anew rather than kept for a resumption.
constexpr std::uint64_t smallestPartial = 256 * KiB;

} // namespace

Fetch::Fetch(Context &context, CacheContext &cache, Wanted wanted,
             std::shared_ptr<const store::OpenEntry> stored)
    : m_context(context)
    , m_cache(cache)
    , m_wanted(std::move(wanted))
    , m_stored(std::move(stored))
{}

Fetch::~Fetch()
{
    if (const std::uint64_t bytes = takeNetworkBytes(); bytes > 0) {
        m_context.recorder.recordNetworkBytes(m_cache.name, bytes, m_context.link());
    }
}

void Fetch::start()
{
    if (!m_stored && !m_wanted.document) {
        if (auto partial = m_context.store.takePartial(m_wanted.key);
            partial && partial->record.url == m_wanted.sources.front().text() &&
            (m_wanted.digest || !partial->record.validator.empty())) {
            m_staging = std::move(partial->staging);
            m_resumeFrom = m_staging->size();
            m_resuming = std::move(partial->record);
        }
    }
    ask(Attempt::First);
}

void Fetch::addFollower(FetchFollower &follower)
{
    m_followers.push_back(&follower);
}

void Fetch::removeFollower(FetchFollower &follower)
{
    std::ranges::replace(m_followers, &follower, nullptr);
    if (m_telling == 0) {
        std::erase(m_followers, nullptr);
    }
}

bool Fetch::broughtNothingNew() const
{
    return m_stored && m_digest && m_stored->entry.object.digest == *m_digest;
}

statistics::Reason Fetch::reason() const
{
    using statistics::Reason;
    switch (m_stage) {
    case Stage::Failed:
        return m_isPortal      ? Reason::LogIn
               : m_storeFailed ? Reason::StoreTrouble
                               : reasonOf(m_fault);
    case Stage::Rejected:
        if (m_head.status == 404 || m_head.status == 410) {
            return Reason::NotAtOrigin;
        }
        return m_head.status >= 500 ? Reason::OriginFailed : Reason::Unstorable;
    case Stage::Arriving:
    case Stage::Proven:
        return m_wanted.keeping == Keeping::Store && !m_storable ? Reason::Unstorable
                                                                 : Reason::None;
    case Stage::Asking:
    case Stage::Unchanged:
        return Reason::None;
    }
    return Reason::None;
}

std::uint64_t Fetch::takeNetworkBytes()
{
    const std::uint64_t bytes = m_networkBytes + (m_transfer ? m_transfer->bytesFromNetwork() : 0);
    return bytes - std::exchange(m_chargedBytes, bytes);
}

// What is replayed of a response. Ranges and cache status are our own affair. An encoding is kept
// where it was asked for, and so is where a document came from, since its links start there.
http::Headers Fetch::keptHeaders(const http::ResponseHead &head) const
{
    http::Headers headers = http::storedHeaders(head.headers);
    for (const std::string_view name : {"Accept-Ranges", "Cache-Status", "Content-Range"}) {
        headers.remove(name);
    }
    if (!m_wanted.document) {
        headers.remove("Content-Encoding");
        return headers;
    }
    headers.remove("Content-Location");
    if (m_finalUrl.text() != m_wanted.sources[m_source].text()) {
        // Without the query, which may be a secret and does not matter to relative links.
        http::Url location = m_finalUrl;
        location.query.clear();
        headers.add("Content-Location", location.text());
    }
    return headers;
}

// Whether the body is encoded in a way that nobody asked for: no client would decode it. Servers
// that call the compression of a .gz file an encoding send the file itself.
bool Fetch::comesEncoded(const http::ResponseHead &head) const
{
    const std::string_view encoding = head.headers.value("Content-Encoding");
    if (encoding.empty() || http::equalsIgnoringCase(encoding, "identity")) {
        return false;
    }
    const std::string &path = m_wanted.sources[m_source].path;
    return !http::isGzip(encoding) ||
           !(m_wanted.document || path.ends_with(".gz") || path.ends_with(".tgz"));
}

// age: of what came just now.
WallTime Fetch::freshUntil(const http::Headers &fields, std::chrono::milliseconds age,
                           WallTime now) const
{
    if (!http::saysFreshness(fields)) {
        if (m_wanted.document) {
            return now + m_wanted.document->freshness;
        }
        // By a tenth of its age an index that no Release file vouches for would be a day behind.
        if (!m_wanted.suites.empty()) {
            return now;
        }
    }
    const std::chrono::milliseconds lifetime = http::lifetimeOf(fields, now);
    // pypi.org (github.com/pypi/warehouse, issue 2546) and registry.npmjs.org keep documents in
    // caches of their own, which they empty when something is published, for far longer than they
    // allow others. By the letter of RFC 9111 these are stale as they come, and each install would
    // ask for all of them again.
    if (m_wanted.document && age >= lifetime) {
        age = {};
    }
    return now + std::max(lifetime - age, std::chrono::milliseconds(0));
}

std::string Fetch::origin() const
{
    const http::Url &url = m_wanted.sources[m_source];
    return std::string(http::schemeName(url.scheme)) + "://" + url.authority();
}

void Fetch::endTransfer()
{
    if (m_transfer) {
        m_networkBytes += m_transfer->bytesFromNetwork();
        m_transfer.reset();
    }
}

std::string Fetch::resumeValidator() const
{
    if (m_resuming) {
        return m_resuming->validator;
    }
    const std::string_view etag = m_headers.value("ETag");
    if (!etag.empty() && !etag.starts_with("W/")) {
        return std::string(etag);
    }
    return std::string(m_headers.value("Last-Modified"));
}

void Fetch::ask(Attempt attempt)
{
    endTransfer();
    ++m_attempts;
    upstream::Request request;
    request.url = m_wanted.sources[m_source];
    if (m_wanted.document) {
        request.headers = m_wanted.document->ask;
        request.headers.add("Accept-Encoding", "gzip");
    }
    m_askedConditionally = false;
    if (m_resumeFrom > 0) {
        request.headers.add("Range", "bytes=" + std::to_string(m_resumeFrom) + '-');
        // Without a validator the digest decides whether the two parts fit together.
        if (const std::string validator = resumeValidator(); !validator.empty()) {
            request.headers.add("If-Range", validator);
        }
    } else if (m_stored && attempt == Attempt::First) {
        const http::Headers &stored = m_stored->entry.headers;
        if (const auto etag = stored.find("ETag")) {
            request.headers.add("If-None-Match", std::string(*etag));
            m_askedConditionally = true;
        }
        if (const auto date = stored.find("Last-Modified")) {
            request.headers.add("If-Modified-Since", std::string(*date));
            m_askedConditionally = true;
        }
    }
    // Caches between us and the origin must not answer with what we already know to be old or
    // wrong.
    if (attempt == Attempt::Again && m_resumeFrom == 0) {
        request.headers.add("Cache-Control", "no-cache");
    } else if (m_wanted.lifetime == ecosystem::Lifetime::Release) {
        request.headers.add("Cache-Control", "max-age=0");
    }
    m_transfer = m_context.client.send(std::move(request), *this);
}

void Fetch::responseHead(http::ResponseHead head, const upstream::Source &source)
{
    const auto self = shared_from_this();
    qCDebug(logEngine) << head.status << source.url.redacted().c_str();
    m_finalUrl = source.url;
    switch (head.status) {
    case 200:
        accept(std::move(head));
        return;
    case 206:
        if (m_resumeFrom > 0) {
            acceptPart(std::move(head));
            return;
        }
        break;
    case 304:
        if (m_askedConditionally) {
            unchanged(head);
            return;
        }
        break;
    case 416:
        if (m_resumeFrom > 0 && !(m_body && m_body->wasSent())) {
            startOver(); // what is upstream now is shorter than what we have: another body
            return;
        }
        break;
    default:
        // A file server that hides what it has not got says 403.
        if (head.status >= 400 && head.status < 500 && m_source + 1 < m_wanted.sources.size() &&
            !(m_body && m_body->wasSent())) {
            ++m_source;
            ask(Attempt::First);
            return;
        }
        break;
    }
    if (head.status == 206 || head.status == 304 || head.status < 200) {
        failWith(
            {FaultKind::Protocol,
             tr("The server answered with status %1, which nobody asked for.").arg(head.status),
             {}});
        return;
    }
    m_context.health.reportUp(origin());
    if (m_body && m_body->wasSent()) {
        cut({FaultKind::Protocol, tr("The server does not continue the transfer."), {}});
        return;
    }
    if (head.status != 404 && head.status != 410) {
        keepUntouchedPartial();
    }
    m_head = std::move(head);
    endTransfer();
    over();
    setStage(Stage::Rejected);
}

bool Fetch::prepareStaging()
{
    if (!m_staging) {
        const bool hasLength = m_head.framing == http::Framing::Length;
        auto staging =
            m_wanted.keeping == Keeping::Store
                ? m_context.store.stage(
                      m_cache.name, hasLength ? std::optional(m_head.contentLength) : std::nullopt)
                : store::Staging::nameless();
        if (!staging) {
            m_storeFailed = true; // and the store knows about its disk
            failWith(std::move(staging.error()));
            return false;
        }
        m_staging = std::move(*staging);
    }
    if (!m_body) {
        m_body = std::make_shared<Body>(m_staging->file());
    }
    m_hashing = std::make_unique<DigestProgress>(
        m_context, m_staging->file(),
        m_wanted.digest ? std::optional(m_wanted.digest->algorithm) : std::nullopt);
    return true;
}

void Fetch::accept(http::ResponseHead head)
{
    if (m_body && m_body->wasSent()) {
        // The answer to a resumption is the whole: the clients have the start of another one.
        failWith({FaultKind::Damaged,
                  tr("The file changed at the server while it was being fetched."),
                  tr("Try again.")});
        return;
    }
    // Where the digest is known, it decides.
    if (!m_wanted.digest && comesEncoded(head)) {
        failWith({FaultKind::Protocol,
                  tr("The server answered with an encoding that nobody asked for."),
                  {}});
        return;
    }
    if (m_staging) {
        if (auto truncated = m_staging->truncate(); !truncated) {
            failStaging(std::move(truncated.error()));
            return;
        }
        m_resumeFrom = 0;
        m_resuming.reset();
        if (m_body) {
            m_body->restart();
        }
    }
    m_head = std::move(head);
    m_headers = keptHeaders(m_head);
    m_storable = m_wanted.keeping == Keeping::Store && http::isStorable({}, m_head) &&
                 (m_head.framing != http::Framing::UntilClose || m_wanted.digest);
    m_sniffed = false;
    if (!prepareStaging()) {
        return;
    }
    if (m_head.framing == http::Framing::Length || m_head.framing == http::Framing::None) {
        const std::uint64_t length =
            m_head.framing == http::Framing::Length ? m_head.contentLength : 0;
        if (m_wanted.size && *m_wanted.size != length) {
            contradicted(tr("The server offers %1 bytes where its index says %2.")
                             .arg(length)
                             .arg(*m_wanted.size));
            return;
        }
        m_body->announceLength(length);
    }
    setStage(Stage::Arriving);
}

void Fetch::acceptPart(http::ResponseHead head)
{
    const auto range = http::parseContentRange(head.headers.value("Content-Range"));
    const std::uint64_t total = m_resuming ? m_resuming->total : m_body->length().value_or(0);
    const std::string validator = resumeValidator();
    // Some servers do not know If-Range.
    const bool isAnother = validator.starts_with('"') && head.headers.contains("ETag") &&
                           head.headers.value("ETag") != validator;
    if (isAnother || !range || !range->range || range->range->first != m_resumeFrom || total == 0 ||
        range->size.value_or(total) != total || range->range->last + 1 != total) {
        if (!(m_body && m_body->wasSent())) {
            startOver();
            return;
        }
        cut({FaultKind::Protocol,
             tr("The server continues the transfer at another place than it was asked to."),
             {}});
        return;
    }
    if (m_resuming) {
        // What is known of the file now comes with its second part.
        m_head = std::move(head);
        m_headers = keptHeaders(m_head);
        m_head.status = 200;
        m_head.framing = http::Framing::Length;
        m_head.contentLength = total;
        m_resuming.reset();
        m_sniffed = true;
        if (!prepareStaging()) {
            return;
        }
        m_body->announceLength(total);
        m_body->grownTo(m_resumeFrom);
        m_hashing->advance(m_resumeFrom);
    }
    setStage(Stage::Arriving);
}

void Fetch::unchanged(const http::ResponseHead &head)
{
    m_context.health.reportUp(origin());
    const WallTime now = m_context.clock.wall();
    http::Headers headers = http::updatedHeaders(m_stored->entry.headers, keptHeaders(head), now);
    const WallTime fresh = freshUntil(headers, http::ageOf(head.headers, now), now);
    m_entry = m_context.store.renew(m_stored, std::move(headers), now, fresh);
    m_digest = m_entry->entry.object.digest;
    endTransfer();
    over();
    setStage(Stage::Unchanged);
}

void Fetch::responseBody(std::string_view bytes)
{
    const auto self = shared_from_this();
    if (!m_sniffed) {
        m_sniffed = true;
        const bool mayBeHtml = m_wanted.document && m_wanted.document->isPage;
        if (!mayBeHtml && ecosystem::looksLikePortal(m_head.headers.value("Content-Type"), bytes)) {
            portal();
            return;
        }
        // A document is a portal's page until it is checked.
        if (!m_wanted.document) {
            m_context.health.reportUp(origin());
        }
    }
    if (auto appended = m_staging->append(bytes); !appended) {
        failStaging(std::move(appended.error()));
        return;
    }
    const std::uint64_t arrived = m_staging->size();
    if (m_wanted.size && arrived > *m_wanted.size) {
        contradicted(
            tr("The server sends more than the %1 bytes that its index says.").arg(*m_wanted.size));
        return;
    }
    if (m_head.framing == http::Framing::Length && arrived > m_head.contentLength) {
        wrongBytes({FaultKind::Protocol, tr("The server sends more than it had announced."),
                    tr("Try again later.")});
        return;
    }
    m_hashing->advance(arrived);
    m_body->grownTo(arrived);
    if (m_toldSendable == 0 && m_body->sendable() > 0) {
        m_toldSendable = m_body->sendable();
        tellFollowers();
    }
    if (leftAlone()) {
        keepPartial();
        failWith({FaultKind::TimedOut, tr("Everybody who asked for this file has left."), {}});
    }
}

void Fetch::abandon()
{
    const auto self = shared_from_this();
    if (m_stage == Stage::Asking || m_stage == Stage::Arriving) {
        keepPartial();
        failWith({FaultKind::TimedOut, tr("Larder is ending."), {}});
    }
}

bool Fetch::leftAlone() const
{
    // Our own reference is the only one: no reply sends from it.
    if (!m_followers.empty() || !m_body || m_body.use_count() > 1) {
        return false;
    }
    const std::uint64_t missing =
        m_body->length() ? *m_body->length() - m_body->arrived()
                         : unattendedFetchLimit - std::min(unattendedFetchLimit, m_body->arrived());
    const bool tooMuch = m_body->length() ? missing > unattendedFetchLimit : missing == 0;
    return tooMuch || (m_context.mode == NetworkMode::Metered && missing > 0);
}

void Fetch::responseEnd()
{
    const auto self = shared_from_this();
    endTransfer();
    // A part that ends where its own length says is not yet the end of the whole.
    if (m_head.framing == http::Framing::Length && m_staging->size() < m_head.contentLength) {
        cut({FaultKind::Cut, tr("The server sent less than it had announced."), tr("Try again.")});
        return;
    }
    proveBody();
}

void Fetch::contradicted(QString what)
{
    wrongBytes({FaultKind::Damaged, std::move(what),
                tr("The server is being updated, or something on the way changes the file. Try "
                   "again later.")});
}

void Fetch::wrongBytes(Fault fault)
{
    endTransfer();
    qCWarning(logEngine).noquote() << fault.what << m_wanted.sources[m_source].redacted().c_str();
    if (!m_body->wasSent() && m_attempts < maxFetchAttempts / 2) {
        startOver();
        return;
    }
    failWith(std::move(fault));
}

// Into the same file: it is the one that the body reads.
void Fetch::startOver()
{
    m_resumeFrom = 0;
    m_resuming.reset();
    m_hashing.reset();
    if (m_body) {
        m_body->restart();
    }
    m_toldSendable = 0;
    if (auto truncated = m_staging->truncate(); !truncated) {
        failStaging(std::move(truncated.error()));
        return;
    }
    setStage(Stage::Asking);
    ask(Attempt::Again);
}

// A part of a document may come without the fields that tell how to read it (RFC 9110 15.3.7).
bool Fetch::mayResume() const
{
    return m_body && m_staging && m_storable && !m_wanted.document &&
           m_head.framing == http::Framing::Length && m_attempts < maxFetchAttempts &&
           m_staging->size() > m_resumeFrom && m_staging->size() < m_head.contentLength &&
           (m_wanted.digest || !resumeValidator().empty());
}

void Fetch::cut(const Fault &fault)
{
    if (mayResume()) {
        m_resumeFrom = m_staging->size();
        ask(Attempt::Again);
        return;
    }
    keepPartial();
    failWith(fault);
}

void Fetch::keepPartial()
{
    if (!m_body || !m_staging || !m_storable || m_wanted.document ||
        m_head.framing != http::Framing::Length || m_staging->size() < smallestPartial ||
        m_staging->size() >= m_head.contentLength ||
        (!m_wanted.digest && resumeValidator().empty())) {
        return;
    }
    m_hashing.reset();
    m_context.store.keepPartial(std::move(m_staging), {.key = m_wanted.key,
                                                       .url = m_wanted.sources[m_source].text(),
                                                       .validator = resumeValidator(),
                                                       .total = m_head.contentLength,
                                                       .createdAt = m_context.clock.wall()});
}

// What came before this fetch waits on, as long as the server has said nothing about it.
void Fetch::keepUntouchedPartial()
{
    if (m_resuming && m_staging) {
        m_context.store.keepPartial(std::move(m_staging), *std::exchange(m_resuming, {}));
    }
}

void Fetch::responseFault(const Fault &fault)
{
    const auto self = shared_from_this();
    if (fault.kind == FaultKind::Unreachable || fault.kind == FaultKind::TimedOut) {
        m_context.health.reportDown(origin(), m_context.clock.steady());
    }
    // A resumption that was answered by rubbish is over; one that was cut again may go on.
    if (m_stage == Stage::Arriving && fault.kind != FaultKind::Protocol) {
        cut(fault);
        return;
    }
    failWith(fault);
}

void Fetch::responseSilent()
{
    m_context.health.reportDown(origin(), m_context.clock.steady());
}

void Fetch::portal()
{
    m_context.health.reportDown(origin(), m_context.clock.steady(), OriginState::LogIn);
    m_isPortal = true;
    failWith({FaultKind::Unreachable,
              tr("A web page came instead of a file: this network seems to ask for a log-in."),
              tr("Open a page in a browser, log in, and try again.")});
}

void Fetch::failWith(Fault fault)
{
    endTransfer();
    m_releaseCheck.reset();
    m_hashing.reset();
    keepUntouchedPartial();
    m_staging.reset();
    m_fault = std::move(fault);
    m_stage = Stage::Failed; // who is told by the body asks why
    if (m_body) {
        m_body->failed();
    }
    over();
    setStage(Stage::Failed);
}

void Fetch::failStaging(Fault fault)
{
    m_storeFailed = true;
    if (m_wanted.keeping == Keeping::Store) {
        m_context.store.noteFault(fault);
    }
    failWith(std::move(fault));
}

void Fetch::setStage(Stage stage)
{
    m_stage = stage;
    tellFollowers();
}

void Fetch::tellFollowers()
{
    // A follower that is told may leave, and others may come.
    ++m_telling;
    for (std::size_t i = 0; i < m_followers.size(); ++i) {
        if (m_followers[i] != nullptr) {
            m_followers[i]->fetchChanged(*this);
        }
    }
    if (--m_telling == 0) {
        std::erase(m_followers, nullptr);
    }
}

void Fetch::over()
{
    m_over = true;
    m_context.fetches.over(*this);
}

std::shared_ptr<Fetch> Fetches::find(const std::string &key) const
{
    const auto found = m_fetches.find(key);
    return found == m_fetches.end() ? nullptr : found->second;
}

std::shared_ptr<Fetch> Fetches::start(Context &context, CacheContext &cache, Fetch::Wanted wanted,
                                      std::shared_ptr<const store::OpenEntry> stored)
{
    if (m_fetches.size() >= maxFetches) {
        return nullptr;
    }
    std::string key = wanted.key;
    auto fetch = std::make_shared<Fetch>(context, cache, std::move(wanted), std::move(stored));
    m_fetches.emplace(std::move(key), fetch);
    fetch->start();
    return fetch;
}

std::string Fetches::keyOfItsOwn(std::string_view key)
{
    std::string own(key);
    own += '#';
    own += std::to_string(++m_ownKeys);
    return own;
}

void Fetches::abandonAll()
{
    const auto fetches = m_fetches;
    for (const auto &[key, fetch] : fetches) {
        fetch->abandon();
    }
    m_fetches.clear(); // those that are being published go on without us
}

void Fetches::over(const Fetch &fetch)
{
    const auto found = m_fetches.find(fetch.wanted().key);
    if (found != m_fetches.end() && found->second.get() == &fetch) {
        m_fetches.erase(found);
    }
}

} // namespace larder::engine
