// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tunnel.h"

#include "engine/connection.h"
#include "engine/engine.h"
#include "engine/reasons.h"

#include <QTimer>

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <utility>

namespace larder::engine
{

TunnelOpening::TunnelOpening(Exchange &exchange, const ecosystem::Tunnel &tunnel)
    : m_exchange(exchange)
    , m_tunnel(tunnel)
{}

void TunnelOpening::start()
{
    m_opening = m_exchange.connection().context().client.openTunnel(
        m_tunnel.host, m_tunnel.port,
        [this](Result<std::unique_ptr<QTcpSocket>> upstream) { opened(std::move(upstream)); });
}

void TunnelOpening::opened(Result<std::unique_ptr<QTcpSocket>> upstream)
{
    if (!upstream) {
        const int status = upstream.error().kind == FaultKind::NotAllowed ? 403
                           : upstream.error().kind == FaultKind::TimedOut ? 504
                                                                          : 502;
        ReplyForm form = m_exchange.form();
        form.keepAlive = false;
        m_exchange.explain(reasonOf(upstream.error()));
        m_exchange.answer(makeTextReply(status, upstream.error().text().toStdString(), form));
        return;
    }
    // Taking the socket ends the connection, this exchange and this object with it, soon.
    Connection &connection = m_exchange.connection();
    Context &context = connection.context();
    Tunnel::About about{connection.cache().name, connection.client(),
                        m_tunnel.host + ':' + std::to_string(m_tunnel.port),
                        context.clock.steady()};
    auto [socket, readAhead] = connection.takeSocket();
    context.engine.adoptTunnel(std::make_unique<Tunnel>(
        context, std::move(socket), std::move(readAhead), std::move(*upstream), std::move(about)));
}

Tunnel::Tunnel(Context &context, FileDescriptor client, std::string readAhead,
               std::unique_ptr<QTcpSocket> upstream, About about)
    : m_context(context)
    , m_client(std::move(client))
    , m_upstream(std::move(upstream))
    , m_idle(std::make_unique<QTimer>())
    , m_toClient("HTTP/1.1 200 Connection established\r\n\r\n")
    , m_about(std::move(about))
{
    m_idle->setSingleShot(true);
    m_idle->setInterval(tunnelIdleLimit);
    connect(m_idle.get(), &QTimer::timeout, this, &Tunnel::end);
    m_idle->start();
    m_upstream->setReadBufferSize(tunnelBufferBytes);
    connect(m_upstream.get(), &QTcpSocket::readyRead, this, &Tunnel::toClient);
    connect(m_upstream.get(), &QTcpSocket::bytesWritten, this, &Tunnel::fromClient);
    connect(m_upstream.get(), &QTcpSocket::disconnected, this, &Tunnel::upstreamEnded);
    if (!readAhead.empty()) {
        m_upstream->write(readAhead.data(), static_cast<qint64>(readAhead.size()));
    }
    if (!m_context.poll.watch(m_client.get(), *this)) {
        QMetaObject::invokeMethod(this, &Tunnel::end, Qt::QueuedConnection);
        return;
    }
    m_context.poll.anotherTurn(*this);
}

Tunnel::~Tunnel()
{
    if (m_client.isOpen()) {
        m_context.poll.forget(m_client.get(), *this);
    }
}

void Tunnel::ready(std::uint32_t events)
{
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
        end();
        return;
    }
    fromClient();
    if (!m_over) {
        toClient();
    }
}

void Tunnel::fromClient()
{
    thread_local std::array<char, tunnelBufferBytes> buffer;

    while (!m_over && !m_clientEnded &&
           m_upstream->bytesToWrite() < static_cast<qint64>(tunnelBufferBytes)) {
        const ssize_t count = recv(m_client.get(), buffer.data(), buffer.size(), 0);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            if (errno != EAGAIN) {
                end();
            }
            return;
        }
        if (count == 0) {
            m_clientEnded = true;
            m_upstream->disconnectFromHost(); // after what is still to be written
            return;
        }
        m_idle->start();
        m_upstream->write(buffer.data(), count);
    }
}

void Tunnel::toClient()
{
    while (!m_over) {
        if (m_toClient.empty()) {
            m_toClient.resize(tunnelBufferBytes);
            const qint64 count =
                m_upstream->read(m_toClient.data(), static_cast<qint64>(m_toClient.size()));
            m_toClient.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
            m_received += m_toClient.size();
            if (m_toClient.empty()) {
                if (m_upstreamEnded) {
                    end();
                }
                return;
            }
            m_idle->start();
        }
        const ssize_t count =
            send(m_client.get(), m_toClient.data(), m_toClient.size(), MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            if (errno != EAGAIN) {
                end();
            }
            return;
        }
        m_sent += static_cast<std::uint64_t>(count);
        m_toClient.erase(0, static_cast<std::size_t>(count));
    }
}

void Tunnel::upstreamEnded()
{
    m_upstreamEnded = true;
    toClient();
}

void Tunnel::end()
{
    if (std::exchange(m_over, true)) {
        return;
    }
    m_upstream->disconnect(this);
    m_context.recorder.record({.time = m_context.clock.wall(),
                               .cache = m_about.cache,
                               .client = m_about.client,
                               .method = "CONNECT",
                               .url = m_about.target,
                               .outcome = statistics::Outcome::Tunnel,
                               .status = 200,
                               .bytesSent = m_sent,
                               .bytesFetched = m_received,
                               .duration = std::chrono::duration_cast<std::chrono::microseconds>(
                                   m_context.clock.steady() - m_about.began)},
                              m_received, m_context.link());
    m_context.engine.tunnelEnded(*this);
}

} // namespace larder::engine
