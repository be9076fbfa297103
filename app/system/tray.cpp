// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/tray.h"

#include "bus/bus.h"

namespace larder::system
{

std::optional<std::int64_t> trayProcess()
{
    const auto bus = bus::openSessionBus();
    if (!bus) {
        return std::nullopt;
    }
    sd_bus_message *reply = nullptr;
    int status = sd_bus_call_method(bus->get(), "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "GetConnectionUnixProcessID", nullptr,
                                    &reply, "s", trayName);
    const bus::Message owned(reply);
    std::uint32_t process = 0;
    if (status >= 0) {
        status = sd_bus_message_read(reply, "u", &process);
    }
    return status > 0 ? std::optional<std::int64_t>(process) : std::nullopt;
}

} // namespace larder::system
