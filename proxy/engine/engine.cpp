// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine.h"

#include "base/changesignal.h"
#include "base/logging.h"
#include "engine/connection.h"
#include "engine/tunnel.h"
#include "page/page.h"
#include "statistics/reader.h"
#include "store/read/reader.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace larder::engine
{

namespace
{

// How long the page waits for an index that somebody holds.
constexpr std::chrono::milliseconds pageBusyTimeout{500};
// How often it is told which origins are down.
constexpr std::chrono::seconds originsPause{1};
// A QTimer counts milliseconds in 31 bits; longer waits take another round.
constexpr std::chrono::milliseconds longestTimer = std::chrono::days(20);

// Since local midnight: what a person calls today.
WallTime startOfToday()
{
    return WallTime(std::chrono::milliseconds(
        QDateTime::currentDateTime().date().startOfDay().toMSecsSinceEpoch()));
}

void addTotals(page::Figures &figures, const Paths &paths)
{
    if (auto reader = statistics::Reader::open(paths.state)) {
        const auto pick = [&figures](auto totals) {
            if (totals) {
                if (const auto found = totals->find(figures.cache.name); found != totals->end()) {
                    return found->second;
                }
            }
            return statistics::Tally();
        };
        figures.cache.today += pick(reader->totals(startOfToday()));
        figures.cache.total += pick(reader->totals(WallTime()));
    }
    if (auto reader = store::Reader::open(paths.cache, pageBusyTimeout)) {
        if (const auto totals = reader->totals()) {
            figures.storedObjects = totals->objects;
            figures.storedBytes = totals->bytes;
        }
    }
}

} // namespace

Engine::Engine(Configuration configuration)
    : m_configuration(std::move(configuration))
    , m_recorder(m_configuration.paths.state, m_configuration.paths.runtime, m_clock, m_writer)
    , m_health([this] { originsChanged(); })
{
    m_deadlines.setSingleShot(true);
    m_deadlines.setTimerType(Qt::CoarseTimer);
    connect(&m_deadlines, &QTimer::timeout, this, &Engine::checkDeadlines);
    m_idle.setSingleShot(true);
    m_idle.setTimerType(Qt::CoarseTimer);
    connect(&m_idle, &QTimer::timeout, this, &Engine::idleLimitReached);
    m_pauseEnd.setSingleShot(true);
    m_pauseEnd.setTimerType(Qt::PreciseTimer); // a coarse one is late by a twentieth
    connect(&m_pauseEnd, &QTimer::timeout, this, &Engine::updateNetwork);
    m_originsSoon.setSingleShot(true);
    m_originsSoon.setTimerType(Qt::CoarseTimer);
    connect(&m_originsSoon, &QTimer::timeout, this, &Engine::announce);
    m_originsMemory.setSingleShot(true);
    m_originsMemory.setTimerType(Qt::CoarseTimer);
    connect(&m_originsMemory, &QTimer::timeout, this, &Engine::forgetOrigins);
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &Engine::finished);
}

Engine::~Engine()
{
    for (const auto &cache : m_caches) {
        cache->listeners.clear();
    }
    m_scrub.reset(); // stops what it has in the pool
    m_fetches.abandonAll();
    m_connections.clear();
    m_tunnels.clear();
    m_endedConnections.clear();
    m_endedTunnels.clear();
    // Work in the pool refers to the store and to m_poolWork.
    m_pool.waitForDone();
}

Result<std::unique_ptr<Engine>> Engine::start(Configuration configuration, const Settings &settings)
{
    const Paths &paths = configuration.paths;
    if (auto ready = ensureWritableFolder(paths.runtime); !ready) {
        return std::unexpected(std::move(ready.error()));
    }
    std::unique_ptr<Engine> engine(new Engine(std::move(configuration)));
    Engine &self = *engine;
    engine->m_store = store::Store::openAnyway(
        engine->m_configuration.paths.cache, engine->m_configuration.paths.runtime, engine->m_clock,
        engine->m_pool, engine->m_writer, [&self] { self.storeTroubled(); });
    engine->m_generations = std::make_unique<Generations>(*engine->m_store, engine->m_poolWork);
    engine->m_renderings =
        std::make_unique<Renderings>(*engine->m_store, engine->m_clock, engine->m_poolWork);
    engine->m_relearning =
        std::make_unique<Relearning>(*engine->m_store, *engine->m_generations, engine->m_poolWork,
                                     engine->m_configuration.paths.cache);
    engine->m_scrub = std::make_unique<Scrub>(
        engine->m_configuration.paths.cache, engine->m_clock, engine->m_poolWork, [&self] {
            return self.m_network.mode == NetworkMode::Normal && self.m_store->mayStore() &&
                   !self.m_draining;
        });
    engine->m_context = std::make_unique<Context>(
        Context{*engine, engine->m_clock, engine->m_poolWork, engine->m_poll, *engine->m_store,
                engine->m_client, engine->m_health, engine->m_recorder, engine->m_fetches,
                *engine->m_generations, *engine->m_renderings, engine->m_network.mode});
    connect(&engine->m_recorder, &statistics::Recorder::troubleChanged, engine.get(),
            &Engine::announce);
    engine->apply(settings);
    // Whom the next request starts again makes way for the newer program; anybody else stays, and
    // passes everything through.
    if (engine->m_configuration.idleExit) {
        engine->m_store->whenOutdated(engine.get(), [&self] { self.drain(Patience::Limited); });
    }
    engine->noteActivity();
    return engine;
}

void Engine::apply(const Settings &settings)
{
    std::vector<AllowedUpstream> allowed = m_configuration.allowedUpstreams;
    allowed.insert(allowed.end(), settings.allowedUpstreams.begin(),
                   settings.allowedUpstreams.end());
    m_client.configure(upstream::AddressGuard(std::move(allowed)), settings.proxy);
    m_viaProxy = settings.proxy.kind == ProxySettings::Kind::Http ||
                 settings.proxy.kind == ProxySettings::Kind::Socks5 ||
                 (settings.proxy.kind == ProxySettings::Kind::System &&
                  qEnvironmentVariableIsSet("http_proxy"));
    m_settings = settings;
    m_store->setLimits(store::spaceLimits(settings));
    for (const auto &cache : m_caches) {
        if (auto chosen = options(cache->context.name)) {
            cache->context.ecosystem =
                ecosystem::makeEcosystem(cache->context.name, std::move(*chosen));
        } else {
            qCWarning(logEngine).noquote()
                << chosen.error().text() << "The upstreams before stay in force.";
        }
    }
    watchLink();
    updateNetwork();
}

void Engine::watchLink()
{
    const bool follows = m_settings.network == NetworkChoice::Auto && !m_configuration.mode;
    if (!follows) {
        m_link.reset();
    } else if (!m_link) {
        m_link = std::make_unique<link::LinkWatcher>();
        connect(m_link.get(), &link::LinkWatcher::changed, this, &Engine::updateNetwork);
    }
}

void Engine::updateNetwork()
{
    const WallTime now = m_clock.wall();
    m_network =
        networkState(m_settings, m_configuration.mode, m_link ? m_link->state() : LinkState(), now);
    m_pauseEnd.stop();
    if (m_network.until) {
        m_pauseEnd.start(std::min<std::chrono::milliseconds>(*m_network.until - now, longestTimer));
    }
    announce();
    touchChanged(m_configuration.paths.runtime); // for those who show it
}

// Clients may name any number of hosts, and networks come and go: told at once, and then at most
// once in originsPause.
void Engine::originsChanged()
{
    if (!m_originsSoon.isActive()) {
        const auto next = std::chrono::ceil<std::chrono::milliseconds>(
            m_originsTold + originsPause - m_clock.steady());
        m_originsSoon.start(std::max(next, std::chrono::milliseconds(0)));
    }
}

void Engine::forgetOrigins()
{
    m_health.forgetOld(m_clock.steady());
    if (!m_health.downOrigins().empty()) {
        m_originsMemory.start(upstream::Health::memory);
    }
}

void Engine::announce()
{
    const std::vector<DownOrigin> downOrigins = m_health.downOrigins();
    m_originsSoon.stop();
    m_originsTold = m_clock.steady();
    if (downOrigins.empty()) {
        m_originsMemory.stop();
    } else if (!m_originsMemory.isActive()) {
        m_originsMemory.start(upstream::Health::memory);
    }
    for (const auto &cache : m_caches) {
        announceOwner(*cache);
    }
    touchChanged(m_configuration.paths.runtime);
}

void Engine::storeTroubled()
{
    if (m_caches.empty()) {
        return; // still starting; whoever claims a cache announces
    }
    announce();
    relearn();
}

std::vector<Trouble> Engine::troubles() const
{
    std::vector<Trouble> troubles;
    if (const auto trouble = m_store->trouble()) {
        troubles.push_back(stockTrouble(*trouble));
    }
    if (const auto trouble = m_recorder.trouble()) {
        troubles.push_back({.kind = TroubleKind::Statistics, .text = trouble->text()});
    }
    return troubles;
}

void Engine::adoptClient(CacheContext &cache, FileDescriptor socket, std::string address)
{
    const int descriptor = socket.get();
    auto connection =
        std::make_unique<Connection>(*m_context, cache, std::move(socket), std::move(address));
    Connection *const key = connection.get();
    m_connections.emplace(key, std::move(connection));
    if (!m_poll.watch(descriptor, *key)) {
        m_connections.erase(key);
        return;
    }
    noteActivity();
    if (m_connections.size() >= maxConnections) {
        descriptorsExhausted();
    }
}

void Engine::descriptorsExhausted()
{
    m_exhausted = true;
    for (const auto &cache : m_caches) {
        for (const auto &listener : cache->listeners) {
            listener->pause();
        }
    }
}

void Engine::connectionEnded(Connection &connection)
{
    const auto found = m_connections.find(&connection);
    if (found == m_connections.end()) {
        return;
    }
    if (m_endedConnections.empty()) {
        QMetaObject::invokeMethod(this, &Engine::buryEnded, Qt::QueuedConnection);
    }
    m_endedConnections.push_back(std::move(found->second));
    m_connections.erase(found);
}

void Engine::adoptTunnel(std::unique_ptr<Tunnel> tunnel)
{
    Tunnel *const key = tunnel.get();
    m_tunnels.emplace(key, std::move(tunnel));
}

void Engine::tunnelEnded(Tunnel &tunnel)
{
    const auto found = m_tunnels.find(&tunnel);
    if (found == m_tunnels.end()) {
        return;
    }
    m_endedTunnels.push_back(std::move(found->second));
    m_tunnels.erase(found);
    QMetaObject::invokeMethod(this, &Engine::buryEnded, Qt::QueuedConnection);
}

void Engine::buryEnded()
{
    m_endedConnections.clear();
    m_endedTunnels.clear();
    if (m_exhausted && !m_draining && m_connections.size() < maxConnections) {
        m_exhausted = false;
        for (const auto &cache : m_caches) {
            for (const auto &listener : cache->listeners) {
                listener->resume();
            }
        }
    }
    if (m_connections.empty()) {
        m_deadlines.stop();
    }
    noteActivity();
    finishIfDrained();
    if (isUnused()) {
        Q_EMIT unused();
    }
}

void Engine::deadlineSet(SteadyTime deadline)
{
    if (m_deadlines.isActive() && deadline >= m_armedFor) {
        return;
    }
    m_armedFor = deadline;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(deadline - m_clock.steady());
    m_deadlines.start(std::max(wait, std::chrono::milliseconds(0)));
}

void Engine::checkDeadlines()
{
    const SteadyTime now = m_clock.steady();
    std::vector<Connection *> due;
    std::optional<SteadyTime> next;
    for (const auto &[key, connection] : m_connections) {
        if (const auto deadline = connection->deadline()) {
            if (*deadline <= now) {
                due.push_back(key);
            } else if (!next || *deadline < *next) {
                next = deadline;
            }
        }
    }
    if (next) {
        deadlineSet(*next);
    }
    for (Connection *connection : due) {
        connection->deadlinePassed(); // ended ones stay in memory until buryEnded()
    }
}

void Engine::noteActivity()
{
    if (!m_connections.empty() || !m_tunnels.empty()) {
        m_idle.stop();
        m_scrub->idleEnds();
        return;
    }
    if (m_configuration.idleExit) {
        m_idle.start(*m_configuration.idleExit);
    }
    m_scrub->idleBegins(m_configuration.idleExit);
}

void Engine::idleLimitReached()
{
    const bool waiting = std::ranges::any_of(m_caches, [](const auto &cache) {
        return std::ranges::any_of(cache->listeners, &Listener::hasWaiting);
    });
    if (waiting || !m_connections.empty() || !m_tunnels.empty() || !m_fetches.isEmpty()) {
        m_idle.start(*m_configuration.idleExit);
        return;
    }
    // Whoever connects from now on waits in systemd's socket for the next start.
    drain(Patience::Limited);
}

void Engine::drain(Patience patience)
{
    if (patience == Patience::Limited && !m_drainTimer.isActive()) {
        m_drainTimer.start(drainLimit);
    }
    if (std::exchange(m_draining, true)) {
        return;
    }
    m_idle.stop();
    m_scrub->idleEnds();
    for (const auto &cache : m_caches) {
        close(cache->context.name);
    }
    for (const auto &[key, connection] : m_connections) {
        connection->drain(); // those of caches that were closed before are waited for, too
    }
    finishIfDrained();
}

void Engine::finishIfDrained()
{
    if (m_draining && m_connections.empty() && m_tunnels.empty()) {
        m_drainTimer.stop();
        QMetaObject::invokeMethod(this, &Engine::finished, Qt::QueuedConnection);
    }
}

void Engine::renderPage(ecosystem::PageForm form, const CacheContext &cache, std::string_view host,
                        QObject *context, std::function<void(std::string)> done)
{
    page::Figures figures;
    figures.version = LARDER_VERSION;
    figures.time = m_clock.wall();
    figures.network = m_network;
    figures.viaProxy = m_viaProxy;
    figures.downOrigins = m_health.downOrigins();
    figures.troubles = troubles();
    figures.fetches = m_fetches.count();
    figures.cache.name = cache.name;
    figures.cache.addresses = cache.addresses;
    figures.cache.today = figures.cache.total = m_recorder.unwritten(cache.name);
    figures.askedAt = cache.addresses.front();
    if (const auto asked = http::parseAuthority(host)) {
        figures.askedAt = {asked->host, asked->port.value_or(80)};
    }
    m_poolWork.run(
        context,
        [figures = std::move(figures), paths = m_configuration.paths, form]() mutable {
            addTotals(figures, paths);
            return form == ecosystem::PageForm::Html ? page::renderHtml(figures)
                                                     : page::renderJson(figures);
        },
        [done = std::move(done)](std::string text) { done(std::move(text)); });
}

} // namespace larder::engine
