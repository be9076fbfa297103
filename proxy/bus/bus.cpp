// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bus/bus.h"

#include <QCoreApplication>

namespace larder::bus
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::Bus", text);
}

Fault cannotOpen(const QString &name, int negativeError)
{
    return systemFault(-negativeError, tr("%1 cannot be reached").arg(name));
}

} // namespace

Result<Bus> openSystemBus()
{
    sd_bus *bus = nullptr;
    const int status = sd_bus_open_system(&bus);
    if (status < 0) {
        return std::unexpected(cannotOpen(tr("The system's message bus"), status));
    }
    return Bus(bus);
}

Result<Bus> openSessionBus()
{
    sd_bus *bus = nullptr;
    const int status = sd_bus_open_user(&bus);
    if (status < 0) {
        return std::unexpected(cannotOpen(tr("The message bus of your session"), status));
    }
    return Bus(bus);
}

Result<Bus> openBusAt(const std::string &address)
{
    sd_bus *bus = nullptr;
    int status = sd_bus_new(&bus);
    Bus owned(bus);
    if (status >= 0) {
        status = sd_bus_set_address(bus, address.c_str());
    }
    if (status >= 0) {
        status = sd_bus_set_bus_client(bus, 1);
    }
    if (status >= 0) {
        status = sd_bus_start(bus);
    }
    if (status < 0) {
        return std::unexpected(
            cannotOpen(tr("The message bus at %1").arg(QString::fromStdString(address)), status));
    }
    return owned;
}

Fault callFault(const QString &what, int negativeError, const sd_bus_error *error)
{
    if (error == nullptr || sd_bus_error_is_set(error) == 0) {
        return systemFault(-negativeError, what);
    }
    const int number = sd_bus_error_get_errno(error);
    Fault fault = systemFault(number, what);
    if (error->message != nullptr) {
        fault.what = tr("%1: %2").arg(what, QString::fromUtf8(error->message).trimmed());
        if (!fault.what.endsWith(u'.')) {
            fault.what += u'.';
        }
    }
    return fault;
}

} // namespace larder::bus
