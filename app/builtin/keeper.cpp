// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/keeper.h"

#include "base/caches.h"
#include "base/ownerlock.h"
#include "system/units.h"

#include <QCoreApplication>

#include <unistd.h>
#include <utility>

namespace larder::builtin
{

using system::ForeignUnits;
using system::OnDemand;
using system::UnitOutcome;

namespace
{

QString translate(const char *text)
{
    return QCoreApplication::translate("larder::Keeper", text);
}

Result<void> checkUnanswered(const Paths &paths, const std::string &cache)
{
    const auto owner = readOwner(paths.runtime, cache);
    if (!owner || owner->pid == ::getpid()) {
        return {};
    }
    return fail(FaultKind::InUse,
                translate("The process %1 (%2), which was started by hand, still answers for the "
                          "cache %3.")
                    .arg(owner->pid)
                    .arg(processName(owner->pid), QString::fromStdString(cache)),
                translate("End it where it was started, or with: kill %1").arg(owner->pid));
}

} // namespace

Keeper::Keeper(const Paths &paths, QObject *parent)
    : QObject(parent)
    , m_paths(paths)
    , m_engine(paths)
    , m_units(paths)
{
    for (const CacheInfo &known : knownCaches()) {
        const std::string name(known.name);
        m_caches.emplace(name, Cache{.name = name});
    }
    connect(&m_engine, &engine::EngineThread::finished, this, &Keeper::finished);
}

Keeper::~Keeper() = default;

void Keeper::apply(const Settings &settings)
{
    const std::optional<Settings> before = std::exchange(m_settings, settings);
    m_engine.apply(settings);
    for (auto &[name, cache] : m_caches) {
        const CacheMode mode = settings.cache(name).mode;
        if (!before) {
            cache.mode = cache.stored = mode;
            m_worker.post([paths = m_paths, killed = name] { // what one left who was killed
                system::noteSwitching(paths, killed, {});
            });
            if (mode == CacheMode::BuiltIn) {
                begin(cache, {.mode = mode});
            }
        } else if (mode != cache.stored && mode != cache.storing) { // somebody else's wish
            cache.stored = mode;
            begin(cache, {.mode = mode});
        } else if ((cache.mode == CacheMode::BuiltIn ||
                    (cache.wish && cache.wish->mode == CacheMode::BuiltIn)) &&
                   settings.listenAddresses(name) != cache.listen) {
            begin(cache, cache.next.value_or(cache.wish.value_or(Wish{.mode = cache.mode})));
        }
    }
}

void Keeper::setMode(const std::string &cache, CacheMode mode)
{
    wishFor(cache, {.mode = mode});
}

void Keeper::replaceForeignUnits(const std::string &cache)
{
    wishFor(cache, {.mode = CacheMode::OnDemand, .foreign = ForeignUnits::Replace});
}

void Keeper::wishFor(const std::string &cache, Wish wish)
{
    if (const auto found = m_caches.find(cache); found != m_caches.end()) {
        begin(found->second, wish);
    }
}

void Keeper::turnOn(const std::string &cache)
{
    const auto found = m_caches.find(cache);
    if (found == m_caches.end()) {
        return;
    }
    const CacheMode wanted = found->second.unmet.value_or(found->second.stored);
    if (wanted != CacheMode::Off) {
        setMode(cache, wanted);
        return;
    }
    const auto call = m_memories.add(this, [this, cache](CacheMode mode) { setMode(cache, mode); });
    m_worker.post([this, call, cache, paths = m_paths] {
        m_mailbox.post([this, call, mode = system::modeBeforeOff(paths, cache)] {
            m_memories.call(call, mode);
        });
    });
}

system::Switching Keeper::switching(const std::string &cache) const
{
    const auto found = m_caches.find(cache);
    return found == m_caches.end() ? system::Switching() : found->second.switching;
}

void Keeper::quit()
{
    m_isQuitting = true;
    m_engine.drain();
}

void Keeper::begin(Cache &cache, Wish wish)
{
    if (m_isQuitting) {
        return;
    }
    if (cache.wish) {
        cache.next = wish;
        return;
    }
    cache.wish = wish;
    cache.reason.reset();
    cache.switching = {.isUnderWay = true, .fault = {}};
    tell(cache);
    switch (wish.mode) {
    case CacheMode::BuiltIn:
        buildIn(cache);
        break;
    case CacheMode::OnDemand:
        giveToSystemd(cache, wish.foreign);
        break;
    case CacheMode::Off:
        turnOff(cache);
        break;
    }
}

void Keeper::buildIn(Cache &cache)
{
    cache.listen = m_settings.value_or(Settings()).listenAddresses(cache.name);
    m_units.look(cache.name, this, [this, &cache](const Result<OnDemand> &seen) {
        const auto sharing = seen && *seen == OnDemand::Listening ? engine::Sharing::Beside
                                                                  : engine::Sharing::WithNext;
        m_engine.open(cache.name, cache.listen, sharing, this,
                      [this, &cache](const Result<void> &opened) {
                          if (!opened) {
                              failed(cache, opened.error());
                              return;
                          }
                          cache.isOpen = true;
                          // Before systemd lets go: whoever is killed in between is answered by
                          // systemd, and built in from the next start on.
                          store(cache, CacheMode::BuiltIn, [this, &cache](const auto &stored) {
                              if (!stored) {
                                  failed(cache, stored.error());
                              } else {
                                  takeOver(cache);
                              }
                          });
                      });
    });
}

void Keeper::takeOver(Cache &cache)
{
    m_units.leaveToListener(cache.name, this, [this, &cache](const Result<UnitOutcome> &left) {
        // Without a manager, or with units of somebody else, systemd has nothing to leave.
        if (!left && left.error().kind != FaultKind::NotFound &&
            left.error().kind != FaultKind::NotAllowed) {
            failed(cache, left.error());
            return;
        }
        m_engine.claim(cache.name, this, [this, &cache](const Result<void> &claimed) {
            if (!claimed) { // one owner for each cache
                close(cache, [this, &cache, why = claimed.error()](const Result<void> &) {
                    failed(cache, why);
                });
            } else {
                cache.mode = CacheMode::BuiltIn;
                end(cache, cache.reason);
            }
        });
    });
}

void Keeper::giveToSystemd(Cache &cache, ForeignUnits foreign)
{
    const auto ask = [this, &cache, foreign](const Result<void> & /*released*/) {
        m_units.turnOn(
            system::unitPlan(cache.name,
                             m_settings.value_or(Settings()).listenAddresses(cache.name), m_paths),
            this,
            [this, &cache](const Result<UnitOutcome> &outcome) { systemdTook(cache, outcome); },
            foreign);
    };
    if (cache.isOpen) {
        // A proxy that systemd starts needs the lock; requests are answered here meanwhile.
        m_engine.release(cache.name, this, ask);
    } else {
        ask({});
    }
}

void Keeper::systemdTook(Cache &cache, const Result<UnitOutcome> &outcome)
{
    if (outcome) {
        close(cache, [this, &cache](const Result<void> &) { // clients go to systemd's socket
            done(cache, CacheMode::OnDemand);
        });
        return;
    }
    if (outcome.error().kind == FaultKind::NotFound) {
        cache.reason = outcome.error();
        buildIn(cache);
        return;
    }
    if (!cache.isOpen) {
        failed(cache, outcome.error());
        return;
    }
    m_engine.claim(cache.name, this, [this, &cache, why = outcome.error()](const auto &claimed) {
        if (!claimed) {
            cache.mode = CacheMode::OnDemand; // somebody else runs it after all
        }
        failed(cache, why);
    });
}

void Keeper::turnOff(Cache &cache)
{
    const bool wasOpen = cache.isOpen;
    const auto told = [this, &cache, wasOpen](const Result<UnitOutcome> &outcome) {
        // As for takeOver(): then it was not systemd who answered.
        if (!outcome && outcome.error().kind != FaultKind::NotFound && !wasOpen) {
            failed(cache, outcome.error());
        } else {
            turnedOff(cache);
        }
    };
    close(cache,
          [this, &cache, told](const Result<void> &) { m_units.turnOff(cache.name, this, told); });
}

void Keeper::turnedOff(Cache &cache)
{
    cache.mode = CacheMode::Off;
    store(cache, CacheMode::Off, [this, &cache](const Result<void> &stored) {
        if (!stored) {
            end(cache, stored.error());
            return;
        }
        runInWorker([paths = m_paths, name = cache.name] { return checkUnanswered(paths, name); },
                    [this, &cache](const Result<void> &unanswered) {
                        end(cache, unanswered ? std::nullopt : std::optional(unanswered.error()));
                    });
    });
}

void Keeper::done(Cache &cache, CacheMode mode)
{
    cache.mode = mode;
    store(cache, mode, [this, &cache](const Result<void> &stored) {
        end(cache, stored ? std::nullopt : std::optional(stored.error()));
    });
}

void Keeper::failed(Cache &cache, Fault fault)
{
    // Whoever was built in goes on where it was; whoever was not is as before.
    const auto put = [this, &cache, fault = std::move(fault)](const Result<void> & /*closed*/) {
        store(cache, cache.mode,
              [this, &cache, fault](const Result<void> & /*stored*/) { end(cache, fault); });
    };
    if (cache.mode == CacheMode::BuiltIn) {
        put({});
    } else {
        close(cache, put);
    }
}

void Keeper::end(Cache &cache, std::optional<Fault> fault)
{
    const auto wish = std::exchange(cache.wish, {});
    cache.unmet =
        fault && wish && wish->mode != CacheMode::Off ? std::optional(wish->mode) : std::nullopt;
    cache.switching = {.isUnderWay = false, .fault = std::move(fault)};
    tell(cache);
    if (const auto next = std::exchange(cache.next, {})) {
        begin(cache, *next);
    }
}

void Keeper::tell(const Cache &cache)
{
    m_worker.post([paths = m_paths, name = cache.name, state = cache.switching] {
        system::noteSwitching(paths, name, state);
    });
    Q_EMIT switchingChanged(QString::fromStdString(cache.name));
}

void Keeper::store(Cache &cache, CacheMode mode, Then then)
{
    // The file's watcher tells of it before or after this does.
    cache.storing = mode;
    runInWorker(
        [paths = m_paths, name = cache.name, mode] { return system::storeMode(paths, name, mode); },
        [&cache, mode, then = std::move(then)](Result<void> stored) {
            cache.storing.reset();
            if (stored) {
                cache.stored = mode;
            }
            then(std::move(stored));
        });
}

void Keeper::close(Cache &cache, Then then)
{
    if (std::exchange(cache.isOpen, false)) {
        m_engine.close(cache.name, this, std::move(then));
    } else {
        then({});
    }
}

void Keeper::runInWorker(Work work, Then then)
{
    const auto call = m_works.add(this, std::move(then));
    m_worker.post([this, call, work = std::move(work)] {
        m_mailbox.post(
            [this, call, result = work()]() mutable { m_works.call(call, std::move(result)); });
    });
}

} // namespace larder::builtin
