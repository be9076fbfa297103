// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/page.h"

#include "base/bytesize.h"
#include "page/style.h"
#include "page/words.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>

using namespace Qt::StringLiterals;

namespace larder::page
{

namespace
{

using statistics::Outcome;
using statistics::Tally;

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::page::Page", text);
}

QString escaped(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toHtmlEscaped();
}

// Element names and classes are ours; everything else is escaped where it enters.
QString element(QLatin1StringView name, const QString &content)
{
    return u'<' + name + u'>' + content + u"</"_s + name + u">\n"_s;
}

QString text(QLatin1StringView name, const QString &plain)
{
    return element(name, plain.toHtmlEscaped());
}

// Three shelves with jars: the same shapes as a favicon and as the mark beside the title.
constexpr QLatin1StringView markShapes =
    "<path d='M4 21.5h24v2H4zM4 26.5h24v2H4z'/>"
    "<rect x='6' y='9' width='8' height='12.5' rx='2'/><rect x='7' y='5.5' width='6' height='2.5' "
    "rx='1'/><rect x='17' y='12.5' width='9' height='9' rx='2'/><rect x='18.2' y='9' width='6.6' "
    "height='2.5' rx='1'/>"_L1;

QString favicon()
{
    const QString image =
        u"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32' fill='#2f7d57'>"_s +
        markShapes + u"</svg>"_s;
    return u"<link rel=\"icon\" href=\"data:image/svg+xml,"_s +
           QString::fromLatin1(image.toUtf8().toPercentEncoding()) + u"\">\n"_s;
}

QString head(const Figures &figures)
{
    return u"<!DOCTYPE html>\n<html lang=\""_s +
           tr("en").toHtmlEscaped() + // the language that a translation is in
           u"\">\n<head>\n<meta charset=\"utf-8\">\n"
           u"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           u"<meta name=\"color-scheme\" content=\"light dark\">\n"
           u"<meta name=\"robots\" content=\"noindex\">\n<title>Larder · "_s +
           escaped(figures.cache.name) + u"</title>\n"_s + favicon() + u"<style>"_s + pageStyle +
           u"</style>\n</head>\n"_s;
}

QString title(const Figures &figures)
{
    QStringList addresses;
    for (const ListenAddress &address : figures.cache.addresses) {
        addresses << u"<code>"_s + escaped(address.text()) + u"</code>"_s;
    }
    return u"<header>\n<svg viewBox=\"0 0 32 32\" fill=\"currentColor\" aria-hidden=\"true\">"_s +
           markShapes + u"</svg>\n<div>\n<h1>Larder <span>· "_s + escaped(figures.cache.name) +
           u"</span></h1>\n"_s +
           (addresses.isEmpty()
                ? QString()
                : element("p"_L1,
                          tr("Listens on %1").toHtmlEscaped().arg(addresses.join(u", "_s)))) +
           u"</div>\n</header>\n"_s;
}

QString state(const Figures &figures)
{
    const ModeWords words = modeWords(figures.network.mode);
    const QString reason = reasonWords(figures.network);
    return u"<section class=\"card state "_s + escaped(networkModeName(figures.network.mode)) +
           u"\" aria-label=\""_s + tr("State").toHtmlEscaped() + u"\">\n"_s +
           text("strong"_L1, words.title) + text("p"_L1, words.sentence) +
           (reason.isEmpty() ? QString() : text("p"_L1, reason)) + u"</section>\n"_s;
}

enum class Weight { Remark, Warning };

QString notice(Weight weight, const QString &heading, const QString &content)
{
    return (weight == Weight::Warning ? u"<section class=\"card notice warning\">\n"_s
                                      : u"<section class=\"card notice\">\n"_s) +
           text("h2"_L1, heading) + content + u"</section>\n"_s;
}

QString notices(const Figures &figures)
{
    QString html;
    if (!figures.troubles.empty()) {
        QString sentences;
        for (const Trouble &trouble : figures.troubles) {
            sentences += text("p"_L1, trouble.text);
        }
        html += notice(Weight::Warning, tr("Something is wrong with the disk"), sentences);
    }
    if (!figures.downOrigins.empty()) {
        QString origins;
        bool wantsLogIn = false;
        for (const DownOrigin &down : figures.downOrigins) {
            origins += u"<li><code>"_s + escaped(down.origin) + u"</code></li>\n"_s;
            wantsLogIn = wantsLogIn || down.state == OriginState::LogIn;
        }
        if (wantsLogIn) {
            html += notice(Weight::Warning, tr("This network wants a log-in"),
                           text("p"_L1, logInWords()));
        }
        html += notice(Weight::Warning, tr("Not answering at the moment"),
                       element("ul"_L1, origins) +
                           text("p"_L1, tr("What is in stock from there is served as it is. Larder "
                                           "keeps trying.")));
    }
    if (figures.viaProxy) {
        html += notice(Weight::Remark, tr("The network is reached through a proxy"),
                       text("p"_L1, tr("That proxy looks up the names, so Larder can check only "
                                       "the names, not the addresses behind them.")));
    }
    return html;
}

QString figure(const QString &name, const QString &value, const QString &remark)
{
    return u"<div class=\"card\">\n"_s + text("dt"_L1, name) + u"<dd class=\"big\">"_s +
           value.toHtmlEscaped() + u"</dd>\n<dd class=\"small\">"_s + remark.toHtmlEscaped() +
           u"</dd>\n</div>\n"_s;
}

QString remarkOnSaved(const Tally &tally)
{
    if (tally.requests() == 0) {
        return tr("no requests yet");
    }
    return tally.bytesSaved() < 0 ? tr("more was fetched than asked for")
                                  : tr("not fetched over the network");
}

QString keyFigures(const Figures &figures)
{
    const Tally &today = figures.cache.today;
    return u"<dl class=\"figures\">\n"_s +
           figure(tr("Saved today"), formatBytes(today.bytesSaved()), remarkOnSaved(today)) +
           figure(tr("From stock today"), formatShare(today),
                  tr("%1 of %2 requests")
                      .arg(formatCount(today.fromStock()),
                           formatCount(today.fromStock() + today.count(Outcome::Miss)))) +
           figure(tr("In stock"), formatSize(figures.storedBytes),
                  tr("%1, all caches together").arg(formatFiles(figures.storedObjects))) +
           u"</dl>\n"_s;
}

// One colour of the bar: what the requests of today came to.
struct Share
{
    QLatin1StringView style;
    QString name;
    std::uint64_t count = 0;
};

std::array<Share, 5> sharesOf(const Tally &tally)
{
    return {
        Share{"stock"_L1, tr("from stock"),
              tally.count(Outcome::Hit) + tally.count(Outcome::Stale)},
        Share{"kept"_L1, tr("from stock after a renewal"), tally.count(Outcome::Renewal)},
        Share{"fetched"_L1, tr("fetched"), tally.count(Outcome::Miss)},
        Share{"passed"_L1, tr("passed through"),
              tally.count(Outcome::Pass) + tally.count(Outcome::Tunnel)},
        Share{"failed"_L1, tr("refused or failed"),
              tally.count(Outcome::Refused) + tally.count(Outcome::Error)},
    };
}

// A picture of the same figures as the table's, so that it need not be read aloud.
QString bar(const Tally &tally)
{
    const auto shares = sharesOf(tally);
    double all = 0;
    for (const Share &share : shares) {
        all += static_cast<double>(share.count);
    }
    if (all <= 0) {
        return {};
    }
    QString pieces;
    QString legend = text("li"_L1, tr("Today:"));
    double left = 0;
    for (const Share &share : shares) {
        if (share.count == 0) {
            continue;
        }
        const double width = 1000 * static_cast<double>(share.count) / all;
        pieces += u"<rect class=\""_s + share.style + u"\" x=\""_s + QString::number(left, 'f', 2) +
                  u"\" width=\""_s + QString::number(width, 'f', 2) + u"\" height=\"10\"/>"_s;
        legend += u"<li><svg viewBox=\"0 0 10 10\"><rect class=\""_s + share.style +
                  u"\" width=\"10\" height=\"10\"/></svg>"_s + formatCount(share.count) + u' ' +
                  share.name.toHtmlEscaped() + u"</li>\n"_s;
        left += width;
    }
    return u"<div class=\"shares\" aria-hidden=\"true\">\n<svg viewBox=\"0 0 1000 10\" "
           u"preserveAspectRatio=\"none\">"_s +
           pieces + u"</svg>\n"_s + element("ul"_L1, legend) + u"</div>\n"_s;
}

QString row(const QString &name, const QString &today, const QString &total)
{
    return u"<tr><th scope=\"row\">"_s + name.toHtmlEscaped() + u"</th><td>"_s + today +
           u"</td><td>"_s + total + u"</td></tr>\n"_s;
}

// What never happened has no row.
QString countRow(const Figures::Cache &cache, Outcome outcome)
{
    const std::uint64_t total = cache.total.count(outcome);
    return total == 0 ? QString()
                      : row(outcomeWords(outcome), formatCount(cache.today.count(outcome)),
                            formatCount(total));
}

QString stockCell(const Tally &tally)
{
    const QString share =
        tally.percentFromStock() ? u"<small>"_s + formatShare(tally) + u"</small>"_s : QString();
    return share + formatCount(tally.fromStock());
}

QString savedCell(const Tally &tally)
{
    const std::int64_t saved = tally.bytesSaved();
    return (saved < 0 ? u"<td class=\"cost\">"_s : u"<td>"_s) + formatBytes(saved) + u"</td>"_s;
}

QString table(const Figures::Cache &cache)
{
    const Tally &today = cache.today;
    const Tally &total = cache.total;
    const QString body =
        row(tr("Requests"), formatCount(today.requests()), formatCount(total.requests())) +
        row(tr("Answered from stock"), stockCell(today), stockCell(total)) +
        countRow(cache, Outcome::Miss) + countRow(cache, Outcome::Pass) +
        countRow(cache, Outcome::Tunnel) + countRow(cache, Outcome::Own) +
        countRow(cache, Outcome::Refused) + countRow(cache, Outcome::Error) +
        row(tr("Sent to clients"), formatSize(today.bytesToClients),
            formatSize(total.bytesToClients)) +
        row(tr("Fetched over the network"), formatSize(today.bytesFromNetwork),
            formatSize(total.bytesFromNetwork)) +
        u"<tr class=\"sum\"><th scope=\"row\">"_s + tr("Saved").toHtmlEscaped() + u"</th>"_s +
        savedCell(today) + savedCell(total) + u"</tr>\n"_s;
    return u"<table>\n<caption>"_s +
           tr("Saved is what the origins would have sent for these requests, less what was "
              "fetched.")
               .toHtmlEscaped() +
           u"</caption>\n<thead><tr><td></td><th scope=\"col\">"_s + tr("Today").toHtmlEscaped() +
           u"</th><th scope=\"col\">"_s + tr("In total").toHtmlEscaped() +
           u"</th></tr></thead>\n"_s + element("tbody"_L1, body) + u"</table>\n"_s;
}

QString requests(const Figures &figures)
{
    return u"<section>\n"_s + text("h2"_L1, tr("Requests")) + u"<div class=\"card\">\n"_s +
           bar(figures.cache.today) + table(figures.cache) + u"</div>\n</section>\n"_s;
}

QString ways(const Figures &figures)
{
    const auto lines = clientLines(figures.cache.name, figures.askedAt);
    if (lines.empty()) {
        return {};
    }
    QString html;
    QStringList clients;
    for (const ClientLines &way : lines) {
        html +=
            u"<section class=\"card way\">\n"_s + text("h3"_L1, way.title) +
            element("p"_L1, tr("Goes into %1")
                                .toHtmlEscaped()
                                .arg(way.place.startsWith(u'/') || way.place.startsWith(u'~')
                                         ? u"<code>"_s + way.place.toHtmlEscaped() + u"</code>"_s
                                         : way.place.toHtmlEscaped())) +
            u"<pre tabindex=\"0\">"_s + way.text.toHtmlEscaped() + u"</pre>\n"_s +
            (way.limit.isEmpty() ? QString() : text("p"_L1, way.limit)) +
            (way.note.isEmpty() ? QString() : text("p"_L1, way.note)) + u"</section>\n"_s;
        if (!clients.contains(way.client)) {
            clients << way.client;
        }
    }
    return u"<section>\n"_s +
           element("h2"_L1,
                   tr("Point %1 at this cache").arg(clients.join(u", "_s)).toHtmlEscaped()) +
           html + u"</section>\n"_s;
}

QString further()
{
    const auto entry = [](const QString &command, const QString &meaning) {
        return u"<dt>"_s + command + u"</dt><dd>"_s + meaning.toHtmlEscaped() + u"</dd>\n"_s;
    };
    return u"<section>\n"_s + text("h2"_L1, tr("Look further")) +
           u"<dl class=\"card further\">\n"_s +
           entry(u"<code>larder status</code>"_s, tr("who answers for which cache, and where")) +
           entry(u"<code>larder stats</code>"_s, tr("these figures in a terminal, of all caches")) +
           entry(u"<code>larder log -f</code>"_s, tr("every request as it comes")) +
           u"</dl>\n</section>\n"_s;
}

QString footer(const Figures &figures)
{
    const auto time =
        QDateTime::fromMSecsSinceEpoch(figures.time.time_since_epoch().count()).toLocalTime();
    return element("footer"_L1,
                   tr("Larder %1 · as of %2 · today begins at midnight, local time")
                       .toHtmlEscaped()
                       .arg(escaped(figures.version), time.toString(u"yyyy-MM-dd HH:mm:ss")));
}

} // namespace

std::string renderHtml(const Figures &figures)
{
    const QString html = head(figures) + u"<body>\n"_s + title(figures) + u"<main>\n"_s +
                         state(figures) + notices(figures) + keyFigures(figures) +
                         requests(figures) + ways(figures) + further() + u"</main>\n"_s +
                         footer(figures) + u"</body>\n</html>\n"_s;
    return html.toStdString();
}

std::string contentSecurityPolicy()
{
    const QByteArray digest =
        QCryptographicHash::hash(pageStyle.toUtf8(), QCryptographicHash::Sha256).toBase64();
    return "default-src 'none'; img-src data:; style-src 'sha256-" + digest.toStdString() +
           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

std::string renderJson(const Figures &figures)
{
    QJsonArray addresses;
    for (const ListenAddress &address : figures.cache.addresses) {
        addresses.append(QString::fromStdString(address.text()));
    }
    QJsonObject json{
        {u"version"_s, QString::fromStdString(figures.version)},
        {u"time"_s, isoTime(figures.time)},
        {u"cache"_s, QString::fromStdString(figures.cache.name)},
        {u"addresses"_s, addresses},
        {u"mode"_s, QString::fromLatin1(networkModeName(figures.network.mode))},
        {u"modeReason"_s, QString::fromLatin1(networkReasonName(figures.network.reason))},
        {u"pausedUntil"_s,
         figures.network.until ? QJsonValue(isoTime(*figures.network.until)) : QJsonValue()},
        {u"viaProxy"_s, figures.viaProxy},
        {u"fetches"_s, static_cast<qint64>(figures.fetches)},
        {u"stock"_s, stockToJson(figures.storedObjects, figures.storedBytes)},
        {u"today"_s, tallyToJson(figures.cache.today)},
        {u"total"_s, tallyToJson(figures.cache.total)},
    };
    addTroubles(json, figures.troubles, figures.downOrigins);
    return QJsonDocument(json).toJson(QJsonDocument::Indented).toStdString();
}

} // namespace larder::page
