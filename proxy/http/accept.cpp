// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/accept.h"

#include "http/headers.h"

#include <algorithm>

namespace larder::http
{

namespace
{

// "1", "0.8", "0.125" in thousandths; 0 for what is none.
int readWeight(std::string_view text)
{
    constexpr std::size_t longest = 5; // "0.125"
    if (text.empty() || text.size() > longest || (text.size() > 1 && text[1] != '.')) {
        return 0;
    }
    int weight = 0;
    int unit = fullWeight;
    for (std::size_t at = 0; at < text.size(); at += at == 0 ? 2 : 1) {
        if (text[at] < '0' || text[at] > '9') {
            return 0;
        }
        weight += (text[at] - '0') * unit;
        unit /= 10;
    }
    return weight <= fullWeight ? weight : 0;
}

// Cuts off the first part and the separator behind it.
std::string_view takePart(std::string_view &text, char separator)
{
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return trim(part);
}

} // namespace

std::vector<Preference> readAccept(std::string_view text)
{
    std::vector<Preference> preferences;
    while (!text.empty()) {
        std::string_view member = takePart(text, ',');
        Preference preference{.name = takePart(member, ';')};
        while (!member.empty()) {
            std::string_view value = takePart(member, ';');
            if (equalsIgnoringCase(takePart(value, '='), "q")) {
                preference.weight = readWeight(trim(value));
            }
        }
        if (!preference.name.empty()) {
            preferences.push_back(preference);
        }
    }
    return preferences;
}

bool isGzip(std::string_view coding)
{
    return equalsIgnoringCase(coding, "gzip") || equalsIgnoringCase(coding, "x-gzip");
}

} // namespace larder::http
