// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "base/filedescriptor.h"
#include "cli/follower.h"
#include "cli/json.h"
#include "cli/request.h"
#include "cli/text.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>

using namespace larder;
using namespace larder::cli;

namespace
{

enum ExitStatus { Done = 0, Failed = 1, WrongUse = 2 };

int report(const Fault &fault, ExitStatus status)
{
    std::fprintf(stderr, "larder: %s\n", qUtf8Printable(fault.text()));
    return status;
}

// False when the reader has gone, such as "head": nothing is wrong then, but there is no use in
// going on.
[[nodiscard]] bool print(const QByteArray &text)
{
    const auto size = static_cast<std::size_t>(text.size());
    return std::fwrite(text.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0;
}

Result<Paths> pathsFor(const Request &request)
{
    auto paths = Paths::fromEnvironment();
    if (!paths) {
        return paths;
    }
    const auto replace = [](std::filesystem::path &path, const std::filesystem::path &given) {
        if (!given.empty()) {
            path = std::filesystem::absolute(given);
        }
    };
    replace(paths->cache, request.cacheFolder);
    replace(paths->state, request.stateFolder);
    replace(paths->config, request.config);
    return paths;
}

int showOverview(const Request &request, const Paths &paths)
{
    const auto settings = Settings::load(paths.config);
    auto overview =
        status::readOverview(paths, settings.value_or(Settings()), SystemClock().wall());
    if (!settings) {
        overview.faults.push_back(settings.error());
    }
    const bool json = request.form == Form::Json;
    const bool isStatus = request.command == Command::Status;
    const QByteArray text = json       ? isStatus ? statusJson(overview) : statsJson(overview)
                                  : isStatus ? statusText(overview).toUtf8()
                                       : statsText(overview).toUtf8();
    std::ignore = print(text);
    for (const Fault &fault : overview.faults) {
        report(fault, Failed);
    }
    return overview.faults.empty() ? Done : Failed;
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

int follow(statistics::Reader reader, std::int64_t after, const Request &request,
           const Paths &paths)
{
    const FileDescriptor signal = endSignals();
    const QSocketNotifier ended(signal.get(), QSocketNotifier::Read);
    QObject::connect(&ended, &QSocketNotifier::activated, [] { QCoreApplication::exit(Done); });

    const Follower follower(std::move(reader), after, paths.runtime);
    QObject::connect(&follower, &Follower::came, [&request](const auto &requests) {
        if (!print(linesFor(requests, request.form))) {
            QCoreApplication::exit(Done);
        }
    });
    QObject::connect(&follower, &Follower::failed,
                     [](const Fault &fault) { QCoreApplication::exit(report(fault, Failed)); });
    return QCoreApplication::exec();
}

int showLog(const Request &request, const Paths &paths)
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
    if (request.after == Request::After::Follow) {
        return follow(std::move(*reader), last, request, paths);
    }
    return Done;
}

} // namespace

int main(int argumentCount, char **arguments)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that leaves is seen where the text is printed
    const QCoreApplication application(argumentCount, arguments);
    QCoreApplication::setApplicationName(QStringLiteral("larder"));

    const auto request = Request::parse(QCoreApplication::arguments().sliced(1));
    if (!request) {
        return report(request.error(), WrongUse);
    }
    if (request->command == Command::Help) {
        std::ignore = print(helpText().toUtf8());
        return Done;
    }
    if (request->command == Command::Version) {
        std::ignore = print("larder " LARDER_VERSION "\n");
        return Done;
    }
    const auto paths = pathsFor(*request);
    if (!paths) {
        return report(paths.error(), Failed);
    }
    return request->command == Command::Log ? showLog(*request, *paths)
                                            : showOverview(*request, *paths);
}
