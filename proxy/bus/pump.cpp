// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/pump.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <poll.h>

namespace larder::bus
{

namespace
{

// Messages handled before other sockets of the thread get their turn.
constexpr int messagesPerTurn = 32;

} // namespace

Pump::Pump(sd_bus &bus)
    : m_bus(bus)
    , m_readable(sd_bus_get_fd(&bus), QSocketNotifier::Read)
    , m_writable(sd_bus_get_fd(&bus), QSocketNotifier::Write)
{
    m_writable.setEnabled(false);
    m_timeout.setSingleShot(true);
    connect(&m_readable, &QSocketNotifier::activated, this, &Pump::turn);
    connect(&m_writable, &QSocketNotifier::activated, this, &Pump::turn);
    connect(&m_timeout, &QTimer::timeout, this, &Pump::turn);
    arm();
}

void Pump::turn()
{
    for (int i = 0; i < messagesPerTurn; ++i) {
        const int status = sd_bus_process(&m_bus, nullptr);
        if (status < 0) {
            m_readable.setEnabled(false);
            m_writable.setEnabled(false);
            m_timeout.stop();
            Q_EMIT ended();
            return;
        }
        if (status == 0) {
            break;
        }
    }
    arm();
}

void Pump::arm()
{
    const int events = sd_bus_get_events(&m_bus);
    m_writable.setEnabled(events >= 0 && (events & POLLOUT) != 0);
    // Microseconds of the monotonic clock; all bits set when nothing is waited for, 0 when more can
    // be handled at once.
    std::uint64_t due = 0;
    if (sd_bus_get_timeout(&m_bus, &due) < 0 || due == std::numeric_limits<std::uint64_t>::max()) {
        m_timeout.stop();
        return;
    }
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
        std::chrono::microseconds(static_cast<std::int64_t>(due)) - now);
    m_timeout.start(std::max(wait, std::chrono::milliseconds(0)));
}

} // namespace larder::bus
