// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/accept.h"

#include <algorithm>
#include <optional>
#include <string>

namespace larder::ecosystem::npm
{

namespace
{

constexpr int mostWanted = 1000;

// "1", "0.8", "0.125" in thousandths (RFC 9110 12.4.2); 0, not wanted, for what is none.
int readWeight(std::string_view text)
{
    constexpr std::size_t longest = 5; // "0.125"
    if (text.empty() || text.size() > longest || (text.size() > 1 && text[1] != '.'))
        return 0;
    int weight = 0;
    int unit = mostWanted;
    for (std::size_t at = 0; at < text.size(); at += at == 0 ? 2 : 1) {
        if (text[at] < '0' || text[at] > '9')
            return 0;
        weight += (text[at] - '0') * unit;
        unit /= 10;
    }
    return weight <= mostWanted ? weight : 0;
}

// Cuts off the first part and the separator behind it.
std::string_view takePart(std::string_view &text, char separator)
{
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return http::trim(part);
}

struct Preference
{
    int weight = 0;
    std::size_t rank = 0;
};

// How much a list of media types wants exactly this one.
std::optional<Preference> preferenceFor(std::string_view accept, std::string_view type)
{
    for (std::size_t rank = 0; !accept.empty(); ++rank) {
        std::string_view range = takePart(accept, ',');
        if (!http::equalsIgnoringCase(takePart(range, ';'), type))
            continue;
        Preference preference{.weight = mostWanted, .rank = rank};
        while (!range.empty()) {
            std::string_view value = takePart(range, ';');
            if (http::equalsIgnoringCase(takePart(value, '='), "q"))
                preference.weight = readWeight(http::trim(value));
        }
        return preference;
    }
    return std::nullopt;
}

} // namespace

bool prefersAbbreviated(const http::Headers &headers)
{
    const std::string accept = headers.combined("Accept");
    const auto abbreviated = preferenceFor(accept, abbreviatedType);
    if (!abbreviated || abbreviated->weight == 0)
        return false;
    const auto full = preferenceFor(accept, "application/json");
    if (!full || full->weight != abbreviated->weight)
        return !full || full->weight < abbreviated->weight;
    return abbreviated->rank < full->rank;
}

} // namespace larder::ecosystem::npm
