// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/json.h"

#include "page/clientlines.h"
#include "page/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

using status::CacheStatus;
using status::Overview;

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

qint64 toSigned(std::uint64_t value)
{
    constexpr std::uint64_t limit = std::numeric_limits<qint64>::max();
    return static_cast<qint64>(std::min(value, limit));
}

QString onDemandName(system::OnDemand state)
{
    switch (state) {
    case system::OnDemand::Unavailable:
        return u"unavailable"_s;
    case system::OnDemand::Off:
        return u"off"_s;
    case system::OnDemand::Listening:
        return u"listening"_s;
    case system::OnDemand::Failed:
        return u"failed"_s;
    case system::OnDemand::Foreign:
        return u"foreign"_s;
    }
    return {};
}

QJsonArray clientsJson(const CacheStatus &cache)
{
    QJsonArray ways;
    for (const page::ClientLines &way : page::clientLines(cache.name, cache.addresses.front())) {
        ways.append(QJsonObject{{u"client"_s, way.client},
                                {u"title"_s, way.title},
                                {u"place"_s, way.place},
                                {u"text"_s, way.text},
                                {u"note"_s, way.note},
                                {u"limit"_s, way.limit}});
    }
    return ways;
}

QJsonObject cacheJson(const CacheStatus &cache)
{
    QJsonArray addresses;
    for (const ListenAddress &address : cache.addresses) {
        addresses.append(QString::fromStdString(address.text()));
    }
    QJsonObject json{{u"name"_s, QString::fromStdString(cache.name)},
                     {u"serving"_s, cache.owner.has_value()},
                     {u"pid"_s, cache.owner ? QJsonValue(qint64{cache.owner->pid}) : QJsonValue()},
                     {u"chosen"_s, fromView(cacheModeName(cache.chosen))},
                     {u"onDemand"_s, onDemandName(cache.onDemand)},
                     {u"mode"_s, fromView(networkModeName(cache.network.mode))},
                     {u"modeReason"_s, fromView(networkReasonName(cache.network.reason))},
                     {u"pausedUntil"_s, cache.network.until
                                            ? QJsonValue(page::isoTime(*cache.network.until))
                                            : QJsonValue()},
                     {u"addresses"_s, addresses},
                     {u"page"_s, page::pageUrl(cache.addresses.front())},
                     {u"today"_s, page::tallyToJson(cache.today)},
                     {u"clients"_s, clientsJson(cache)}};
    const CacheOwner owner = cache.owner.value_or(CacheOwner());
    page::addTroubles(json, owner.troubles, owner.downOrigins);
    return json;
}

QJsonObject stockJson(const Overview &overview)
{
    QJsonObject json = page::stockToJson(overview.stock.stock.objects, overview.stock.stock.bytes);
    json.insert(u"partialBytes"_s, toSigned(overview.stock.partialBytes));
    json.insert(u"limit"_s, toSigned(overview.limits.stock));
    if (overview.disk) {
        json.insert(u"diskFree"_s, toSigned(overview.disk->free));
        json.insert(u"keepFree"_s, toSigned(store::floorOf(overview.limits, *overview.disk)));
    }
    const status::Room room = status::roomIn(overview);
    json.insert(u"room"_s, toSigned(room.bytes));
    json.insert(u"heldBackBy"_s, room.brake == status::Brake::Floor ? u"disk"_s : u"limit"_s);
    QJsonObject caches;
    for (const auto &[name, amount] : overview.stock.caches) {
        if (!name.empty()) {
            caches.insert(QString::fromStdString(name),
                          page::stockToJson(amount.objects, amount.bytes));
        }
    }
    json.insert(u"caches"_s, caches);
    return json;
}

QJsonObject figuresJson(const CacheStatus &cache)
{
    return {{u"name"_s, QString::fromStdString(cache.name)},
            {u"today"_s, page::tallyToJson(cache.today)},
            {u"last30Days"_s, page::tallyToJson(cache.last30Days)},
            {u"total"_s, page::tallyToJson(cache.total)}};
}

template <typename Convert>
QJsonArray cachesJson(const Overview &overview, Convert convert)
{
    QJsonArray caches;
    for (const CacheStatus &cache : overview.caches) {
        caches.append(convert(cache));
    }
    return caches;
}

} // namespace

QByteArray statusJson(const Overview &overview)
{
    const QJsonObject json{{u"time"_s, page::isoTime(overview.time)},
                           {u"caches"_s, cachesJson(overview, cacheJson)},
                           {u"stock"_s, stockJson(overview)}};
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

QByteArray statsJson(const Overview &overview)
{
    const QJsonObject json{{u"time"_s, page::isoTime(overview.time)},
                           {u"caches"_s, cachesJson(overview, figuresJson)}};
    return QJsonDocument(json).toJson(QJsonDocument::Indented);
}

QByteArray logJsonLine(const statistics::Reader::Recent &request)
{
    const statistics::RequestRecord &record = request.record;
    const QJsonObject json{{u"number"_s, qint64{request.number}},
                           {u"time"_s, page::isoTime(record.time)},
                           {u"cache"_s, QString::fromStdString(record.cache)},
                           {u"client"_s, QString::fromStdString(record.client)},
                           {u"method"_s, QString::fromStdString(record.method)},
                           {u"url"_s, QString::fromStdString(record.url)},
                           {u"outcome"_s, fromView(statistics::outcomeName(record.outcome))},
                           {u"reason"_s, record.reason == statistics::Reason::None
                                             ? QJsonValue()
                                             : fromView(statistics::reasonName(record.reason))},
                           {u"status"_s, record.status},
                           {u"bytesSent"_s, toSigned(record.bytesSent)},
                           {u"bytesFetched"_s, toSigned(record.bytesFetched)},
                           {u"microseconds"_s, qint64{record.duration.count()}}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace larder::cli
