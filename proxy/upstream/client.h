// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/settings.h"
#include "http/message.h"
#include "http/url.h"
#include "upstream/addressguard.h"
#include "upstream/limits.h"
#include "upstream/surroundings.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

class QTcpSocket;

namespace larder::upstream
{

// What is asked of an upstream. Built anew from parsed values: no client header is copied but the
// few a route names. The client adds Host, User-Agent, Accept-Encoding: identity (unless given)
// and Connection.
struct Request
{
    enum class Redirects { Follow, Report };

    http::Method method = http::Method::Get;
    http::Url url;
    http::Headers headers;
    std::string body;
    Redirects redirects = Redirects::Follow; // hop by hop through the guard; never https to http
};

// Where a response came from in the end.
struct Source
{
    http::Url url;        // after redirects
    QHostAddress address; // null when a proxy resolved the name
};

// Gets one response, in this order: head once, body pieces, then end or fault, nothing afterwards.
// A fault may come at any time, also first. Calls come from the event loop, never from within
// Client::send() or Transfer's functions. The handler may destroy the Transfer in any of them.
// Interim responses are swallowed.
class ResponseHandler
{
public:
    virtual ~ResponseHandler() = default;
    virtual void responseHead(http::ResponseHead head, const Source &source) = 0;
    virtual void responseBody(std::string_view bytes) = 0; // still encoded as the upstream sent it
    virtual void responseEnd() = 0; // framing complete; UntilClose bodies end here too
    virtual void responseFault(const Fault &fault) = 0;

    virtual void responseSilent() {} // silenceIsDown has passed without a byte; it goes on
};

// One request under way. Destroying it cancels it: the connection is closed unless the response was
// over. Owned by whoever sent it; engine thread.
class Transfer
{
public:
    virtual ~Transfer() = default;
    // Back-pressure: while paused no more than readBufferBytes and one piece pile up here.
    enum class Reading { Flowing, Paused };
    virtual void setReading(Reading reading) = 0;
    // Bytes read from the network for this request so far: heads, bodies, framing of all hops.
    [[nodiscard]] virtual std::uint64_t bytesFromNetwork() const = 0;
};

// An HTTP/1.1 client that sees the framing. QNetworkAccessManager hides it and takes lies for clean
// answers; a cache must see them. Keeps connections alive and pools them per origin and proxy; a
// kept connection that dies before a byte of the response came is replaced once, silently. Checked
// address is connected address. The system's CA list is loaded when the first TLS connection needs
// it. Lives in the engine thread and needs its event loop; no timer runs while nothing is under
// way except the one that closes idle connections.
class Client : public QObject
{
    Q_OBJECT

public:
    explicit Client(QObject *parent = nullptr);
    explicit Client(Surroundings surroundings, QObject *parent = nullptr);
    ~Client() override; // no Transfer may outlive it

    // Take effect for new connections; idle ones are closed.
    void configure(AddressGuard guard, ProxySettings proxy);

    // Requests to one origin beyond maxConnectionsPerOrigin wait in order.
    [[nodiscard]] std::unique_ptr<Transfer> send(Request request, ResponseHandler &handler);

    // A plain connection for CONNECT: looks up, checks, races and connects, through the proxy where
    // one is set. Destroying the returned object cancels; the callback comes once, from the event
    // loop.
    using TunnelOpened = std::function<void(Result<std::unique_ptr<QTcpSocket>>)>;

    class Opening
    {
    public:
        virtual ~Opening() = default;
    };

    [[nodiscard]] std::unique_ptr<Opening> openTunnel(const std::string &host, std::uint16_t port,
                                                      TunnelOpened opened);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace larder::upstream
