// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/request.h"

#include "statistics/recorder.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Request", text);
}

struct CommandName
{
    QLatin1StringView name;
    Command command;
};

constexpr std::array commandNames{
    CommandName{.name = "status"_L1, .command = Command::Status},
    CommandName{.name = "stats"_L1, .command = Command::Stats},
    CommandName{.name = "log"_L1, .command = Command::Log},
    CommandName{.name = "help"_L1, .command = Command::Help},
};

std::optional<Command> commandNamed(const QString &name)
{
    for (const CommandName &known : commandNames) {
        if (known.name == name) {
            return known.command;
        }
    }
    return std::nullopt;
}

std::unexpected<Fault> wrongUse(const QString &what)
{
    return fail(FaultKind::BadInput, what, tr("“larder help” says what there is."));
}

void addOptions(QCommandLineParser &parser)
{
    // The help is written by hand, in helpText(): it is ordered by what people want to do.
    parser.addOptions({
        QCommandLineOption(u"json"_s),
        QCommandLineOption(QStringList{u"f"_s, u"follow"_s}),
        QCommandLineOption(QStringList{u"n"_s, u"lines"_s}, {}, u"N"_s),
        QCommandLineOption(u"cache-dir"_s, {}, u"DIR"_s),
        QCommandLineOption(u"state-dir"_s, {}, u"DIR"_s),
        QCommandLineOption(u"config"_s, {}, u"FILE"_s),
        QCommandLineOption(QStringList{u"h"_s, u"help"_s}),
        QCommandLineOption(QStringList{u"v"_s, u"version"_s}),
    });
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

Result<void> readLogOptions(const QCommandLineParser &parser, Request &request)
{
    const bool follows = parser.isSet(u"follow"_s);
    const bool hasLines = parser.isSet(u"lines"_s);
    if (request.command != Command::Log) {
        if (follows || hasLines) {
            return wrongUse(tr("Only “larder log” takes %1.").arg(follows ? u"-f"_s : u"-n"_s));
        }
        return {};
    }
    request.after = follows ? Request::After::Follow : Request::After::End;
    if (hasLines) {
        bool isNumber = false;
        const qulonglong lines = parser.value(u"lines"_s).toULongLong(&isNumber);
        if (!isNumber || lines > statistics::maxRecentRequests) {
            return wrongUse(tr("-n takes a number of lines from 0 to %1, not “%2”.")
                                .arg(statistics::maxRecentRequests)
                                .arg(parser.value(u"lines"_s)));
        }
        request.lines = lines;
    }
    return {};
}

} // namespace

Result<Request> Request::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    // The parser expects the program's name first.
    if (!parser.parse(QStringList(u"larder"_s) + arguments)) {
        return wrongUse(parser.errorText());
    }
    Request request;
    if (parser.isSet(u"help"_s)) {
        return request;
    }
    if (parser.isSet(u"version"_s)) {
        request.command = Command::Version;
        return request;
    }
    const QStringList words = parser.positionalArguments();
    if (words.isEmpty()) {
        return wrongUse(tr("A command is missing: status, stats, log or help."));
    }
    const auto command = commandNamed(words.constFirst());
    if (!command) {
        return wrongUse(tr("“%1” is no command of larder.").arg(words.constFirst()));
    }
    if (words.size() > 1) {
        return wrongUse(tr("“larder %1” takes no “%2”.").arg(words.at(0), words.at(1)));
    }
    request.command = *command;
    request.form = parser.isSet(u"json"_s) ? Form::Json : Form::Text;
    if (auto read = readLogOptions(parser, request); !read) {
        return std::unexpected(read.error());
    }
    if (auto read = readPaths(parser, request); !read) {
        return std::unexpected(read.error());
    }
    return request;
}

QString helpText()
{
    return tr("Larder keeps what package managers download, so that it is fetched once.\n"
              "This command shows how that goes. It starts nothing and changes nothing.\n"
              "\n"
              "larder status        who answers for which cache, where, and the lines that\n"
              "                     point a client at it\n"
              "larder stats         requests and bytes: today, last 30 days, in total\n"
              "larder log           the last 20 requests; times are local\n"
              "larder log -n 100    the last 100\n"
              "larder log -f        the last 20, then each request as it comes, until Ctrl-C\n"
              "larder help          this text\n"
              "\n"
              "Options of all but help:\n"
              "  --json             for programs: sizes in bytes, times in UTC; log prints one\n"
              "                     object a line\n"
              "  --state-dir DIR    where the proxy keeps its statistics, if not as usual\n"
              "  --cache-dir DIR    where it keeps what was fetched, if not as usual\n"
              "  --config FILE      the settings, if not the usual file\n"
              "  --version          the version of Larder\n"
              "\n"
              "Exit status: 0 all is well; 1 something could not be read, a sentence says what;\n"
              "2 the command or an option is wrong.\n");
}

} // namespace larder::cli
