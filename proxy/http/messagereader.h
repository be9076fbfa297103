// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/headers.h"
#include "http/message.h"

#include <cstdint>
#include <expected>
#include <llhttp.h>
#include <optional>
#include <string>
#include <string_view>

namespace larder::http
{

// What requests and responses have in common: start line, fields, chunked body, read with llhttp in
// its strictest mode and within limits. Private to this folder: RequestParser and ResponseParser
// decide what the parts mean. Its address must not change while it reads.
//
// Results do not depend on how the bytes were cut into pieces.
class MessageReader
{
public:
    struct Limits
    {
        std::size_t lineBytes; // start line with its CRLF
        std::size_t headBytes; // start line and fields
        std::size_t headers;
    };

    enum class Problem : std::uint8_t {
        None,
        Malformed,
        UnknownMethod,
        UnknownVersion,
        LongLine,
        LargeHead, // too many bytes or fields
        LongChunkOverhead,
    };

    struct Step
    {
        enum class Event : std::uint8_t { NeedMore, Done, Body, Failed };
        Event event = Event::NeedMore;
        std::size_t consumed = 0;
        std::string_view body;
    };

    MessageReader(llhttp_type_t type, const Limits &limits);
    MessageReader(const MessageReader &) = delete;
    MessageReader &operator=(const MessageReader &) = delete;
    ~MessageReader() = default;

    void begin();
    // Each until Done, in this order; chunks only after a head that says so.
    [[nodiscard]] Step readLine(std::string_view bytes);
    [[nodiscard]] Step readFields(std::string_view bytes);
    [[nodiscard]] Step readChunks(std::string_view bytes);

    [[nodiscard]] std::string_view line() const; // without CRLF

    [[nodiscard]] const Headers &headers() const { return m_headers; }

    [[nodiscard]] Headers takeHeaders() { return std::move(m_headers); }

    [[nodiscard]] llhttp_method_t method() const;

    [[nodiscard]] Problem problem() const { return m_problem; }

    [[nodiscard]] std::string problemText() const; // a sentence

private:
    struct Callbacks;
    [[nodiscard]] std::size_t execute(std::string_view bytes);
    Step failed(Problem problem, std::size_t consumed);

    llhttp_t m_parser{};
    Limits m_limits;
    Problem m_problem = Problem::None;
    std::string m_line;
    std::size_t m_headBytes = 0;
    Headers m_headers;
    std::string m_name;
    std::string m_value;
    std::string_view m_body;
    std::size_t m_chunkOverhead = 0; // since the last byte of data
    bool m_headComplete = false;
    bool m_messageComplete = false;
};

// How the end of a body is told, as the fields say (RFC 9112 6.1 to 6.3, without its leniency).
struct BodyFields
{
    bool isChunked = false;
    std::optional<std::uint64_t> length;
};

struct BodyFieldsError
{
    bool isUnknownCoding = false; // a Transfer-Encoding other than "chunked"
    std::string_view text;
};

[[nodiscard]] std::expected<BodyFields, BodyFieldsError> readBodyFields(const Headers &headers,
                                                                        int minorVersion);

// RFC 9112 9.3.
[[nodiscard]] bool keepsAlive(const Headers &headers, int minorVersion);

} // namespace larder::http
