// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/request.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Request", text);
}

QList<QCommandLineOption> commonOptions()
{
    return {
        QCommandLineOption(u"json"_s),
        QCommandLineOption(u"cache-dir"_s, {}, u"DIR"_s),
        QCommandLineOption(u"state-dir"_s, {}, u"DIR"_s),
        QCommandLineOption(u"config"_s, {}, u"FILE"_s),
        QCommandLineOption(QStringList{u"h"_s, u"help"_s}),
        QCommandLineOption(QStringList{u"v"_s, u"version"_s}),
    };
}

// Options may stand before the command's name, so all of them are known to the parser. The help is
// written by hand, in helpText(): it is ordered by what people want to do.
void addOptions(QCommandLineParser &parser, const std::vector<Command> &commands)
{
    parser.addOptions(commonOptions());
    QStringList known;
    for (const Command &command : commands) {
        for (const QCommandLineOption &option : command.options) {
            if (!known.contains(option.names().constFirst())) {
                known += option.names();
                parser.addOption(option);
            }
        }
    }
}

// An option that is given must not be empty: it would silently mean the usual folder.
Result<std::filesystem::path> pathOf(const QCommandLineParser &parser, const QString &option)
{
    const QString value = parser.value(option);
    if (parser.isSet(option) && value.isEmpty()) {
        return wrongUse(tr("--%1 needs a name.").arg(option));
    }
    return std::filesystem::path(value.toStdString());
}

Result<void> readPaths(const QCommandLineParser &parser, Request &request)
{
    const auto read = [&](const QString &option, std::filesystem::path &path) -> Result<void> {
        auto value = pathOf(parser, option);
        if (!value) {
            return std::unexpected(value.error());
        }
        path = std::move(*value);
        return {};
    };
    return read(u"cache-dir"_s, request.cacheFolder)
        .and_then([&] { return read(u"state-dir"_s, request.stateFolder); })
        .and_then([&] { return read(u"config"_s, request.config); });
}

Result<void> checkOptions(const Command &command, const QCommandLineParser &parser)
{
    QStringList allowed;
    for (const QCommandLineOption &option : commonOptions() + command.options) {
        allowed += option.names();
    }
    for (const QString &given : parser.optionNames()) {
        if (!allowed.contains(given)) {
            return wrongUse(tr("“larder %1” takes no %2.")
                                .arg(command.name, (given.size() > 1 ? u"--"_s : u"-"_s) + given));
        }
    }
    return {};
}

Result<void> checkWords(const Command &command, const QStringList &words)
{
    if (words.size() < command.leastWords) {
        return wrongUse(tr("“larder %1” needs to be told more.").arg(command.name));
    }
    if (words.size() > command.mostWords) {
        return wrongUse(
            tr("“larder %1” takes no “%2”.").arg(command.name, words.at(command.mostWords)));
    }
    return {};
}

QString namesOf(const std::vector<Command> &commands)
{
    QStringList names;
    for (const Command &command : commands) {
        names += command.name;
    }
    return names.join(u", "_s);
}

} // namespace

std::unexpected<Fault> wrongUse(const QString &what)
{
    return fail(FaultKind::BadInput, what, tr("“larder help” says what there is."));
}

Result<Request> Request::parse(const std::vector<Command> &commands, const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser, commands);
    // The parser expects the program's name first.
    if (!parser.parse(QStringList(u"larder"_s) + arguments)) {
        return wrongUse(parser.errorText());
    }
    Request request;
    if (parser.isSet(u"help"_s)) {
        return request;
    }
    if (parser.isSet(u"version"_s)) {
        request.wanted = Information::Version;
        return request;
    }
    QStringList words = parser.positionalArguments();
    if (words.isEmpty()) {
        return wrongUse(tr("A command is missing: %1 or help.").arg(namesOf(commands)));
    }
    const QString name = words.takeFirst();
    if (name == u"help") {
        return request;
    }
    const auto command = std::ranges::find(commands, name, &Command::name);
    if (command == commands.end()) {
        return wrongUse(tr("“%1” is no command of larder.").arg(name));
    }
    const Arguments given{.form = parser.isSet(u"json"_s) ? Form::Json : Form::Text,
                          .words = words,
                          .options = parser};
    auto action = checkOptions(*command, parser)
                      .and_then([&] { return checkWords(*command, words); })
                      .and_then([&] { return readPaths(parser, request); })
                      .and_then([&] { return command->understand(given); });
    if (!action) {
        return std::unexpected(std::move(action.error()));
    }
    request.wanted = std::move(*action);
    return request;
}

QString helpText(const std::vector<Command> &commands)
{
    QString text = tr("Larder keeps what package managers download, so that it is fetched once.\n"
                      "\n");
    for (const Command &command : commands) {
        text += command.help + u'\n';
    }
    return text +
           tr("larder help          this text\n"
              "\n"
              "Options of all but help:\n"
              "  --json             for programs: sizes in bytes, times in UTC; log prints one\n"
              "                     object a line\n"
              "  --state-dir DIR    where the proxy keeps its statistics, if not as usual\n"
              "  --cache-dir DIR    where it keeps what was fetched, if not as usual\n"
              "  --config FILE      the settings, if not the usual file\n"
              "  --version          the version of Larder\n"
              "\n"
              "Exit status: 0 all is well; 1 something could not be read or done, a sentence\n"
              "says what; 2 the command or an option is wrong; 3 verify found damage and\n"
              "dropped it.\n");
}

} // namespace larder::cli
