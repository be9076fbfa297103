// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/stockwords.h"

#include "base/caches.h"
#include "cli/output.h"
#include "page/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

constexpr qsizetype sizeWidth = 9;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Stock", text);
}

QString namesOfCaches()
{
    QStringList names;
    for (const CacheInfo &cache : knownCaches()) {
        names += QString::fromUtf8(cache.name);
    }
    return names.join(u", "_s);
}

QJsonObject entryJson(const store::Listed &entry)
{
    return {{u"key"_s, QString::fromStdString(entry.key)},
            {u"name"_s, QString::fromStdString(entry.name)},
            {u"cache"_s, QString::fromStdString(entry.cache)},
            {u"kind"_s, entry.role == store::Role::Document ? u"document"_s : u"file"_s},
            {u"sha256"_s, QString::fromStdString(entry.digest.hex())},
            {u"bytes"_s, jsonBytes(entry.size)},
            {u"stored"_s, page::isoTime(entry.storedAt)},
            {u"used"_s, page::isoTime(entry.usedAt)},
            {u"pinned"_s, entry.isPinned}};
}

} // namespace

qint64 jsonBytes(std::uint64_t bytes)
{
    constexpr std::uint64_t limit = std::numeric_limits<qint64>::max();
    return static_cast<qint64>(std::min(bytes, limit));
}

QCommandLineOption cacheOption()
{
    return QCommandLineOption(u"cache"_s, {}, u"NAME"_s);
}

QCommandLineOption dryRunOption()
{
    return QCommandLineOption(u"dry-run"_s);
}

Result<store::Wanted> wantedFrom(const Arguments &arguments)
{
    store::Wanted wanted;
    for (const QString &word : arguments.words) {
        if (word.isEmpty()) {
            return wrongUse(tr("A pattern is empty."));
        }
        wanted.patterns.push_back(word.toStdString());
    }
    if (arguments.options.isSet(u"cache"_s)) {
        const QString name = arguments.options.value(u"cache"_s);
        if (!findCache(name.toStdString())) {
            return wrongUse(tr("There is no cache “%1”; there are %2.").arg(name, namesOfCaches()));
        }
        wanted.cache = name.toStdString();
    }
    return wanted;
}

stock::Doing doingFrom(const Arguments &arguments)
{
    return arguments.options.isSet(u"dry-run"_s) ? stock::Doing::Rehearsing : stock::Doing::Really;
}

QString stockLine(std::uint64_t bytes, WallTime usedAt, const QString &name, bool isPinned)
{
    const QString used = QDateTime::fromMSecsSinceEpoch(usedAt.time_since_epoch().count())
                             .toLocalTime()
                             .toString(u"yyyy-MM-dd HH:mm");
    return page::formatSize(bytes).rightJustified(sizeWidth) + u"  "_s + used + u"  "_s + name +
           (isPinned ? u"  "_s + tr("(pinned)") : QString()) + u'\n';
}

QString amountText(const store::Amount &amount)
{
    return page::formatFiles(amount.objects) + u", "_s + page::formatSize(amount.bytes);
}

QJsonObject amountJson(const store::Amount &amount)
{
    return {{u"objects"_s, jsonBytes(amount.objects)}, {u"bytes"_s, jsonBytes(amount.bytes)}};
}

QByteArray entriesJson(std::span<const store::Listed> entries)
{
    QByteArray json = "[";
    for (const store::Listed &entry : entries) {
        json += json.size() > 1 ? ",\n    " : "\n    ";
        json += QJsonDocument(entryJson(entry)).toJson(QJsonDocument::Compact);
    }
    return json + (entries.empty() ? "]" : "\n]");
}

QByteArray changeJson(const stock::Change &change, stock::Doing doing)
{
    const QByteArray dryRun = doing == stock::Doing::Rehearsing ? "true" : "false";
    return "{\"dryRun\": " + dryRun + ", \"total\": " +
           QJsonDocument(amountJson(change.amount)).toJson(QJsonDocument::Compact) +
           ",\n\"entries\": " + entriesJson(change.entries) + "}\n";
}

} // namespace larder::cli
