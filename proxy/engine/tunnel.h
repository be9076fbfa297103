// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/filedescriptor.h"
#include "ecosystem/plan.h"
#include "engine/exchange.h"
#include "engine/poll.h"
#include "upstream/client.h"

#include <QObject>
#include <QTcpSocket>

#include <cstdint>
#include <memory>
#include <string>

class QTimer;

namespace larder::engine
{

// The first half of a CONNECT: reaches the upstream, then takes the client's socket over and hands
// both to a Tunnel. Owned by its Exchange; engine thread.
class TunnelOpening
{
public:
    TunnelOpening(Exchange &exchange, const ecosystem::Tunnel &tunnel);
    void start();

private:
    void opened(Result<std::unique_ptr<QTcpSocket>> upstream);

    Exchange &m_exchange;
    ecosystem::Tunnel m_tunnel;
    std::unique_ptr<upstream::Client::Opening> m_opening;
};

// Bytes in both directions between a client and an upstream, at most tunnelBufferBytes of each in
// memory, until both have ended or nothing came for tunnelIdleLimit. Counted when it ends. Owned by
// the Engine; engine thread.
class Tunnel final : public QObject, public PollHandler
{
    Q_OBJECT

public:
    // What is known of the request, for the log.
    struct About
    {
        std::string cache;
        std::string client;
        std::string target;
        SteadyTime began;
    };

    Tunnel(Context &context, FileDescriptor client, std::string readAhead,
           std::unique_ptr<QTcpSocket> upstream, About about);
    ~Tunnel() override;

    void ready(std::uint32_t events) override;

private:
    void fromClient();
    void toClient();
    void upstreamEnded();
    void end();

    Context &m_context;
    FileDescriptor m_client;
    std::unique_ptr<QTcpSocket> m_upstream;
    std::unique_ptr<QTimer> m_idle;
    std::string m_toClient;
    About m_about;
    std::uint64_t m_sent = 0;     // to the client
    std::uint64_t m_received = 0; // from the upstream
    bool m_clientEnded = false;
    bool m_upstreamEnded = false;
    bool m_over = false;
};

} // namespace larder::engine
