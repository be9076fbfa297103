// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How caches come, change owners and go.
#include "base/changesignal.h"
#include "base/logging.h"
#include "engine/connection.h"
#include "engine/engine.h"
#include "engine/tunnel.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace larder::engine
{

Engine::Cache *Engine::find(std::string_view cache) const
{
    const auto named = [cache](const auto &each) { return each->context.name == cache; };
    const auto found = std::ranges::find_if(m_caches, named);
    return found == m_caches.end() ? nullptr : found->get();
}

// What a cache is to be, from the settings and the configuration, which wins.
Result<ecosystem::Options> Engine::options(const std::string &cache) const
{
    ecosystem::Options result;
    const Settings::Cache &set = m_settings.cache(cache);
    result.rewriteForYarn1 = set.rewriteForYarn1;
    result.mirrorsInLock = set.mirrorsInLock;
    if (const auto given = m_configuration.upstreams.find(cache);
        given != m_configuration.upstreams.end()) {
        result.upstream = given->second;
    } else if (!set.upstream.empty()) {
        auto url = http::Url::parse(set.upstream);
        if (!url) {
            return std::unexpected(std::move(url.error()));
        }
        result.upstream = std::move(*url);
    }
    for (const FurtherUpstream &further : set.further) {
        auto url = http::Url::parse(further.url);
        if (!url) {
            return std::unexpected(std::move(url.error()));
        }
        result.further.insert_or_assign(further.name, std::move(*url));
    }
    return result;
}

Result<void> Engine::open(const std::string &cache, std::vector<ListeningSocket> sockets)
{
    Cache *opened = find(cache);
    if (opened == nullptr) {
        auto chosen = options(cache);
        if (!chosen) {
            return std::unexpected(std::move(chosen.error()));
        }
        opened = m_caches.emplace_back(std::make_unique<Cache>()).get();
        opened->context.name = cache;
        opened->context.ecosystem = ecosystem::makeEcosystem(cache, std::move(*chosen));
    }
    listen(*opened, std::move(sockets));
    return {};
}

Result<void> Engine::open(const std::string &cache, const std::vector<ListenAddress> &addresses,
                          Sharing sharing)
{
    // Of the listeners before, those that go; what they have is not opened again.
    std::vector<ListenAddress> missing = addresses;
    std::vector<ListenAddress> superfluous;
    std::vector<ListenAddress> before;
    if (const Cache *known = find(cache)) {
        for (const auto &listener : known->listeners) {
            before.push_back(listener->address());
            if (std::erase(missing, listener->address()) == 0) {
                superfluous.push_back(listener->address());
            }
        }
    }
    auto sockets = openListeningSockets(missing, sharing, before);
    if (!sockets) {
        Fault fault = std::move(sockets.error());
        if (!fault.advice.isEmpty()) {
            fault.advice +=
                u' ' + QCoreApplication::translate(
                           "larder",
                           "To change where it listens: larder settings set cache-%1.listen "
                           "ADDRESS:PORT")
                           .arg(QString::fromStdString(cache));
        }
        return std::unexpected(std::move(fault));
    }
    if (auto opened = open(cache, std::move(*sockets)); !opened) {
        return opened;
    }
    Cache &opened = *find(cache);
    const auto goes = [&superfluous](const auto &listener) {
        return std::ranges::contains(superfluous, listener->address());
    };
    for (const auto &listener : opened.listeners) { // which all must still be there meanwhile
        if (goes(listener)) {
            listener->drain();
        }
    }
    std::erase_if(opened.listeners, goes);
    listen(opened, {});
    return {};
}

void Engine::listen(Cache &cache, std::vector<ListeningSocket> sockets)
{
    for (ListeningSocket &socket : sockets) {
        cache.listeners.push_back(
            std::make_unique<Listener>(*m_context, cache.context, std::move(socket)));
    }
    cache.context.addresses.clear();
    for (const auto &listener : cache.listeners) {
        cache.context.addresses.push_back(listener->address());
    }
    announceOwner(cache);
}

Result<void> Engine::claim(const std::string &cache)
{
    Cache *const claimed = find(cache);
    if (claimed == nullptr || claimed->lock) {
        return {};
    }
    auto lock = OwnerLock::take(m_configuration.paths.runtime, cache);
    if (!lock) {
        return std::unexpected(std::move(lock.error()));
    }
    claimed->lock = std::move(*lock);
    announceOwner(*claimed);
    touchChanged(m_configuration.paths.runtime);
    relearn();
    return {};
}

void Engine::release(const std::string &cache)
{
    if (Cache *released = find(cache); released != nullptr && released->lock) {
        released->lock.reset();
        touchChanged(m_configuration.paths.runtime);
    }
}

void Engine::close(const std::string &cache)
{
    Cache *const closed = find(cache);
    if (closed == nullptr || closed->listeners.empty()) {
        return;
    }
    for (const auto &listener : closed->listeners) {
        listener->drain();
    }
    // The addresses stay known: the clients that are left still call us by them.
    closed->listeners.clear();
    for (const auto &[key, connection] : m_connections) {
        if (&connection->cache() == &closed->context) {
            connection->drain();
        }
    }
    release(cache);
    if (isUnused()) {
        Q_EMIT unused();
    }
}

void Engine::announceOwner(Cache &cache)
{
    if (!cache.lock) {
        return;
    }
    const CacheOwner owner{.cache = cache.context.name,
                           .pid = 0,
                           .addresses = cache.context.addresses,
                           .network = m_network,
                           .troubles = troubles(),
                           .downOrigins = m_health.downOrigins()};
    if (auto announced = cache.lock->announce(owner); !announced) {
        qCWarning(logEngine).noquote() << announced.error().text();
    }
}

// An affair of the owner: one process does it.
void Engine::relearn()
{
    std::vector<CacheContext *> owned;
    for (const auto &cache : m_caches) {
        if (cache->lock) {
            owned.push_back(&cache->context);
        }
    }
    m_relearning->startIfNeeded(owned);
}

bool Engine::isUnused() const
{
    return m_connections.empty() && m_tunnels.empty() &&
           std::ranges::all_of(m_caches,
                               [](const auto &cache) { return cache->listeners.empty(); });
}

std::vector<ListenAddress> Engine::addresses(const std::string &cache) const
{
    const Cache *const found = find(cache);
    return found == nullptr ? std::vector<ListenAddress>() : found->context.addresses;
}

} // namespace larder::engine
