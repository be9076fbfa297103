// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "http/message.h"
#include "http/responseparser.h"
#include "upstream/client.h"
#include "upstream/connector.h"
#include "upstream/shared.h"

#include <QObject>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace larder::upstream
{

// One established connection, used for one exchange after the other: the request's bytes go out,
// the parsed response comes back to the user of the exchange. Owned by a lease while in use, by the
// pool while idle. Engine thread.
//
// Back-pressure is the socket's: while reading is paused nothing is taken from it, and it stops
// reading at readBufferBytes. That buffer also bounds what one turn of the event loop handles.
class Connection : public QObject
{
    Q_OBJECT

public:
    // Called from the event loop; may destroy the connection in any of them. After end or fault the
    // exchange is over and nothing follows.
    class User
    {
    public:
        virtual ~User() = default;
        virtual void connectionBytes(std::size_t count) = 0; // came from the network
        virtual void connectionHead(http::ResponseHead head) = 0;
        virtual void connectionBody(std::string_view bytes) = 0;
        virtual void connectionEnd() = 0;
        virtual void connectionFault(const Fault &fault) = 0;
    };

    Connection(Shared &shared, Connected connected, QString peerName);

    // Only when isReusable(), or first. request: head and body as they go out.
    void exchange(http::Method method, std::string_view request, User &user);
    void setReading(Transfer::Reading reading);

    // Whether another exchange may follow: the last one ended well, both sides keep the connection
    // open and nothing has come since. Looks into the kernel too, since bytes or an end that are
    // not yet announced would be taken for the next response.
    [[nodiscard]] bool isReusable() const;

    [[nodiscard]] bool isFirstExchange() const { return m_exchanges == 1; }

    [[nodiscard]] bool hasReceived() const { return m_received; } // in this exchange

    [[nodiscard]] const QHostAddress &address() const { return m_address; }

Q_SIGNALS:
    // While idle: the peer closed or sent what nobody asked for.
    void ended();

private:
    void readAvailable();
    void readLater();
    void socketClosed();
    // False when the exchange is over or this is gone.
    [[nodiscard]] bool consume(std::string_view bytes);
    void endExchange(bool nothingLeft);
    void failExchange(const Fault &fault);
    void peerClosed();

    Shared &m_shared;
    SocketPointer m_socket;
    QHostAddress m_address;
    QString m_peerName;
    User *m_user = nullptr; // of the exchange under way
    std::optional<http::ResponseParser> m_parser;
    // Bytes that were read before reading was paused; then the parser has to be asked first.
    std::optional<std::string> m_held;
    Transfer::Reading m_reading = Transfer::Reading::Flowing;
    int m_exchanges = 0;
    bool m_received = false;
    bool m_keepAlive = false;
    bool m_closed = false;
    bool m_broken = false; // closed by an error, so that what came is not known to be all
    bool m_readPosted = false;
};

} // namespace larder::upstream
