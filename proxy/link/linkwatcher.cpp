// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "link/linkwatcher.h"

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>

namespace larder::link
{

namespace
{

constexpr const char *manager = "org.freedesktop.NetworkManager";
constexpr const char *managerPath = "/org/freedesktop/NetworkManager";
// While a machine changes from one network to the next, it is disconnected for a moment, and the
// cost of the new one is unknown: nothing to act on.
constexpr std::chrono::seconds settleTime{2};

constexpr const char *ownerRule =
    "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
    "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
    "arg0='org.freedesktop.NetworkManager'";
constexpr const char *changesRule =
    "type='signal',sender='org.freedesktop.NetworkManager',path='/org/freedesktop/NetworkManager',"
    "interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
    "arg0='org.freedesktop.NetworkManager'";

std::string textOf(const char *file)
{
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

bool machineHasRoute()
{
    return hasDefaultRoute(textOf("/proc/net/route"), textOf("/proc/net/ipv6_route"));
}

// What sd-bus was given with the callback.
LinkWatcher &watcher(void *self)
{
    return *static_cast<LinkWatcher *>(self);
}

} // namespace

LinkWatcher::LinkWatcher()
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, &LinkWatcher::tell);
    auto bus = bus::openSystemBus();
    if (!bus) {
        return; // no bus, no NetworkManager: the state stays unknown
    }
    m_bus = std::move(*bus);
    listen();
    ask();
    m_pump = std::make_unique<bus::Pump>(*m_bus);
    connect(m_pump.get(), &bus::Pump::ended, this, &LinkWatcher::lost);
}

LinkWatcher::~LinkWatcher()
{
    m_pump.reset(); // refers to the bus
}

void LinkWatcher::listen()
{
    const auto match = [this](const char *rule, sd_bus_message_handler_t handler) {
        sd_bus_slot *slot = nullptr;
        std::ignore = sd_bus_add_match_async(m_bus.get(), &slot, rule, handler, nullptr, this);
        return bus::Slot(slot);
    };
    m_owner = match(ownerRule, ownerChanged);
    m_changes = match(changesRule, propertiesChanged);
}

void LinkWatcher::ask()
{
    sd_bus_message *call = nullptr;
    if (sd_bus_message_new_method_call(m_bus.get(), &call, manager, managerPath,
                                       "org.freedesktop.DBus.Properties", "GetAll") < 0) {
        return;
    }
    const bus::Message owned(call);
    sd_bus_slot *question = nullptr;
    // Where it does not run, nobody starts it for our sake.
    if (sd_bus_message_set_auto_start(call, 0) >= 0 &&
        sd_bus_message_append(call, "s", manager) >= 0 &&
        sd_bus_call_async(m_bus.get(), &question, call, propertiesCame, this, 0) >= 0) {
        m_question.reset(question);
        m_knowledge = Knowledge::Asked;
    }
}

int LinkWatcher::propertiesCame(sd_bus_message *message, void *self, sd_bus_error * /*error*/)
{
    LinkWatcher &me = watcher(self);
    // It hangs, or is not there: its next word is waited for.
    if (sd_bus_message_is_method_error(message, nullptr) != 0 || !me.take(*message)) {
        me.m_knowledge = Knowledge::Nothing;
        return 0;
    }
    me.m_knowledge = Knowledge::All;
    me.tell();
    return 0;
}

int LinkWatcher::propertiesChanged(sd_bus_message *message, void *self, sd_bus_error * /*error*/)
{
    LinkWatcher &me = watcher(self);
    const char *interface = nullptr;
    const ManagerProperties before = me.m_properties;
    if (sd_bus_message_read(message, "s", &interface) >= 0 && me.take(*message) &&
        me.m_properties != before) {
        me.look();
    }
    if (me.m_knowledge == Knowledge::Nothing) {
        me.ask();
    }
    return 0;
}

int LinkWatcher::ownerChanged(sd_bus_message *message, void *self, sd_bus_error * /*error*/)
{
    LinkWatcher &me = watcher(self);
    const char *name = nullptr;
    const char *before = nullptr;
    const char *now = nullptr;
    if (sd_bus_message_read(message, "sss", &name, &before, &now) < 0) {
        return 0;
    }
    if (std::string_view(now).empty()) {
        me.lost();
    } else {
        me.ask();
    }
    return 0;
}

bool LinkWatcher::take(sd_bus_message &properties)
{
    if (sd_bus_message_enter_container(&properties, 'a', "{sv}") < 0) {
        return false;
    }
    while (sd_bus_message_enter_container(&properties, 'e', "sv") > 0) {
        const char *name = nullptr;
        if (sd_bus_message_read(&properties, "s", &name) < 0) {
            return false;
        }
        std::uint32_t *const wanted = std::string_view(name) == "Metered" ? &m_properties.metered
                                      : std::string_view(name) == "State" ? &m_properties.state
                                                                          : nullptr;
        const int status = wanted ? sd_bus_message_read(&properties, "v", "u", wanted)
                                  : sd_bus_message_skip(&properties, "v");
        if (status < 0 || sd_bus_message_exit_container(&properties) < 0) {
            return false;
        }
    }
    return sd_bus_message_exit_container(&properties) >= 0;
}

void LinkWatcher::look()
{
    const LinkState seen = linkState(m_properties, machineHasRoute());
    if (seen.reach == LinkState::Reach::Connected && seen.cost != LinkState::Cost::Unknown) {
        tell();
    } else if (seen != m_state && !m_settle.isActive()) {
        m_settle.start();
    }
}

void LinkWatcher::tell()
{
    m_settle.stop();
    const LinkState seen = linkState(m_properties, machineHasRoute());
    if (seen != m_state) {
        m_state = seen;
        Q_EMIT changed(m_state);
    }
}

void LinkWatcher::lost()
{
    m_question.reset();
    m_knowledge = Knowledge::Nothing;
    m_properties = {};
    tell();
}

} // namespace larder::link
