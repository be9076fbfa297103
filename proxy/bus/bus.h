// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <QString>

#include <memory>
#include <string>
#include <systemd/sd-bus.h>

// D-Bus by systemd's own library, which the proxy needs anyway: it costs a fifth
// of what Qt's costs in memory. Everything here belongs to the thread that made it.
namespace larder::bus
{

struct Release
{
    void operator()(sd_bus *bus) const { sd_bus_close_unref(bus); } // does not wait

    void operator()(sd_bus_message *message) const { sd_bus_message_unref(message); }

    void operator()(sd_bus_slot *slot) const { sd_bus_slot_unref(slot); }
};

using Bus = std::unique_ptr<sd_bus, Release>;
using Message = std::unique_ptr<sd_bus_message, Release>;
using Slot = std::unique_ptr<sd_bus_slot, Release>; // a call or match under way; ends it

// An object's interface.
struct Place
{
    std::string destination;
    std::string path;
    std::string interface;
};

// The buses. Faults say which one cannot be reached; the greeting is still under way.
[[nodiscard]] Result<Bus> openSystemBus();
[[nodiscard]] Result<Bus> openSessionBus();                      // of the environment
[[nodiscard]] Result<Bus> openBusAt(const std::string &address); // "unix:path=/run/user/1000/bus"

// A fault of a call: what was being done, without a full stop, and what the other side said.
[[nodiscard]] Fault callFault(const QString &what, int negativeError, const sd_bus_error *error);

} // namespace larder::bus
