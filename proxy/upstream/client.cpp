// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/client.h"

#include "upstream/connector.h"
#include "upstream/pool.h"
#include "upstream/shared.h"
#include "upstream/transfer.h"

namespace larder::upstream
{

namespace
{

class TunnelOpening final : public Client::Opening
{
public:
    TunnelOpening(Shared &shared, Endpoint endpoint, Client::TunnelOpened opened)
        : m_opened(std::move(opened))
        , m_connector(shared, std::move(endpoint),
                      [this](Result<Connected> result) { connected(std::move(result)); })
    {}

private:
    // The callback may destroy this.
    void connected(Result<Connected> result)
    {
        const Client::TunnelOpened opened = std::exchange(m_opened, {});
        if (!result) {
            opened(std::unexpected(result.error()));
            return;
        }
        std::unique_ptr<QTcpSocket> socket(result->socket.release());
        socket->setParent(nullptr);
        opened(std::move(socket));
    }

    Client::TunnelOpened m_opened;
    Connector m_connector;
};

} // namespace

struct Client::Private
{
    Shared shared;
    Pool pool{shared};
};

Client::Client(QObject *parent)
    : Client(Surroundings{}, parent)
{}

Client::Client(Surroundings surroundings, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->shared.surroundings = std::move(surroundings);
    d->shared.socketParent = this;
}

Client::~Client() = default;

void Client::configure(AddressGuard guard, ProxySettings proxy)
{
    d->shared.guard = std::move(guard);
    d->shared.proxy = std::move(proxy);
    d->pool.startAnew();
}

std::unique_ptr<Transfer> Client::send(Request request, ResponseHandler &handler)
{
    return std::make_unique<HttpTransfer>(d->shared, d->pool, std::move(request), handler);
}

std::unique_ptr<Client::Opening> Client::openTunnel(const std::string &host, std::uint16_t port,
                                                    TunnelOpened opened)
{
    Endpoint endpoint{.host = host,
                      .port = port,
                      .security = Endpoint::Security::Plain,
                      .route =
                          findRoute(d->shared.proxy, http::Scheme::Https, host, Traffic::Tunnel)};
    return std::make_unique<TunnelOpening>(d->shared, std::move(endpoint), std::move(opened));
}

} // namespace larder::upstream
