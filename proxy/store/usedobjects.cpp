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
    m_digests.insert(entry.open->entry.object.digest.bytes);
    if (m_digests.size() >= maxNotedUses) {
        write();
    } else if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void UsedObjects::write()
{
    m_timer.stop();
    if (m_digests.empty()) {
        return;
    }
    m_writer.post(
        {.write =
             [digests = std::exchange(m_digests, {}), now = m_clock.wall()](Index &index) {
                 Result<void> marked;
                 for (const std::string &bytes : digests) {
                     marked = index.markUsed({.bytes = bytes}, now, useGranularity);
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

} // namespace larder::store
