// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/health.h"

#include <algorithm>

namespace larder::upstream
{

void Health::reportDown(std::string_view origin, SteadyTime now)
{
    const std::string key(origin);
    const auto known = m_down.find(key);
    if (known == m_down.end()) {
        if (m_down.size() >= maxOrigins) {
            forgetOldest();
        }
        m_down.emplace(key,
                       Down{.reported = now, .nextTry = now + firstPause, .pause = firstPause});
        return;
    }
    Down &down = known->second;
    down.reported = now;
    if (down.retried) {
        down.retried = false;
        down.pause = std::min(down.pause * 2, longestPause);
        down.nextTry = now + down.pause;
    }
}

void Health::reportUp(std::string_view origin)
{
    m_down.erase(std::string(origin));
}

bool Health::isDown(std::string_view origin) const
{
    return m_down.contains(std::string(origin));
}

std::vector<std::string> Health::downOrigins() const
{
    std::vector<std::string> origins;
    origins.reserve(m_down.size());
    for (const auto &[origin, down] : m_down) {
        origins.push_back(origin);
    }
    std::ranges::sort(origins);
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
