// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "http/message.h"

#include <chrono>
#include <optional>

namespace larder::http
{

// The directives of Cache-Control (and Pragma: no-cache) that we obey, RFC 9111 5.2. Of doubled or
// unreadable values the strictest reading counts.
struct CacheControl
{
    bool noCache = false;
    bool noStore = false;
    bool isPrivate = false;
    bool isPublic = false;
    bool mustRevalidate = false;
    bool onlyIfCached = false;
    std::optional<std::chrono::seconds> maxAge;
    std::optional<std::chrono::seconds> sharedMaxAge;

    [[nodiscard]] static CacheControl of(const Headers &headers);
};

// For how long a response with these fields may be used without asking, from when its age was 0
// (RFC 9111 4.2.1): s-maxage, max-age, Expires - Date, else a tenth of the time since
// Last-Modified, at most a day. Zero when nothing is known, or when it must not be.
[[nodiscard]] std::chrono::milliseconds lifetimeOf(const Headers &fields, WallTime responseTime);

// How old a response is as it comes: as caches on the way say in Age, or as Date shows if that is
// more (RFC 9111 4.2.3). Of several Ages the first counts, what cannot be read is ignored (5.1).
[[nodiscard]] std::chrono::milliseconds ageOf(const Headers &response, WallTime responseTime);

// Whether the origin says for how long its response is fresh: not left to a guess.
[[nodiscard]] bool saysFreshness(const Headers &response);

// Whether a shared cache may keep this response (RFC 9111 3): 200, not no-store, not private, no
// Vary: *, and not the answer to a request with Authorization or no-store.
[[nodiscard]] bool isStorable(const Headers &request, const ResponseHead &response);

// The fields that are kept with a stored body: all but hop-by-hop ones (RFC 9110 7.6.1 and those
// Connection names), framing, Age, Set-Cookie, and what other sites may read (CORS).
[[nodiscard]] Headers storedHeaders(const Headers &response);
// The stored fields after a 304 brought new ones (RFC 9111 3.2). One without Date is of now (RFC
// 9110 6.6.1): by the stored Date clients would take what was just confirmed for old.
[[nodiscard]] Headers updatedHeaders(const Headers &stored, const Headers &notModified,
                                     WallTime responseTime);

} // namespace larder::http
