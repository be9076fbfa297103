// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/context.h"

#include "http/url.h"

#include <algorithm>
#include <arpa/inet.h>

namespace larder::engine
{

void SuiteMemory::remember(ReleaseFile file)
{
    std::erase_if(m_suites, [&file](const ReleaseFile &known) { return known.key == file.key; });
    m_suites.push_front(std::move(file));
    if (m_suites.size() > maxRememberedSuites) {
        m_suites.pop_back();
    }
}

const ReleaseFile *SuiteMemory::find(std::string_view releaseKey) const
{
    const auto found = std::ranges::find(m_suites, releaseKey, &ReleaseFile::key);
    return found == m_suites.end() ? nullptr : &*found;
}

bool CacheContext::isOwnAuthority(std::string_view authority) const
{
    const auto parsed = http::parseAuthority(authority);
    if (!parsed) {
        return false;
    }
    const auto hasPort = [&parsed](const ListenAddress &address) {
        return address.port == parsed->port.value_or(80);
    };
    if (!std::ranges::any_of(addresses, hasPort)) {
        return false;
    }
    const std::string &host = parsed->host;
    in6_addr ignored{};
    if (inet_pton(AF_INET, host.c_str(), &ignored) == 1 ||
        inet_pton(AF_INET6, host.c_str(), &ignored) == 1) {
        return true;
    }
    return isOwnName(host);
}

bool CacheContext::isOwnName(std::string_view host) const
{
    // The names of DESIGN, and those under which container engines know their host.
    return host == "localhost" || host == "cache-" + name + ".srv" ||
           host == "host.docker.internal" || host == "host.containers.internal";
}

} // namespace larder::engine
