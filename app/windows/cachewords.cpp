// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/cachewords.h"

#include "base/caches.h"
#include "page/words.h"

#include <QCoreApplication>
#include <QGuiApplication>

namespace larder::windows
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::windows::CacheWords", text);
}

// Of a cache for which no process answers.
StateWords sleepWords(const status::CacheStatus &cache)
{
    switch (cache.onDemand) {
    case system::OnDemand::Listening:
        if (cache.network.mode != NetworkMode::Normal) {
            const page::ModeWords words = page::modeWords(cache.network.mode);
            return {.title = words.title, .sentence = words.sentence};
        }
        return {.title = tr("Asleep"),
                .sentence = tr("The system listens, and starts it on its first request.")};
    case system::OnDemand::Failed:
        return {.title = tr("Failed"),
                .sentence = tr("The system could not listen for it, or could not start it.")};
    case system::OnDemand::Foreign:
        return {.title = tr("Taken"),
                .sentence = tr("Units of other software have the names of this cache.")};
    case system::OnDemand::Off:
    case system::OnDemand::Unavailable:
        break;
    }
    return {.title = tr("Off"), .sentence = tr("Nobody answers its requests.")};
}

Fault faultOf(const DownOrigin &down)
{
    const QString origin = QString::fromStdString(down.origin);
    return down.state == OriginState::LogIn
               ? Fault{.kind = FaultKind::NotAllowed,
                       .what = tr("The network answers in the place of %1.").arg(origin),
                       .advice = tr("It wants a log-in: open any page in a browser.")}
               : Fault{.kind = FaultKind::Unreachable,
                       .what = tr("%1 cannot be reached; what is in stock is served.").arg(origin),
                       .advice = {}};
}

} // namespace

QString titleOf(std::string_view cache)
{
    const auto known = findCache(cache);
    const std::string_view title = known ? known->title : cache;
    return QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size()));
}

StateWords stateWords(const status::CacheStatus &cache, const Switching &switching)
{
    if (switching.isUnderWay) {
        return {.title = tr("Switching…"), .sentence = tr("It is being turned on or off.")};
    }
    if (!cache.owner) {
        return sleepWords(cache);
    }
    const page::ModeWords words = page::modeWords(cache.network.mode);
    const QString why = page::reasonWords(cache.network);
    return {.title = words.title,
            .sentence = why.isEmpty() ? words.sentence : words.sentence + u' ' + why};
}

std::vector<Fault> faultsOf(const status::CacheStatus &cache, const Switching &switching)
{
    std::vector<Fault> faults;
    if (switching.fault) {
        faults.push_back(*switching.fault);
    }
    if (cache.owner) {
        for (const Trouble &trouble : cache.owner->troubles) {
            faults.push_back({.kind = FaultKind::Internal, .what = trouble.text, .advice = {}});
        }
        for (const DownOrigin &down : cache.owner->downOrigins) {
            faults.push_back(faultOf(down));
        }
        return faults;
    }
    const QString name = QString::fromStdString(cache.name);
    if (cache.onDemand == system::OnDemand::Failed) {
        faults.push_back(
            {.kind = FaultKind::Internal,
             .what = tr("The system could not listen for it, or could not start it."),
             .advice = tr("Tick it to try again; “journalctl --user -u cache-%1.socket -u "
                          "cache-%1.service” says why.")
                           .arg(name)});
    } else if (cache.onDemand == system::OnDemand::Foreign && !switching.fault) {
        faults.push_back(
            {.kind = FaultKind::NotAllowed,
             .what = tr("Units named cache-%1 are there that are not Larder's own.").arg(name),
             .advice = tr("They may belong to an older set-up. “Replace Units of Other Software…” "
                          "in its menu moves them aside, and “larder undo” puts them back.")});
    }
    return faults;
}

std::uint64_t bytesFromDisk(const statistics::Tally &tally)
{
    return tally.bytesToClients > tally.bytesFromNetwork
               ? tally.bytesToClients - tally.bytesFromNetwork
               : 0;
}

QString inOrder(const QString &figure)
{
    constexpr QChar leftToRightMark(0x200e);
    return QGuiApplication::isRightToLeft() ? leftToRightMark + figure + leftToRightMark : figure;
}

} // namespace larder::windows
