// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/stockwords.h"
#include "page/words.h"
#include "stock/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>

#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::List", text);
}

struct ListRequest
{
    Form form = Form::Text;
    store::Wanted wanted;
    stock::Order order = stock::Order::LastUse;
};

QByteArray textOf(const std::vector<store::Listed> &entries)
{
    QByteArray text;
    for (const store::Listed &entry : entries) {
        text += stockLine(entry.size, entry.usedAt, page::printable(entry.name), entry.isPinned)
                    .toUtf8();
    }
    return text + stock::amountWords(store::amountOf(entries)).toUtf8() + '\n';
}

QByteArray jsonOf(const std::vector<store::Listed> &entries)
{
    return "{\"total\": " +
           QJsonDocument(amountJson(store::amountOf(entries))).toJson(QJsonDocument::Compact) +
           ",\n\"entries\": " + entriesJson(entries) + "}\n";
}

int showList(const Paths &paths, const ListRequest &request)
{
    const auto entries = stock::list(paths, request.wanted, request.order);
    if (!entries) {
        return report(entries.error(), Failed);
    }
    std::ignore = print(request.form == Form::Json ? jsonOf(*entries) : textOf(*entries));
    return Done;
}

Result<stock::Order> orderFrom(const Arguments &arguments)
{
    const QString order = arguments.options.value(u"sort"_s);
    if (!arguments.options.isSet(u"sort"_s) || order == u"used") {
        return stock::Order::LastUse;
    }
    if (order == u"size") {
        return stock::Order::Size;
    }
    if (order == u"name") {
        return stock::Order::Name;
    }
    return wrongUse(tr("--sort takes used, size or name, not “%1”.").arg(order));
}

Result<Action> understand(const Arguments &arguments)
{
    auto wanted = wantedFrom(arguments);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    const auto order = orderFrom(arguments);
    if (!order) {
        return std::unexpected(order.error());
    }
    return [request =
                ListRequest{.form = arguments.form, .wanted = std::move(*wanted), .order = *order}](
               const Paths &paths) { return showList(paths, request); };
}

} // namespace

Command listCommand()
{
    return {.name = u"list"_s,
            .help = tr("larder list [PATTERN …]\n"
                       "                     what is in the stock, used last first; “*” in a\n"
                       "                     pattern stands for anything: 'nginx*'; --sort size\n"
                       "                     or name; --cache NAME: only what that one stored"),
            .options = {cacheOption(), QCommandLineOption(u"sort"_s, {}, u"ORDER"_s)},
            .mostWords = Command::anyNumber,
            .understand = understand};
}

} // namespace larder::cli
