// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTypes>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace larder::upstream
{

// Connecting, all addresses of both families together, TLS included.
inline constexpr std::chrono::seconds connectTimeout{10};
// The next address is tried when the one before has not answered for so long (RFC 8305 5).
inline constexpr std::chrono::milliseconds connectStagger{250};
// Of a name with more addresses than this the rest is not tried: connectTimeout would not do.
inline constexpr std::size_t maxAddressesTried = 8;
// A peer that is silent for so long is down, as far as stored copies are concerned …
inline constexpr std::chrono::seconds silenceIsDown{10};
// … and so long it is waited for when there is nothing else to serve: slow is not down.
inline constexpr std::chrono::seconds silenceLimit{60};
// An idle connection is kept so long; usual servers close after 5 to 75 s.
inline constexpr std::chrono::seconds idleConnectionLimit{30};
inline constexpr int maxConnectionsPerOrigin = 8; // what a client would open; more wait their turn
inline constexpr std::size_t maxIdleConnections = 16; // of all origins together
inline constexpr std::size_t maxRedirects = 5;
// The body of a redirect is read to keep its connection; a longer one costs more than a new one.
inline constexpr std::uint64_t maxRedirectBodyBytes = std::uint64_t{64} * 1024;
inline constexpr qint64 readBufferBytes = qint64{256} * 1024; // per connection: back-pressure
// The largest piece a handler gets: all that waits, so that it costs a handler one write.
inline constexpr std::size_t readPieceBytes{readBufferBytes};

} // namespace larder::upstream
