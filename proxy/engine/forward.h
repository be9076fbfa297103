// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"
#include "engine/exchange.h"
#include "engine/passstream.h"
#include "upstream/client.h"

#include <cstdint>
#include <memory>
#include <string>

namespace larder::engine
{

// Carries out a Pass plan: one request to the upstream whose response is streamed to the client
// uncached, framed anew. Reading stops while the client is slow. Owned by its Exchange; engine
// thread.
class Forward final : public upstream::ResponseHandler
{
public:
    Forward(Exchange &exchange, const ecosystem::Pass &pass, std::string body);
    Forward(const Forward &) = delete;
    Forward &operator=(const Forward &) = delete;
    ~Forward() override;

    void start();
    [[nodiscard]] std::uint64_t takeNetworkBytes();

    void responseHead(http::ResponseHead head, const upstream::Source &source) override;
    void responseBody(std::string_view bytes) override;
    void responseEnd() override;
    void responseFault(const Fault &fault) override;

private:
    void endTransfer();
    [[nodiscard]] http::Headers toldHeaders(const http::ResponseHead &head) const;
    void outdateDocuments() const;

    Exchange &m_exchange;
    upstream::Request m_request;
    std::unique_ptr<upstream::Transfer> m_transfer;
    std::shared_ptr<PassStream> m_stream;
    http::Url m_target;
    bool m_redirectsHere = false;
    std::vector<std::string> m_outdates;
    bool m_chunked = false;
    std::uint64_t m_networkBytes = 0;
};

} // namespace larder::engine
