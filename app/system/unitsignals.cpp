// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/unitsignals.h"

#include "base/caches.h"
#include "system/units.h"
#include "system/usermanager.h"

#include <cstdlib>
#include <string_view>
#include <tuple>
#include <utility>

namespace larder::system
{

namespace
{

constexpr const char *ownerRule =
    "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
    "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.freedesktop.systemd1'";

// Without a subscriber systemd sends nothing; it forgets us when the connection ends. Where it does
// not run, nobody starts it for our sake.
void subscribe(sd_bus &bus)
{
    sd_bus_message *call = nullptr;
    if (sd_bus_message_new_method_call(&bus, &call, "org.freedesktop.systemd1",
                                       "/org/freedesktop/systemd1",
                                       "org.freedesktop.systemd1.Manager", "Subscribe") >= 0) {
        const bus::Message owned(call);
        if (sd_bus_message_set_auto_start(call, 0) >= 0) {
            std::ignore = sd_bus_send(&bus, call, nullptr);
        }
    }
}

// The rules of one connection: each unit's own path, never all units, of which a busy desktop
// changes hundreds a minute.
std::vector<std::string> rules()
{
    constexpr std::string_view begin = "type='signal',sender='org.freedesktop.systemd1',";
    std::vector<std::string> texts{std::string(begin) +
                                   "interface='org.freedesktop.systemd1.Manager',"
                                   "member='UnitFilesChanged'"};
    for (const CacheInfo &cache : knownCaches()) {
        for (const std::string &unit : {socketUnit(cache.name), serviceUnit(cache.name)}) {
            char *path = nullptr;
            if (sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit.c_str(), &path) < 0) {
                continue;
            }
            texts.push_back(std::string(begin) + "path='" + path +
                            "',interface='org.freedesktop.DBus.Properties',"
                            "member='PropertiesChanged'");
            std::free(path);
        }
    }
    return texts;
}

} // namespace

UnitSignals::UnitSignals()
{
    auto session = bus::openSessionBus();
    auto own = bus::openBusAt(ownBusAddress());
    if (session) {
        listen(std::move(*session));
    }
    // Where the desktop started a bus of its own, systemd is on the other one.
    const char *address = std::getenv("DBUS_SESSION_BUS_ADDRESS");
    if (own && (address == nullptr || std::string_view(address) != ownBusAddress())) {
        listen(std::move(*own));
    }
}

UnitSignals::~UnitSignals() = default;

void UnitSignals::listen(bus::Bus bus)
{
    auto connection = std::make_unique<Connection>();
    connection->bus = std::move(bus);
    const auto match = [this, &connection](const char *rule, sd_bus_message_handler_t handler) {
        sd_bus_slot *slot = nullptr;
        std::ignore =
            sd_bus_add_match_async(connection->bus.get(), &slot, rule, handler, nullptr, this);
        connection->matches.emplace_back(slot);
    };
    match(ownerRule, ownerChanged);
    for (const std::string &rule : rules()) {
        match(rule.c_str(), heard);
    }
    subscribe(*connection->bus);
    connection->pump = std::make_unique<bus::Pump>(*connection->bus);
    m_connections.push_back(std::move(connection));
}

int UnitSignals::ownerChanged(sd_bus_message *message, void *self, sd_bus_error *error)
{
    subscribe(*sd_bus_message_get_bus(message)); // one that came anew knows nobody
    return heard(message, self, error);
}

int UnitSignals::heard(sd_bus_message * /*message*/, void *self, sd_bus_error * /*error*/)
{
    Q_EMIT static_cast<UnitSignals *>(self)->changed();
    return 0;
}

} // namespace larder::system
