// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/message.h"

#include <memory>
#include <string>
#include <string_view>

namespace larder::http
{

// Reads pipelined HTTP/1.0 and 1.1 requests from a byte stream, strictly (RFC 9112 with every
// "MUST reject", and stricter where only attacks differ). It never reads past the end of the
// request it is in, so that what follows is the next one. Pure; one thread at a time.
//
// Refused beyond llhttp's strict mode: more than one Host, no Host in HTTP/1.1, a Host that is no
// authority; Content-Length with Transfer-Encoding; a Transfer-Encoding other than exactly
// "chunked" (and any in HTTP/1.0); any second Content-Length; folded lines; control characters in
// values or target; white space around field names; bare CR or LF; versions other than 1.0 and
// 1.1; a target that is in none of the four forms for its method; anything over limits.h.
class RequestParser
{
public:
    RequestParser();
    ~RequestParser();
    RequestParser(RequestParser &&) noexcept;
    RequestParser &operator=(RequestParser &&) noexcept;

    enum class Event {
        NeedMore, // all bytes were consumed
        Head,     // a head is complete: takeHead()
        Body,     // body bytes: in Step::body, valid as long as the fed bytes
        Complete, // the request is over; the next feed() begins another one
        Failed,   // error(); the parser accepts nothing further
    };

    struct Step
    {
        Event event = Event::NeedMore;
        std::size_t consumed = 0; // feed the rest again
        std::string_view body;
    };

    // What to answer before closing: 400, 413, 414, 417, 431, 501 or 505 and a sentence.
    struct Error
    {
        int status = 400;
        std::string text;
    };

    // Goes on until one event happened. A request without body yields Head and then Complete
    // (consuming nothing) on the next call, even when fed no bytes.
    [[nodiscard]] Step feed(std::string_view bytes);
    [[nodiscard]] RequestHead takeHead(); // once after Event::Head
    [[nodiscard]] const Error &error() const;
    // Whether a request has begun and is not complete: the peer owes us bytes.
    [[nodiscard]] bool inRequest() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace larder::http
