// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settingstable.h"

#include "base/bytesize.h"
#include "base/caches.h"
#include "base/number.h"
#include "base/settings.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace larder
{

namespace
{

constexpr std::string_view everyCache = "cache-*";
constexpr std::string_view cachePrefix = "cache-";

constexpr int maxIdleExitMinutes = 7 * 24 * 60;

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

// "de", "pt_BR", or nothing: what names a translation.
bool isLanguageCode(std::string_view text)
{
    constexpr std::size_t longest = 16;
    return text.size() <= longest && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@';
           });
}

// A size that may be left to Larder: then the value is empty.
bool assignSize(std::optional<std::uint64_t> &target, std::string_view value)
{
    const auto size = parseBytes(value);
    if (!size && !value.empty()) {
        return false;
    }
    target = size;
    return true;
}

using Force = Setting::Force;
using Words = Setting::Words;

// Marks a text for translation, which is done when it is shown.
#define TEXT(text) QT_TRANSLATE_NOOP("larder::Setting", text)

constexpr const char *trueOrFalse = TEXT("Allowed are true and false.");
constexpr const char *aSize = TEXT("Allowed is a size, such as 20 GiB or 512 MiB.");

constexpr std::array table{
    Setting{.group = "network",
            .key = "mode",
            .standard = "auto",
            .description = TEXT("How much of the network may be used; auto follows the machine, "
                                "which may be on a metered link or offline."),
            .allowed = TEXT("Allowed are auto, normal, metered and offline."),
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.network, networkChoiceFromName(value));
                }},
    Setting{
        .group = "network",
        .key = "paused",
        .standard = "false",
        .description = TEXT("Whether, or until when, everything is passed through and nothing "
                            "is taken from the stock or added to it."),
        .allowed = TEXT("Allowed are false, true and a time in UTC, such as "
                        "2026-11-24T18:30:00Z."),
        .read = [](std::string_view value, Settings &settings,
                   const std::string &) { return assign(settings.pause, Pause::parse(value)); }},
    Setting{.group = "proxy",
            .key = "url",
            .standard = "system",
            .description = TEXT("The proxy through which upstreams are reached; system means "
                                "http_proxy and its relatives in the environment."),
            .allowed = TEXT("Allowed are system, none, http://[user:password@]host:port and "
                            "socks5://[user:password@]host:port."),
            .secrecy = Setting::Secrecy::Secret,
            .read = [](std::string_view value, Settings &settings,
                       const std::string &) { return assign(settings.proxy, parseProxy(value)); }},
    Setting{.group = "upstream",
            .key = "allow",
            .standard = "",
            .description = TEXT("Hosts at private addresses, or with unusual ports, that may be "
                                "fetched from."),
            .allowed = TEXT("Allowed is a list of hosts, each with or without a port, such as "
                            "mirror.lan, 10.0.0.5:8080."),
            .words = Words::Entries,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.allowedUpstreams, parseList<AllowedUpstream>(value));
                }},
    Setting{.group = everyCache,
            .key = "mode",
            .standard = "on-demand",
            .description = TEXT("Who answers: systemd starts a proxy on the first request "
                                "(on-demand), the tray application does while it runs (built-in), "
                                "or nobody (off)."),
            .allowed = TEXT("Allowed are on-demand, built-in and off."),
            .force = Force::InTray,
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    return assign(settings.caches[cache].mode, cacheModeFromName(value));
                }},
    Setting{.group = everyCache,
            .key = "listen",
            .standard = "127.0.0.1:{port}",
            .description = TEXT("The addresses and ports at which clients reach the cache."),
            .allowed = TEXT("Allowed is a list of numeric addresses with ports, such as "
                            "127.0.0.1:3142, [::1]:3142."),
            .force = Force::AtNextStart,
            .words = Words::Entries,
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    return assign(settings.caches[cache].listen, parseList<ListenAddress>(value));
                }},
    Setting{.group = everyCache,
            .key = "upstream",
            .standard = "{upstream}",
            .description = TEXT("The registry or index that is asked for what is not in stock."),
            .allowed = TEXT("Allowed is an http or https URL."),
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    const bool isGood = value.empty() || isHttpUrl(value);
                    return isGood && assign(settings.caches[cache].upstream,
                                            std::optional(std::string(value)));
                }},
    Setting{.group = everyCache,
            .key = "further",
            .standard = "",
            .description = TEXT("Registries or indexes beside it, each asked below its name."),
            .allowed = TEXT("Allowed is a list of names with their http or https URLs, such as "
                            "work=https://npm.work.example/. Names begin with a lower-case "
                            "letter or a digit, have “-” beside them, and are not dists, "
                            "files, mirror, p2, pypi, root or simple."),
            .words = Words::Entries,
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    return assign(settings.caches[cache].further,
                                  parseList<FurtherUpstream>(value));
                }},
    Setting{.group = everyCache,
            .key = "limit",
            .standard = "",
            .description = TEXT("How much this cache may store; nothing means as much as all "
                                "together."),
            .allowed = aSize,
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    return assignSize(settings.caches[cache].limit, value);
                }},
    Setting{.group = everyCache,
            .key = "rewrite-for-yarn1",
            .cache = "npm",
            .standard = "false",
            .description = TEXT("Whether Yarn 1 fetches tarballs from Larder too; its lock file "
                                "then names Larder's address."),
            .allowed = trueOrFalse,
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    return assign(settings.caches[cache].rewriteForYarn1, parseTruth(value));
                }},
    Setting{.group = everyCache,
            .key = "mirrors-in-lock",
            .cache = "composer",
            .standard = "false",
            .description = TEXT("Whether Composer without the plugin fetches packages from Larder "
                                "too; composer.lock then names Larder's address."),
            .allowed = trueOrFalse,
            .read =
                [](std::string_view value, Settings &settings, const std::string &cache) {
                    return assign(settings.caches[cache].mirrorsInLock, parseTruth(value));
                }},
    Setting{.group = "space",
            .key = "limit",
            .standard = "20 GiB",
            .description = TEXT("How much all caches together may store."),
            .allowed = aSize,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.space.limit, parseBytes(value));
                }},
    Setting{.group = "space",
            .key = "keep-free",
            .standard = "",
            .description = TEXT("How much of the disk stays free; nothing means 5 GiB, or a tenth "
                                "of a smaller disk."),
            .allowed = aSize,
            .read = [](std::string_view value, Settings &settings,
                       const std::string &) { return assignSize(settings.space.keepFree, value); }},
    Setting{.group = "service",
            .key = "idle-exit-minutes",
            .standard = "10",
            .description = TEXT("After how many minutes without a request a proxy that systemd "
                                "started leaves; 0 means never."),
            .allowed = TEXT("Allowed is a whole number of minutes from 0 (never) to 10080."),
            .force = Force::AtNextStart,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    const auto minutes = parseNumber<int>(value);
                    return minutes && *minutes <= maxIdleExitMinutes &&
                           assign(settings.idleExit, std::optional(std::chrono::minutes(*minutes)));
                }},
    Setting{
        .group = "desktop",
        .key = "price",
        .standard = "",
        .description = TEXT("What a gigabyte costs on a metered link; nothing means that "
                            "savings are told in bytes alone."),
        .allowed = TEXT("Allowed is an amount with its currency, such as 4.50 EUR."),
        .force = Force::InTray,
        .read = [](std::string_view value, Settings &settings,
                   const std::string &) { return assign(settings.price, Price::parse(value)); }},
    Setting{.group = "desktop",
            .key = "language",
            .standard = "",
            .description = TEXT("The language of the tray and its windows; nothing means that of "
                                "the session."),
            .allowed = TEXT("Allowed is a language's code, such as de or pt_BR."),
            .force = Force::AtNextStart,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    const bool isGood = isLanguageCode(value);
                    return isGood && assign(settings.language, std::optional(std::string(value)));
                }},
    Setting{.group = "notify",
            .key = "stopped",
            .standard = "true",
            .description =
                TEXT("Whether the tray tells that a cache has stopped, or that its port is taken."),
            .allowed = trueOrFalse,
            .force = Force::InTray,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.notices.stopped, parseTruth(value));
                }},
    Setting{.group = "notify",
            .key = "disk-full",
            .standard = "true",
            .description = TEXT("Whether the tray tells that nothing new can be stored."),
            .allowed = trueOrFalse,
            .force = Force::InTray,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.notices.diskFull, parseTruth(value));
                }},
    Setting{.group = "notify",
            .key = "from-stock",
            .standard = "true",
            .description = TEXT(
                "Whether the tray tells that an origin is down and the stock is served instead."),
            .allowed = trueOrFalse,
            .force = Force::InTray,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.notices.fromStock, parseTruth(value));
                }},
    Setting{.group = "notify",
            .key = "login",
            .standard = "true",
            .description = TEXT("Whether the tray tells that the network wants a log-in."),
            .allowed = trueOrFalse,
            .force = Force::InTray,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.notices.login, parseTruth(value));
                }},
    Setting{.group = "notify",
            .key = "first-saving",
            .standard = "true",
            .description = TEXT("Whether the tray tells the first saving on a metered link."),
            .allowed = trueOrFalse,
            .force = Force::InTray,
            .read =
                [](std::string_view value, Settings &settings, const std::string &) {
                    return assign(settings.notices.firstSaving, parseTruth(value));
                }},
};

#undef TEXT

QString translate(const char *text)
{
    return QCoreApplication::translate("larder", text);
}

bool isOfCache(const Setting &setting, std::string_view cache)
{
    return setting.group == everyCache && (setting.cache.empty() || setting.cache == cache);
}

void replaceAll(std::string &text, std::string_view what, std::string_view by)
{
    if (const std::size_t at = text.find(what); at != std::string::npos) {
        text.replace(at, what.size(), by);
    }
}

} // namespace

std::span<const Setting> settingsTable()
{
    return table;
}

std::optional<SettingName> SettingName::find(std::string_view group, std::string_view key)
{
    const bool isCaches = group.starts_with(cachePrefix);
    const std::string_view cache = isCaches ? group.substr(cachePrefix.size()) : std::string_view();
    if (isCaches && !findCache(cache)) {
        return std::nullopt;
    }
    const auto *const found = std::ranges::find_if(table, [&](const Setting &setting) {
        return setting.key == key &&
               (isCaches ? isOfCache(setting, cache) : setting.group == group);
    });
    if (found == table.end()) {
        return std::nullopt;
    }
    return SettingName{.setting = found, .group = std::string(group)};
}

Result<SettingName> SettingName::parse(std::string_view name)
{
    const std::size_t dot = name.find('.');
    if (dot != std::string_view::npos) {
        if (auto found = find(name.substr(0, dot), name.substr(dot + 1))) {
            return *std::move(found);
        }
    }
    QStringList names;
    for (const SettingName &known : all()) {
        names += QString::fromStdString(known.text());
    }
    return fail(FaultKind::NotFound, translate("There is no setting “%1”.").arg(recognisable(name)),
                translate("There are %1.").arg(names.join(QStringLiteral(", "))));
}

std::vector<SettingName> SettingName::all()
{
    std::vector<SettingName> names;
    const auto addCaches = [&names] {
        for (const CacheInfo &cache : knownCaches()) {
            for (const Setting &setting : table) {
                if (isOfCache(setting, cache.name)) {
                    names.push_back({.setting = &setting,
                                     .group = std::string(cachePrefix) + std::string(cache.name)});
                }
            }
        }
    };
    bool haveCaches = false;
    for (const Setting &setting : table) {
        if (setting.group != everyCache) {
            names.push_back({.setting = &setting, .group = std::string(setting.group)});
        } else if (!std::exchange(haveCaches, true)) {
            addCaches();
        }
    }
    return names;
}

std::string SettingName::text() const
{
    return group + '.' + std::string(setting->key);
}

std::string_view SettingName::cache() const
{
    return setting->group == everyCache ? std::string_view(group).substr(cachePrefix.size())
                                        : std::string_view();
}

std::string SettingName::standard() const
{
    std::string text(setting->standard);
    if (const auto known = findCache(cache())) {
        replaceAll(text, "{port}", std::to_string(known->port));
        replaceAll(text, "{upstream}", known->upstream);
    }
    return text;
}

QString SettingName::description() const
{
    return QCoreApplication::translate("larder::Setting", setting->description);
}

QString SettingName::allowed() const
{
    return QCoreApplication::translate("larder::Setting", setting->allowed);
}

Result<void> SettingName::apply(std::string_view value, Settings &settings) const
{
    if (setting->read(value, settings, std::string(cache()))) {
        return {};
    }
    const QString shown =
        setting->secrecy == Setting::Secrecy::Secret ? QStringLiteral("…") : recognisable(value);
    return fail(FaultKind::BadInput,
                translate("The setting %1 in [%2] cannot be \"%3\".")
                    .arg(recognisable(setting->key), recognisable(group), shown),
                allowed());
}

} // namespace larder
