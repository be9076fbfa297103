// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/responseparser.h"

#include "base/bytesize.h"
#include "base/number.h"
#include "http/limits.h"
#include "http/messagereader.h"

#include <algorithm>

namespace larder::http
{

namespace
{

constexpr int maxInterimResponses = 8;                       // real servers send one or two
constexpr MessageReader::Limits limits{.lineBytes = 8 * KiB, // reasons are a few words
                                       .headBytes = maxResponseHeaderBytes,
                                       .headers = maxResponseHeaders};

} // namespace

struct ResponseParser::Private
{
    enum class Phase : std::uint8_t {
        Line,
        Fields,
        Length, // also of 0 bytes: Complete is still to be told
        Chunks,
        UntilClose,
        Complete,
        Failed,
    };

    explicit Private(Method requestMethod)
        : method(requestMethod)
    {
        reader.begin();
    }

    Step advance(std::string_view bytes);
    Step readFields(std::string_view bytes);
    Step readLength(std::string_view bytes);
    Step readChunks(std::string_view bytes);
    Step complete(std::string_view rest, std::size_t consumed);
    Step fail(std::string reason, std::size_t consumed);
    [[nodiscard]] std::optional<std::string> takeLine();
    [[nodiscard]] std::optional<std::string> takeFields();
    [[nodiscard]] Framing framing(bool isChunked, bool hasLength) const;

    MessageReader reader{HTTP_RESPONSE, limits};
    Method method;
    Phase phase = Phase::Line;
    int interimResponses = 0;
    std::uint64_t bodyLeft = 0;
    ResponseHead head;
    std::string error;
};

ResponseParser::Step ResponseParser::Private::fail(std::string reason, std::size_t consumed)
{
    phase = Phase::Failed;
    error = std::move(reason);
    return {.event = Event::Failed, .consumed = consumed, .body = {}};
}

// What follows the end of a response nobody asked for: the length that was told was a lie, or the
// next response would be one.
ResponseParser::Step ResponseParser::Private::complete(std::string_view rest, std::size_t consumed)
{
    if (!rest.empty()) {
        return fail("The response goes on after its end.", consumed);
    }
    phase = Phase::Complete;
    return {.event = Event::Complete, .consumed = consumed, .body = {}};
}

// Goes on within one phase. NeedMore with bytes left over means: go on in the next phase.
ResponseParser::Step ResponseParser::Private::advance(std::string_view bytes)
{
    switch (phase) {
    case Phase::Line: {
        if (bytes.empty()) {
            return {};
        }
        // llhttp passes over empty lines; a response has none before it.
        if (reader.line().empty() && (bytes.front() == '\r' || bytes.front() == '\n')) {
            return fail("The response does not begin with a status line.", 0);
        }
        const MessageReader::Step step = reader.readLine(bytes);
        if (step.event == MessageReader::Step::Event::Failed) {
            return fail(reader.problemText(), step.consumed);
        }
        if (step.event == MessageReader::Step::Event::Done) {
            if (auto reason = takeLine()) {
                return fail(*std::move(reason), step.consumed);
            }
            phase = Phase::Fields;
        }
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    }
    case Phase::Fields:
        return readFields(bytes);
    case Phase::Length:
        return readLength(bytes);
    case Phase::Chunks:
        return readChunks(bytes);
    case Phase::UntilClose:
        return {.event = bytes.empty() ? Event::NeedMore : Event::Body,
                .consumed = bytes.size(),
                .body = bytes};
    case Phase::Complete:
        return complete(bytes, 0);
    case Phase::Failed:
        break;
    }
    return {.event = Event::Failed, .consumed = 0, .body = {}};
}

ResponseParser::Step ResponseParser::Private::readFields(std::string_view bytes)
{
    const MessageReader::Step step = reader.readFields(bytes);
    if (step.event == MessageReader::Step::Event::Failed) {
        return fail(reader.problemText(), step.consumed);
    }
    if (step.event == MessageReader::Step::Event::NeedMore) {
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    }
    if (auto reason = takeFields()) {
        return fail(*std::move(reason), step.consumed);
    }
    constexpr int firstFinalStatus = 200;
    if (head.status < firstFinalStatus) {
        if (++interimResponses > maxInterimResponses) {
            return fail("The response has too many interim responses before it.", step.consumed);
        }
        reader.begin();
        phase = Phase::Line;
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    }
    switch (head.framing) {
    case Framing::None:
    case Framing::Length:
        bodyLeft = head.framing == Framing::Length ? head.contentLength : 0;
        phase = Phase::Length;
        break;
    case Framing::Chunked:
        phase = Phase::Chunks;
        break;
    case Framing::UntilClose:
        phase = Phase::UntilClose;
        break;
    }
    return {.event = Event::Head, .consumed = step.consumed, .body = {}};
}

ResponseParser::Step ResponseParser::Private::readLength(std::string_view bytes)
{
    if (bodyLeft == 0) {
        return complete(bytes, 0);
    }
    const std::string_view body =
        bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bodyLeft, bytes.size())));
    bodyLeft -= body.size();
    return {.event = body.empty() ? Event::NeedMore : Event::Body,
            .consumed = body.size(),
            .body = body};
}

ResponseParser::Step ResponseParser::Private::readChunks(std::string_view bytes)
{
    const MessageReader::Step step = reader.readChunks(bytes);
    switch (step.event) {
    case MessageReader::Step::Event::NeedMore:
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    case MessageReader::Step::Event::Body:
        return {.event = Event::Body, .consumed = step.consumed, .body = step.body};
    case MessageReader::Step::Event::Done:
        return complete(bytes.substr(step.consumed), step.consumed);
    case MessageReader::Step::Event::Failed:
        break;
    }
    return fail(reader.problemText(), step.consumed);
}

// HTTP/1.1 200 OK. The reason, even its space, may be missing: real servers leave it out.
std::optional<std::string> ResponseParser::Private::takeLine()
{
    constexpr std::string_view protocol = "HTTP/1.";
    constexpr std::size_t statusStart = protocol.size() + 2;
    constexpr std::size_t statusDigits = 3;
    constexpr std::size_t reasonStart = statusStart + statusDigits + 1;
    const std::string_view line = reader.line();
    const auto malformed = [] { return std::string("The status line is malformed."); };
    if (line.size() < statusStart + statusDigits || !line.starts_with(protocol) ||
        (line[protocol.size()] != '0' && line[protocol.size()] != '1') ||
        line[protocol.size() + 1] != ' ' ||
        (line.size() >= reasonStart && line[reasonStart - 1] != ' ')) {
        return malformed();
    }
    head = {};
    head.status = parseNumber<int>(line.substr(statusStart, statusDigits)).value_or(0);
    constexpr int lowest = 100;
    constexpr int highest = 599;
    constexpr int switchingProtocols = 101;
    if (head.status < lowest || head.status > highest) {
        return malformed();
    }
    if (head.status == switchingProtocols) {
        return "The server switches to another protocol, which nobody asked for.";
    }
    head.minorVersion = line[protocol.size()] - '0';
    if (line.size() >= reasonStart) {
        head.reason = line.substr(reasonStart);
        if (!isSafeFieldValue(head.reason)) {
            return malformed();
        }
    }
    return std::nullopt;
}

Framing ResponseParser::Private::framing(bool isChunked, bool hasLength) const
{
    constexpr int noContent = 204;
    constexpr int notModified = 304;
    const bool isInterim = head.status / 100 == 1;
    const bool opensTunnel = method == Method::Connect && head.status / 100 == 2;
    if (method == Method::Head || isInterim || opensTunnel || head.status == noContent ||
        head.status == notModified) {
        return Framing::None;
    }
    if (isChunked) {
        return Framing::Chunked;
    }
    if (!hasLength) {
        return Framing::UntilClose;
    }
    return head.contentLength > 0 ? Framing::Length : Framing::None;
}

std::optional<std::string> ResponseParser::Private::takeFields()
{
    const auto bodyFields = readBodyFields(reader.headers(), head.minorVersion);
    if (!bodyFields) {
        return std::string(bodyFields.error().text);
    }
    head.contentLength = bodyFields->length.value_or(0);
    head.framing = framing(bodyFields->isChunked, bodyFields->length.has_value());
    head.keepAlive =
        head.framing != Framing::UntilClose && keepsAlive(reader.headers(), head.minorVersion);
    head.headers = reader.takeHeaders();
    return std::nullopt;
}

ResponseParser::ResponseParser(Method requestMethod)
    : d(std::make_unique<Private>(requestMethod))
{}

ResponseParser::~ResponseParser() = default;
ResponseParser::ResponseParser(ResponseParser &&) noexcept = default;
ResponseParser &ResponseParser::operator=(ResponseParser &&) noexcept = default;

ResponseParser::Step ResponseParser::feed(std::string_view bytes)
{
    std::size_t consumed = 0;
    for (;;) {
        Step step = d->advance(bytes.substr(consumed));
        consumed += step.consumed;
        if (step.event != Event::NeedMore || consumed == bytes.size()) {
            step.consumed = consumed;
            return step;
        }
    }
}

ResponseParser::Event ResponseParser::finish()
{
    switch (d->phase) {
    case Private::Phase::UntilClose:
    case Private::Phase::Complete:
        d->phase = Private::Phase::Complete;
        return Event::Complete;
    case Private::Phase::Length:
        if (d->bodyLeft == 0) {
            d->phase = Private::Phase::Complete;
            return Event::Complete;
        }
        break;
    case Private::Phase::Line:
    case Private::Phase::Fields:
    case Private::Phase::Chunks:
        break;
    case Private::Phase::Failed:
        return Event::Failed;
    }
    std::ignore = d->fail("The connection was closed in the middle of the response.", 0);
    return Event::Failed;
}

ResponseHead ResponseParser::takeHead()
{
    return std::move(d->head);
}

const std::string &ResponseParser::error() const
{
    return d->error;
}

} // namespace larder::http
