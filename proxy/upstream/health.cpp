// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/health.h"

#include <algorithm>
#include <utility>

namespace larder::upstream
{

Health::Health(std::function<void()> changed)
    : m_changed(std::move(changed))
{}

void Health::reportDown(std::string_view origin, SteadyTime now, OriginState state)
{
    const std::string key(origin);
    const auto known = m_down.find(key);
    if (known == m_down.end()) {
        if (m_down.size() >= maxOrigins) {
            forgetOldest();
        }
        m_down.emplace(key, Down{.reported = now,
                                 .nextTry = now + firstPause,
                                 .pause = firstPause,
                                 .state = state});
        m_changed();
        return;
    }
    Down &down = known->second;
    down.reported = now;
    const bool isOther = std::exchange(down.state, state) != state;
    if (down.retried) {
        down.retried = false;
        down.pause = std::min(down.pause * 2, longestPause);
        down.nextTry = now + down.pause;
    }
    if (isOther) {
        m_changed();
    }
}

void Health::reportUp(std::string_view origin)
{
    if (m_down.erase(std::string(origin)) > 0) {
        m_changed();
    }
}

void Health::forgetOld(SteadyTime now)
{
    const auto isOld = [now](const auto &entry) { return now - entry.second.reported >= memory; };
    if (std::erase_if(m_down, isOld) > 0) {
        m_changed();
    }
}

std::optional<OriginState> Health::down(std::string_view origin) const
{
    const auto known = m_down.find(std::string(origin));
    return known == m_down.end() ? std::nullopt : std::optional(known->second.state);
}

std::vector<DownOrigin> Health::downOrigins() const
{
    std::vector<DownOrigin> origins;
    origins.reserve(m_down.size());
    for (const auto &[origin, down] : m_down) {
        origins.push_back({.origin = origin, .state = down.state});
    }
    std::ranges::sort(origins, {}, &DownOrigin::origin);
    return origins;
}

bool Health::claimRetry(std::string_view origin, SteadyTime now)
{
    const auto known = m_down.find(std::string(origin));
    if (known == m_down.end() || now < known->second.nextTry) {
        return false;
    }
    known->second.retried = true;
    known->second.nextTry = now + known->second.pause;
    return true;
}

void Health::forgetOldest()
{
    const auto oldest = std::ranges::min_element(
        m_down, {}, [](const auto &entry) { return entry.second.reported; });
    if (oldest != m_down.end()) {
        m_down.erase(oldest);
    }
}

} // namespace larder::upstream
