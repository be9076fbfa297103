// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/forward.h"

#include "engine/connection.h"
#include "engine/limits.h"
#include "http/freshness.h"
#include "store/read/fields.h"

#include <array>
#include <charconv>
#include <tuple>
#include <utility>

namespace larder::engine
{

Forward::Forward(Exchange &exchange, const ecosystem::Pass &pass, std::string body)
    : m_exchange(exchange)
    , m_stream(std::make_shared<PassStream>())
{
    m_request.method = pass.method;
    m_request.url = pass.target;
    m_target = pass.target;
    m_request.headers = pass.headers;
    m_request.body = std::move(body);
    // The client follows by itself, with its own idea of what it is allowed to.
    m_request.redirects = upstream::Request::Redirects::Report;
    m_redirectsHere = pass.redirectsHere;
    m_outdates = pass.outdates;
}

Forward::~Forward()
{
    m_stream->setOnDrained({});
}

void Forward::start()
{
    m_transfer = m_exchange.connection().context().client.send(std::move(m_request), *this);
}

std::uint64_t Forward::takeNetworkBytes()
{
    endTransfer();
    return std::exchange(m_networkBytes, 0);
}

void Forward::endTransfer()
{
    m_stream->setOnDrained({});
    if (m_transfer) {
        m_networkBytes += m_transfer->bytesFromNetwork();
        m_transfer.reset();
    }
}

// A client that follows to our own address gets from the stock what would else go past it.
http::Headers Forward::toldHeaders(const http::ResponseHead &head) const
{
    http::Headers headers = http::storedHeaders(head.headers);
    const auto location = m_redirectsHere ? headers.find("Location") : std::nullopt;
    const auto place =
        location ? m_target.resolve(*location) : fail(FaultKind::NotFound, QString());
    if (place) {
        if (auto own = m_exchange.connection().cache().ecosystem->ownLocation(*place)) {
            headers.set("Location", *std::move(own));
        }
    }
    return headers;
}

// Whoever asks next is answered by the origin, also on a metered link.
void Forward::outdateDocuments() const
{
    Context &context = m_exchange.connection().context();
    const WallTime now = context.clock.wall();
    for (const std::string &key : m_outdates) {
        if (const auto found = context.store.find(key); found.entry) {
            std::ignore = context.store.renew(found.entry, found.entry->entry.headers,
                                              now - meteredRevalidation, now);
        }
    }
}

void Forward::responseHead(http::ResponseHead head, const upstream::Source & /*source*/)
{
    if (head.status >= 200 && head.status < 400) {
        outdateDocuments();
    }
    ReplyForm form = m_exchange.form();
    const bool unknownLength =
        head.framing == http::Framing::Chunked || head.framing == http::Framing::UntilClose;
    m_chunked = unknownLength && form.minorVersion > 0;
    if (unknownLength && !m_chunked) {
        form.keepAlive = false; // HTTP/1.0 can be told the end only by closing
    }
    HeadWriter writer(head.status, form);
    writer.rawFields(store::fieldsText(toldHeaders(head)));
    if (m_chunked) {
        writer.field("Transfer-Encoding", "chunked");
    } else if (head.framing == http::Framing::Length) {
        writer.field("Content-Length", head.contentLength);
    } else if (form.headOnly) {
        // What the body of a GET would have, if the origin says so (RFC 9110 8.6).
        if (const auto length = head.headers.find("Content-Length")) {
            writer.field("Content-Length", *length);
        }
    } else if (!unknownLength && head.status != 304 && head.status != 204) {
        writer.field("Content-Length", std::uint64_t{0});
    }
    // Added to what caches before us said (RFC 9211 2).
    writer.field("Cache-Status", "Larder; fwd=bypass");

    Reply reply;
    reply.status = head.status;
    reply.text = writer.finish(head.headers.contains("Date") ? HeadWriter::Date::Replayed
                                                             : HeadWriter::Date::Now);
    reply.then = form.keepAlive ? Reply::Then::KeepAlive : Reply::Then::Close;
    if (!form.headOnly && head.framing != http::Framing::None) {
        m_stream->setOnDrained([this] {
            if (m_transfer) {
                m_transfer->setReading(upstream::Transfer::Reading::Flowing);
            }
        });
        reply.body = m_stream;
    }
    m_exchange.answer(std::move(reply));
}

void Forward::responseBody(std::string_view bytes)
{
    // The reply's last byte may end this exchange: nothing is touched after append().
    const auto stream = m_stream;
    if (stream->waiting().size() + bytes.size() > passBufferBytes) {
        m_transfer->setReading(upstream::Transfer::Reading::Paused);
    }
    if (!m_chunked) {
        stream->append(bytes);
        return;
    }
    std::array<char, 16> digits{};
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), bytes.size(), 16);
    std::string chunk(digits.data(), end);
    chunk.append("\r\n").append(bytes).append("\r\n");
    stream->append(chunk);
}

void Forward::responseEnd()
{
    const auto stream = m_stream;
    if (m_chunked) {
        stream->append("0\r\n\r\n");
    }
    stream->end(PassStream::State::Ended);
}

void Forward::responseFault(const Fault &fault)
{
    if (m_exchange.reply() == nullptr) {
        m_exchange.answerFault(fault);
        return;
    }
    const auto stream = m_stream;
    stream->end(PassStream::State::Failed);
}

} // namespace larder::engine
