// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/caches.h"
#include "base/ownerlock.h"
#include "base/settings.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/text.h"
#include "cli/trayrequest.h"
#include "system/cachemode.h"
#include "system/configuredclients.h"
#include "system/tray.h"
#include "system/unitcontrol.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

using system::ForeignUnits;
using system::UnitOutcome;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Control", text);
}

QString joined(const std::vector<ListenAddress> &addresses)
{
    QStringList texts;
    for (const ListenAddress &address : addresses) {
        texts += QString::fromStdString(address.text());
    }
    return texts.join(u", "_s);
}

std::filesystem::path homeFolder()
{
    const char *home = std::getenv("HOME");
    return home == nullptr ? "/" : home;
}

QJsonArray pathsJson(const std::vector<std::filesystem::path> &files)
{
    QJsonArray paths;
    for (const std::filesystem::path &file : files) {
        paths.append(QString::fromStdString(file.string()));
    }
    return paths;
}

// Carries out one wish for some caches, one after the other, and tells how it went.
class Change
{
public:
    enum class Wish { On, Off, OnDemand, BuiltIn };

    Change(Wish wish, ForeignUnits foreign, Form form, const Paths &paths, Settings settings)
        : m_wish(wish)
        , m_foreign(foreign)
        , m_form(form)
        , m_paths(paths)
        , m_settings(std::move(settings))
        , m_tray(system::trayProcess())
        , m_control(paths)
    {}

    int run(const std::vector<std::string> &caches)
    {
        m_left = caches.size();
        for (const std::string &cache : caches) {
            begin(cache);
        }
        if (m_left > 0) {
            QCoreApplication::exec();
        }
        if (m_form == Form::Json) {
            std::ignore = print(QJsonDocument(QJsonObject{{u"caches"_s, m_json}}).toJson());
        }
        return m_status;
    }

private:
    // What the wish means for a cache.
    [[nodiscard]] CacheMode modeFor(const std::string &cache) const
    {
        switch (m_wish) {
        case Wish::BuiltIn:
            return CacheMode::BuiltIn;
        case Wish::Off:
            return CacheMode::Off;
        case Wish::On: // as it last was, where there is a tray for that
            return m_tray && m_settings.cache(cache).mode == CacheMode::Off
                       ? system::modeBeforeOff(m_paths, cache)
                       : CacheMode::OnDemand;
        case Wish::OnDemand:
            break;
        }
        return CacheMode::OnDemand;
    }

    void begin(const std::string &cache)
    {
        const CacheMode mode = modeFor(cache);
        const auto done = [this, cache, mode](const Result<UnitOutcome> &outcome) {
            finish(cache, mode, outcome);
            if (--m_left == 0) {
                QCoreApplication::quit();
            }
        };
        if (m_wish == Wish::On && m_settings.cache(cache).mode == CacheMode::BuiltIn) {
            tellBuiltIn(cache);
            --m_left;
            return;
        }
        if (mode == CacheMode::Off) {
            warn(cache);
        }
        if (m_tray &&
            (mode == CacheMode::BuiltIn || m_settings.cache(cache).mode == CacheMode::BuiltIn)) {
            m_requests.push_back(
                std::make_unique<TrayRequest>(m_paths, cache, mode, *m_tray, m_control, done));
            return;
        }
        if (mode != CacheMode::OnDemand) {
            m_control.turnOff(cache, &m_context, done);
            return;
        }
        m_control.turnOn(system::unitPlan(cache, m_settings.listenAddresses(cache), m_paths),
                         &m_context, done, m_foreign);
    }

    // On already as far as the settings go: whether the tray does what they say.
    void tellBuiltIn(const std::string &cache)
    {
        const auto owner = readOwner(m_paths.runtime, cache);
        const bool traysOwn = owner && owner->pid == m_tray;
        const auto fault = m_tray ? system::readSwitching(m_paths, cache).fault : std::nullopt;
        if (fault && !traysOwn) {
            tellFault(cache, *fault);
            return;
        }
        const QString text =
            m_tray ? tr("The tray application answers while it runs.")
                   : tr("The tray application answers while it runs, which it does not now.");
        say(cache, text + u' ' +
                       tr("“larder mode %1 on-demand” lets systemd start it instead.")
                           .arg(QString::fromStdString(cache)));
        m_json.append(QJsonObject{
            {u"name"_s, QString::fromStdString(cache)}, {u"done"_s, true}, {u"changed"_s, false}});
    }

    void tellFault(const std::string &cache, const Fault &fault)
    {
        m_status = Failed;
        if (const QString text = fault.text(); !m_told.contains(text)) {
            m_told += text; // what is in the way of all is said once
            report(fault, Failed);
        }
        m_json.append(QJsonObject{{u"name"_s, QString::fromStdString(cache)},
                                  {u"done"_s, false},
                                  {u"fault"_s, fault.text()}});
    }

    // What will fail, before it does.
    void warn(const std::string &cache)
    {
        const auto addresses = m_settings.listenAddresses(cache);
        const auto files = system::filesNaming(addresses, homeFolder());
        QString text = tr("Clients that are set to %1 fail until it is on again, unless they go "
                          "direct by themselves.")
                           .arg(joined(addresses));
        for (const std::filesystem::path &file : files) {
            text += u"\n  "_s + tr("Set to it: %1").arg(QString::fromStdString(file.string()));
        }
        say(cache, text + u'\n' +
                       tr("“larder pause” keeps the port open and passes everything through "
                          "instead."));
    }

    void finish(const std::string &cache, CacheMode mode, const Result<UnitOutcome> &outcome)
    {
        // Without a manager no socket is in the way of the tray.
        const bool isGood =
            outcome || (mode == CacheMode::BuiltIn && outcome.error().kind == FaultKind::NotFound);
        if (!isGood) {
            tellFault(cache, outcome.error());
            return;
        }
        if (auto stored = system::storeMode(m_paths, cache, mode); !stored) {
            m_status = report(stored.error(), Failed);
        }
        const UnitOutcome came = outcome.value_or(UnitOutcome());
        m_json.append(QJsonObject{{u"name"_s, QString::fromStdString(cache)},
                                  {u"done"_s, true},
                                  {u"changed"_s, came.what == UnitOutcome::What::Changed},
                                  {u"written"_s, pathsJson(came.written)},
                                  {u"movedAside"_s, pathsJson(came.movedAside)}});
        say(cache, wordsFor(cache, mode, came));
    }

    [[nodiscard]] QString wordsFor(const std::string &cache, CacheMode mode,
                                   const UnitOutcome &outcome) const
    {
        const bool isNew = outcome.what == UnitOutcome::What::Changed;
        QString text;
        if (mode == CacheMode::OnDemand) {
            const QString addresses = joined(m_settings.listenAddresses(cache));
            text = isNew ? tr("On: systemd listens on %1 and starts it on the first request.")
                               .arg(addresses)
                         : tr("It was on already, at %1.").arg(addresses);
        } else if (mode == CacheMode::BuiltIn) {
            text = tr("The tray application answers while it runs; systemd leaves the port to it.");
        } else {
            text = isNew ? tr("Off: nobody listens.") : tr("It was off already.");
        }
        for (const std::filesystem::path &file : outcome.movedAside) {
            text += u"\n  "_s + tr("Moved aside: %1").arg(QString::fromStdString(file.string()));
        }
        if (!outcome.movedAside.empty()) {
            text += u"\n  "_s + tr("“larder undo” puts it back.");
        }
        for (const std::filesystem::path &file : outcome.written) {
            text += u"\n  "_s + tr("Written: %1").arg(QString::fromStdString(file.string()));
        }
        if (const auto owner = readOwner(m_paths.runtime, cache);
            owner && mode != CacheMode::OnDemand && owner->pid != m_tray) {
            text += u"\n  "_s +
                    tr("Process %1, which systemd did not start, still answers.").arg(owner->pid);
        }
        return text;
    }

    void say(const std::string &cache, const QString &text) const
    {
        if (m_form == Form::Text) {
            std::ignore = print((QString::fromStdString(cache) + u": "_s + text + u'\n').toUtf8());
        }
    }

    Wish m_wish;
    ForeignUnits m_foreign;
    Form m_form;
    const Paths &m_paths;
    Settings m_settings;
    std::size_t m_left = 0;
    int m_status = Done;
    QJsonArray m_json;
    QStringList m_told;
    std::optional<std::int64_t> m_tray; // its process, while it runs
    QObject m_context;
    system::UnitControl m_control;                        // ends before what its results refer to
    std::vector<std::unique_ptr<TrayRequest>> m_requests; // refer to m_control
};

Action actionFor(Change::Wish wish, Form form, std::vector<std::string> caches,
                 ForeignUnits foreign = ForeignUnits::Keep)
{
    return [wish, form, caches = std::move(caches), foreign](const Paths &paths) {
        auto settings = Settings::load(paths.config);
        if (!settings) { // where to listen is not known
            return report(settings.error(), Failed);
        }
        return Change(wish, foreign, form, paths, *std::move(settings)).run(caches);
    };
}

std::unexpected<Fault> noCache(const QString &name)
{
    QStringList names;
    for (const CacheInfo &cache : knownCaches()) {
        names += QString::fromLatin1(cache.name.data(), static_cast<qsizetype>(cache.name.size()));
    }
    return wrongUse(tr("“%1” is no cache; there are %2.").arg(name, names.join(u", "_s)));
}

Result<Action> understandCaches(Change::Wish wish, const Arguments &arguments)
{
    std::vector<std::string> caches;
    for (const QString &word : arguments.words) {
        const std::string name = word.toStdString();
        if (!findCache(name)) {
            return noCache(word);
        }
        if (!std::ranges::contains(caches, name)) {
            caches.push_back(name);
        }
    }
    if (caches.empty()) {
        for (const CacheInfo &cache : knownCaches()) {
            caches.emplace_back(cache.name);
        }
    }
    const bool replaces = arguments.options.isSet(u"replace"_s);
    return actionFor(wish, arguments.form, std::move(caches),
                     replaces ? ForeignUnits::Replace : ForeignUnits::Keep);
}

Result<Action> understandMode(const Arguments &arguments)
{
    const QString &cache = arguments.words.at(0);
    const QString &mode = arguments.words.at(1);
    if (!findCache(cache.toStdString())) {
        return noCache(cache);
    }
    if (mode != u"on-demand" && mode != u"built-in") {
        return wrongUse(tr("The mode of a cache is on-demand or built-in, not “%1”.").arg(mode));
    }
    return actionFor(mode == u"built-in" ? Change::Wish::BuiltIn : Change::Wish::OnDemand,
                     arguments.form, {cache.toStdString()});
}

} // namespace

Command onCommand()
{
    return {.name = u"on"_s,
            .help = tr("larder on [CACHE…]   systemd listens and starts a cache on its first "
                       "request;\n"
                       "                     without a name: all of them\n"
                       "larder on --replace  stops units of an older set-up with the same names, "
                       "and\n"
                       "                     keeps them for larder undo"),
            .options = {QCommandLineOption(u"replace"_s)},
            .mostWords = Command::anyNumber,
            .understand = [](const Arguments &arguments) {
                return understandCaches(Change::Wish::On, arguments);
            }};
}

Command offCommand()
{
    return {.name = u"off"_s,
            .help = tr("larder off [CACHE…]  nobody listens any more; clients set to it fail"),
            .mostWords = Command::anyNumber,
            .understand = [](const Arguments &arguments) {
                return understandCaches(Change::Wish::Off, arguments);
            }};
}

Command modeCommand()
{
    return {.name = u"mode"_s,
            .help = tr("larder mode CACHE on-demand|built-in     started by systemd, or answered "
                       "by\n"
                       "                     the tray application while it runs"),
            .leastWords = 2,
            .mostWords = 2,
            .understand = understandMode};
}

} // namespace larder::cli
