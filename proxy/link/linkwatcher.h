// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/networkstate.h"
#include "bus/bus.h"
#include "bus/pump.h"
#include "link/networkmanager.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace larder::link
{

// Tells how the machine is connected: metered, or not at all. From NetworkManager, over the system
// bus, asynchronously: it may be absent, hang, or come later, and until it answers the state is
// unknown, which means as usual. Wakes only when NetworkManager says something. Lives in its
// creator's thread, which must have an event loop.
//
// Measured: sd-bus adds 0.7 MiB to a resident larder-proxy; QNetworkInformation with its backend
// for NetworkManager and Qt's D-Bus 3.8 MiB, a thread, and 5 to 29 ms of blocking at the start.
class LinkWatcher : public QObject
{
    Q_OBJECT

public:
    LinkWatcher();
    ~LinkWatcher() override;

    [[nodiscard]] const LinkState &state() const { return m_state; }

Q_SIGNALS:
    void changed(const larder::LinkState &state);

private:
    static int ownerChanged(sd_bus_message *message, void *self, sd_bus_error *error);
    static int propertiesChanged(sd_bus_message *message, void *self, sd_bus_error *error);
    static int propertiesCame(sd_bus_message *message, void *self, sd_bus_error *error);

    void listen();
    void ask();
    [[nodiscard]] bool take(sd_bus_message &properties); // a{sv}; false: not that
    void look();                                         // at once, or after settleTime
    void tell();
    void lost();

    ManagerProperties m_properties;
    enum class Knowledge { Nothing, Asked, All } m_knowledge = Knowledge::Nothing;
    LinkState m_state;
    QTimer m_settle;
    bus::Bus m_bus;
    bus::Slot m_owner;
    bus::Slot m_changes;
    bus::Slot m_question;
    std::unique_ptr<bus::Pump> m_pump;
};

} // namespace larder::link
