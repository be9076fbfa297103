// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>
#include <map>
#include <memory>

// What a ScriptedPeer was asked.
struct PeerRequest
{
    QByteArray head; // with the empty line
    QByteArray body;
    int connection = 0; // counted from 1, in the order in which they were accepted
    int number = 0;     // of this request on its connection, from 1

    [[nodiscard]] QByteArray target() const { return head.split(' ').value(1); }
};

// A server on a loopback port that answers each request with what a script writes: any bytes, any
// time, or nothing. Takes any QTcpServer, so that it can also stand behind TLS.
class ScriptedPeer : public QObject
{
public:
    using Script = std::function<void(QTcpSocket &socket, const PeerRequest &request)>;

    explicit ScriptedPeer(Script script,
                          std::unique_ptr<QTcpServer> server = std::make_unique<QTcpServer>())
        : m_script(std::move(script))
        , m_server(std::move(server))
    {
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this,
                &ScriptedPeer::accept);
        if (!m_server->listen(QHostAddress::LocalHost)) {
            qFatal("The test cannot listen on 127.0.0.1.");
        }
    }

    [[nodiscard]] quint16 port() const { return m_server->serverPort(); }

    [[nodiscard]] int connections() const { return m_connections; }

    [[nodiscard]] int open() const { return static_cast<int>(m_open.size()); }

    [[nodiscard]] int mostOpen() const { return m_mostOpen; }

    [[nodiscard]] const QList<PeerRequest> &requests() const { return m_requests; }

private:
    struct Conversation
    {
        QByteArray input;
        int connection = 0;
        int requests = 0;
    };

    void accept()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            m_open[socket] = {.input = {}, .connection = ++m_connections, .requests = 0};
            m_mostOpen = std::max(m_mostOpen, open());
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_open.erase(socket);
                socket->deleteLater();
            });
            read(socket);
        }
    }

    void read(QTcpSocket *socket)
    {
        m_open[socket].input += socket->readAll();
        while (m_open.contains(socket)) {
            Conversation &conversation = m_open[socket];
            const auto end = conversation.input.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            const QByteArray head = conversation.input.first(end + 4);
            qsizetype bodySize = 0;
            if (const auto field = head.indexOf("Content-Length: "); field >= 0) {
                bodySize =
                    head.sliced(field + 16, head.indexOf('\r', field) - field - 16).toLongLong();
            }
            if (conversation.input.size() < head.size() + bodySize) {
                return;
            }
            const PeerRequest request{.head = head,
                                      .body = conversation.input.sliced(head.size(), bodySize),
                                      .connection = conversation.connection,
                                      .number = ++conversation.requests};
            conversation.input.remove(0, head.size() + bodySize);
            m_requests.append(request);
            m_script(*socket, request);
        }
    }

    Script m_script;
    std::map<QTcpSocket *, Conversation> m_open;
    QList<PeerRequest> m_requests;
    int m_connections = 0;
    int m_mostOpen = 0;
    std::unique_ptr<QTcpServer> m_server; // last: its sockets tell their end to the above
};

inline QByteArray plainAnswer(const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" +
           body;
}

inline QByteArray redirect(int status, const QByteArray &location, const QByteArray &body = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Moved\r\nLocation: " + location +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}
