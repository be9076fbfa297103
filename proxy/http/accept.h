// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace larder::http
{

// What a client that names something without a weight means, in thousandths.
inline constexpr int fullWeight = 1000;

// One member of an Accept or Accept-Encoding field: what is taken and how much it is wanted, from
// 0 (not at all) to fullWeight.
struct Preference
{
    std::string_view name; // a media range without parameters, or a coding; as it came
    int weight = fullWeight;
};

// The members in their order (RFC 9110 12.4.2, 12.5.1, 12.5.3). A weight that is none counts as 0.
// The names point into the text.
[[nodiscard]] std::vector<Preference> readAccept(std::string_view text);

// "gzip" or its old name.
[[nodiscard]] bool isGzip(std::string_view coding);

} // namespace larder::http
