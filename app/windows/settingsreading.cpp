// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingsreading.h"

#include "base/inifile.h"
#include "base/settingsfile.h"
#include "base/settingstable.h"

#include <QFile>
#include <QNetworkInterface>

namespace larder::windows
{

namespace
{

// The first IPv4 address of each bridge, of Docker, podman or libvirt: whatever is connected to one
// reaches the machine there. The kernel shows for an interface whether it is a bridge.
std::vector<Bridge> bridgesOfMachine()
{
    std::vector<Bridge> bridges;
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces()) {
        if (!QFile::exists(QStringLiteral("/sys/class/net/%1/bridge").arg(interface.name()))) {
            continue;
        }
        for (const QNetworkAddressEntry &entry : interface.addressEntries()) {
            if (entry.ip().protocol() == QAbstractSocket::IPv4Protocol) {
                bridges.push_back(
                    {.interface = interface.name(), .address = entry.ip().toString()});
                break;
            }
        }
    }
    return bridges;
}

} // namespace

SettingsReading readForSettings(const Paths &paths, const std::filesystem::path &trayProgram)
{
    SettingsReading reading;
    for (const SettingName &name : SettingName::all()) {
        reading.values[name.text()] = name.standard();
    }
    const auto text = readSettingsText(paths.config);
    const auto entries = text.and_then([](const std::string &ini) { return ini::read(ini); });
    if (!entries) {
        reading.fault = entries.error();
    } else {
        for (const ini::Entry &entry : *entries) {
            const auto name = SettingName::find(entry.group, entry.key);
            if (name && !entry.value.empty()) {
                reading.values[name->text()] = entry.value;
            }
        }
    }
    reading.bridges = bridgesOfMachine();
    reading.autostart = system::lookAtAutostart(paths, trayProgram);
    return reading;
}

} // namespace larder::windows
