// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"
#include "base/settingswatcher.h"
#include "engine/engine.h"
#include "options.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <print>
#include <string>
#include <string_view>
#include <sys/resource.h>
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

// One descriptor per connection and per hot object: the usual soft limit of 1,024 is for programs
// that use select().
void raiseDescriptorLimit()
{
    constexpr rlim_t wanted = 16'384;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min(limit.rlim_max, wanted);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

// SIGTERM and SIGINT as a descriptor, blocked before any thread starts.
FileDescriptor endSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
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

using CacheList = std::vector<engine::Configuration::Cache>;

engine::Configuration::Cache &cacheNamed(CacheList &caches, const std::string &name)
{
    const auto found = std::ranges::find(caches, name, &engine::Configuration::Cache::name);
    if (found != caches.end()) {
        return *found;
    }
    caches.push_back({.name = name, .sockets = {}, .options = {}});
    return caches.back();
}

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
Result<CacheList> adoptedCaches()
{
    CacheList caches;
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
        cacheNamed(caches, name).sockets.push_back(std::move(*socket));
    }
    return caches;
}

// Opens what the options and settings name, for caches that have no adopted socket.
Result<void> openPorts(CacheList &caches, const ProxyOptions &options, const Settings &settings)
{
    auto wanted = options.caches;
    if (wanted.empty() && caches.empty()) {
        for (const CacheInfo &cache : knownCaches()) {
            wanted.emplace(cache.name, std::vector<ListenAddress>());
        }
    }
    for (auto &[name, addresses] : wanted) {
        engine::Configuration::Cache &cache = cacheNamed(caches, name);
        if (addresses.empty() && !cache.sockets.empty()) {
            continue;
        }
        if (addresses.empty()) {
            addresses = settings.listenAddresses(name);
        }
        for (const ListenAddress &address : addresses) {
            auto socket = engine::openListeningSocket(address);
            if (!socket) {
                return std::unexpected(std::move(socket.error()));
            }
            cache.sockets.push_back(std::move(*socket));
        }
    }
    return {};
}

// What a cache is to be, from the settings and the options, which win.
Result<ecosystem::Options> cacheOptions(const std::string &cache, const ProxyOptions &options,
                                        const Settings &settings)
{
    ecosystem::Options result;
    const Settings::Cache &set = settings.cache(cache);
    result.rewriteForYarn1 = set.rewriteForYarn1;
    result.mirrorsInLock = set.mirrorsInLock;
    if (!set.upstream.empty()) {
        auto url = http::Url::parse(set.upstream);
        if (!url) {
            return std::unexpected(std::move(url.error()));
        }
        result.upstream = std::move(*url);
    }
    for (const FurtherUpstream &further : set.further) {
        auto url = http::Url::parse(further.url);
        if (!url) {
            return std::unexpected(std::move(url.error()));
        }
        result.further.insert_or_assign(further.name, std::move(*url));
    }
    if (const auto given = options.upstreams.find(cache); given != options.upstreams.end()) {
        result.upstream = given->second;
    }
    return result;
}

Result<void> setUpstreams(CacheList &caches, const ProxyOptions &options, const Settings &settings)
{
    for (engine::Configuration::Cache &cache : caches) {
        auto chosen = cacheOptions(cache.name, options, settings);
        if (!chosen) {
            return std::unexpected(std::move(chosen.error()));
        }
        cache.options = std::move(*chosen);
    }
    return {};
}

// Settings that changed while it runs.
void applySettings(engine::Engine &engine, const ProxyOptions &options, const Settings &settings)
{
    for (const auto &cache : engine.caches()) {
        if (auto chosen = cacheOptions(cache->name, options, settings)) {
            engine.setOptions(cache->name, std::move(*chosen));
        } else {
            std::println(stderr, "larder-proxy: {} The upstreams before stay in force.",
                         chosen.error().text().toStdString());
        }
    }
    engine.apply(settings);
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
    auto caches = adoptedCaches();
    if (!caches) {
        return std::unexpected(std::move(caches.error()));
    }
    const bool activated = !caches->empty();
    if (auto opened = openPorts(*caches, options, *settings); !opened) {
        return std::unexpected(std::move(opened.error()));
    }
    if (auto set = setUpstreams(*caches, options, *settings); !set) {
        return std::unexpected(std::move(set.error()));
    }
    Start start{.configuration = {.paths = std::move(*paths),
                                  .caches = std::move(*caches),
                                  .allowedUpstreams = options.allowedUpstreams,
                                  .mode = {},
                                  .idleExit = {}},
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

// For whoever started us, who may have left the choice of a port to the system.
void printAddresses(const engine::Engine &engine)
{
    for (const auto &cache : engine.caches()) {
        for (const ListenAddress &address : cache->addresses) {
            std::println("{} {}", cache->name, address.text());
        }
    }
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    const FileDescriptor signals = endSignals();
    raiseDescriptorLimit();
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
    auto engine = engine::Engine::start(std::move(start->configuration), start->settings);
    if (!engine) {
        return report(engine.error(), CouldNotStart);
    }
    QObject::connect(engine->get(), &engine::Engine::finished, &application,
                     &QCoreApplication::quit);

    SettingsWatcher watcher(settingsFile);
    QObject::connect(&watcher, &SettingsWatcher::changed, engine->get(),
                     [&engine, &options](const Settings &settings) {
                         applySettings(**engine, *options, settings);
                     });
    QObject::connect(&watcher, &SettingsWatcher::failed, [](const Fault &fault) {
        std::println(stderr, "larder-proxy: {} The settings before stay in force.",
                     fault.text().toStdString());
    });

    QSocketNotifier ending(signals.get(), QSocketNotifier::Read);
    QObject::connect(&ending, &QSocketNotifier::activated, [&engine, &signals] {
        signalfd_siginfo signal{};
        if (read(signals.get(), &signal, sizeof signal) == sizeof signal) {
            sd_notify(0, "STOPPING=1");
            (*engine)->drain();
        }
    });

    printAddresses(**engine);
    sd_notify(0, "READY=1");
    return QCoreApplication::exec();
}
