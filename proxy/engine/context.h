// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/serialworker.h"
#include "base/settings.h"
#include "ecosystem/ecosystem.h"
#include "engine/limits.h"
#include "statistics/recorder.h"
#include "store/store.h"
#include "upstream/client.h"
#include "upstream/health.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace larder::engine
{

class Engine;
class Fetches;
class Generations;
class Poll;
class PoolWork;
class Renderings;

// The bytes of a Release file that some client was given: in the store, or still in staging.
struct ReleaseFile
{
    std::string key; // "apt:http://host/debian/dists/stable/InRelease"
    Digest digest;
    std::shared_ptr<const void> keep; // whatever owns the descriptor
    int file = -1;
    std::uint64_t size = 0;
};

// Which generation of which suite a client has been given on its connection: what it asks for next
// must fit to that one, even if the suite has moved on since. Bounded by maxRememberedSuites.
class SuiteMemory
{
public:
    void remember(ReleaseFile file);
    [[nodiscard]] const ReleaseFile *find(std::string_view releaseKey) const;

private:
    std::deque<ReleaseFile> m_suites; // newest first
};

// What belongs to one cache: its rules and how clients reach it.
struct CacheContext
{
    std::string name;
    // Replaced when its options change; work in the pool keeps the one that it began with.
    std::shared_ptr<const ecosystem::Ecosystem> ecosystem;
    std::vector<ListenAddress> addresses;

    // Whether an authority as clients write it ("127.0.0.1:3142", "cache-apt.srv") means us. Any
    // address literal with one of our ports does, since DNS rebinding needs a name.
    [[nodiscard]] bool isOwnAuthority(std::string_view authority) const;
    // Whether it is one of our own names, as opposed to an address.
    [[nodiscard]] bool isOwnName(std::string_view host) const;
};

// What exchanges and fetches work with. Owned by the Engine, which outlives them all; engine
// thread.
struct Context
{
    Engine &engine;
    const Clock &clock;
    PoolWork &pool;
    Poll &poll;
    store::Store &store;
    upstream::Client &client;
    upstream::Health &health;
    statistics::Recorder &recorder;
    Fetches &fetches;
    Generations &generations;
    Renderings &renderings;
    NetworkMode &mode;

    [[nodiscard]] statistics::Recorder::Link link() const
    {
        return mode == NetworkMode::Metered ? statistics::Recorder::Link::Metered
                                            : statistics::Recorder::Link::Unmetered;
    }
};

} // namespace larder::engine
