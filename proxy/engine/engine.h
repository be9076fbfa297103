// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/networkstate.h"
#include "base/ownerlock.h"
#include "base/paths.h"
#include "base/serialworker.h"
#include "base/settings.h"
#include "ecosystem/ecosystem.h"
#include "engine/context.h"
#include "engine/fetch.h"
#include "engine/generations.h"
#include "engine/listener.h"
#include "engine/poll.h"
#include "engine/poolwork.h"
#include "engine/relearning.h"
#include "engine/renderings.h"
#include "engine/scrub.h"
#include "link/linkwatcher.h"
#include "statistics/recorder.h"
#include "store/store.h"
#include "upstream/client.h"
#include "upstream/health.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace larder::engine
{

class Connection;
class Tunnel;

// What an engine is to do. A value.
struct Configuration
{
    Paths paths;
    std::map<std::string, http::Url, std::less<>> upstreams{}; // by cache; win over the settings'
    std::vector<AllowedUpstream> allowedUpstreams{};           // besides those of the settings
    std::optional<NetworkMode> mode{};                         // wins over the settings'
    std::optional<std::chrono::milliseconds> idleExit{};       // nothing: never
};

// Caches at work: listens, answers, fetches, stores, counts. Caches come and go while it runs, and
// may be handed over to and from another process: who listens on a port and who owns its cache are
// two questions. Lives in one thread with a Qt event loop (the daemon's main thread, or a worker
// thread of the tray); nothing of it may be touched from another. Owns everything that DESIGN calls
// the engine.
class Engine : public QObject
{
    Q_OBJECT

public:
    // Without a cache yet. Faults say what is in the way. What the disk does not allow (cache,
    // state) is no fault: requests are passed through meanwhile, and owner file and page say why.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> start(Configuration configuration,
                                                               const Settings &settings);
    ~Engine() override;

    // Answers on these sockets for a cache, besides those that it has. Who is to be told that this
    // process does it claims the cache, before or afterwards.
    [[nodiscard]] Result<void> open(const std::string &cache, std::vector<ListeningSocket> sockets);
    // Answers at these addresses and no others: opens those that it has not got, then closes the
    // rest as close() does, but lets the connections be. After a fault all is as before.
    [[nodiscard]] Result<void> open(const std::string &cache,
                                    const std::vector<ListenAddress> &addresses, Sharing sharing);
    // Takes and gives back the lock that says who owns the cache. FaultKind::InUse names another
    // owner.
    [[nodiscard]] Result<void> claim(const std::string &cache);
    void release(const std::string &cache);
    // Gives the cache back and stops listening for it; who waits is still accepted. What was asked
    // is finished without a limit, and idle clients are let go (Connection::drain). Nothing happens
    // to a cache that is not open.
    void close(const std::string &cache);

    // New settings: mode, pause, proxy, upstreams, limits of the stock. Requests that come from now
    // on have them.
    void apply(const Settings &settings);

    // From every request as it begins: a pause whose time is over ends, also after the machine has
    // slept through it.
    void noteTime()
    {
        if (m_network.until && m_clock.wall() >= *m_network.until) {
            updateNetwork();
        }
    }

    // Closes all caches and finishes what was asked; then finished(). Limited: after drainLimit at
    // the latest.
    enum class Patience { Limited, Unlimited };
    void drain(Patience patience);
    static constexpr std::chrono::seconds drainLimit{30};

    // No cache is open, and no connection is left.
    [[nodiscard]] bool isUnused() const;
    // Of a cache that is open.
    [[nodiscard]] std::vector<ListenAddress> addresses(const std::string &cache) const;

    // From listeners, connections and tunnels.
    void adoptClient(CacheContext &cache, FileDescriptor socket, std::string address);
    void descriptorsExhausted();
    void connectionEnded(Connection &connection);
    void adoptTunnel(std::unique_ptr<Tunnel> tunnel);
    void tunnelEnded(Tunnel &tunnel);
    void deadlineSet(SteadyTime deadline);
    // Gathers the figures in the pool. host: how the reader addressed us.
    void renderPage(ecosystem::PageForm form, const CacheContext &cache, std::string_view host,
                    QObject *context, std::function<void(std::string)> done);

Q_SIGNALS:
    void finished(); // drained, or idle for so long as was asked for
    void unused();   // the last cache has closed, and the last connection has ended

private:
    // What was opened once stays, since connections and fetches refer to it: at most all caches.
    struct Cache
    {
        CacheContext context;
        std::vector<std::unique_ptr<Listener>> listeners{}; // none: it is closed
        std::optional<OwnerLock> lock{};
    };

    explicit Engine(Configuration configuration);

    [[nodiscard]] Cache *find(std::string_view cache) const;
    [[nodiscard]] Result<ecosystem::Options> options(const std::string &cache) const;
    void listen(Cache &cache, std::vector<ListeningSocket> sockets);
    void relearn();
    void announceOwner(Cache &cache);

    void checkDeadlines();
    void buryEnded();
    void noteActivity();
    void idleLimitReached();
    void finishIfDrained();
    void watchLink();
    void updateNetwork();
    void announce();
    void storeTroubled();
    void originsChanged();
    void forgetOrigins();
    [[nodiscard]] std::vector<Trouble> troubles() const;

    // Declared so that everything outlives its users: destroyed from the bottom up.
    Configuration m_configuration;
    SystemClock m_clock;
    SerialWorker m_writer;
    QThreadPool m_pool;
    PoolWork m_poolWork{m_pool};
    Poll m_poll;
    Settings m_settings;
    NetworkState m_network;
    std::unique_ptr<link::LinkWatcher> m_link; // while the settings follow the machine
    bool m_viaProxy = false;
    std::unique_ptr<store::Store> m_store;
    statistics::Recorder m_recorder;
    upstream::Health m_health;
    upstream::Client m_client;
    std::unique_ptr<Generations> m_generations;
    std::unique_ptr<Renderings> m_renderings;
    std::unique_ptr<Relearning> m_relearning;
    std::unique_ptr<Scrub> m_scrub;
    Fetches m_fetches;
    std::unique_ptr<Context> m_context;
    std::vector<std::unique_ptr<Cache>> m_caches;
    std::unordered_map<Connection *, std::unique_ptr<Connection>> m_connections;
    std::unordered_map<Tunnel *, std::unique_ptr<Tunnel>> m_tunnels;
    // Ended, but maybe still on the stack: destroyed from the event loop.
    std::vector<std::unique_ptr<Connection>> m_endedConnections;
    std::vector<std::unique_ptr<Tunnel>> m_endedTunnels;

    QTimer m_deadlines; // armed for the earliest deadline of any connection, else not running
    SteadyTime m_armedFor;
    QTimer
        m_originsSoon; // single-shot, from a change of the origins that are down until it is told
    QTimer m_originsMemory; // single-shot, while any is down
    SteadyTime m_originsTold{};
    QTimer m_pauseEnd; // single-shot, while a pause has an end
    QTimer m_idle;
    QTimer m_drainTimer;
    bool m_draining = false;
    bool m_exhausted = false; // listeners are paused until a connection ends
};

} // namespace larder::engine
