// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"

#include <cstddef>

namespace larder::http
{

// What a client may send. The longest request line seen from real clients is below 1 KiB.
inline constexpr std::size_t maxTargetBytes = 8 * KiB;
inline constexpr std::size_t maxRequestHeaderBytes = 32 * KiB; // all fields with the request line
inline constexpr std::size_t maxRequestHeaders = 100;

// What an upstream may send: cookies and policies make real answers large, but not this large.
inline constexpr std::size_t maxResponseHeaderBytes = 64 * KiB;
inline constexpr std::size_t maxResponseHeaders = 200;
// Extensions and trailers of chunked bodies carry nothing that we use.
inline constexpr std::size_t maxChunkOverheadBytes = 16 * KiB; // extensions of one chunk; trailers

} // namespace larder::http
