// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <memory>
#include <string>
#include <string_view>

namespace larder::http
{

// Reads the response to one request from a byte stream, strictly: a cache keeps what it reads, so
// a lie must be seen. Interim responses (1xx but 101) are skipped, at most 8. Pure; one thread at
// a time.
//
// Refused: two Content-Length fields (even equal ones), a length that is not plain decimal digits
// or overflows 2^63, Content-Length with Transfer-Encoding, a Transfer-Encoding other than exactly
// "chunked", bad chunk sizes, 101, folded lines, bare CR or LF, bytes after the end of the message
// (when they come with its last ones, before Complete was told), anything over limits.h.
class ResponseParser
{
public:
    explicit ResponseParser(Method requestMethod);
    ~ResponseParser();
    ResponseParser(ResponseParser &&) noexcept;
    ResponseParser &operator=(ResponseParser &&) noexcept;

    enum class Event { NeedMore, Head, Body, Complete, Failed }; // as in RequestParser

    struct Step
    {
        Event event = Event::NeedMore;
        std::size_t consumed = 0;
        std::string_view body;
    };

    [[nodiscard]] Step feed(std::string_view bytes);
    // The connection ended. Complete for Framing::UntilClose after the head, else Failed (unless
    // it was complete before).
    [[nodiscard]] Event finish();
    [[nodiscard]] ResponseHead takeHead();          // once after Event::Head
    [[nodiscard]] const std::string &error() const; // a sentence about what was wrong

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace larder::http
