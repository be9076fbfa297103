// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What an exchange does with a Serve plan that is not to be stored, or cannot be.
#include "engine/exchange.h"

#include <string_view>
#include <utility>

namespace larder::engine
{

// Relative links of a page mean nothing at our address: it is rewritten in passing.
void Exchange::passOn()
{
    if (m_serve->document && m_serve->document->isPage && !std::exchange(m_passing, true)) {
        fetchAnew();
    } else {
        passInstead();
    }
}

void Exchange::passInstead()
{
    // Nothing is looked up or stored; the client's own conditions and ranges travel.
    ecosystem::Pass pass{.target = std::get<ecosystem::Serve>(m_plan).source,
                         .method = m_request.method,
                         .headers = {},
                         .carriesBody = false};
    for (const std::string_view name :
         {"Accept", "Accept-Encoding", "Cache-Control", "If-Modified-Since", "If-None-Match",
          "If-Range", "Range"}) {
        if (const auto value = m_request.headers.find(name)) {
            pass.headers.add(std::string(name), std::string(*value));
        }
    }
    m_plan = std::move(pass);
    start();
}

} // namespace larder::engine
