// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Both parsers are fed the same bytes in several ways, and what they tell is written down as text:
// the way in which bytes arrive must not change it.

// Cuts the input into the pieces in which it arrives.
using Cutter = std::function<std::vector<std::string_view>(std::string_view)>;

inline std::vector<std::string_view> inOnePiece(std::string_view input)
{
    return {input};
}

inline std::vector<std::string_view> inSingleBytes(std::string_view input)
{
    std::vector<std::string_view> pieces;
    for (std::size_t i = 0; i < input.size(); ++i) {
        pieces.push_back(input.substr(i, 1));
    }
    return pieces;
}

inline Cutter inRandomPieces(std::mt19937::result_type seed)
{
    return [seed](std::string_view input) {
        std::mt19937 random(seed);
        std::uniform_int_distribution<std::size_t> length(1, 40);
        std::vector<std::string_view> pieces;
        while (!input.empty()) {
            const std::string_view piece = input.substr(0, length(random));
            pieces.push_back(piece);
            input.remove_prefix(piece.size());
        }
        return pieces;
    };
}

// Feeds a piece until the parser needs more; tells each event. Returns false once it failed.
template <typename Parser, typename Tell>
bool feedPiece(Parser &parser, std::string_view piece, const Tell &tell)
{
    using Event = typename Parser::Event;
    for (;;) {
        const typename Parser::Step step = parser.feed(piece);
        if (step.consumed > piece.size()) {
            std::abort(); // would read past the end
        }
        piece.remove_prefix(step.consumed);
        tell(step);
        if (step.event == Event::Failed) {
            return false;
        }
        if (step.event == Event::NeedMore || (piece.empty() && step.event == Event::Body)) {
            if (!piece.empty()) {
                std::abort(); // NeedMore takes all
            }
            if (step.event == Event::NeedMore) {
                return true;
            }
        }
    }
}

// An input with some bytes changed, doubled, removed or put in; the same for the same seed.
inline std::string mutated(std::string input, std::mt19937 &random)
{
    constexpr std::string_view telling = "\r\n\0 \t:;,/*%=-0123456789aAfFxX\x7F\x80\xFF"
                                         "HTTP/1.1chunked";
    std::uniform_int_distribution<int> changes(1, 6);
    for (int left = changes(random); left > 0 && !input.empty(); --left) {
        const std::size_t at = random() % input.size();
        const char byte = telling[random() % telling.size()];
        switch (random() % 5) {
        case 0:
            input[at] = byte;
            break;
        case 1:
            input.insert(at, 1, byte);
            break;
        case 2:
            input.erase(at, 1 + random() % 8);
            break;
        case 3:
            input.insert(at, input.substr(at, 1 + random() % 32));
            break;
        default:
            input[at] = static_cast<char>(random());
            break;
        }
    }
    return input;
}
