// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/filedescriptor.h"
#include "cli/commands.h"
#include "cli/follower.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/text.h"
#include "statistics/recorder.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <memory>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

constexpr std::size_t defaultLines = 20;

enum class After { End, Follow }; // what to do after the last line

struct LogRequest
{
    Form form = Form::Text;
    After after = After::End;
    std::size_t lines = defaultLines; // to begin with
};

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Log", text);
}

QByteArray linesFor(const std::vector<statistics::Reader::Recent> &requests, Form form)
{
    QByteArray lines;
    for (const auto &request : requests) {
        lines += form == Form::Json ? logJsonLine(request) : logLine(request.record).toUtf8();
    }
    return lines;
}

// Ctrl-C and SIGTERM as a descriptor.
FileDescriptor endSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    return FileDescriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

int follow(statistics::Reader reader, std::int64_t after, Form form, const Paths &paths)
{
    const FileDescriptor signal = endSignals();
    const QSocketNotifier ended(signal.get(), QSocketNotifier::Read);
    QObject::connect(&ended, &QSocketNotifier::activated, [] { QCoreApplication::exit(Done); });

    // A reader that has gone, such as "head", is an error of the pipe: seen before the next
    // request.
    std::unique_ptr<QSocketNotifier> left;
    if (struct stat output{}; ::fstat(STDOUT_FILENO, &output) == 0 && S_ISFIFO(output.st_mode)) {
        left = std::make_unique<QSocketNotifier>(STDOUT_FILENO, QSocketNotifier::Read);
        QObject::connect(left.get(), &QSocketNotifier::activated,
                         [] { QCoreApplication::exit(Done); });
    }

    const Follower follower(std::move(reader), after, paths.runtime);
    QObject::connect(&follower, &Follower::came, [form](const auto &requests) {
        if (!print(linesFor(requests, form))) {
            QCoreApplication::exit(Done);
        }
    });
    QObject::connect(&follower, &Follower::failed,
                     [](const Fault &fault) { QCoreApplication::exit(report(fault, Failed)); });
    return QCoreApplication::exec();
}

int showLog(const Paths &paths, const LogRequest &request)
{
    auto reader = statistics::Reader::open(paths.state);
    if (!reader) {
        return report(reader.error(), Failed);
    }
    // At least one, for its number: what comes after it is what is followed.
    auto requests = reader->recent(std::max<std::size_t>(request.lines, 1));
    if (!requests) {
        return report(requests.error(), Failed);
    }
    const std::int64_t last = requests->empty() ? 0 : requests->back().number;
    if (request.lines == 0) {
        requests->clear();
    }
    if (!print(linesFor(*requests, request.form))) {
        return Done;
    }
    if (request.after == After::Follow) {
        return follow(std::move(*reader), last, request.form, paths);
    }
    return Done;
}

Result<Action> understand(const Arguments &arguments)
{
    LogRequest request{.form = arguments.form,
                       .after = arguments.options.isSet(u"follow"_s) ? After::Follow : After::End};
    if (arguments.options.isSet(u"lines"_s)) {
        const QString value = arguments.options.value(u"lines"_s);
        bool isNumber = false;
        const qulonglong lines = value.toULongLong(&isNumber);
        if (!isNumber || lines > statistics::maxRecentRequests) {
            return wrongUse(tr("-n takes a number of lines from 0 to %1, not “%2”.")
                                .arg(statistics::maxRecentRequests)
                                .arg(value));
        }
        request.lines = lines;
    }
    return [request](const Paths &paths) { return showLog(paths, request); };
}

} // namespace

Command logCommand()
{
    return {.name = u"log"_s,
            .help = tr("larder log           the last 20 requests; times are local\n"
                       "larder log -n 100    the last 100\n"
                       "larder log -f        the last 20, then each request as it comes, until "
                       "Ctrl-C"),
            .options = {QCommandLineOption(QStringList{u"f"_s, u"follow"_s}),
                        QCommandLineOption(QStringList{u"n"_s, u"lines"_s}, {}, u"N"_s)},
            .understand = understand};
}

} // namespace larder::cli
