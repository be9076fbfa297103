// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What an exchange does with what is not to be stored, or cannot be.
#include "engine/exchange.h"
#include "engine/forward.h"

#include <string_view>
#include <utility>

namespace larder::engine
{

// Relative links of a page mean nothing at our address: it is rewritten in passing.
void Exchange::passOn(statistics::Reason why)
{
    if (m_serve->document && m_serve->document->isPage && !m_passing) {
        rewriteInPassing(why);
    } else {
        passInstead(why);
    }
}

void Exchange::rewriteInPassing(statistics::Reason why)
{
    m_passing = true;
    m_reason = why;
    if (m_context.mode == NetworkMode::Offline) {
        refuseOffline();
        return;
    }
    fetchAnew();
}

void Exchange::passInstead(statistics::Reason why)
{
    // Nothing is looked up or stored; the client's own conditions and ranges travel.
    const auto &serve = std::get<ecosystem::Serve>(m_plan);
    ecosystem::Pass pass{
        .target = serve.source, .method = m_request.method, .headers = {}, .carriesBody = false};
    for (const std::string_view name :
         {"Accept", "Accept-Encoding", "Cache-Control", "If-Modified-Since", "If-None-Match",
          "If-Range", "Range"}) {
        if (const auto value = m_request.headers.find(name)) {
            pass.headers.add(std::string(name), std::string(*value));
        }
    }
    if (!serve.authorization.empty()) {
        pass.headers.add("Authorization", serve.authorization);
    }
    m_plan = std::move(pass);
    forward(std::get<ecosystem::Pass>(m_plan), why);
}

void Exchange::forward(const ecosystem::Pass &pass, statistics::Reason why)
{
    m_url = pass.target.redacted();
    m_outcome = statistics::Outcome::Pass;
    m_reason = why;
    if (m_context.mode == NetworkMode::Offline) {
        refuseOffline();
        return;
    }
    m_forward = std::make_unique<Forward>(*this, pass, std::move(m_body));
    m_forward->start();
}

} // namespace larder::engine
