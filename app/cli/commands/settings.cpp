// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settings.h"
#include "base/inifile.h"
#include "base/settingsfile.h"
#include "base/settingstable.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Settings", text);
}

// A setting and what the file says about it.
struct Value
{
    SettingName name;
    std::optional<std::string> set; // nothing: the default holds

    [[nodiscard]] std::string text() const { return set ? *set : name.standard(); }
};

Result<std::vector<Value>> readValues(const Paths &paths, std::vector<SettingName> names)
{
    const auto text = readSettingsText(paths.config);
    if (!text) {
        return std::unexpected(text.error());
    }
    const auto entries = ini::read(*text);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    std::vector<Value> values;
    for (SettingName &name : names) {
        Value value{.name = std::move(name), .set = {}};
        const auto entry = std::ranges::find_if(*entries, [&value](const ini::Entry &candidate) {
            return candidate.group == value.name.group && candidate.key == value.name.setting->key;
        });
        if (entry != entries->end()) {
            value.set = std::string(entry->value);
        }
        values.push_back(std::move(value));
    }
    return values;
}

// A list is seen over shoulders and pasted into reports.
QString withoutPassword(const Value &value)
{
    QString text = QString::fromStdString(value.text());
    const qsizetype at = text.lastIndexOf(u'@');
    const qsizetype begin = text.indexOf(u"://");
    if (value.name.setting->secrecy == Setting::Secrecy::Secret && begin >= 0 && at > begin) {
        text.replace(begin + 3, at - begin - 3, u"…"_s);
    }
    return text;
}

QJsonObject toJson(const Value &value, const QString &shown)
{
    return {{u"name"_s, QString::fromStdString(value.name.text())},
            {u"value"_s, shown},
            {u"isSet"_s, value.set.has_value()},
            {u"default"_s, QString::fromStdString(value.name.standard())},
            {u"description"_s, value.name.description()},
            {u"allowed"_s, value.name.allowed()},
            {u"force"_s, value.name.setting->force == Setting::Force::AtNextStart ? u"next-start"_s
                                                                                  : u"at-once"_s}};
}

QString toText(const Value &value)
{
    const QString standard = QString::fromStdString(value.name.standard());
    return QString::fromStdString(value.name.text()) + u" = "_s + withoutPassword(value) + u'\n' +
           u"    "_s + wrapped(value.name.description(), 4) + u'\n' + u"    "_s +
           wrapped(value.name.allowed() + u' ' +
                       (!value.set           ? tr("This is the default.")
                        : standard.isEmpty() ? tr("The default is nothing.")
                                             : tr("The default is %1.").arg(standard)),
                   4) +
           u"\n\n"_s;
}

// A value that stands in the file and is not allowed is said, whatever was asked for.
int reportBadValues(const Paths &paths)
{
    const auto settings = Settings::load(paths.config);
    return settings ? int{Done} : report(settings.error(), Failed);
}

int list(const Paths &paths, Form form)
{
    const auto values = readValues(paths, SettingName::all());
    if (!values) {
        return report(values.error(), Failed);
    }
    QString text =
        tr("The settings are in %1.").arg(QString::fromStdString(paths.config.string())) +
        u"\n\n"_s;
    QJsonArray array;
    for (const Value &value : *values) {
        text += toText(value);
        array.append(toJson(value, withoutPassword(value)));
    }
    std::ignore = print(form == Form::Json ? QJsonDocument(array).toJson() : text.toUtf8());
    return reportBadValues(paths);
}

int get(const Paths &paths, Form form, const SettingName &name)
{
    const auto values = readValues(paths, {name});
    if (!values) {
        return report(values.error(), Failed);
    }
    const QString text = QString::fromStdString(values->front().text());
    std::ignore = print(form == Form::Json ? QJsonDocument(toJson(values->front(), text)).toJson()
                                           : text.toUtf8() + '\n');
    return reportBadValues(paths);
}

QString effectWords(const SettingName &name)
{
    if (name.setting->key == "listen") {
        const QString cache = QString::fromStdString(name.group).section(u'-', 1);
        return tr("It holds when the proxy starts next; “larder on %1” passes it on to systemd.")
            .arg(cache);
    }
    if (name.setting->key == "mode" && name.group.starts_with("cache-")) {
        return tr("The tray application does it while it runs; without it, “larder on”, “larder "
                  "off” and “larder mode” do.");
    }
    switch (name.setting->force) {
    case Setting::Force::InTray:
        return tr("The tray application takes it over now, if it runs.");
    case Setting::Force::AtNextStart:
        return name.group == "desktop" ? tr("It holds when the tray application starts next.")
                                       : tr("It holds when the proxy starts next.");
    case Setting::Force::AtOnce:
        break;
    }
    return tr("Proxies that run take it over now.");
}

int change(const Paths &paths, Form form, const SettingChange &wanted)
{
    if (auto changed = changeSettings(paths.config, {wanted}); !changed) {
        return report(changed.error(), Failed);
    }
    if (form == Form::Json) {
        return get(paths, form, wanted.name);
    }
    const QString name = QString::fromStdString(wanted.name.text());
    const QString value = QString::fromStdString(wanted.value.value_or(wanted.name.standard()));
    const QString said = wanted.value      ? tr("%1 is set.").arg(name)
                         : value.isEmpty() ? tr("%1 is back to its default: nothing.").arg(name)
                                           : tr("%1 is back to its default: %2.").arg(name, value);
    std::ignore = print((said + u' ' + effectWords(wanted.name) + u'\n').toUtf8());
    return reportBadValues(paths);
}

Result<Action> understandSet(const SettingName &name, const QStringList &values, Form form)
{
    // Several words are entries of a list.
    const QString between = name.setting->words == Setting::Words::Entries ? u", "_s : u" "_s;
    SettingChange wanted{.name = name, .value = values.join(between).trimmed().toStdString()};
    Settings ignored;
    if (auto allowed = name.apply(*wanted.value, ignored); !allowed) {
        return std::unexpected(std::move(allowed.error()));
    }
    return [wanted = std::move(wanted), form](const Paths &paths) {
        return change(paths, form, wanted);
    };
}

Result<Action> understand(const Arguments &arguments)
{
    const Form form = arguments.form;
    const QString &verb = arguments.words.constFirst();
    const QStringList rest = arguments.words.sliced(1);
    if (verb == u"list") {
        if (!rest.isEmpty()) {
            return wrongUse(tr("“larder settings list” takes no “%1”.").arg(rest.constFirst()));
        }
        return [form](const Paths &paths) { return list(paths, form); };
    }
    if (verb != u"get" && verb != u"set" && verb != u"unset") {
        return wrongUse(tr("“larder settings” takes list, get, set or unset, not “%1”.").arg(verb));
    }
    if (rest.isEmpty()) {
        return wrongUse(tr("“larder settings %1” needs the name of a setting.").arg(verb));
    }
    auto name = SettingName::parse(rest.constFirst().toStdString());
    if (!name) {
        return std::unexpected(std::move(name.error()));
    }
    if (verb == u"set") {
        if (rest.size() < 2) {
            return wrongUse(tr("“larder settings set %1” needs a value.").arg(rest.constFirst()));
        }
        return understandSet(*name, rest.sliced(1), form);
    }
    if (rest.size() > 1) {
        return wrongUse(tr("“larder settings %1” takes no “%2”.").arg(verb, rest.at(1)));
    }
    if (verb == u"get") {
        return
            [name = *std::move(name), form](const Paths &paths) { return get(paths, form, name); };
    }
    return [wanted = SettingChange{.name = *std::move(name), .value = {}},
            form](const Paths &paths) { return change(paths, form, wanted); };
}

} // namespace

Command settingsCommand()
{
    return {.name = u"settings"_s,
            .help = tr("larder settings list\n"
                       "                     every setting: its value, what it is for, what is\n"
                       "                     allowed\n"
                       "larder settings get NAME\n"
                       "larder settings set NAME VALUE…\n"
                       "larder settings unset NAME     back to the default"),
            .leastWords = 1,
            .mostWords = Command::anyNumber,
            .understand = understand};
}

} // namespace larder::cli
