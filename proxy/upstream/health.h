// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstddef>
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

    void reportDown(std::string_view origin, SteadyTime now);
    void reportUp(std::string_view origin);
    [[nodiscard]] bool isDown(std::string_view origin) const;
    [[nodiscard]] std::vector<std::string> downOrigins() const; // sorted, for people
    // Whether an origin that is down is due to be tried again; if so, the next try is a pause away.
    [[nodiscard]] bool claimRetry(std::string_view origin, SteadyTime now);

private:
    struct Down
    {
        SteadyTime reported; // last
        SteadyTime nextTry;
        std::chrono::milliseconds pause;
        // Only a claimed retry that failed makes the pause longer: requests that were already under
        // way when the origin went down say nothing new.
        bool retried = false;
    };

    void forgetOldest();

    std::unordered_map<std::string, Down> m_down;
};

} // namespace larder::upstream
