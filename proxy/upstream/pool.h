// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "upstream/connection.h"
#include "upstream/connector.h"
#include "upstream/shared.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

namespace larder::upstream
{

class Pool;

// The right to use one connection to an endpoint: first it waits, then it has the connection.
// Destroying it gives up the place in the queue, cancels connecting, or gives the connection back,
// which is kept if it is reusable and closed otherwise. Must not outlive its pool.
class Lease
{
public:
    using Ready = std::function<void(Result<void>)>;
    enum class Wanted { AnyConnection, FreshConnection };

    Lease(Pool &pool, Endpoint endpoint, Wanted wanted, Ready ready);
    ~Lease();
    Lease(const Lease &) = delete;
    Lease &operator=(const Lease &) = delete;
    Lease(Lease &&) = delete;
    Lease &operator=(Lease &&) = delete;

    // Only after Ready came without a fault.
    [[nodiscard]] Connection &connection() { return *m_connection; }

    [[nodiscard]] bool hasConnection() const { return m_connection != nullptr; }

private:
    friend class Pool;

    Pool &m_pool;
    Endpoint m_endpoint;
    std::string m_key;
    Wanted m_wanted;
    Ready m_ready; // once, from the event loop
    enum class Place { Queue, Slot } m_place = Place::Queue;
    std::unique_ptr<Connector> m_connector;
    std::unique_ptr<Connection> m_connection;
    int m_generation = 0; // of the settings under which the connection was made
};

// Connections per endpoint: at most maxConnectionsPerOrigin in use, the others wait in order;
// finished ones stay open for a while. Engine thread.
class Pool : public QObject
{
    Q_OBJECT

public:
    explicit Pool(Shared &shared);

    // Closes what is idle and keeps nothing that was connected until now.
    void startAnew();

private:
    friend class Lease;

    struct Origin
    {
        int inUse = 0;
        std::deque<Lease *> waiting;
    };

    struct Idle
    {
        std::string key;
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };

    void enqueue(Lease &lease);
    void release(Lease &lease);
    void serveLater(const std::string &key);
    void serve(const std::string &key);
    void grant(Lease &lease);
    void connected(Lease &lease, Result<Connected> result);
    void keep(std::string key, std::unique_ptr<Connection> connection);
    [[nodiscard]] std::unique_ptr<Connection> takeIdle(const std::string &key);
    void closeExpired();

    Shared &m_shared;
    std::unordered_map<std::string, Origin> m_origins;
    std::deque<Idle> m_idle; // the longest idle first
    QTimer m_expiry;         // runs only while something is idle
    int m_generation = 0;
};

} // namespace larder::upstream
