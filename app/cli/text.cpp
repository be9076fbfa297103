// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/text.h"

#include "base/bytesize.h"
#include "cli/output.h"
#include "page/clientlines.h"
#include "page/words.h"

#include <QCoreApplication>
#include <QDateTime>

#include <array>
#include <set>

using namespace Qt::StringLiterals;

namespace larder::cli
{

namespace
{

using statistics::Outcome;
using statistics::Tally;
using status::CacheStatus;
using status::Overview;

// What came from the stock stands together.
constexpr std::array outcomeOrder{Outcome::Hit,  Outcome::Renewal, Outcome::Stale,
                                  Outcome::Miss, Outcome::Pass,    Outcome::Tunnel,
                                  Outcome::Own,  Outcome::Refused, Outcome::Error};
static_assert(outcomeOrder.size() == statistics::outcomeCount);

constexpr qsizetype lineWidth = 80;
constexpr qsizetype labelWidth = 10;
constexpr qsizetype rowLabelWidth = 32;
constexpr qsizetype figureWidth = 14;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::cli::Text", text);
}

QString field(const QString &label, const QString &text)
{
    const QString begin = u"  "_s + label.leftJustified(labelWidth);
    return begin + wrapped(text, begin.size()) + u'\n';
}

// Of a cache that nobody answers for now.
QString sleepWords(const CacheStatus &cache)
{
    const QString name = QString::fromStdString(cache.name);
    if (cache.chosen == CacheMode::BuiltIn && cache.onDemand != system::OnDemand::Listening) {
        return tr("Nobody answers now. The tray application does while it runs.");
    }
    switch (cache.onDemand) {
    case system::OnDemand::Listening:
        return tr("Asleep. systemd listens, and starts it on its first request.");
    case system::OnDemand::Failed:
        return tr("Failed. systemd could not listen, or could not start it: “journalctl --user -u "
                  "cache-%1.socket -u cache-%1.service” says why, “larder on %1” tries again.")
            .arg(name);
    case system::OnDemand::Foreign:
        return tr("Units named cache-%1 are there that are not Larder's own; “larder on %1” says "
                  "where.")
            .arg(name);
    case system::OnDemand::Off:
        return tr("Off. “larder on %1” lets systemd start it on its first request.").arg(name);
    case system::OnDemand::Unavailable:
        return tr("Nobody answers now. There is no systemd manager of this user that could start "
                  "it on a request.");
    }
    return {};
}

QString originsPart(const std::vector<DownOrigin> &origins)
{
    QString text;
    bool wantsLogIn = false;
    for (const DownOrigin &down : origins) {
        const QString origin = page::printable(down.origin);
        text += down.state == OriginState::LogIn
                    ? field(tr("Log-in"), tr("The network answers in the place of %1.").arg(origin))
                    : field(tr("Down"), tr("%1 cannot be reached.").arg(origin));
        wantsLogIn = wantsLogIn || down.state == OriginState::LogIn;
    }
    return wantsLogIn ? text + field({}, page::logInWords()) : text;
}

QString statePart(const CacheStatus &cache)
{
    const page::ModeWords words = page::modeWords(cache.network.mode);
    const QString why = page::reasonWords(cache.network);
    const QString holds =
        field({}, words.sentence) + (why.isEmpty() ? QString() : field(tr("Why"), why));
    if (cache.owner) {
        QString text =
            field(tr("State"), tr("%1 (process %2)").arg(words.title).arg(cache.owner->pid)) +
            holds;
        for (const Trouble &trouble : cache.owner->troubles) {
            text += field(tr("Trouble"), page::printable(trouble.text.toStdString()));
        }
        text += originsPart(cache.owner->downOrigins);
        return text;
    }
    const QString name = QString::fromStdString(cache.name);
    return field(tr("State"), sleepWords(cache)) +
           (cache.network.mode == NetworkMode::Normal ? QString() : holds) +
           field(tr("By hand"), u"larder-proxy --cache "_s + name);
}

QString addressesOf(const CacheStatus &cache)
{
    QStringList addresses;
    for (const ListenAddress &address : cache.addresses) {
        addresses << QString::fromStdString(address.text());
    }
    return addresses.join(u", "_s);
}

QString todayOf(const Tally &today)
{
    if (today.requests() == 0) {
        return tr("no requests yet");
    }
    return tr("%1 requests, %2 from stock, %3 saved")
        .arg(page::formatCount(today.requests()), page::formatShare(today),
             formatBytes(today.bytesSaved()));
}

// The first way of each client is the short one; the page has them all.
QString clientPart(const CacheStatus &cache)
{
    QString text;
    std::set<QString> told;
    for (const page::ClientLines &way : page::clientLines(cache.name, cache.addresses.front())) {
        if (!told.insert(way.client).second) {
            continue;
        }
        text += u"\n  "_s + tr("For %1, in %2:").arg(way.client, way.place) + u'\n';
        for (const QString &line : way.text.split(u'\n', Qt::SkipEmptyParts)) {
            text += u"    "_s + line + u'\n';
        }
        if (!way.limit.isEmpty()) {
            text += u"  "_s + wrapped(way.limit, 2) + u'\n';
        }
    }
    return text;
}

QString cachePart(const CacheStatus &cache)
{
    return QString::fromStdString(cache.name) + u'\n' + statePart(cache) +
           field(tr("Address"), addressesOf(cache)) +
           field(tr("Page"), page::pageUrl(cache.addresses.front())) +
           field(tr("Today"), todayOf(cache.today)) + clientPart(cache) + u'\n';
}

// In one line: what there is, how much it may become, and what stands in the way of that.
QString stockLineOf(const Overview &overview)
{
    const QString stock =
        tr("In stock: %1, %2 of at most %3")
            .arg(page::formatFiles(overview.stock.stock.objects),
                 page::formatSize(overview.stock.bytes()), page::formatSize(overview.limits.stock));
    const status::Room room = status::roomIn(overview);
    if (room.brake == status::Brake::Limit || !overview.disk) {
        return stock + u'\n';
    }
    const std::uint64_t floor = store::floorOf(overview.limits, *overview.disk);
    if (floor == 0) {
        return stock + u"; "_s +
               tr("the disk has room for %1 more").arg(page::formatSize(room.bytes)) + u'\n';
    }
    return stock + u"; "_s +
           (room.bytes == 0 ? tr("the oldest goes, as %1 of the disk are to stay free")
                                  .arg(page::formatSize(floor))
                            : tr("%1 may come, as %2 of the disk stay free")
                                  .arg(page::formatSize(room.bytes), page::formatSize(floor))) +
           u'\n';
}

QString row(const QString &label, const std::array<QString, 3> &figures)
{
    QString text = u"  "_s + label.leftJustified(rowLabelWidth);
    for (const QString &figure : figures) {
        text += figure.rightJustified(figureWidth);
    }
    return text + u'\n';
}

template <typename Figure>
QString row(const QString &label, const CacheStatus &cache, Figure figure)
{
    return row(label, {figure(cache.today), figure(cache.last30Days), figure(cache.total)});
}

QString statsPart(const CacheStatus &cache)
{
    QString text = QString::fromStdString(cache.name).leftJustified(rowLabelWidth + 2) +
                   tr("Today").rightJustified(figureWidth) +
                   tr("Last 30 days").rightJustified(figureWidth) +
                   tr("In total").rightJustified(figureWidth) + u'\n';
    text += row(tr("Requests"), cache,
                [](const Tally &tally) { return page::formatCount(tally.requests()); });
    for (const Outcome outcome : outcomeOrder) {
        if (cache.total.count(outcome) > 0) { // what never happened has no row
            text += row(u"  "_s + page::outcomeWords(outcome), cache, [=](const Tally &tally) {
                return page::formatCount(tally.count(outcome));
            });
        }
    }
    text += row(tr("Share answered from stock"), cache, page::formatShare);
    text += row(tr("Sent to clients"), cache,
                [](const Tally &tally) { return page::formatSize(tally.bytesToClients); });
    text += row(tr("Fetched over the network"), cache,
                [](const Tally &tally) { return page::formatSize(tally.bytesFromNetwork); });
    text +=
        row(tr("Saved"), cache, [](const Tally &tally) { return formatBytes(tally.bytesSaved()); });
    if (cache.total.bytesSavedMetered != 0) {
        text += row(u"  "_s + tr("of it on a metered connection"), cache,
                    [](const Tally &tally) { return formatBytes(tally.bytesSavedMetered); });
    }
    return text + u'\n';
}

// One word for a line of the log.
QString outcomeWord(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Hit:
        return tr("stock");
    case Outcome::Miss:
        return tr("fetched");
    case Outcome::Renewal:
        return tr("renewed");
    case Outcome::Stale:
        return tr("stock, old");
    case Outcome::Pass:
        return tr("passed");
    case Outcome::Tunnel:
        return tr("tunnel");
    case Outcome::Own:
        return tr("own page");
    case Outcome::Refused:
        return tr("refused");
    case Outcome::Error:
        return tr("failed");
    }
    return {};
}

} // namespace

QString wrapped(const QString &text, qsizetype indentation)
{
    QString result;
    qsizetype column = indentation;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (column > indentation && column + 1 + word.size() > lineWidth) {
            result += u'\n' + QString(indentation, u' ');
            column = indentation;
        } else if (column > indentation) {
            result += u' ';
            ++column;
        }
        result += word;
        column += word.size();
    }
    return result;
}

QString statusText(const Overview &overview)
{
    QString text;
    for (const CacheStatus &cache : overview.caches) {
        text += cachePart(cache);
    }
    return text + stockLineOf(overview);
}

QString statsText(const Overview &overview)
{
    QString text;
    for (const CacheStatus &cache : overview.caches) {
        text += statsPart(cache);
    }
    return text +
           wrapped(tr("Saved is what the origins would have sent for these requests, less "
                      "what was fetched."),
                   0) +
           u'\n';
}

QString logLine(const statistics::RequestRecord &record)
{
    const QString time = QDateTime::fromMSecsSinceEpoch(record.time.time_since_epoch().count())
                             .toLocalTime()
                             .toString(u"MM-dd HH:mm:ss");
    const QString why = page::reasonWords(record.reason);
    return u"%1 %2 %3 %4 %5 %6  %7 %8%9\n"_s
        .arg(time, page::printable(record.cache), outcomeWord(record.outcome).leftJustified(10))
        .arg(record.status, 3)
        .arg(page::formatSize(record.bytesSent), 9)
        .arg(page::formatDuration(record.duration), 7)
        .arg(page::printable(record.method), page::printable(record.url),
             why.isEmpty() ? QString() : u" – "_s + why);
}

} // namespace larder::cli
