// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/stockwords.h"
#include "page/words.h"
#include "stock/collection.h"
#include "stock/words.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <tuple>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

using stock::Collection;
using stock::Doing;
using stock::Victim;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Collect", text);
}

QString kindName(Victim::Kind kind)
{
    switch (kind) {
    case Victim::Kind::File:
        return u"file"_s;
    case Victim::Kind::Document:
        return u"document"_s;
    case Victim::Kind::Suite:
        return u"suite"_s;
    case Victim::Kind::Partial:
        return u"partial"_s;
    }
    return {};
}

QJsonObject missingJson(const store::Shortage &missing)
{
    QJsonObject caches;
    for (const auto &[name, bytes] : missing.caches) {
        caches.insert(QString::fromStdString(name), jsonBytes(bytes));
    }
    return {{u"stock"_s, jsonBytes(missing.stock)}, {u"caches"_s, caches}};
}

QByteArray jsonOf(const Collection &collection, const store::SpaceLimits &limits, Doing doing)
{
    QJsonObject json{{u"dryRun"_s, doing == Doing::Rehearsing},
                     {u"limit"_s, jsonBytes(limits.stock)},
                     {u"bytesBefore"_s, jsonBytes(collection.before.bytes())},
                     {u"removed"_s, amountJson(collection.evicted)},
                     {u"missing"_s, missingJson(collection.missing)}};
    if (doing == Doing::Really) {
        json.insert(u"bytesAfter"_s, jsonBytes(collection.after.bytes()));
        json.insert(u"sweptBytes"_s, jsonBytes(collection.sweptBytes));
    } else {
        QJsonArray victims;
        for (const Victim &victim : collection.victims) {
            victims.append(QJsonObject{{u"kind"_s, kindName(victim.kind)},
                                       {u"name"_s, QString::fromStdString(victim.name)},
                                       {u"cache"_s, QString::fromStdString(victim.cache)},
                                       {u"bytes"_s, jsonBytes(victim.bytes)},
                                       {u"used"_s, page::isoTime(victim.usedAt)}});
        }
        json.insert(u"entries"_s, victims);
    }
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

QString textOf(const Collection &collection, const store::SpaceLimits &limits, Doing doing)
{
    QString text;
    for (const Victim &victim : collection.victims) {
        text += stockLine(victim.bytes, victim.usedAt, stock::nameOf(victim), false);
    }
    if (doing == Doing::Rehearsing) {
        text += collection.victims.empty()
                    ? tr("Nothing would be removed.")
                    : tr("Would be removed: %1.").arg(stock::amountWords(collection.evicted));
    } else {
        text += collection.evicted == store::Amount()
                    ? tr("Nothing had to be removed.")
                    : tr("Removed: %1.").arg(stock::amountWords(collection.evicted));
        if (collection.sweptBytes > 0) {
            text += u' ' +
                    tr("Swept away: %1 of leftovers.").arg(page::formatSize(collection.sweptBytes));
        }
    }
    const store::StockUse &use = doing == Doing::Really ? collection.after : collection.before;
    text += u'\n' + stock::inStockWords(use, limits.stock) + u'\n';
    const QString missing = stock::missingWords(collection.missing);
    return missing.isEmpty() ? text : text + missing + u'\n';
}

int collectNow(const Paths &paths, Form form, Doing doing)
{
    const auto settings = Settings::load(paths.config);
    if (!settings) { // other limits than those that are meant would remove too much
        return report(settings.error(), Failed);
    }
    const store::SpaceLimits limits = store::spaceLimits(*settings);
    const auto collection = stock::collect(paths, limits, SystemClock().wall(), doing);
    if (!collection) {
        return report(collection.error(), Failed);
    }
    std::ignore = print(form == Form::Json ? jsonOf(*collection, limits, doing)
                                           : textOf(*collection, limits, doing).toUtf8());
    return Done;
}

} // namespace

Command gcCommand()
{
    return {.name = u"gc"_s,
            .help =
                tr("larder gc            brings the stock within its limits now, and sweeps away\n"
                   "                     leftovers; --dry-run says what would go"),
            .options = {dryRunOption()},
            .understand = [](const Arguments &arguments) -> Result<Action> {
                return [form = arguments.form, doing = doingFrom(arguments)](const Paths &paths) {
                    return collectNow(paths, form, doing);
                };
            }};
}

} // namespace larder::cli
