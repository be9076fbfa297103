// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"
#include "bus/pump.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace larder::system
{

// Tells that systemd changed one of our caches' units, or came or went: by its signals on the
// units' own paths, nobody is asked. Signals come in bursts and also without a change (a start
// sends the old state, too): whoever hears reads the state itself. Lives in its creator's thread
// and does not block it; without a bus it is silent.
class UnitSignals : public QObject
{
    Q_OBJECT

public:
    UnitSignals();
    ~UnitSignals() override;

Q_SIGNALS:
    void changed();

private:
    struct Connection
    {
        bus::Bus bus;
        std::vector<bus::Slot> matches;
        std::unique_ptr<bus::Pump> pump; // last: refers to the bus
    };

    void listen(bus::Bus bus);
    static int ownerChanged(sd_bus_message *message, void *self, sd_bus_error *error);
    static int heard(sd_bus_message *message, void *self, sd_bus_error *error);

    std::vector<std::unique_ptr<Connection>> m_connections;
};

} // namespace larder::system
