// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settings.h"

#include "base/bytesize.h"
#include "base/caches.h"
#include "base/filedescriptor.h"
#include "base/number.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileSystemWatcher>
#include <QTimer>
#include <QUtf8StringView>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace larder
{

namespace
{

constexpr std::size_t maxFileBytes = 1 * MiB;
constexpr std::size_t maxHostBytes = 253;   // RFC 1035 2.3.4, in text
constexpr std::size_t maxListEntries = 256; // of one value; each costs a socket or a comparison
constexpr int maxIdleExitMinutes = 7 * 24 * 60;
// Editors replace or truncate first and write then: what they leave is read, not what is between.
constexpr std::chrono::milliseconds settleTime{200};

constexpr std::array<std::string_view, 4> networkModeNames = {"normal", "metered", "offline",
                                                              "paused"};

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

QString display(std::string_view text)
{
    constexpr std::size_t enoughToRecognise = 80;
    return QString::fromUtf8(text.substr(0, enoughToRecognise));
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view white = " \t\r";
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::optional<std::uint16_t> parsePort(std::string_view text, std::uint16_t lowest)
{
    const auto port = parseNumber<std::uint16_t>(text);
    return port && *port >= lowest ? port : std::nullopt;
}

// The one spelling that inet_ntop gives an address; nothing when it is none of that family.
std::optional<std::string> canonicalAddress(int family, std::string_view text)
{
    std::array<unsigned char, sizeof(in6_addr)> binary{};
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    if (::inet_pton(family, std::string(text).c_str(), binary.data()) != 1 ||
        ::inet_ntop(family, binary.data(), canonical.data(), canonical.size()) == nullptr) {
        return std::nullopt;
    }
    return std::string(canonical.data());
}

struct HostAndPort
{
    std::string host; // lower case, without brackets
    std::optional<std::string_view> port;
    bool isBracketed = false;
};

// "host", "host:port", "[v6]", "[v6]:port", and a bare IPv6 address.
std::optional<HostAndPort> splitHostAndPort(std::string_view text)
{
    HostAndPort result;
    if (auto address = canonicalAddress(AF_INET6, text)) {
        result.host = *std::move(address);
        return result;
    }
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        auto address = canonicalAddress(AF_INET6, text.substr(1, close - 1));
        if (!address) {
            return std::nullopt;
        }
        result.host = *std::move(address);
        result.isBracketed = true;
        rest = text.substr(close + 1);
    } else {
        const std::size_t colon = text.find(':');
        result.host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
        if (result.host.ends_with('.')) {
            result.host.pop_back();
        }
        const auto isAllowed = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                   c == '_';
        };
        std::ranges::transform(result.host, result.host.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (result.host.empty() || result.host.size() > maxHostBytes ||
            result.host.starts_with('.') || !std::ranges::all_of(result.host, isAllowed)) {
            return std::nullopt;
        }
    }
    if (!rest.empty()) {
        if (!rest.starts_with(':')) {
            return std::nullopt;
        }
        result.port = rest.substr(1);
    }
    return result;
}

std::optional<std::string> percentDecoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        const std::string_view digits = text.substr(i + 1, 2);
        const auto byte = parseNumber<unsigned char>(digits, 16);
        if (digits.size() != 2 || byte.value_or(0) == 0) {
            return std::nullopt;
        }
        result += static_cast<char>(*byte);
        i += 2;
    }
    return result;
}

std::optional<ProxySettings> parseProxy(std::string_view text)
{
    ProxySettings proxy;
    if (text == "system") {
        return proxy;
    }
    if (text == "none") {
        proxy.kind = ProxySettings::Kind::None;
        return proxy;
    }
    constexpr std::string_view http = "http://";
    constexpr std::string_view socks = "socks5://";
    if (text.starts_with(http)) {
        proxy.kind = ProxySettings::Kind::Http;
        text.remove_prefix(http.size());
    } else if (text.starts_with(socks)) {
        proxy.kind = ProxySettings::Kind::Socks5;
        text.remove_prefix(socks.size());
    } else {
        return std::nullopt;
    }
    if (text.ends_with('/')) {
        text.remove_suffix(1);
    }
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view credentials = text.substr(0, at);
        const std::size_t colon = credentials.find(':');
        auto user = percentDecoded(credentials.substr(0, colon));
        auto password = colon == std::string_view::npos
                            ? std::optional(std::string())
                            : percentDecoded(credentials.substr(colon + 1));
        if (!user || !password) {
            return std::nullopt;
        }
        proxy.user = *std::move(user);
        proxy.password = *std::move(password);
        text.remove_prefix(at + 1);
    }
    auto place = splitHostAndPort(text);
    if (!place || !place->port) {
        return std::nullopt;
    }
    const auto port = parsePort(*place->port, 1);
    if (!port) {
        return std::nullopt;
    }
    proxy.host = std::move(place->host);
    proxy.port = *port;
    return proxy;
}

bool isHttpUrl(std::string_view text)
{
    const auto isPlain = [](char c) { return c > ' ' && c < 0x7F; };
    constexpr std::size_t maxUrlBytes = 8192;
    return (text.starts_with("http://") || text.starts_with("https://")) && text.size() > 8 &&
           text.size() <= maxUrlBytes && std::ranges::all_of(text, isPlain);
}

// A comma-separated list; nothing when one entry does not parse. An empty value is an empty list.
template <typename Entry>
std::optional<std::vector<Entry>> parseList(std::string_view text)
{
    std::vector<Entry> entries;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        auto entry = Entry::parse(trimmed(text.substr(0, comma)));
        if (!entry || entries.size() == maxListEntries) {
            return std::nullopt;
        }
        entries.push_back(*std::move(entry));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return entries;
}

// Assigns a value that parsed; says whether it did.
template <typename Target, typename Value>
bool assign(Target &target, std::optional<Value> value)
{
    if (!value) {
        return false;
    }
    target = *std::move(value);
    return true;
}

Result<void> applyValue(Settings &settings, std::string_view group, std::string_view key,
                        std::string_view value)
{
    constexpr std::string_view cachePrefix = "cache-";
    const auto aSize = [] { return translate("Allowed is a size, such as 20 GiB or 512 MiB."); };
    QString allowed; // set where the key is known; then isGood tells about the value
    bool isGood = true;
    if (group == "network" && key == "mode") {
        allowed = translate("Allowed are normal, metered, offline and paused.");
        isGood = assign(settings.networkMode, networkModeFromName(value));
    } else if (group == "proxy" && key == "url") {
        allowed = translate("Allowed are system, none, http://[user:password@]host:port and "
                            "socks5://[user:password@]host:port.");
        isGood = assign(settings.proxy, parseProxy(value));
    } else if (group == "upstream" && key == "allow") {
        allowed = translate("Allowed is a list of hosts, each with or without a port, such as "
                            "mirror.lan, 10.0.0.5:8080.");
        isGood = assign(settings.allowedUpstreams, parseList<AllowedUpstream>(value));
    } else if (group == "space" && key == "limit") {
        allowed = aSize();
        isGood = assign(settings.space.limit, parseBytes(value));
    } else if (group == "space" && key == "keep-free") {
        allowed = aSize();
        settings.space.keepFree = parseBytes(value);
        isGood = settings.space.keepFree.has_value();
    } else if (group == "service" && key == "idle-exit-minutes") {
        allowed = translate("Allowed is a whole number of minutes from 0 (never) to %1.")
                      .arg(maxIdleExitMinutes);
        const auto minutes = parseNumber<int>(value);
        isGood = minutes && *minutes <= maxIdleExitMinutes;
        settings.idleExit = std::chrono::minutes(minutes.value_or(0));
    } else if (group.starts_with(cachePrefix) && findCache(group.substr(cachePrefix.size()))) {
        Settings::Cache &cache = settings.caches[std::string(group.substr(cachePrefix.size()))];
        if (key == "listen") {
            allowed = translate("Allowed is a list of numeric addresses with ports, such as "
                                "127.0.0.1:3142, [::1]:3142.");
            isGood = assign(cache.listen, parseList<ListenAddress>(value));
        } else if (key == "upstream") {
            allowed = translate("Allowed is an http or https URL.");
            isGood = value.empty() || isHttpUrl(value);
            cache.upstream = value;
        } else if (key == "further") {
            allowed = translate("Allowed is a list of names with their http or https URLs, such as "
                                "work=https://npm.work.example/. Names begin with a lower-case "
                                "letter or a digit, have “-” beside them, and are not files, pypi, "
                                "root or simple.");
            isGood = assign(cache.further, parseList<FurtherUpstream>(value));
        } else if (key == "limit") {
            allowed = aSize();
            cache.limit = parseBytes(value);
            isGood = cache.limit.has_value();
        } else if (key == "rewrite-for-yarn1") {
            allowed = translate("Allowed are true and false.");
            isGood = value == "true" || value == "false";
            cache.rewriteForYarn1 = value == "true";
        }
    }
    if (!isGood) {
        // A proxy's URL may hold a password.
        const QString shown = group == "proxy" ? QStringLiteral("…") : display(value);
        return fail(FaultKind::BadInput,
                    translate("The setting %1 in [%2] cannot be \"%3\".")
                        .arg(display(key), display(group), shown),
                    allowed);
    }
    return {};
}

std::unexpected<Fault> badLine(int number, const QString &what)
{
    return fail(FaultKind::BadInput,
                translate("Line %1 of the settings cannot be read: %2").arg(number).arg(what));
}

std::unexpected<Fault> tooLarge()
{
    return fail(FaultKind::TooLarge, translate("The settings file is larger than 1 MiB."),
                translate("It should hold a few lines: remove what does not belong there."));
}

} // namespace

Result<ListenAddress> ListenAddress::parse(std::string_view text)
{
    const auto bad = [text] {
        return fail(FaultKind::BadInput,
                    translate("\"%1\" is no address to listen on.").arg(display(text)),
                    translate("Write a numeric address and a port, such as 127.0.0.1:3142 or "
                              "[::1]:3142."));
    };
    const auto place = splitHostAndPort(text);
    if (!place || !place->port) {
        return bad();
    }
    const auto port = parsePort(*place->port, 0);
    const bool isNumeric =
        place->isBracketed || canonicalAddress(AF_INET, place->host) == place->host;
    if (!port || !isNumeric) {
        return bad();
    }
    return ListenAddress{.address = place->host, .port = *port};
}

std::string ListenAddress::text() const
{
    const bool isIpv6 = address.contains(':');
    return (isIpv6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

Result<FurtherUpstream> FurtherUpstream::parse(std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string_view name = trimmed(text.substr(0, equals));
    const std::string_view url =
        equals == std::string_view::npos ? std::string_view() : trimmed(text.substr(equals + 1));
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    // What caches have at these places themselves.
    constexpr std::array<std::string_view, 4> taken{"files", "pypi", "root", "simple"};
    constexpr std::size_t maxNameBytes = 64;
    if (name.empty() || name.starts_with('-') || std::ranges::contains(taken, name) ||
        name.size() > maxNameBytes || !std::ranges::all_of(name, isPlain) || !isHttpUrl(url)) {
        return fail(FaultKind::BadInput,
                    translate("\"%1\" is no name with a URL.").arg(display(text)),
                    translate("Write a name, “=” and a URL, such as "
                              "work=https://npm.work.example/."));
    }
    return FurtherUpstream{.name = std::string(name), .url = std::string(url)};
}

Result<AllowedUpstream> AllowedUpstream::parse(std::string_view text)
{
    const auto bad = [text] {
        return fail(FaultKind::BadInput,
                    translate("\"%1\" is no host that can be allowed.").arg(display(text)),
                    translate("Write a host name or address, if need be with a port, such as "
                              "mirror.lan or 10.0.0.5:8080."));
    };
    auto place = splitHostAndPort(text);
    if (!place) {
        return bad();
    }
    AllowedUpstream allowed{.host = std::move(place->host), .port = 0};
    if (place->port && !assign(allowed.port, parsePort(*place->port, 1))) {
        return bad();
    }
    return allowed;
}

std::string_view networkModeName(NetworkMode mode)
{
    return networkModeNames.at(static_cast<std::size_t>(mode));
}

std::optional<NetworkMode> networkModeFromName(std::string_view name)
{
    const auto *const found = std::ranges::find(networkModeNames, name);
    if (found == networkModeNames.end()) {
        return std::nullopt;
    }
    return static_cast<NetworkMode>(found - networkModeNames.begin());
}

Result<Settings> Settings::parse(std::string_view ini)
{
    if (ini.size() > maxFileBytes) {
        return tooLarge();
    }
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (ini.starts_with(byteOrderMark)) {
        ini.remove_prefix(byteOrderMark.size());
    }
    Settings settings;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    std::string_view group;
    for (int number = 1; !ini.empty(); ++number) {
        const std::size_t end = ini.find('\n');
        const std::string_view line = trimmed(ini.substr(0, end));
        ini.remove_prefix(end == std::string_view::npos ? ini.size() : end + 1);
        const auto isControl = [](char c) {
            return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7F';
        };
        if (!QUtf8StringView(line.data(), static_cast<qsizetype>(line.size())).isValidUtf8() ||
            std::ranges::any_of(line, isControl)) {
            return badLine(number, translate("it is not plain UTF-8 text."));
        }
        if (line.empty() || line.front() == ';' || line.front() == '#') {
            continue;
        }
        if (line.front() == '[') {
            if (line.back() != ']') {
                return badLine(number, translate("a group is written as [name]."));
            }
            group = trimmed(line.substr(1, line.size() - 2));
            continue;
        }
        const std::size_t equals = line.find('=');
        const std::string_view key = trimmed(line.substr(0, equals));
        if (equals == std::string_view::npos || key.empty()) {
            return badLine(number, translate("a setting is written as key=value."));
        }
        if (!seen.emplace(group, key).second) {
            return badLine(
                number, translate("%1 in [%2] is given twice.").arg(display(key), display(group)));
        }
        const auto applied = applyValue(settings, group, key, trimmed(line.substr(equals + 1)));
        if (!applied) {
            return std::unexpected(applied.error());
        }
    }
    return settings;
}

Result<Settings> Settings::load(const std::filesystem::path &file)
{
    const auto systemError = [&file] {
        return std::unexpected(systemFault(
            errno,
            translate("The settings file %1 cannot be read").arg(QFile::decodeName(file.c_str()))));
    };
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    const FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!opened.isOpen()) {
        if (errno == ENOENT) {
            return Settings{};
        }
        return systemError();
    }
    struct stat status{};
    if (::fstat(opened.get(), &status) != 0) {
        return systemError();
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(
            FaultKind::BadInput,
            translate("%1 is not a file with settings.").arg(QFile::decodeName(file.c_str())));
    }
    std::string text(maxFileBytes + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const ssize_t got = ::read(opened.get(), text.data() + length, text.size() - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError();
        }
        if (got == 0) {
            break;
        }
        length += static_cast<std::size_t>(got);
    }
    return parse(std::string_view(text).substr(0, length));
}

SettingsWatcher::SettingsWatcher(std::filesystem::path file, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_watcher(std::make_unique<QFileSystemWatcher>())
    , m_settle(std::make_unique<QTimer>())
    , m_last(Settings::load(m_file))
{
    // A folder that is not there could not be watched. Where it cannot be made, nobody can put a
    // settings file there either.
    std::ignore = ensureWritableFolder(m_file.parent_path());
    m_settle->setSingleShot(true);
    m_settle->setInterval(settleTime);
    connect(m_settle.get(), &QTimer::timeout, this, &SettingsWatcher::readAgain);
    const auto settle = [this] { m_settle->start(); };
    connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, settle);
    connect(m_watcher.get(), &QFileSystemWatcher::fileChanged, this, settle);
    m_watcher->addPath(QFile::decodeName(m_file.parent_path().c_str()));
    watchFile();
}

SettingsWatcher::~SettingsWatcher() = default;

void SettingsWatcher::watchFile()
{
    // The folder tells of a file that is replaced, the file itself of one that is written in place.
    const QString name = QFile::decodeName(m_file.c_str());
    if (QFile::exists(name) && !m_watcher->files().contains(name)) {
        m_watcher->addPath(name);
    }
}

void SettingsWatcher::readAgain()
{
    watchFile();
    auto read = Settings::load(m_file);
    if (read) {
        const bool isNew = !m_last || *m_last != *read;
        m_last = std::move(read);
        if (isNew) {
            Q_EMIT changed(*m_last);
        }
        return;
    }
    const bool isNew = m_last || m_last.error().text() != read.error().text();
    m_last = std::move(read);
    if (isNew) {
        Q_EMIT failed(m_last.error());
    }
}

} // namespace larder
