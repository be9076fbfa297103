// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/request.h"

#include <QCoreApplication>

#include <csignal>
#include <tuple>

using namespace larder;
using namespace larder::cli;

namespace
{

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

} // namespace

int main(int argumentCount, char **arguments)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that leaves is seen where the text is printed
    const QCoreApplication application(argumentCount, arguments);
    QCoreApplication::setApplicationName(QStringLiteral("larder"));

    const std::vector<Command> commands = allCommands();
    const auto request = Request::parse(commands, QCoreApplication::arguments().sliced(1));
    if (!request) {
        return report(request.error(), WrongUse);
    }
    if (const auto *information = std::get_if<Request::Information>(&request->wanted)) {
        std::ignore = print(*information == Request::Information::Help
                                ? helpText(commands).toUtf8()
                                : QByteArray("larder " LARDER_VERSION "\n"));
        return endStatus(Done);
    }
    const auto paths = pathsFor(*request);
    if (!paths) {
        return report(paths.error(), Failed);
    }
    return endStatus(std::get<Action>(request->wanted)(*paths));
}
