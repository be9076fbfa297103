// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/pool.h"

#include <algorithm>

namespace larder::upstream
{

Lease::Lease(Pool &pool, Endpoint endpoint, Wanted wanted, Ready ready)
    : m_pool(pool)
    , m_endpoint(std::move(endpoint))
    , m_key(m_endpoint.key())
    , m_wanted(wanted)
    , m_ready(std::move(ready))
{
    m_pool.enqueue(*this);
}

Lease::~Lease()
{
    m_pool.release(*this);
}

Pool::Pool(Shared &shared)
    : m_shared(shared)
{
    m_expiry.setSingleShot(true);
    m_expiry.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_expiry, &QTimer::timeout, this, &Pool::closeExpired);
}

void Pool::startAnew()
{
    ++m_generation;
    m_idle.clear();
    m_expiry.stop();
}

void Pool::enqueue(Lease &lease)
{
    m_origins[lease.m_key].waiting.push_back(&lease);
    serveLater(lease.m_key);
}

void Pool::release(Lease &lease)
{
    const auto found = m_origins.find(lease.m_key);
    Origin &origin = found->second;
    if (lease.m_place == Lease::Place::Queue) {
        std::erase(origin.waiting, &lease);
    } else {
        --origin.inUse;
        if (lease.m_connection && lease.m_generation == m_generation &&
            lease.m_connection->isReusable()) {
            keep(lease.m_key, std::move(lease.m_connection));
        }
    }
    if (origin.waiting.empty() && origin.inUse == 0) {
        m_origins.erase(found);
    } else if (!origin.waiting.empty()) {
        serveLater(lease.m_key);
    }
}

// Leases are made and given back inside other calls; what follows from it comes from the loop.
void Pool::serveLater(const std::string &key)
{
    QMetaObject::invokeMethod(this, [this, key] { serve(key); }, Qt::QueuedConnection);
}

void Pool::serve(const std::string &key)
{
    while (true) {
        // Anew each time: what is granted may end at once and change the queue.
        const auto found = m_origins.find(key);
        if (found == m_origins.end() || found->second.waiting.empty() ||
            found->second.inUse >= maxConnectionsPerOrigin) {
            return;
        }
        Lease &lease = *found->second.waiting.front();
        found->second.waiting.pop_front();
        ++found->second.inUse;
        lease.m_place = Lease::Place::Slot;
        grant(lease);
    }
}

void Pool::grant(Lease &lease)
{
    lease.m_generation = m_generation;
    if (lease.m_wanted == Lease::Wanted::AnyConnection) {
        lease.m_connection = takeIdle(lease.m_key);
    }
    if (lease.m_connection) {
        const Lease::Ready ready = std::exchange(lease.m_ready, {});
        ready({});
        return;
    }
    lease.m_connector = std::make_unique<Connector>(
        m_shared, lease.m_endpoint,
        [this, &lease](Result<Connected> result) { connected(lease, std::move(result)); });
}

void Pool::connected(Lease &lease, Result<Connected> result)
{
    const Lease::Ready ready = std::exchange(lease.m_ready, {});
    lease.m_connector.reset();
    if (!result) {
        ready(std::unexpected(result.error()));
        return;
    }
    lease.m_connection = std::make_unique<Connection>(
        m_shared, std::move(*result), QString::fromStdString(lease.m_endpoint.host));
    ready({});
}

void Pool::keep(std::string key, std::unique_ptr<Connection> connection)
{
    Connection *kept = connection.get();
    connect(kept, &Connection::ended, this, [this, kept] {
        std::erase_if(m_idle, [kept](const Idle &idle) { return idle.connection.get() == kept; });
    });
    m_idle.push_back({.key = std::move(key),
                      .connection = std::move(connection),
                      .since = std::chrono::steady_clock::now()});
    if (m_idle.size() > maxIdleConnections) {
        m_idle.pop_front();
    }
    if (!m_expiry.isActive()) {
        m_expiry.start(m_shared.surroundings.idleConnectionLimit);
    }
}

std::unique_ptr<Connection> Pool::takeIdle(const std::string &key)
{
    // The one used last is the least likely to be closed by its peer by now.
    for (auto idle = m_idle.end(); idle != m_idle.begin();) {
        --idle;
        if (idle->key != key) {
            continue;
        }
        std::unique_ptr<Connection> connection = std::move(idle->connection);
        idle = m_idle.erase(idle);
        if (m_idle.empty()) {
            m_expiry.stop();
        }
        if (connection->isReusable()) {
            connection->disconnect(this);
            return connection;
        }
    }
    return nullptr;
}

void Pool::closeExpired()
{
    const auto now = std::chrono::steady_clock::now();
    const auto limit = m_shared.surroundings.idleConnectionLimit;
    while (!m_idle.empty() && now - m_idle.front().since >= limit) {
        m_idle.pop_front();
    }
    if (!m_idle.empty()) {
        const auto left = limit - (now - m_idle.front().since);
        m_expiry.start(std::chrono::ceil<std::chrono::milliseconds>(left));
    }
}

} // namespace larder::upstream
