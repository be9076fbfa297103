// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/words.h"

#include "base/bytesize.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace larder::page
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::page::Words", text);
}

qint64 toSigned(std::uint64_t value)
{
    constexpr std::uint64_t limit = std::numeric_limits<qint64>::max();
    return static_cast<qint64>(std::min(value, limit));
}

QLatin1StringView latin1(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

QString formatCount(std::uint64_t count)
{
    // The "C" locale, which a service has, groups no digits.
    const QLocale own;
    const QLocale locale = own.language() == QLocale::C ? QLocale(QLocale::English) : own;
    return locale.toString(static_cast<qulonglong>(count));
}

QString formatSize(std::uint64_t bytes)
{
    return formatBytes(toSigned(bytes));
}

QString formatFiles(std::uint64_t count)
{
    return count == 1 ? tr("1 file") : tr("%1 files").arg(formatCount(count));
}

QString formatShare(const statistics::Tally &tally)
{
    const auto percent = tally.percentFromStock();
    // A no-break space: number and unit stay on one line.
    return percent ? tr("%1\u00a0%").arg(*percent) : u"–"_s;
}

QString formatDuration(std::chrono::microseconds duration)
{
    using namespace std::chrono_literals;
    if (duration < 0us) {
        return u"–"_s;
    }
    if (duration < 1ms) {
        return tr("%1 µs").arg(duration.count());
    }
    if (duration < 10s) {
        return tr("%1 ms").arg(std::chrono::floor<std::chrono::milliseconds>(duration).count());
    }
    return tr("%1 s").arg(std::chrono::floor<std::chrono::seconds>(duration).count());
}

QString printable(std::string_view text)
{
    QString result = QString::fromUtf8(text);
    for (QChar &character : result) {
        if (!character.isPrint()) {
            character = QChar::ReplacementCharacter;
        }
    }
    return result;
}

QString outcomeWords(statistics::Outcome outcome)
{
    using statistics::Outcome;
    switch (outcome) {
    case Outcome::Hit:
        return tr("From stock");
    case Outcome::Miss:
        return tr("Fetched");
    case Outcome::Renewal:
        return tr("From stock after a renewal");
    case Outcome::Stale:
        return tr("From stock, not renewed");
    case Outcome::Pass:
        return tr("Passed through, not kept");
    case Outcome::Tunnel:
        return tr("Encrypted tunnels");
    case Outcome::Own:
        return tr("Larder's own pages");
    case Outcome::Refused:
        return tr("Refused");
    case Outcome::Error:
        return tr("Failed");
    }
    return {};
}

QString reasonWords(statistics::Reason reason)
{
    using statistics::Reason;
    switch (reason) {
    case Reason::None:
        return {};
    case Reason::NotStored:
        return tr("It was not in stock.");
    case Reason::Lost:
        return tr("The copy in stock was damaged or gone from the disk.");
    case Reason::Changed:
        return tr("The copy in stock was out of date.");
    case Reason::Demanded:
        return tr("The client wanted the origin to be asked.");
    case Reason::Contradicted:
        return tr("The copy in stock was not the one that the client named by its digest.");
    case Reason::IndexBusy:
        return tr("Another program held the stock's index for too long.");
    case Reason::NotKept:
        return tr("Requests of this kind are never kept.");
    case Reason::Credentials:
        return tr("It was asked for with credentials, so it is nobody else's.");
    case Reason::NoStore:
        return tr("The client wanted it not to be kept.");
    case Reason::Unstorable:
        return tr("The origin gave an answer that is not to be kept.");
    case Reason::Paused:
        return tr("The cache was paused.");
    case Reason::StoreTrouble:
        return tr("Nothing could be stored at that time.");
    case Reason::OriginDown:
        return tr("The origin could not be reached.");
    case Reason::LogIn:
        return tr("The network wanted a log-in.");
    case Reason::OriginSlow:
        return tr("The origin took too long.");
    case Reason::OriginFailed:
        return tr("The origin failed or broke off.");
    case Reason::WrongBytes:
        return tr("What came was not what its index says.");
    case Reason::NotAtOrigin:
        return tr("The origin does not have it.");
    case Reason::Metered:
        return tr("The origin was not asked, as the connection is metered.");
    case Reason::Offline:
        return tr("The network was not to be used.");
    case Reason::TooMany:
        return tr("Too many files were being fetched at once.");
    case Reason::NotAllowed:
        return tr("Larder does not allow it.");
    case Reason::Malformed:
        return tr("The request was malformed.");
    case Reason::UnknownPath:
        return tr("There is nothing at this address.");
    case Reason::ClientLeft:
        return tr("The client left before the end.");
    }
    return {};
}

ModeWords modeWords(NetworkMode mode)
{
    switch (mode) {
    case NetworkMode::Normal:
        return {.title = tr("Serving"),
                .sentence = tr("What was fetched before comes from the stock, everything else from "
                               "the network.")};
    case NetworkMode::Metered:
        return {.title = tr("Serving, sparing the network"),
                .sentence = tr("The connection is metered: the network is used only where a "
                               "request cannot do without it.")};
    case NetworkMode::Offline:
        return {.title = tr("Offline"),
                .sentence = tr("What is in stock is served. Everything else is refused at once, "
                               "since the network is not used.")};
    case NetworkMode::Paused:
        return {.title = tr("Paused"),
                .sentence = tr("Requests are passed through to the network. Nothing is taken from "
                               "the stock or added to it.")};
    }
    return {};
}

QString logInWords()
{
    return tr("It answers in the place of others until somebody logs in: open any page in a "
              "browser. Larder keeps nothing of what it says.");
}

QString momentWords(WallTime time)
{
    const QDateTime local =
        QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count()).toLocalTime();
    return local.date() == QDate::currentDate() ? local.toString(u"HH:mm")
                                                : local.toString(u"yyyy-MM-dd HH:mm");
}

QString reasonWords(const NetworkState &network)
{
    switch (network.reason) {
    case NetworkReason::Ordinary:
        return {};
    case NetworkReason::Setting:
        return tr("The setting network.mode says so.");
    case NetworkReason::Option:
        return tr("larder-proxy was started so, with --offline.");
    case NetworkReason::Pause:
        return network.until ? tr("It ends by itself at %1.").arg(momentWords(*network.until))
                             : tr("It ends with “larder resume”.");
    case NetworkReason::MeteredLink:
        return tr("NetworkManager says that this connection is metered.");
    case NetworkReason::NoConnection:
        return tr("NetworkManager says that there is no connection.");
    }
    return {};
}

QJsonObject tallyToJson(const statistics::Tally &tally)
{
    QJsonObject json;
    const auto names = statistics::counterNames();
    for (std::size_t i = 0; i < names.size(); ++i) {
        json.insert(latin1(names[i]), static_cast<qint64>(statistics::counter(tally, i)));
    }
    json.insert("requests"_L1, toSigned(tally.requests()));
    json.insert("bytesSaved"_L1, static_cast<qint64>(tally.bytesSaved()));
    return json;
}

void addTroubles(QJsonObject &json, std::span<const Trouble> troubles,
                 std::span<const DownOrigin> downOrigins)
{
    QJsonArray sentences;
    QJsonArray kinds;
    for (const Trouble &trouble : troubles) {
        sentences.append(trouble.text);
        kinds.append(latin1(troubleKindName(trouble.kind)));
    }
    QJsonArray origins;
    QJsonArray logIns;
    for (const DownOrigin &down : downOrigins) {
        const QString origin = QString::fromStdString(down.origin);
        origins.append(origin);
        if (down.state == OriginState::LogIn) {
            logIns.append(origin);
        }
    }
    json.insert("troubles"_L1, sentences);
    json.insert("troubleKinds"_L1, kinds);
    json.insert("downOrigins"_L1, origins);
    json.insert("logInOrigins"_L1, logIns);
}

QJsonObject stockToJson(std::uint64_t objects, std::uint64_t bytes)
{
    return {{u"objects"_s, toSigned(objects)}, {u"bytes"_s, toSigned(bytes)}};
}

QString isoTime(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), QTimeZone::UTC)
        .toString(Qt::ISODateWithMs);
}

} // namespace larder::page
