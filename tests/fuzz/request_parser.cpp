// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Requests as a client may send them. However the bytes are cut into pieces, the same requests come
// out; and what comes out is within the limits and safe to hand on.
#include "http/limits.h"
#include "http/requestparser.h"
#include "input.h"
#include "require.h"

#include <algorithm>
#include <string>

using namespace larder;
using http::RequestParser;

namespace
{

void checkHead(const http::RequestHead &head)
{
    fuzz::require(!head.target.empty() && head.target.size() <= http::maxTargetBytes,
                  "A target has a length within its limit.");
    fuzz::require(std::ranges::all_of(head.target, [](char c) { return c > ' ' && c != '\x7f'; }),
                  "A target is visible ASCII.");
    fuzz::require(head.minorVersion == 0 || head.minorVersion == 1, "The version is 1.0 or 1.1.");
    fuzz::require(!(head.chunked && head.contentLength > 0), "A body has one framing.");
    for (const http::Header &header : head.headers) {
        fuzz::require(!header.name.empty(), "A field has a name.");
        fuzz::require(http::isSafeFieldValue(header.value), "A value holds no line end.");
    }
}

// What came out, as one text.
std::string parse(std::string_view bytes, std::size_t pieceSize)
{
    RequestParser parser;
    std::string story;
    std::string_view piece;
    for (;;) {
        if (piece.empty()) {
            piece = bytes.substr(0, pieceSize);
            bytes.remove_prefix(piece.size());
        }
        const RequestParser::Step step = parser.feed(piece);
        fuzz::require(step.consumed <= piece.size(), "No more is consumed than there is.");
        piece.remove_prefix(step.consumed);
        switch (step.event) {
        case RequestParser::Event::NeedMore:
            fuzz::require(piece.empty(), "Only the end of the bytes makes it wait.");
            if (bytes.empty()) {
                return story + (parser.inRequest() ? "waits" : "idle");
            }
            break;
        case RequestParser::Event::Head: {
            const http::RequestHead head = parser.takeHead();
            checkHead(head);
            story += "head " + head.target + ' ' + std::to_string(head.headers.size()) + '\n';
            break;
        }
        case RequestParser::Event::Body:
            fuzz::require(!step.body.empty(), "Body bytes are some.");
            story += step.body;
            break;
        case RequestParser::Event::Complete:
            story += "\ncomplete\n";
            break;
        case RequestParser::Event::Failed:
            fuzz::require(parser.error().status >= 400 && parser.error().status < 600 &&
                              !parser.error().text.empty(),
                          "A failure has a status and a sentence.");
            return story + "failed " + std::to_string(parser.error().status);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    const std::string whole = parse(bytes, std::max<std::size_t>(size, 1));
    fuzz::require(parse(bytes, 1) == whole, "Single bytes give what the whole gives.");
    fuzz::require(parse(bytes, 7) == whole, "Pieces give what the whole gives.");
    return 0;
}
