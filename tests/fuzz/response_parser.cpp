// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Responses as a lying upstream may send them. The first line is the request's method. However the
// bytes are cut into pieces, the same comes out, and never more body than was announced.
#include "http/responseparser.h"
#include "input.h"
#include "require.h"

#include <algorithm>
#include <string>

using namespace larder;
using http::ResponseParser;

namespace
{

std::string parse(std::string_view bytes, std::size_t pieceSize, http::Method method)
{
    ResponseParser parser(method);
    std::string story;
    std::string_view piece;
    http::ResponseHead head;
    std::uint64_t bodyBytes = 0;
    for (;;) {
        if (piece.empty()) {
            piece = bytes.substr(0, pieceSize);
            bytes.remove_prefix(piece.size());
        }
        const ResponseParser::Step step = parser.feed(piece);
        fuzz::require(step.consumed <= piece.size(), "No more is consumed than there is.");
        piece.remove_prefix(step.consumed);
        switch (step.event) {
        case ResponseParser::Event::NeedMore:
            fuzz::require(piece.empty(), "Only the end of the bytes makes it wait.");
            if (bytes.empty()) {
                const auto end = parser.finish();
                fuzz::require(end == ResponseParser::Event::Complete ||
                                  end == ResponseParser::Event::Failed,
                              "The end of the connection decides.");
                fuzz::require(end == ResponseParser::Event::Failed ||
                                  head.framing == http::Framing::UntilClose,
                              "Only a body without length ends with the connection.");
                return story + (end == ResponseParser::Event::Failed ? "cut" : "closed");
            }
            break;
        case ResponseParser::Event::Head:
            head = parser.takeHead();
            fuzz::require(head.status >= 100 && head.status <= 999, "A status has three digits.");
            for (const http::Header &header : head.headers) {
                fuzz::require(!header.name.empty() && http::isSafeFieldValue(header.value),
                              "A field is safe to hand on.");
            }
            story += "head " + std::to_string(head.status) + ' ' +
                     std::to_string(head.headers.size()) + ' ' +
                     std::to_string(static_cast<int>(head.framing)) + '\n';
            break;
        case ResponseParser::Event::Body:
            fuzz::require(head.framing != http::Framing::None, "No body where there is none.");
            story += step.body;
            bodyBytes += step.body.size();
            fuzz::require(head.framing != http::Framing::Length || bodyBytes <= head.contentLength,
                          "No more body than announced.");
            break;
        case ResponseParser::Event::Complete:
            fuzz::require(head.framing != http::Framing::Length || bodyBytes == head.contentLength,
                          "A complete body has its length.");
            if (piece.empty() && bytes.empty()) {
                return story + "complete";
            }
            piece = piece.empty() ? bytes : piece;
            fuzz::require(parser.feed(piece).event == ResponseParser::Event::Failed,
                          "Nothing follows the end of a response.");
            return story + "failed";
        case ResponseParser::Event::Failed:
            fuzz::require(!parser.error().empty(), "A failure has a sentence.");
            return story + "failed";
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view bytes = fuzz::textOf(data, size);
    const http::Method method =
        fuzz::takeLine(bytes) == "HEAD" ? http::Method::Head : http::Method::Get;
    const std::string whole = parse(bytes, std::max<std::size_t>(bytes.size(), 1), method);
    fuzz::require(parse(bytes, 1, method) == whole, "Single bytes give what the whole gives.");
    fuzz::require(parse(bytes, 7, method) == whole, "Pieces give what the whole gives.");
    return 0;
}
