// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/stockwords.h"

#include "base/caches.h"
#include "cli/output.h"
#include "page/words.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <ctime>
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

// Not through QDateTime, which looks for a change of the time zone's file with every time it shows:
// half of what a long list costs.
QString localMinute(WallTime time)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    std::array<char, 32> text{};
    if (::localtime_r(&seconds, &local) == nullptr) {
        return {};
    }
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(length));
}

QByteArray jsonText(const std::string &text)
{
    const bool isPlain = std::ranges::all_of(
        text, [](char c) { return c >= ' ' && c < '\x7F' && c != '"' && c != '\\'; });
    if (isPlain) {
        return '"' + QByteArray::fromStdString(text) + '"';
    }
    const QByteArray array =
        QJsonDocument(QJsonArray{QString::fromStdString(text)}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

// By hand: a tree of values for each entry takes three times as long.
void appendEntry(QByteArray &json, const store::Listed &entry)
{
    json += "{\"key\":" + jsonText(entry.key) + ",\"name\":" + jsonText(entry.name) +
            ",\"cache\":" + jsonText(entry.cache) +
            ",\"kind\":" + (entry.role == store::Role::Document ? "\"document\"" : "\"file\"") +
            ",\"sha256\":" + jsonText(entry.digest.hex()) +
            ",\"bytes\":" + QByteArray::number(jsonBytes(entry.size)) +
            ",\"stored\":" + jsonText(page::isoTime(entry.storedAt).toStdString()) +
            ",\"used\":" + jsonText(page::isoTime(entry.usedAt).toStdString()) +
            ",\"pinned\":" + (entry.isPinned ? "true" : "false") + '}';
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
    const QString used = localMinute(usedAt);
    return page::formatSize(bytes).rightJustified(sizeWidth) + u"  "_s + used + u"  "_s + name +
           (isPinned ? u"  "_s + tr("(pinned)") : QString()) + u'\n';
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
        appendEntry(json, entry);
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
