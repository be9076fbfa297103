// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"
#include "base/settingswatcher.h"
#include "engine/engine.h"
#include "engine/process.h"
#include "options.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <print>
#include <string>
#include <string_view>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace larder;

namespace
{

enum ExitStatus { Served = 0, CouldNotStart = 1, BadOptions = 2 };

int report(const Fault &fault, ExitStatus status)
{
    std::println(stderr, "larder-proxy: {}", fault.text().toStdString());
    return status;
}

// As a descriptor, blocked before any thread starts: SIGTERM and SIGINT end it soon, SIGUSR1 when
// everything that was asked is done, since somebody else answers from now on.
FileDescriptor endSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    return FileDescriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

// "cache-apt.socket" (what systemd calls a socket by default), "cache-apt" and "apt" mean apt.
std::string cacheOfSocketName(std::string_view name)
{
    constexpr std::string_view prefix = "cache-";
    constexpr std::string_view suffix = ".socket";
    if (name.ends_with(suffix)) {
        name.remove_suffix(suffix.size());
    }
    if (name.starts_with(prefix)) {
        name.remove_prefix(prefix.size());
    }
    return std::string(name);
}

using SocketList = std::map<std::string, std::vector<engine::ListeningSocket>>; // by cache

// Of the sockets that systemd opened for us, in the order of their descriptors.
std::vector<std::string> adoptedSocketNames()
{
    char **names = nullptr;
    const int count = sd_listen_fds_with_names(1, &names);
    std::vector<std::string> result;
    for (int i = 0; i < count; ++i) {
        result.emplace_back(names[i]);
        std::free(names[i]);
    }
    std::free(static_cast<void *>(names));
    return result;
}

// Sockets that systemd opened for us.
Result<SocketList> adoptedSockets()
{
    SocketList sockets;
    int nextDescriptor = SD_LISTEN_FDS_START;
    for (const std::string &socketName : adoptedSocketNames()) {
        const std::string name = cacheOfSocketName(socketName);
        FileDescriptor descriptor(nextDescriptor++);
        if (!findCache(name)) {
            return fail(FaultKind::BadInput,
                        QCoreApplication::translate(
                            "larder", "systemd handed over a socket named “%1”, and no cache has "
                                      "that name.")
                            .arg(QString::fromStdString(name)),
                        QCoreApplication::translate(
                            "larder", "Set FileDescriptorName= in the socket unit to a cache's "
                                      "name, for example apt."));
        }
        auto socket = engine::adoptListeningSocket(std::move(descriptor));
        if (!socket) {
            return std::unexpected(std::move(socket.error()));
        }
        sockets[name].push_back(std::move(*socket));
    }
    return sockets;
}

// Opens what the options and settings name, for caches that have no adopted socket.
Result<void> openPorts(SocketList &sockets, const ProxyOptions &options, const Settings &settings)
{
    auto wanted = options.caches;
    if (wanted.empty() && sockets.empty()) {
        for (const CacheInfo &cache : knownCaches()) {
            wanted.emplace(cache.name, std::vector<ListenAddress>());
        }
    }
    for (auto &[name, addresses] : wanted) {
        if (addresses.empty() && sockets.contains(name)) {
            continue;
        }
        if (addresses.empty()) {
            addresses = settings.listenAddresses(name);
        }
        auto opened = engine::openListeningSockets(addresses, engine::Sharing::Alone);
        if (!opened) {
            Fault fault = std::move(opened.error());
            if (!fault.advice.isEmpty()) {
                fault.advice += u' ' + QCoreApplication::translate(
                                           "larder", "The option is --cache %1=ADDRESS:PORT.")
                                           .arg(QString::fromStdString(name));
            }
            return std::unexpected(std::move(fault));
        }
        std::ranges::move(*opened, std::back_inserter(sockets[name]));
    }
    return {};
}

Result<Paths> choosePaths(const ProxyOptions &options)
{
    auto paths = Paths::fromEnvironment();
    if (!paths) {
        return paths;
    }
    if (!options.cacheFolder.empty()) {
        paths->cache = std::filesystem::absolute(options.cacheFolder);
    }
    if (!options.stateFolder.empty()) {
        paths->state = std::filesystem::absolute(options.stateFolder);
    }
    if (!options.config.empty()) {
        paths->config = std::filesystem::absolute(options.config);
    }
    return paths;
}

struct Start
{
    engine::Configuration configuration;
    SocketList sockets;
    Settings settings;
};

Result<Start> prepare(const ProxyOptions &options)
{
    auto paths = choosePaths(options);
    if (!paths) {
        return std::unexpected(std::move(paths.error()));
    }
    auto settings = Settings::load(paths->config);
    if (!settings) {
        return std::unexpected(std::move(settings.error()));
    }
    auto sockets = adoptedSockets();
    if (!sockets) {
        return std::unexpected(std::move(sockets.error()));
    }
    const bool activated = !sockets->empty();
    if (auto opened = openPorts(*sockets, options, *settings); !opened) {
        return std::unexpected(std::move(opened.error()));
    }
    Start start{.configuration = {.paths = std::move(*paths),
                                  .upstreams = options.upstreams,
                                  .allowedUpstreams = options.allowedUpstreams,
                                  .mode = {},
                                  .idleExit = {}},
                .sockets = std::move(*sockets),
                .settings = std::move(*settings)};
    if (options.offline) {
        start.configuration.mode = NetworkMode::Offline;
    }
    // Whoever opened its own ports cannot be started again by a request, and stays.
    const auto idle =
        options.idleExit.value_or(activated ? std::chrono::milliseconds(start.settings.idleExit)
                                            : std::chrono::milliseconds(0));
    if (idle > std::chrono::milliseconds(0)) {
        start.configuration.idleExit = idle;
    }
    return start;
}

Result<std::unique_ptr<engine::Engine>> startEngine(Start start)
{
    auto engine = engine::Engine::start(std::move(start.configuration), start.settings);
    for (auto &[cache, sockets] : start.sockets) {
        if (!engine) {
            break;
        }
        auto opened = (*engine)->open(cache, std::move(sockets)).and_then([&] {
            return (*engine)->claim(cache);
        });
        if (!opened) {
            return std::unexpected(std::move(opened.error()));
        }
        // For whoever started us, who may have left the choice of a port to the system.
        for (const ListenAddress &address : (*engine)->addresses(cache)) {
            std::println("{} {}", cache, address.text());
        }
    }
    std::fflush(stdout);
    return engine;
}

} // namespace

int main(int argc, char *argv[])
{
    const FileDescriptor signals = endSignals();
    engine::prepareProcess();
    // Qt's own event loop instead of GLib's, which nothing here needs: a client with one connection
    // goes through it once for each request.
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("larder-proxy"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LARDER_VERSION));

    const auto options = ProxyOptions::parse(QCoreApplication::arguments().mid(1));
    if (!options) {
        return report(options.error(), BadOptions);
    }
    if (options->ask == ProxyOptions::Ask::Help) {
        std::print("{}", ProxyOptions::helpText().toStdString());
        return Served;
    }
    if (options->ask == ProxyOptions::Ask::Version) {
        std::println("larder-proxy {}", LARDER_VERSION);
        return Served;
    }

    auto start = prepare(*options);
    if (!start) {
        return report(start.error(), CouldNotStart);
    }
    const std::filesystem::path settingsFile = start->configuration.paths.config;
    auto engine = startEngine(std::move(*start));
    if (!engine) {
        return report(engine.error(), CouldNotStart);
    }
    QObject::connect(engine->get(), &engine::Engine::finished, &application,
                     &QCoreApplication::quit);

    SettingsWatcher watcher(settingsFile);
    QObject::connect(&watcher, &SettingsWatcher::changed, engine->get(),
                     [&engine](const Settings &settings) { (*engine)->apply(settings); });
    QObject::connect(&watcher, &SettingsWatcher::failed, [](const Fault &fault) {
        std::println(stderr, "larder-proxy: {} The settings before stay in force.",
                     fault.text().toStdString());
    });

    QSocketNotifier ending(signals.get(), QSocketNotifier::Read);
    QObject::connect(&ending, &QSocketNotifier::activated, [&engine, &signals] {
        signalfd_siginfo signal{};
        if (read(signals.get(), &signal, sizeof signal) == sizeof signal) {
            // Told to systemd, that would set a limit.
            const bool isHandingOver = signal.ssi_signo == SIGUSR1;
            if (!isHandingOver) {
                sd_notify(0, "STOPPING=1");
            }
            (*engine)->drain(isHandingOver ? engine::Engine::Patience::Unlimited
                                           : engine::Engine::Patience::Limited);
        }
    });

    sd_notify(0, "READY=1");
    return QCoreApplication::exec();
}
