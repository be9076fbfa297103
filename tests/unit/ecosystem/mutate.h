// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace larder::test
{

// Damages texts in ways that parsers fall over: the same seed gives the same texts. pieces: what
// the format under test is made of, inserted at random places.
class Mutator
{
public:
    Mutator(unsigned seed, std::vector<std::string> pieces)
        : m_random(seed)
        , m_pieces(std::move(pieces))
    {}

    [[nodiscard]] std::string mutate(std::string_view original)
    {
        std::string text(original);
        const std::size_t changes = 1 + below(6);
        for (std::size_t i = 0; i < changes; ++i)
            change(text);
        return text;
    }

    [[nodiscard]] std::size_t below(std::size_t limit)
    {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_random);
    }

private:
    void change(std::string &text)
    {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = below(12);
        switch (below(6)) {
        case 0:
            text.insert(at, m_pieces[below(m_pieces.size())]);
            break;
        case 1:
            text.insert(at, 1, static_cast<char>(below(256)));
            break;
        case 2:
            text.erase(at, length);
            break;
        case 3:
            if (at < text.size())
                text[at] = static_cast<char>(below(256));
            break;
        case 4:
            text.insert(at, text.substr(below(text.size() + 1), length));
            break;
        default:
            text.resize(at);
            break;
        }
    }

    std::mt19937 m_random;
    std::vector<std::string> m_pieces;
};

} // namespace larder::test
