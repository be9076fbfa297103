// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What an exchange answers once it knows: stored bytes, those of a fetch, a document in the
// client's form, the page, or why there is nothing.
#include "ecosystem/document.h"
#include "engine/connection.h"
#include "engine/documentbytes.h"
#include "engine/engine.h"
#include "engine/exchange.h"
#include "engine/reasons.h"
#include "http/conditional.h"
#include "http/freshness.h"
#include "http/range.h"
#include "page/page.h"
#include "store/read/fields.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace larder::engine
{

namespace
{

using statistics::Outcome;
using statistics::Reason;

HeadWriter::Date dateIn(const http::Headers &headers)
{
    return headers.contains("Date") ? HeadWriter::Date::Replayed : HeadWriter::Date::Now;
}

std::string_view cacheStatus(Outcome outcome)
{
    // RFC 9211: what a cache did, for people who look at replies.
    switch (outcome) {
    case Outcome::Hit:
        return "Larder; hit";
    case Outcome::Renewal:
        return "Larder; fwd=stale; fwd-status=304; collapsed";
    case Outcome::Stale:
        return "Larder; hit; detail=stale";
    case Outcome::Pass:
        return "Larder; fwd=bypass";
    default:
        return "Larder; fwd=uri-miss; stored";
    }
}

int statusFor(const Fault &fault)
{
    switch (fault.kind) {
    case FaultKind::NotAllowed:
        return 403;
    case FaultKind::BadInput:
        return 400;
    case FaultKind::TimedOut:
        return 504;
    case FaultKind::NoSpace:
    case FaultKind::ReadOnly:
    case FaultKind::Internal:
        return 500;
    default:
        return 502;
    }
}

// From when the Age of a stored answer counts; one that was renewed just now has none.
std::optional<WallTime> ageCounts(Outcome outcome, const store::Entry &entry)
{
    return outcome == Outcome::Renewal ? std::nullopt : std::optional(entry.validatedAt);
}

} // namespace

void Exchange::answerFault(const Fault &fault)
{
    answerFault(fault, reasonOf(fault));
}

void Exchange::answerFault(const Fault &fault, Reason reason)
{
    m_reason = reason;
    m_outcome = fault.kind == FaultKind::NotAllowed ? Outcome::Refused : Outcome::Error;
    answerProblem(statusFor(fault), fault.text());
}

void Exchange::answerProblem(int status, const QString &sentence)
{
    answer(makeReply(m_connection.cache().ecosystem->problem(m_request, status, sentence), m_form));
}

void Exchange::answerOrigin(int status)
{
    ecosystem::Answer word = m_connection.cache().ecosystem->problem(
        m_request, status,
        QCoreApplication::translate("larder", "%1 answered: %2 %3")
            .arg(QString::fromStdString(bestSource().authority()))
            .arg(status)
            .arg(QLatin1StringView(http::reasonPhrase(status))));
    word.status = status; // the origin's, also where our own would be another
    word.reason.clear();
    answer(makeReply(word, m_form));
}

void Exchange::refuseOffline()
{
    m_outcome = Outcome::Error;
    m_reason = Reason::Offline;
    answerProblem(504, QCoreApplication::translate(
                           "larder",
                           "Larder is offline and has no copy of this file. Switch its network "
                           "back to normal, or ask for something that was fetched before."));
}

void Exchange::replyFromFetch(Fetch &fetch)
{
    const Outcome outcome = m_passing                   ? Outcome::Pass
                            : fetch.broughtNothingNew() ? Outcome::Renewal
                                                        : Outcome::Miss;
    if (outcome == Outcome::Renewal) {
        m_reason = m_reason == Reason::Demanded ? m_reason : Reason::None;
    } else if (fetch.reason() != Reason::None) {
        m_reason = fetch.reason();
    } else if (m_stored) {
        m_reason = Reason::Changed;
    }
    const std::shared_ptr<Body> &body = fetch.body();
    if (const auto form = formFor(fetch.headers())) {
        const http::Headers &stored = fetch.headers();
        render(bytesOf(fetch), *form, stored, body->arrived(), {}, fetch.isStorable(), outcome);
        return;
    }
    body->noteSent();
    if (!m_releaseKey.empty() && fetch.digest()) {
        rememberSuite({m_releaseKey, *fetch.digest(), body, body->file(), body->arrived()});
    }
    const std::string fields = store::fieldsText(fetch.headers());
    if (body->length()) {
        sendContent({.body = body,
                     .entry = nullptr,
                     .fields = fields,
                     .headers = fetch.headers(),
                     .size = *body->length(),
                     .validatedAt = {},
                     .originSize = {}},
                    outcome);
        return;
    }
    // Length unknown and still arriving: only HTTP/1.1 clients come here.
    m_outcome = outcome;
    HeadWriter head(200, m_form);
    head.rawFields(fields)
        .field("Cache-Status", cacheStatus(outcome))
        .field("Transfer-Encoding", "chunked");
    Reply reply;
    reply.status = 200;
    reply.text = head.finish(dateIn(fetch.headers()));
    if (!m_form.headOnly) {
        FollowedBody followed;
        followed.body = body;
        followed.framing = FollowedBody::Framing::Chunked;
        reply.body = std::move(followed);
    }
    reply.then = m_form.keepAlive ? Reply::Then::KeepAlive : Reply::Then::Close;
    answer(std::move(reply));
}

void Exchange::sendStored(const std::shared_ptr<const store::OpenEntry> &entry, Outcome outcome)
{
    if (!m_releaseKey.empty()) {
        rememberSuite({m_releaseKey, entry->entry.object.digest, entry, entry->file.get(),
                       entry->entry.object.size});
    }
    const store::Entry &stored = entry->entry;
    if (const auto form = formFor(stored.headers)) {
        render(bytesOf(entry, bestSource()), *form, stored.headers, stored.object.size,
               ageCounts(outcome, stored), true, outcome);
        return;
    }
    sendContent({.body = nullptr,
                 .entry = entry,
                 .fields = entry->fields,
                 .headers = stored.headers,
                 .size = stored.object.size,
                 .validatedAt = ageCounts(outcome, stored),
                 .originSize = {}},
                outcome);
}

void Exchange::sendStale(Reason why)
{
    m_reason = why;
    sendStored(m_stored, Outcome::Stale);
}

std::optional<DocumentForm> Exchange::formFor(const http::Headers &stored) const
{
    return m_serve->document ? neededForm(*m_serve->document, stored, m_request.headers)
                             : std::nullopt;
}

void Exchange::render(DocumentBytes document, const DocumentForm &form, const http::Headers &stored,
                      std::uint64_t originSize, std::optional<WallTime> validatedAt, bool mayKeep,
                      Outcome outcome)
{
    m_stage = Stage::Rendering;
    m_patience.reset();
    http::Headers headers =
        formHeaders(stored, document.digest, form.coding, formTag(form, document.origin));
    if (m_serve->document->isKnownByDate && !form.linkBase.empty()) {
        headers.remove("Last-Modified");
    }
    const auto send = [this, headers, originSize, validatedAt,
                       outcome](std::shared_ptr<const store::OpenEntry> entry) {
        const std::string fields = store::fieldsText(headers);
        const std::uint64_t size = entry ? entry->entry.object.size : 0;
        sendContent({.body = nullptr,
                     .entry = std::move(entry),
                     .fields = fields,
                     .headers = headers,
                     .size = size,
                     .validatedAt = validatedAt,
                     .originSize = originSize},
                    outcome);
    };
    // A client that has it already needs no bytes of it.
    if (http::isNotModified(m_request.headers,
                            {headers.value("ETag"), headers.value("Last-Modified")})) {
        send(nullptr);
        return;
    }
    // Anybody can make up further addresses of ours, and encodings are quickly undone.
    const bool keep = mayKeep && form.coding == Coding::Gzip &&
                      (!m_serve->document->linksNameHost || reachedAsUsual());
    m_context.renderings.render(
        m_connection.cache(), std::move(document), form,
        keep ? Renderings::Keeping::Kept : Renderings::Keeping::Once, guard(),
        [this, send](Result<std::shared_ptr<const store::OpenEntry>> rendered) {
            if (rendered) {
                send(std::move(*rendered));
            } else if (forbidsWriting(rendered.error())) {
                passInstead(Reason::StoreTrouble);
            } else {
                answerFault(rendered.error());
            }
        });
}

// By a name of ours, or the address that the connection was made to: of these there are few.
bool Exchange::reachedAsUsual() const
{
    const auto authority = http::parseAuthority(m_request.headers.value("Host"));
    return authority && (m_connection.cache().isOwnName(authority->host) ||
                         authority->host == m_connection.localAddress());
}

void Exchange::sendContent(Content content, Outcome outcome)
{
    m_outcome = outcome;
    const std::uint64_t size = content.size;
    const http::Validators validators{content.headers.value("ETag"),
                                      content.headers.value("Last-Modified")};
    int status = 200;
    http::ByteRange range{0, size == 0 ? 0 : size - 1};
    bool hasBody = size > 0;
    if (http::isNotModified(m_request.headers, validators)) {
        status = 304;
        hasBody = false;
    } else if (const auto wish = m_request.headers.find("Range");
               wish && m_request.method == http::Method::Get &&
               http::rangeApplies(m_request.headers, validators)) {
        const http::RangeDecision decision = http::decideRange(*wish, size);
        if (const auto *part = std::get_if<http::ByteRange>(&decision)) {
            status = 206;
            range = *part;
        } else if (std::holds_alternative<http::UnsatisfiableRange>(decision)) {
            status = 416;
            hasBody = false;
        }
    }

    HeadWriter head(status, m_form);
    if (status != 416) {
        head.rawFields(content.fields);
    }
    head.field("Accept-Ranges", "bytes").field("Cache-Status", cacheStatus(outcome));
    if (content.validatedAt) {
        const auto age = std::chrono::duration_cast<std::chrono::seconds>(m_context.clock.wall() -
                                                                          *content.validatedAt);
        head.field("Age", static_cast<std::uint64_t>(std::max<std::int64_t>(age.count(), 0)));
    }
    if (status == 206) {
        head.field("Content-Range", "bytes " + std::to_string(range.first) + '-' +
                                        std::to_string(range.last) + '/' + std::to_string(size));
    } else if (status == 416) {
        head.field("Content-Range", "bytes */" + std::to_string(size));
    }
    if (status != 304) {
        head.field("Content-Length", hasBody ? range.length() : 0);
    }
    m_bytesOrigin = hasBody && !m_form.headOnly ? content.originSize.value_or(range.length()) : 0;

    Reply reply;
    reply.status = status;
    reply.text = head.finish(status == 416 ? HeadWriter::Date::Now : dateIn(content.headers));
    if (hasBody && !m_form.headOnly) {
        if (content.body) {
            reply.body = FollowedBody{.body = std::move(content.body),
                                      .offset = range.first,
                                      .end = range.last + 1,
                                      .framing = FollowedBody::Framing::Length,
                                      .entry = std::move(content.entry)};
        } else {
            reply.body = StoredBody{std::move(content.entry), range.first, range.last + 1};
        }
    }
    reply.then = m_form.keepAlive ? Reply::Then::KeepAlive : Reply::Then::Close;
    answer(std::move(reply));
}

void Exchange::sendPage(const ecosystem::OwnPage &page)
{
    m_outcome = Outcome::Own;
    const std::string_view host = m_request.headers.value("Host");
    m_context.engine.renderPage(
        page.form, m_connection.cache(), host, guard(),
        [this, form = page.form](const std::string &text) {
            const bool html = form == ecosystem::PageForm::Html;
            answer(
                makeReply({.status = 200,
                           .headers = {{"Content-Type",
                                        html ? "text/html; charset=utf-8" : "application/json"},
                                       {"Cache-Control", "no-store"},
                                       {"X-Content-Type-Options", "nosniff"},
                                       {"X-Frame-Options", "DENY"},
                                       {"Referrer-Policy", "no-referrer"},
                                       {"Content-Security-Policy", page::contentSecurityPolicy()}},
                           .body = text},
                          m_form));
        });
}

} // namespace larder::engine
