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
    struct Cache
    {
        std::string name;
        std::vector<ListeningSocket> sockets;
        ecosystem::Options options;
    };

    Paths paths;
    std::vector<Cache> caches;
    std::vector<AllowedUpstream> allowedUpstreams;     // besides those of the settings
    std::optional<NetworkMode> mode;                   // wins over the settings'
    std::optional<std::chrono::milliseconds> idleExit; // nothing: never
};

// Caches at work: listens, answers, fetches, stores, counts. Lives in one thread with a Qt event
// loop (the daemon's main thread, or a worker thread of the tray); nothing of it may be touched
// from another. Owns everything that DESIGN calls the engine.
class Engine : public QObject
{
    Q_OBJECT

public:
    // Takes the locks of its caches and opens the store. Faults say what is in the way. What the
    // disk does not allow (cache, state) is no fault: requests are passed through meanwhile, and
    // owner file and page say why.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> start(Configuration configuration,
                                                               const Settings &settings);
    ~Engine() override;

    // New settings: mode, pause, proxy, allowed upstreams, limits of the stock. Addresses to listen
    // on are fixed at the start.
    void apply(const Settings &settings);
    // Other upstreams for a cache: requests that come from now on have them.
    void setOptions(std::string_view cache, ecosystem::Options options);

    // From every request as it begins: a pause whose time is over ends, also after the machine has
    // slept through it.
    void noteTime()
    {
        if (m_network.until && m_clock.wall() >= *m_network.until) {
            updateNetwork();
        }
    }

    // Accepts nothing more, finishes what was asked, at most for drainLimit; then finished().
    void drain();
    static constexpr std::chrono::seconds drainLimit{30};

    [[nodiscard]] const std::vector<std::unique_ptr<CacheContext>> &caches() const
    {
        return m_caches;
    }

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

private:
    explicit Engine(Configuration configuration);

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
    std::vector<OwnerLock> m_locks;
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
    std::vector<std::unique_ptr<CacheContext>> m_caches;
    std::vector<std::unique_ptr<Listener>> m_listeners;
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
