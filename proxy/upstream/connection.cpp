// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/connection.h"

#include <QCoreApplication>
#include <QNetworkProxy>
#include <QPointer>

#include <cerrno>

#include <sys/socket.h>

namespace larder::upstream
{

namespace
{

// Whether the kernel has neither bytes nor an end for us. Behind a SOCKS proxy Qt makes descriptors
// up; then only what the event loop has noticed is known.
bool isQuiet(const QTcpSocket &socket)
{
    if (socket.proxy().type() == QNetworkProxy::Socks5Proxy) {
        return true;
    }
    const auto descriptor = socket.socketDescriptor();
    if (descriptor < 0) {
        return false;
    }
    char byte = 0;
    const auto got = recv(static_cast<int>(descriptor), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && errno == EAGAIN;
}

} // namespace

Connection::Connection(Shared &shared, Connected connected, QString peerName)
    : m_shared(shared)
    , m_socket(std::move(connected.socket))
    , m_address(std::move(connected.address))
    , m_peerName(std::move(peerName))
{
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &Connection::readAvailable);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &Connection::socketClosed);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                m_broken = m_broken || error != QAbstractSocket::RemoteHostClosedError;
                readLater(); // not every error is followed by disconnected()
            });
}

void Connection::exchange(http::Method method, std::string_view request, User &user)
{
    m_user = &user;
    m_parser.emplace(method);
    m_held.reset();
    m_reading = Transfer::Reading::Flowing;
    ++m_exchanges;
    m_received = false;
    m_keepAlive = false;
    m_socket->write(request.data(), static_cast<qint64>(request.size()));
    readLater(); // the peer may have closed or spoken before it was asked
}

void Connection::setReading(Transfer::Reading reading)
{
    m_reading = reading;
    if (reading == Transfer::Reading::Flowing) {
        readLater();
    }
}

bool Connection::isReusable() const
{
    return m_user == nullptr && m_keepAlive && !m_closed && !m_broken &&
           m_socket->state() == QAbstractSocket::ConnectedState &&
           m_socket->bytesAvailable() == 0 && isQuiet(*m_socket);
}

void Connection::readLater()
{
    if (m_readPosted) {
        return;
    }
    m_readPosted = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_readPosted = false;
            m_closed = m_closed || m_socket->state() == QAbstractSocket::UnconnectedState;
            readAvailable();
        },
        Qt::QueuedConnection);
}

void Connection::socketClosed()
{
    m_closed = true;
    readAvailable();
}

void Connection::readAvailable()
{
    if (m_user == nullptr) {
        if (m_closed || m_broken || m_socket->bytesAvailable() > 0) {
            Q_EMIT ended();
        }
        return;
    }
    if (m_held && m_reading == Transfer::Reading::Flowing) {
        const std::string held = *std::exchange(m_held, {});
        if (!consume(held)) {
            return;
        }
    }
    while (m_reading == Transfer::Reading::Flowing) {
        auto &piece = m_shared.piece;
        const qint64 count = m_socket->read(piece.data(), static_cast<qint64>(piece.size()));
        if (count <= 0) {
            break;
        }
        m_received = true;
        m_user->connectionBytes(static_cast<std::size_t>(count));
        if (!consume({piece.data(), static_cast<std::size_t>(count)})) {
            return;
        }
    }
    if (m_closed && m_reading == Transfer::Reading::Flowing) {
        peerClosed();
    }
}

bool Connection::consume(std::string_view bytes)
{
    const QPointer<Connection> self(this);
    while (true) {
        const http::ResponseParser::Step step = m_parser->feed(bytes);
        bytes.remove_prefix(step.consumed);
        switch (step.event) {
        case http::ResponseParser::Event::NeedMore:
            return true;
        case http::ResponseParser::Event::Head: {
            http::ResponseHead head = m_parser->takeHead();
            m_keepAlive = head.keepAlive && head.framing != http::Framing::UntilClose;
            m_user->connectionHead(std::move(head));
            break;
        }
        case http::ResponseParser::Event::Body:
            m_user->connectionBody(step.body);
            break;
        case http::ResponseParser::Event::Complete:
            endExchange(bytes.empty() && m_socket->bytesAvailable() == 0);
            return false;
        case http::ResponseParser::Event::Failed:
            failExchange(
                {.kind = FaultKind::Protocol,
                 .what = QCoreApplication::translate("larder::upstream",
                                                     "%1 answered against the rules of HTTP: %2")
                             .arg(m_peerName, QString::fromStdString(m_parser->error())),
                 .advice = {}});
            return false;
        }
        if (!self || m_user == nullptr) {
            return false;
        }
        if (m_reading == Transfer::Reading::Paused) {
            m_held.emplace(bytes);
            return true;
        }
    }
}

void Connection::endExchange(bool nothingLeft)
{
    if (!nothingLeft) {
        failExchange({.kind = FaultKind::Protocol,
                      .what = QCoreApplication::translate(
                                  "larder::upstream", "%1 sent more than the length it announced.")
                                  .arg(m_peerName),
                      .advice = {}});
        return;
    }
    std::exchange(m_user, nullptr)->connectionEnd();
}

void Connection::failExchange(const Fault &fault)
{
    m_keepAlive = false;
    std::exchange(m_user, nullptr)->connectionFault(fault);
}

void Connection::peerClosed()
{
    m_keepAlive = false;
    if (!m_received) {
        failExchange({.kind = FaultKind::Unreachable,
                      .what = QCoreApplication::translate(
                                  "larder::upstream", "%1 closed the connection without an answer.")
                                  .arg(m_peerName),
                      .advice = {}});
        return;
    }
    if (m_parser->finish() == http::ResponseParser::Event::Complete && !m_broken) {
        std::exchange(m_user, nullptr)->connectionEnd();
        return;
    }
    failExchange(
        {.kind = FaultKind::Cut,
         .what = QCoreApplication::translate(
                     "larder::upstream", "%1 closed the connection in the middle of its answer.")
                     .arg(m_peerName),
         .advice = {}});
}

} // namespace larder::upstream
