// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/usedobjects.h"

#include "base/logging.h"

#include <utility>

namespace larder::store
{

UsedObjects::UsedObjects(const Clock &clock, Writer &writer)
    : m_clock(clock)
    , m_writer(writer)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    m_timer.setInterval(useWriteDelay);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { write(); });
}

void UsedObjects::add(HotEntry &entry, SteadyTime now)
{
    entry.usedAt = now;
    m_uses.insert_or_assign(entry.open->entry.object.digest.bytes, m_clock.wall());
    if (m_uses.size() >= maxNotedUses) {
        write();
    } else if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void UsedObjects::write()
{
    m_timer.stop();
    if (m_uses.empty()) {
        return;
    }
    m_writer.post({.write =
                       [uses = std::exchange(m_uses, {})](Index &index) {
                           Result<void> marked;
                           for (const auto &[digest, at] : uses) {
                               marked = index.markUsed({.bytes = digest}, at, useGranularity);
                               if (!marked) {
                                   break;
                               }
                           }
                           return marked;
                       },
                   .written =
                       [](const Result<void> &written) {
                           if (!written) { // only the order of eviction suffers
                               qCDebug(logStore).noquote() << written.error().text();
                           }
                       }});
}

void UsedObjects::writeExactly(HotEntries &hot, std::function<void()> written)
{
    struct Use
    {
        std::string digest;
        WallTime at;
    };

    const SteadyTime now = m_clock.steady();
    const WallTime wall = m_clock.wall();
    std::vector<Use> uses;
    for (HotEntry &entry : hot.all()) {
        if (entry.lastUsedAt > entry.toldAt) {
            const auto ago = std::chrono::floor<std::chrono::milliseconds>(now - entry.lastUsedAt);
            uses.push_back({entry.open->entry.object.digest.bytes, wall - ago});
            entry.toldAt = entry.lastUsedAt;
        }
    }
    write();
    m_writer.post({.write =
                       [uses = std::move(uses)](Index &index) {
                           Result<void> marked;
                           for (const Use &use : uses) {
                               marked = index.markUsed({.bytes = use.digest}, use.at, {});
                               if (!marked) {
                                   break;
                               }
                           }
                           return marked;
                       },
                   .written = [written = std::move(written)](
                                  const Result<void> & /*only the order suffers*/) { written(); }});
}

} // namespace larder::store
