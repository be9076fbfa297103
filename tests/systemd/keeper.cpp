// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The tray without a display: a Keeper that takes its orders from the settings file and from
// standard input ("mode CACHE MODE", "on CACHE", "replace CACHE"; its end quits), and says on
// standard output how they went ("apt done", "apt failed: WHY").
#include "builtin/keeper.h"
#include "base/settingswatcher.h"
#include "bus/bus.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>
#include <iostream>
#include <print>
#include <sstream>
#include <string>
#include <unistd.h>

using namespace larder;

namespace
{

void obey(builtin::Keeper &keeper, const std::string &line)
{
    std::istringstream words(line);
    std::string what;
    std::string cache;
    std::string mode;
    words >> what >> cache >> mode;
    if (what == "mode") {
        keeper.setMode(cache, cacheModeFromName(mode).value_or(CacheMode::Off));
    } else if (what == "on") {
        keeper.turnOn(cache);
    } else if (what == "replace") {
        keeper.replaceForeignUnits(cache);
    }
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto paths = Paths::fromEnvironment();
    if (!paths) {
        return 1;
    }
    // The name of the tray, where there is a bus.
    const auto bus = bus::openSessionBus();
    if (bus) {
        sd_bus_request_name(bus->get(), "org.larder.Larder", 0);
    }

    builtin::Keeper keeper(*paths);
    QObject::connect(&keeper, &builtin::Keeper::switchingChanged, [&keeper](const QString &cache) {
        const system::Switching state = keeper.switching(cache.toStdString());
        if (!state.isUnderWay) {
            std::println("{} {}", cache.toStdString(),
                         state.fault ? "failed: " + state.fault->text().toStdString() : "done");
            std::fflush(stdout);
        }
    });
    QObject::connect(&keeper, &builtin::Keeper::finished, &application, &QCoreApplication::quit);
    SettingsWatcher settings(paths->config);
    QObject::connect(&settings, &SettingsWatcher::changed, &keeper, &builtin::Keeper::apply);
    keeper.apply(Settings::load(paths->config).value_or(Settings()));

    std::string unread;
    QSocketNotifier orders(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&orders, &QSocketNotifier::activated, [&] {
        char bytes[4096];
        const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count <= 0) {
            orders.setEnabled(false);
            keeper.quit();
            return;
        }
        unread.append(bytes, static_cast<std::size_t>(count));
        for (std::size_t end = unread.find('\n'); end != std::string::npos;
             end = unread.find('\n')) {
            obey(keeper, unread.substr(0, end));
            unread.erase(0, end + 1);
        }
    });
    return QCoreApplication::exec();
}
