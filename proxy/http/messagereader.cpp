// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/messagereader.h"

#include "base/number.h"
#include "http/limits.h"

#include <algorithm>

namespace larder::http
{

namespace
{

using Event = MessageReader::Step::Event;

constexpr std::size_t usualHeaders = 8; // of a package client

bool isTokenChar(char c)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.contains(c);
}

} // namespace

// llhttp calls these while it executes; its data pointer is the reader.
struct MessageReader::Callbacks
{
    static MessageReader &reader(llhttp_t *parser)
    {
        return *static_cast<MessageReader *>(parser->data);
    }

    static int fieldName(llhttp_t *parser, const char *at, std::size_t length)
    {
        // In trailers nothing is kept: none of them may change what the head said.
        MessageReader &self = reader(parser);
        if (!self.m_headComplete) {
            self.m_name.append(at, length);
        }
        return HPE_OK;
    }

    static int fieldValue(llhttp_t *parser, const char *at, std::size_t length)
    {
        MessageReader &self = reader(parser);
        if (!self.m_headComplete) {
            self.m_value.append(at, length);
        }
        return HPE_OK;
    }

    static int fieldComplete(llhttp_t *parser)
    {
        MessageReader &self = reader(parser);
        if (self.m_headComplete) {
            return HPE_OK;
        }
        if (self.m_headers.size() == self.m_limits.headers) {
            self.m_problem = Problem::LargeHead;
            return HPE_USER;
        }
        // A tab means what a space means (RFC 9110 5.5), and spaces are what is passed on.
        std::ranges::replace(self.m_value, '\t', ' ');
        while (self.m_value.ends_with(' ')) {
            self.m_value.pop_back();
        }
        self.m_headers.add(std::move(self.m_name), std::move(self.m_value));
        self.m_name.clear();
        self.m_value.clear();
        return HPE_OK;
    }

    static int headComplete(llhttp_t *parser)
    {
        reader(parser).m_headComplete = true;
        // Upgrades are not offered, and CONNECT is no business of llhttp: without this it would
        // leave the message at a place of its own choice.
        parser->upgrade = 0;
        return HPE_PAUSED;
    }

    static int body(llhttp_t *parser, const char *at, std::size_t length)
    {
        reader(parser).m_body = {at, length};
        return HPE_PAUSED;
    }

    static int messageComplete(llhttp_t *parser)
    {
        reader(parser).m_messageComplete = true;
        return HPE_PAUSED;
    }

    static const llhttp_settings_t *settings()
    {
        static const llhttp_settings_t table = [] {
            llhttp_settings_t result;
            llhttp_settings_init(&result);
            result.on_header_field = fieldName;
            result.on_header_value = fieldValue;
            result.on_header_value_complete = fieldComplete;
            result.on_headers_complete = headComplete;
            result.on_body = body;
            result.on_message_complete = messageComplete;
            return result;
        }();
        return &table;
    }
};

MessageReader::MessageReader(llhttp_type_t type, const Limits &limits)
    : m_limits(limits)
{
    llhttp_init(&m_parser, type, Callbacks::settings());
    m_parser.data = this;
}

void MessageReader::begin()
{
    llhttp_reset(&m_parser);
    m_problem = Problem::None;
    m_line.clear();
    m_headBytes = 0;
    m_headers = {};
    m_headers.reserve(usualHeaders);
    m_name.clear();
    m_value.clear();
    m_chunkOverhead = 0;
    m_headComplete = false;
    m_messageComplete = false;
}

// Gives the bytes to llhttp; says how many it took until it paused, failed or had them all.
std::size_t MessageReader::execute(std::string_view bytes)
{
    if (llhttp_get_errno(&m_parser) == HPE_PAUSED) {
        llhttp_resume(&m_parser);
    }
    m_body = {};
    const llhttp_errno_t result = llhttp_execute(&m_parser, bytes.data(), bytes.size());
    if (result == HPE_OK) {
        return bytes.size();
    }
    const auto taken = static_cast<std::size_t>(llhttp_get_error_pos(&m_parser) - bytes.data());
    if (result == HPE_PAUSED) {
        return taken;
    }
    if (m_problem == Problem::None) {
        const bool isAtToken = taken < bytes.size() && isTokenChar(bytes[taken]);
        if (result == HPE_INVALID_METHOD && isAtToken) {
            m_problem = Problem::UnknownMethod;
        } else if (result == HPE_INVALID_VERSION || result == HPE_PAUSED_H2_UPGRADE) {
            m_problem = Problem::UnknownVersion;
        } else {
            m_problem = Problem::Malformed;
        }
    }
    return taken;
}

MessageReader::Step MessageReader::failed(Problem problem, std::size_t consumed)
{
    m_problem = problem;
    return {.event = Event::Failed, .consumed = consumed, .body = {}};
}

MessageReader::Step MessageReader::readLine(std::string_view bytes)
{
    const std::size_t newline = bytes.find('\n');
    const std::size_t wanted = newline == std::string_view::npos ? bytes.size() : newline + 1;
    const bool isTooLong = wanted > m_limits.lineBytes - m_line.size();
    const std::string_view piece =
        bytes.substr(0, isTooLong ? m_limits.lineBytes - m_line.size() : wanted);
    const std::size_t taken = execute(piece);
    if (m_problem != Problem::None) {
        return failed(m_problem, taken);
    }
    if (taken < piece.size()) {
        return failed(Problem::Malformed, taken); // no line is over before its end
    }
    if (isTooLong) {
        return failed(Problem::LongLine, piece.size());
    }
    m_line += piece;
    m_headBytes = m_line.size();
    return {.event = newline == std::string_view::npos ? Event::NeedMore : Event::Done,
            .consumed = piece.size(),
            .body = {}};
}

MessageReader::Step MessageReader::readFields(std::string_view bytes)
{
    const std::string_view piece = bytes.substr(0, m_limits.headBytes - m_headBytes);
    const std::size_t taken = execute(piece);
    if (m_problem != Problem::None) {
        return failed(m_problem, taken);
    }
    m_headBytes += taken;
    if (m_headComplete) {
        return {.event = Event::Done, .consumed = taken, .body = {}};
    }
    if (m_headBytes == m_limits.headBytes) {
        return failed(Problem::LargeHead, taken);
    }
    return {.event = Event::NeedMore, .consumed = taken, .body = {}};
}

MessageReader::Step MessageReader::readChunks(std::string_view bytes)
{
    const std::size_t taken = execute(bytes);
    if (m_problem != Problem::None) {
        return failed(m_problem, taken);
    }
    m_chunkOverhead += taken - m_body.size();
    if (m_chunkOverhead > maxChunkOverheadBytes) {
        return failed(Problem::LongChunkOverhead, taken);
    }
    if (m_messageComplete) {
        return {.event = Event::Done, .consumed = taken, .body = {}};
    }
    if (!m_body.empty()) {
        m_chunkOverhead = 0;
        return {.event = Event::Body, .consumed = taken, .body = m_body};
    }
    return {.event = Event::NeedMore, .consumed = taken, .body = {}};
}

std::string_view MessageReader::line() const
{
    return std::string_view(m_line).substr(0,
                                           m_line.size() - std::min<std::size_t>(m_line.size(), 2));
}

llhttp_method_t MessageReader::method() const
{
    return static_cast<llhttp_method_t>(m_parser.method);
}

std::string MessageReader::problemText() const
{
    switch (m_problem) {
    case Problem::UnknownMethod:
        return "The request method is not known.";
    case Problem::UnknownVersion:
        return "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
    case Problem::LongLine:
        return "The first line of the message is too long.";
    case Problem::LargeHead:
        return "The message has too many or too long header fields.";
    case Problem::LongChunkOverhead:
        return "A chunk extension or trailer of the message is too long.";
    case Problem::None:
    case Problem::Malformed:
        break;
    }
    const char *reason = llhttp_get_error_reason(&m_parser);
    return "The message is malformed: " + std::string(reason != nullptr ? reason : "unknown") + '.';
}

std::expected<BodyFields, BodyFieldsError> readBodyFields(const Headers &headers, int minorVersion)
{
    BodyFields fields;
    std::size_t lengths = 0;
    std::size_t codings = 0;
    for (const Header &header : headers) {
        if (equalsIgnoringCase(header.name, "Content-Length")) {
            const auto length = parseNumber<std::int64_t>(header.value);
            if (!length) {
                return std::unexpected(BodyFieldsError{.text = "The Content-Length is no length."});
            }
            fields.length = static_cast<std::uint64_t>(*length);
            ++lengths;
        } else if (equalsIgnoringCase(header.name, "Transfer-Encoding")) {
            if (!equalsIgnoringCase(header.value, "chunked")) {
                return std::unexpected(
                    BodyFieldsError{.isUnknownCoding = true,
                                    .text = "The only Transfer-Encoding known here is chunked."});
            }
            fields.isChunked = true;
            ++codings;
        }
    }
    if (lengths + codings > 1) {
        return std::unexpected(
            BodyFieldsError{.text = "The length of the message is told more than once."});
    }
    if (fields.isChunked && minorVersion == 0) {
        return std::unexpected(
            BodyFieldsError{.text = "HTTP/1.0 messages cannot have a Transfer-Encoding."});
    }
    return fields;
}

bool keepsAlive(const Headers &headers, int minorVersion)
{
    return !headers.hasToken("Connection", "close") &&
           (minorVersion == 1 || headers.hasToken("Connection", "keep-alive"));
}

} // namespace larder::http
