// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/stockwords.h"
#include "page/words.h"
#include "stock/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Remove", text);
}

struct RemoveRequest
{
    Form form = Form::Text;
    store::Wanted wanted;
    stock::Pinned pinned = stock::Pinned::Refuse;
    stock::Doing doing = stock::Doing::Really;
};

int removeThem(const Paths &paths, const RemoveRequest &request)
{
    const auto removed = stock::remove(paths, request.wanted, request.pinned, request.doing);
    if (!removed) {
        return report(removed.error(), Failed);
    }
    if (request.form == Form::Json) {
        std::ignore = print(changeJson(*removed, request.doing));
        return Done;
    }
    QString text;
    for (const store::Listed &entry : removed->entries) {
        text += stockLine(entry.size, entry.usedAt, page::printable(entry.name), entry.isPinned);
    }
    text += request.doing == stock::Doing::Really
                ? tr("Removed: %1.").arg(stock::amountWords(removed->amount))
                : tr("Would be removed: %1.").arg(stock::amountWords(removed->amount));
    std::ignore = print((text + u'\n').toUtf8());
    return Done;
}

Result<Action> understand(const Arguments &arguments)
{
    auto wanted = wantedFrom(arguments);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    return [request = RemoveRequest{.form = arguments.form,
                                    .wanted = std::move(*wanted),
                                    .pinned = arguments.options.isSet(u"pinned"_s)
                                                  ? stock::Pinned::RemoveToo
                                                  : stock::Pinned::Refuse,
                                    .doing = doingFrom(arguments)}](const Paths &paths) {
        return removeThem(paths, request);
    };
}

} // namespace

Command removeCommand()
{
    return {.name = u"remove"_s,
            .help = tr("larder remove PATTERN …\n"
                       "                     out of the stock; pinned things only with --pinned;\n"
                       "                     --dry-run says what would go, also for pin and unpin"),
            .options = {cacheOption(), dryRunOption(), QCommandLineOption(u"pinned"_s)},
            .leastWords = 1,
            .mostWords = Command::anyNumber,
            .understand = understand};
}

} // namespace larder::cli
