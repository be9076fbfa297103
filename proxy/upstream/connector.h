// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "upstream/route.h"
#include "upstream/shared.h"

#include <QHostAddress>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

class QSslSocket;

namespace larder::upstream
{

// Sockets are let go of in their own signals, where Qt forbids to delete them.
struct DiscardSocket
{
    void operator()(QTcpSocket *socket) const;
};

using SocketPointer = std::unique_ptr<QTcpSocket, DiscardSocket>;

struct Endpoint
{
    enum class Security : std::uint8_t { Plain, Tls };

    std::string host;
    std::uint16_t port = 80;
    Security security = Security::Plain;
    Route route;

    // Connections with the same key are interchangeable.
    [[nodiscard]] std::string key() const;
};

struct Connected
{
    SocketPointer socket;
    QHostAddress address; // null when a proxy resolved the name
};

// Opens one connection: name checked, looked up, every address checked, all of both families raced
// (RFC 8305), TLS verified. Begins when control returns to the event loop; calls back once;
// destroying it cancels. Engine thread.
//
// Plain connections are a QTcpSocket: already creating a QSslSocket reads the system's certificate
// authorities (82 ms and 10 MiB).
class Connector : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<Connected>)>;
    Connector(Shared &shared, Endpoint endpoint, Done done);

private:
    void start();
    void lookUp(const QString &name);
    void lookedUp(Result<QList<QHostAddress>> addresses);
    [[nodiscard]] Result<std::deque<QHostAddress>>
    permitted(const QList<QHostAddress> &addresses) const;
    void tryNext();
    void tryName();
    // address: of the server; null when a proxy resolves the name.
    QTcpSocket *addAttempt(const QHostAddress &address);
    void connected(QTcpSocket *socket);
    void failed(QTcpSocket *socket);
    void encrypt(QSslSocket *socket);
    void deadlinePassed();
    void finish(Result<Connected> result);

    [[nodiscard]] QString peerName() const; // whom we connect to, for sentences
    [[nodiscard]] Fault unreachable(const QString &reason) const;

    struct Attempt
    {
        SocketPointer socket;
        QHostAddress address;
    };

    Shared &m_shared;
    Endpoint m_endpoint;
    Done m_done;
    QTimer m_deadline;
    QTimer m_stagger;
    std::deque<QHostAddress> m_untried;
    std::vector<Attempt> m_attempts;
};

} // namespace larder::upstream
