// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

// What bounds the engine's memory and patience, whatever clients and upstreams do. Limits of one
// message are in http/limits.h, those of upstream connections in upstream/client.h.
namespace larder::engine
{

// Clients of one machine and its containers; each costs about 3 KiB while idle.
inline constexpr std::size_t maxConnections = 4096;
// apt has at most ten requests outstanding; reading stops when so many wait for their answer.
inline constexpr std::size_t maxPipelinedRequests = 16;
// Read from or written to one connection before others, timers and upstreams get their turn.
inline constexpr std::size_t readBytesPerTurn = 64 * KiB;
inline constexpr std::size_t writeBytesPerTurn = MiB;
// Stored bodies up to this are read and leave with their head, as do those that the store has in
// memory: cheaper than a sendfile() as long as copying is cheaper than a system call.
inline constexpr std::size_t copiedBodyBytes = 8 * KiB;
// Events taken from epoll at once, and how often in one activation while more come, for the same
// reason.
inline constexpr int eventsPerTurn = 64;
inline constexpr int turnsPerActivation = 4;

// A request head takes a client milliseconds; slower ones hold a place on purpose.
inline constexpr std::chrono::seconds requestHeadLimit{10};
// A request's body, where one is permitted at all.
inline constexpr std::chrono::seconds requestBodyLimit{60};
// An idle kept connection.
inline constexpr std::chrono::seconds keepAliveLimit{60};
// The same when its cache closes: time for a request that was sent before.
inline constexpr std::chrono::seconds drainGrace{1};
// A client that takes no byte for so long while one is offered.
inline constexpr std::chrono::seconds sendStallLimit{60};

// How long, and for how many bytes, a client that was told to go is listened to.
inline constexpr std::chrono::seconds lingerLimit{2};
inline constexpr std::size_t maxDiscardedBytes = MiB;

// The end of every body that is held back until length and digest are right.
inline constexpr std::uint64_t withheldBytes = 64 * KiB;
// Stored objects above this are hashed while they are sent, the end withheld, so that no client
// times out on a slow disk.
inline constexpr std::uint64_t verifyFirstLimit = 64 * MiB;
// A revalidation without a response head after so long lets this client have the stored copy.
inline constexpr std::chrono::milliseconds revalidationPatience{2000};
// On a metered link a document is asked about at most once in so long.
inline constexpr std::chrono::hours meteredRevalidation{12};

// A fetch that all clients have left goes on when no more than this is missing: somebody wanted it,
// and will again. On a metered link it stops.
inline constexpr std::uint64_t unattendedFetchLimit = 512 * MiB;
// Attempts of one fetch: resumptions after a cut and refetches after a digest fault together.
inline constexpr int maxFetchAttempts = 4;
// Fetches under way; more wait behind the pool of upstream connections anyway.
inline constexpr std::size_t maxFetches = 1024;

// What may pile up between an upstream and a client that is passed through, and one piece more.
inline constexpr std::size_t passBufferBytes = 256 * KiB;
// The same for each direction of a tunnel.
inline constexpr std::size_t tunnelBufferBytes = 64 * KiB;
// A tunnel without a byte in either direction.
inline constexpr std::chrono::minutes tunnelIdleLimit{10};

// Release files that are kept in parsed form (about 200 KiB each for Debian's largest).
inline constexpr std::size_t maxGenerations = 16;
// Suites whose generation one connection remembers; an apt-get update touches three or four.
inline constexpr std::size_t maxRememberedSuites = 32;

} // namespace larder::engine
