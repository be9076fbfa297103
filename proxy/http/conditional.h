// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/headers.h"

#include <string_view>

namespace larder::http
{

// The validators of a stored representation, as the origin spelled them; empty when absent.
struct Validators
{
    std::string_view etag;
    std::string_view lastModified;
};

// Whether the client's copy is current: answer 304 (RFC 9110 13.2.2: If-None-Match wins over
// If-Modified-Since; weak comparison; dates compared as dates, a bad date is ignored).
[[nodiscard]] bool isNotModified(const Headers &request, const Validators &stored);

// Whether Range may be honoured: no If-Range, or one that names exactly the stored strong
// validator (RFC 9110 13.1.5; a date must be equal, not newer).
[[nodiscard]] bool rangeApplies(const Headers &request, const Validators &stored);

} // namespace larder::http
