// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/requestparser.h"

#include "http/limits.h"
#include "http/messagereader.h"
#include "http/url.h"

#include <algorithm>

namespace larder::http
{

namespace
{

constexpr std::string_view shortestRest = "CONNECT  HTTP/1.1\r\n"; // a request line but its target
constexpr MessageReader::Limits limits{.lineBytes = maxTargetBytes + shortestRest.size(),
                                       .headBytes = maxRequestHeaderBytes,
                                       .headers = maxRequestHeaders};

Method methodOf(llhttp_method_t method)
{
    switch (method) {
    case HTTP_GET:
        return Method::Get;
    case HTTP_HEAD:
        return Method::Head;
    case HTTP_POST:
        return Method::Post;
    case HTTP_PUT:
        return Method::Put;
    case HTTP_DELETE:
        return Method::Delete;
    case HTTP_OPTIONS:
        return Method::Options;
    case HTTP_CONNECT:
        return Method::Connect;
    default:
        return Method::Other;
    }
}

// Whether the target has a form that the method may have (RFC 9112 3.2). What an absolute one says
// is judged by those who ask for it.
bool isTargetFormAllowed(Method method, std::string_view target)
{
    if (method == Method::Connect) {
        const auto authority = parseAuthority(target);
        return authority && authority->port;
    }
    if (target == "*") {
        return method == Method::Options;
    }
    if (target.starts_with('/')) {
        return true;
    }
    const auto hasScheme = [target](std::string_view scheme) {
        return equalsIgnoringCase(target.substr(0, scheme.size()), scheme) &&
               target.size() > scheme.size() && !target.substr(scheme.size()).starts_with('/');
    };
    return hasScheme("http://") || hasScheme("https://");
}

} // namespace

struct RequestParser::Private
{
    enum class Phase : std::uint8_t {
        Between,   // nothing of a request yet
        EmptyLine, // its CR
        Line,
        Fields,
        Ended, // without a body; Complete is still to be told
        Length,
        Chunks,
        Failed,
    };

    Step advance(std::string_view bytes);
    Step readFields(std::string_view bytes);
    Step readLength(std::string_view bytes);
    Step readChunks(std::string_view bytes);
    Step complete(std::size_t consumed);
    Step fail(const Error &reason, std::size_t consumed);
    Step failReading(std::size_t consumed);
    [[nodiscard]] std::optional<Error> takeLine();
    [[nodiscard]] std::optional<Error> takeFields();
    [[nodiscard]] bool isAuthority(std::string_view host);

    MessageReader reader{HTTP_REQUEST, limits};
    Phase phase = Phase::Between;
    bool sawEmptyLine = false;
    std::uint64_t bodyLeft = 0;
    RequestHead head;
    std::string knownHost; // the last Host that was valid: a client says the same each time
    Error error;
};

RequestParser::Step RequestParser::Private::fail(const Error &reason, std::size_t consumed)
{
    phase = Phase::Failed;
    error = reason;
    return {.event = Event::Failed, .consumed = consumed, .body = {}};
}

RequestParser::Step RequestParser::Private::failReading(std::size_t consumed)
{
    int status = 400;
    switch (reader.problem()) {
    case MessageReader::Problem::UnknownMethod:
        status = 501;
        break;
    case MessageReader::Problem::UnknownVersion:
        status = 505;
        break;
    case MessageReader::Problem::LongLine:
        status = 414;
        break;
    case MessageReader::Problem::LargeHead:
        status = 431;
        break;
    case MessageReader::Problem::LongChunkOverhead:
        status = 413;
        break;
    case MessageReader::Problem::None:
    case MessageReader::Problem::Malformed:
        break;
    }
    return fail({.status = status, .text = reader.problemText()}, consumed);
}

RequestParser::Step RequestParser::Private::complete(std::size_t consumed)
{
    phase = Phase::Between;
    sawEmptyLine = false;
    return {.event = Event::Complete, .consumed = consumed, .body = {}};
}

// Goes on within one phase. NeedMore with bytes left over means: go on in the next phase.
RequestParser::Step RequestParser::Private::advance(std::string_view bytes)
{
    switch (phase) {
    case Phase::Between:
        if (bytes.empty()) {
            return {};
        }
        // RFC 9112 2.2: an empty line before a request is ignored. One is.
        if (bytes.front() == '\r' && !sawEmptyLine) {
            phase = Phase::EmptyLine;
            return {.event = Event::NeedMore, .consumed = 1, .body = {}};
        }
        if (bytes.front() == '\r' || bytes.front() == '\n') {
            return fail({.status = 400, .text = "A request begins with a request line."}, 0);
        }
        reader.begin();
        phase = Phase::Line;
        return advance(bytes);
    case Phase::EmptyLine:
        if (bytes.empty()) {
            return {};
        }
        if (bytes.front() != '\n') {
            return fail({.status = 400, .text = "A request begins with a request line."}, 0);
        }
        sawEmptyLine = true;
        phase = Phase::Between;
        return {.event = Event::NeedMore, .consumed = 1, .body = {}};
    case Phase::Line: {
        const MessageReader::Step step = reader.readLine(bytes);
        if (step.event == MessageReader::Step::Event::Failed) {
            return failReading(step.consumed);
        }
        if (step.event == MessageReader::Step::Event::Done) {
            if (const auto fault = takeLine()) {
                return fail(*fault, step.consumed);
            }
            phase = Phase::Fields;
        }
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    }
    case Phase::Fields:
        return readFields(bytes);
    case Phase::Ended:
        return complete(0);
    case Phase::Length:
        return readLength(bytes);
    case Phase::Chunks:
        return readChunks(bytes);
    case Phase::Failed:
        break;
    }
    return {.event = Event::Failed, .consumed = 0, .body = {}};
}

RequestParser::Step RequestParser::Private::readFields(std::string_view bytes)
{
    const MessageReader::Step step = reader.readFields(bytes);
    if (step.event == MessageReader::Step::Event::Failed) {
        return failReading(step.consumed);
    }
    if (step.event == MessageReader::Step::Event::NeedMore) {
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    }
    if (const auto fault = takeFields()) {
        return fail(*fault, step.consumed);
    }
    bodyLeft = head.contentLength;
    phase = head.chunked ? Phase::Chunks : bodyLeft > 0 ? Phase::Length : Phase::Ended;
    return {.event = Event::Head, .consumed = step.consumed, .body = {}};
}

RequestParser::Step RequestParser::Private::readLength(std::string_view bytes)
{
    if (bodyLeft == 0) {
        return complete(0);
    }
    const std::string_view body =
        bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bodyLeft, bytes.size())));
    bodyLeft -= body.size();
    return {.event = body.empty() ? Event::NeedMore : Event::Body,
            .consumed = body.size(),
            .body = body};
}

RequestParser::Step RequestParser::Private::readChunks(std::string_view bytes)
{
    const MessageReader::Step step = reader.readChunks(bytes);
    switch (step.event) {
    case MessageReader::Step::Event::NeedMore:
        return {.event = Event::NeedMore, .consumed = step.consumed, .body = {}};
    case MessageReader::Step::Event::Body:
        return {.event = Event::Body, .consumed = step.consumed, .body = step.body};
    case MessageReader::Step::Event::Done:
        return complete(step.consumed);
    case MessageReader::Step::Event::Failed:
        break;
    }
    return failReading(step.consumed);
}

// llhttp passes over several spaces and knows other protocols, so the line is looked at again.
std::optional<RequestParser::Error> RequestParser::Private::takeLine()
{
    constexpr std::string_view protocol = " HTTP/1.x";
    const std::string_view line = reader.line();
    const std::size_t targetStart = line.find(' ') + 1;
    const std::size_t targetEnd = line.size() - std::min(line.size(), protocol.size());
    const std::string_view version = line.substr(targetEnd);
    if (targetEnd < targetStart || targetStart == 0 || !version.starts_with(" HTTP/")) {
        return Error{.status = 400, .text = "The request line is not one of HTTP/1.0 or HTTP/1.1."};
    }
    if (version != " HTTP/1.0" && version != " HTTP/1.1") {
        return Error{.status = 505, .text = "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
    }
    const std::string_view target = line.substr(targetStart, targetEnd - targetStart);
    if (target.size() > maxTargetBytes) {
        return Error{.status = 414, .text = "The request target is too long."};
    }
    head = {};
    head.method = methodOf(reader.method());
    // No space, no control character, no fragment.
    const auto isOutside = [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '#' || c == '\x7F';
    };
    if (std::ranges::any_of(target, isOutside) || !isTargetFormAllowed(head.method, target)) {
        return Error{.status = 400, .text = "The request target has no form that is allowed."};
    }
    head.target = target;
    head.minorVersion = line.back() - '0';
    return std::nullopt;
}

std::optional<RequestParser::Error> RequestParser::Private::takeFields()
{
    const Headers &headers = reader.headers();
    const auto bodyFields = readBodyFields(headers, head.minorVersion);
    if (!bodyFields) {
        return Error{.status = bodyFields.error().isUnknownCoding ? 501 : 400,
                     .text = std::string(bodyFields.error().text)};
    }
    head.chunked = bodyFields->isChunked;
    head.contentLength = bodyFields->length.value_or(0);
    if (head.hasBody() && head.method == Method::Connect) {
        return Error{.status = 400, .text = "A CONNECT request has no body."};
    }
    // RFC 9112 3.2: one Host, which HTTP/1.0 may leave out.
    const auto host = headers.find("Host");
    if ((host && (headers.count("Host") > 1 || !isAuthority(*host))) ||
        (!host && head.minorVersion == 1)) {
        return Error{.status = 400, .text = "A request names its host exactly once, in Host."};
    }
    if (const auto expectation = headers.find("Expect")) {
        if (headers.count("Expect") > 1 || !equalsIgnoringCase(*expectation, "100-continue")) {
            return Error{.status = 417, .text = "The only expectation known here is 100-continue."};
        }
        head.expectsContinue = head.hasBody() && head.minorVersion == 1;
    }
    head.keepAlive = keepsAlive(headers, head.minorVersion);
    head.headers = reader.takeHeaders();
    return std::nullopt;
}

bool RequestParser::Private::isAuthority(std::string_view host)
{
    if (host != knownHost || host.empty()) {
        if (!parseAuthority(host)) {
            return false;
        }
        knownHost = host;
    }
    return true;
}

RequestParser::RequestParser()
    : d(std::make_unique<Private>())
{}

RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser &&) noexcept = default;
RequestParser &RequestParser::operator=(RequestParser &&) noexcept = default;

RequestParser::Step RequestParser::feed(std::string_view bytes)
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

RequestHead RequestParser::takeHead()
{
    return std::move(d->head);
}

const RequestParser::Error &RequestParser::error() const
{
    return d->error;
}

bool RequestParser::inRequest() const
{
    switch (d->phase) {
    case Private::Phase::Line:
    case Private::Phase::Fields:
    case Private::Phase::Chunks:
        return true;
    case Private::Phase::Length:
        return d->bodyLeft > 0;
    case Private::Phase::Between:
    case Private::Phase::EmptyLine:
    case Private::Phase::Ended:
    case Private::Phase::Failed:
        break;
    }
    return false;
}

} // namespace larder::http
