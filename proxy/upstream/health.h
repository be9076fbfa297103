// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/trouble.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace larder::upstream
{

// Which origins ("http://deb.debian.org") are down, so that stored copies go out at once instead of
// after another time-out. Slow is not down: only failed look-ups, connects and TLS, silence and
// captive portals are reported here. Pure; engine thread. Bounded: of more than maxOrigins the one
// reported longest ago is forgotten.
class Health
{
public:
    static constexpr std::chrono::milliseconds firstPause{500}; // recovery is seen within a second
    static constexpr std::chrono::milliseconds longestPause{8000};
    static constexpr std::size_t maxOrigins = 256; // a client may name any number of hosts
    // One that nobody has asked for since is forgotten: it may not even exist.
    static constexpr std::chrono::minutes memory{10};

    // changed: another set of origins is down, or one of them for another reason.
    explicit Health(std::function<void()> changed = [] {});

    void reportDown(std::string_view origin, SteadyTime now,
                    OriginState state = OriginState::Unreachable);
    void reportUp(std::string_view origin);
    void forgetOld(SteadyTime now);
    // What is wrong with it; nothing: it is not down.
    [[nodiscard]] std::optional<OriginState> down(std::string_view origin) const;
    [[nodiscard]] std::vector<DownOrigin> downOrigins() const; // sorted, for people
    // Whether an origin that is down is due to be tried again; if so, the next try is a pause away.
    [[nodiscard]] bool claimRetry(std::string_view origin, SteadyTime now);

private:
    struct Down
    {
        SteadyTime reported; // last
        SteadyTime nextTry;
        std::chrono::milliseconds pause;
        OriginState state = OriginState::Unreachable;
        // Only a claimed retry that failed makes the pause longer: requests that were already under
        // way when the origin went down say nothing new.
        bool retried = false;
    };

    void forgetOldest();

    std::function<void()> m_changed;
    std::unordered_map<std::string, Down> m_down;
};

} // namespace larder::upstream
