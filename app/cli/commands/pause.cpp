// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"
#include "base/clock.h"
#include "base/ownerlock.h"
#include "base/settings.h"
#include "base/settingsfile.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/pausetime.h"
#include "page/words.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <thread>
#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

// A proxy takes settings over a fifth of a second after they were written, on a busy machine later.
constexpr std::chrono::seconds proxyPatience{10};
constexpr std::chrono::milliseconds lookAgain{20};

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Pause", text);
}

// What is to be in the settings, and how one sees that a proxy has taken it over.
struct Wish
{
    std::string_view setting;
    std::optional<std::string> value;
    QString said; // when it is done
    std::function<bool(const NetworkState &)> isDone;
};

// The proxies that run and have not done it in time.
std::vector<CacheOwner> stragglers(const Paths &paths, const Wish &wish)
{
    const auto deadline = std::chrono::steady_clock::now() + proxyPatience;
    for (;;) {
        std::vector<CacheOwner> late;
        for (const CacheInfo &cache : knownCaches()) {
            auto owner = readOwner(paths.runtime, std::string(cache.name));
            if (owner && !wish.isDone(owner->network)) {
                late.push_back(*std::move(owner));
            }
        }
        if (late.empty() || std::chrono::steady_clock::now() > deadline) {
            return late;
        }
        std::this_thread::sleep_for(lookAgain);
    }
}

QJsonObject toJson(const CacheOwner &owner)
{
    const auto word = [](std::string_view text) {
        return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
    };
    return {{u"name"_s, QString::fromStdString(owner.cache)},
            {u"pid"_s, qint64{owner.pid}},
            {u"mode"_s, word(networkModeName(owner.network.mode))},
            {u"modeReason"_s, word(networkReasonName(owner.network.reason))},
            {u"pausedUntil"_s,
             owner.network.until ? QJsonValue(page::isoTime(*owner.network.until)) : QJsonValue()}};
}

void printState(const Paths &paths, const Settings &settings, const Wish &wish, Form form)
{
    QJsonArray proxies;
    QString text = wish.said + u'\n';
    if (wish.setting == "network.mode" && settings.pause &&
        settings.pause->until > SystemClock().wall()) {
        text += tr("But the caches are paused: until “larder resume”, or the end of the pause, "
                   "everything is passed through to the network.") +
                u'\n';
    }
    for (const CacheInfo &cache : knownCaches()) {
        const auto owner = readOwner(paths.runtime, std::string(cache.name));
        if (!owner) {
            continue;
        }
        proxies.append(toJson(*owner));
        if (owner->network.reason == NetworkReason::Option) {
            text += tr("But the proxy of %1 was started with --offline, which goes before it.")
                        .arg(QString::fromStdString(owner->cache)) +
                    u'\n';
        }
    }
    const auto toldLines = [&]() -> QByteArray {
        return form == Form::Json ? QJsonDocument(QJsonObject{{u"proxies"_s, proxies}}).toJson()
                                  : text.toUtf8();
    };
    std::ignore = print(toldLines());
}

int carryOut(const Paths &paths, Form form, const Wish &wish)
{
    const SettingName name = SettingName::parse(wish.setting).value();
    if (auto changed = changeSettings(paths.config, {{.name = name, .value = wish.value}});
        !changed) {
        return report(changed.error(), Failed);
    }
    // Proxies take over nothing while any of them is not allowed.
    const auto settings = Settings::load(paths.config);
    if (!settings) {
        return report(settings.error(), Failed);
    }
    const auto late = stragglers(paths, wish);
    printState(paths, *settings, wish, form);
    for (const CacheOwner &owner : late) {
        report({.kind = FaultKind::TimedOut,
                .what = tr("The proxy of %1 (process %2) goes on as before.")
                            .arg(QString::fromStdString(owner.cache))
                            .arg(owner.pid),
                .advice = tr("It may have other settings (--config), or there is a fault in "
                             "these: “larder settings list” says so.")},
               Failed);
    }
    return late.empty() ? Done : Failed;
}

// Where these hold, a choice about the network has no say.
bool isElsewhereDecided(const NetworkState &network)
{
    return network.reason == NetworkReason::Option || network.reason == NetworkReason::Pause;
}

Wish pauseUntil(const Pause &pause, const QString &said)
{
    return {.setting = "network.paused",
            .value = pause.text(),
            .said = said,
            .isDone = [pause](const NetworkState &network) {
                return network.reason == NetworkReason::Option ||
                       (network.reason == NetworkReason::Pause &&
                        network.until.value_or(larder::Pause::untilResumed) == pause.until);
            }};
}

Result<Action> understandPause(const Arguments &arguments)
{
    std::optional<std::chrono::minutes> time;
    if (!arguments.words.isEmpty()) {
        const QString &word = arguments.words.constFirst();
        time = parsePauseTime(word);
        if (!time) {
            return wrongUse(tr("“larder pause” takes a time such as 30m, 2h or 1h30m, at most "
                               "seven days, not “%1”.")
                                .arg(word));
        }
    }
    return [time, form = arguments.form](const Paths &paths) {
        const QString what = tr("Requests are passed through to the network. Nothing is taken from "
                                "the stock or added to it.");
        if (!time) {
            return carryOut(paths, form,
                            pauseUntil({.until = Pause::untilResumed},
                                       tr("Paused until “larder resume”.") + u' ' + what));
        }
        const WallTime until =
            std::chrono::floor<std::chrono::seconds>(SystemClock().wall() + *time);
        return carryOut(
            paths, form,
            pauseUntil({.until = until},
                       tr("Paused until %1.").arg(page::momentWords(until)) + u' ' + what));
    };
}

Result<Action> understandResume(const Arguments &arguments)
{
    return [form = arguments.form](const Paths &paths) {
        return carryOut(paths, form,
                        {.setting = "network.paused",
                         .value = {},
                         .said = tr("The caches answer from the stock again."),
                         .isDone = [](const NetworkState &network) {
                             return network.reason != NetworkReason::Pause;
                         }});
    };
}

Wish choice(std::optional<std::string> value, NetworkMode mode, const QString &said)
{
    return {.setting = "network.mode",
            .value = std::move(value),
            .said = said,
            .isDone = [mode](const NetworkState &network) {
                return isElsewhereDecided(network) ||
                       (network.reason == NetworkReason::Setting && network.mode == mode);
            }};
}

Result<Action> understandOffline(const Arguments &arguments)
{
    const QString &word = arguments.words.constFirst();
    Wish wish;
    if (word == u"on") {
        wish = choice("offline", NetworkMode::Offline,
                      tr("Offline: what is in stock is served, and nobody is contacted."));
    } else if (word == u"off") {
        wish = choice("normal", NetworkMode::Normal,
                      tr("Not offline: the network is used, whatever the machine says about it."));
    } else if (word == u"auto") {
        wish = {.setting = "network.mode",
                .value = {},
                .said = tr("As the machine is connected: offline without a connection, and sparing "
                           "on a metered one."),
                .isDone = [](const NetworkState &network) {
                    return network.reason != NetworkReason::Setting;
                }};
    } else {
        return wrongUse(tr("“larder offline” takes on, off or auto, not “%1”.").arg(word));
    }
    return [wish = std::move(wish), form = arguments.form](const Paths &paths) {
        return carryOut(paths, form, wish);
    };
}

} // namespace

Command pauseCommand()
{
    return {.name = u"pause"_s,
            .help = tr("larder pause [TIME]  pass everything through, for a time such as 30m or "
                       "2h,\n"
                       "                     otherwise until resumed; ports stay open"),
            .mostWords = 1,
            .understand = understandPause};
}

Command resumeCommand()
{
    return {.name = u"resume"_s,
            .help = tr("larder resume        end a pause"),
            .understand = understandResume};
}

Command offlineCommand()
{
    return {.name = u"offline"_s,
            .help = tr("larder offline on|off|auto     contact nobody; use the network; or follow\n"
                       "                     the machine, which is the default"),
            .leastWords = 1,
            .mostWords = 1,
            .understand = understandOffline};
}

} // namespace larder::cli
