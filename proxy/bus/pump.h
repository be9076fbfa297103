// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bus/bus.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

namespace larder::bus
{

// Lets a bus live in a Qt event loop: signals and replies are delivered from it as they come. As
// long as none is due, nothing wakes. Lives in the thread of its creator, which owns the bus and
// destroys this first.
class Pump : public QObject
{
    Q_OBJECT

public:
    explicit Pump(sd_bus &bus);

    // After something was queued to be sent from outside a callback.
    void turn();

Q_SIGNALS:
    void ended(); // the connection is gone; nothing more comes

private:
    void arm();

    sd_bus &m_bus;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    QTimer m_timeout; // of the earliest call under way
};

} // namespace larder::bus
