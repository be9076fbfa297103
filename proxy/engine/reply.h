// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"
#include "engine/body.h"
#include "http/headers.h"
#include "http/message.h"
#include "store/read/openentry.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace larder::engine
{

class PassStream;

// Part of a stored object.
struct StoredBody
{
    std::shared_ptr<const store::OpenEntry> entry;
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
};

// A body that is still arriving or being verified.
struct FollowedBody
{
    // Length: the head announced how much; Chunked: it could not, the coding tells the end.
    enum class Framing { Length, Chunked };
    std::shared_ptr<Body> body;
    std::uint64_t offset = 0;
    std::uint64_t end = 0; // with Length
    Framing framing = Framing::Length;
    std::shared_ptr<const store::OpenEntry> entry; // while it is being verified: keeps it alive
};

// What goes out for one request, in order: the head (with a small body in the same text) and then
// the body. A value once made.
struct Reply
{
    enum class Then { KeepAlive, Close };

    int status = 0;
    std::string text; // status line, fields, empty line, and a small body
    std::variant<std::monostate, StoredBody, FollowedBody, std::shared_ptr<PassStream>> body;
    Then then = Then::KeepAlive;
};

// How the client wants to be answered: what of its request shapes every reply.
struct ReplyForm
{
    bool headOnly = false; // HEAD: the fields of the answer without its body
    int minorVersion = 1;
    bool keepAlive = true;
};

// Writes a head piece by piece into one string.
class HeadWriter
{
public:
    // reason: the status line's phrase; empty, or with characters that not every client reads: the
    // usual one.
    HeadWriter(int status, const ReplyForm &form, std::string_view reason = {});
    HeadWriter &field(std::string_view name, std::string_view value);
    HeadWriter &field(std::string_view name, std::uint64_t value);
    HeadWriter &rawFields(std::string_view fields); // complete lines
    // Replayed: the fields hold the origin's Date already (RFC 9110 6.6.1).
    enum class Date { Now, Replayed };
    // Adds Date and Connection where needed and the empty line.
    [[nodiscard]] std::string finish(Date date = Date::Now);

private:
    std::string m_text;
    ReplyForm m_form;
};

// A complete reply of our own. Unsafe field values are left out rather than sent.
[[nodiscard]] Reply makeReply(const ecosystem::Answer &answer, const ReplyForm &form);
// The same with one sentence as plain text.
[[nodiscard]] Reply makeTextReply(int status, std::string_view sentence, const ReplyForm &form);

} // namespace larder::engine
