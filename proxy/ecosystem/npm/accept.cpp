// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/accept.h"

#include "http/accept.h"

#include <algorithm>
#include <string>

namespace larder::ecosystem::npm
{

bool prefersAbbreviated(const http::Headers &headers)
{
    const std::string accept = headers.combined("Accept");
    const auto preferences = http::readAccept(accept);
    const auto find = [&preferences](std::string_view type) {
        return std::ranges::find_if(preferences, [type](const http::Preference &preference) {
            return http::equalsIgnoringCase(preference.name, type);
        });
    };
    const auto abbreviated = find(abbreviatedType);
    if (abbreviated == preferences.end() || abbreviated->weight == 0)
        return false;
    const auto full = find("application/json");
    if (full == preferences.end() || full->weight != abbreviated->weight)
        return full == preferences.end() || full->weight < abbreviated->weight;
    return abbreviated < full;
}

} // namespace larder::ecosystem::npm
