// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class QFileSystemWatcher;
class QTimer;

namespace larder
{

// An address and port to listen on, numeric: "127.0.0.1:3142", "[::1]:3142".
struct ListenAddress
{
    std::string address;    // numeric, without brackets
    std::uint16_t port = 0; // 0: the system chooses one

    [[nodiscard]] static Result<ListenAddress> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    friend bool operator==(const ListenAddress &, const ListenAddress &) = default;
};

// A host, optionally with a port, that the address guard would refuse and the user allows. A port
// of 0 means the two usual ones, 80 and 443.
struct AllowedUpstream
{
    std::string host; // lower case, without brackets
    std::uint16_t port = 0;

    [[nodiscard]] static Result<AllowedUpstream> parse(std::string_view text);
    friend bool operator==(const AllowedUpstream &, const AllowedUpstream &) = default;
};

// A second registry or index of one cache: "work=https://npm.work.example/" is served below
// "/work/".
struct FurtherUpstream
{
    std::string name; // lower-case letters, digits and '-'; none that a cache uses itself
    std::string url;

    [[nodiscard]] static Result<FurtherUpstream> parse(std::string_view text);
    friend bool operator==(const FurtherUpstream &, const FurtherUpstream &) = default;
};

// The limits of the stock, unless set. 20 GiB: the packages of a developer's year.
inline constexpr std::uint64_t defaultStockLimit = 20ULL * 1024 * 1024 * 1024;
// Below 5 GiB, desktops begin to warn and image builds to fail.
inline constexpr std::uint64_t defaultKeepFree = 5ULL * 1024 * 1024 * 1024;

// How much of the network may be used.
enum class NetworkMode {
    Normal,
    Metered, // each byte costs: ask upstreams only when a client's request needs it
    Offline, // no contact at all; what is stored is served
    Paused,  // everything is passed through; nothing is looked up or stored
};
[[nodiscard]] std::string_view networkModeName(NetworkMode mode); // "normal", "metered", …
[[nodiscard]] std::optional<NetworkMode> networkModeFromName(std::string_view name);

// How upstreams are reached.
struct ProxySettings
{
    enum class Kind { System, None, Http, Socks5 };
    Kind kind = Kind::System; // http_proxy, https_proxy, all_proxy and no_proxy
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password;
    friend bool operator==(const ProxySettings &, const ProxySettings &) = default;
};

// Everything a user can set, with its default: the one place where settings are defined. A value.
// The file is an INI; unknown groups and keys are kept by those who write it and ignored here, a
// bad value is a fault that names key, value and what is allowed.
//
//   [network]  mode=normal|metered|offline|paused
//   [proxy]    url=system|none|http://[user:password@]host:port|socks5://…
//   [upstream] allow=HOST[:PORT], …
//   [cache-apt] listen=ADDRESS:PORT, …     upstream=URL
//   [cache-npm] the same, and further=NAME=URL, …   rewrite-for-yarn1=true|false
//   [cache-pip] the same as apt, and further=NAME=URL, …
//   [space]    limit=20 GiB                keep-free=5 GiB
//   [cache-…]  limit=SIZE, for what this cache stores
//   [service]  idle-exit-minutes=N (0: never)
struct Settings
{
    struct Cache
    {
        std::vector<ListenAddress> listen; // empty: 127.0.0.1 and the default port
        std::string upstream;              // URL; empty: the ecosystem's own
        // Registries or indexes beside it, by the first segment of their paths here.
        std::vector<FurtherUpstream> further{};
        // npm: yarn 1 fetches tarballs from here too, and its lock file names this address.
        bool rewriteForYarn1 = false;
        std::optional<std::uint64_t> limit{}; // bytes that it may store; nothing: as all together
        friend bool operator==(const Cache &, const Cache &) = default;
    };

    struct Space
    {
        std::uint64_t limit = defaultStockLimit; // bytes that all caches together may store
        // Bytes of the file system that stay free; nothing: defaultKeepFree, less on small disks.
        std::optional<std::uint64_t> keepFree{};
        friend bool operator==(const Space &, const Space &) = default;
    };

    NetworkMode networkMode = NetworkMode::Normal;
    Space space;
    ProxySettings proxy;
    std::vector<AllowedUpstream> allowedUpstreams;
    std::map<std::string, Cache, std::less<>> caches; // by name
    std::chrono::minutes idleExit{10};                // 0: never

    [[nodiscard]] static Result<Settings> parse(std::string_view ini);
    // A file that is not there gives the defaults. Limits: 1 MiB.
    [[nodiscard]] static Result<Settings> load(const std::filesystem::path &file);
    friend bool operator==(const Settings &, const Settings &) = default;
};

// Tells when the settings file changed and parses. Watches the folder, since replacing a file ends
// a watch on the file itself. A file that does not parse leaves the last good settings in force and
// is reported. Lives in its creator's thread.
class SettingsWatcher : public QObject
{
    Q_OBJECT

public:
    explicit SettingsWatcher(std::filesystem::path file, QObject *parent = nullptr);
    ~SettingsWatcher() override;

Q_SIGNALS:
    void changed(const larder::Settings &settings);
    void failed(const larder::Fault &fault);

private:
    void watchFile();
    void readAgain();

    std::filesystem::path m_file;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    std::unique_ptr<QTimer> m_settle;
    Result<Settings> m_last; // of the last reading
};

} // namespace larder
