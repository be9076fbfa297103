// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/words.h"

#include "base/bytesize.h"
#include "page/words.h"
#include "windows/cachewords.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace larder::tray
{

using windows::titleOf;

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::tray::Words", text);
}

QString ownerWords(const status::CacheStatus &cache)
{
    switch (cache.network.mode) {
    case NetworkMode::Paused:
        return tr("paused");
    case NetworkMode::Offline:
        return tr("offline");
    case NetworkMode::Metered:
        return tr("saving data");
    case NetworkMode::Normal:
        break;
    }
    return tr("running");
}

QString stateOf(const status::CacheStatus &cache)
{
    if (cache.owner) {
        return cache.owner->troubles.empty() ? ownerWords(cache) : tr("needs attention");
    }
    switch (cache.onDemand) {
    case system::OnDemand::Listening:
        return cache.network.mode == NetworkMode::Paused ? tr("paused")
                                                         : tr("starts on the first request");
    case system::OnDemand::Failed:
        return tr("failed");
    case system::OnDemand::Foreign:
        return tr("taken by other units");
    case system::OnDemand::Off:
    case system::OnDemand::Unavailable:
        break;
    }
    return tr("off");
}

} // namespace

QString entryWords(const status::CacheStatus &cache, const windows::Switching &switching)
{
    if (switching.isUnderWay) {
        return tr("%1: switching…").arg(titleOf(cache.name));
    }
    // What went wrong is in the window; that something did is said here.
    const QString state =
        switching.fault && !status::answers(cache) ? tr("could not be turned on") : stateOf(cache);
    const QString begin = tr("%1: %2").arg(titleOf(cache.name), state);
    // Nothing to take a share of says nothing.
    return cache.today.percentFromStock()
               ? tr("%1 – %2 from stock today").arg(begin, page::formatShare(cache.today))
               : begin;
}

QString tooltipWords(IconState state, const status::Overview &overview)
{
    statistics::Tally today;
    for (const status::CacheStatus &cache : overview.caches) {
        today += cache.today;
    }
    const QString saving = today.requests() == 0
                               ? tr("no requests today")
                               : tr("%1 saved today").arg(formatBytes(today.bytesSaved()));
    const bool isOrdinary = state == IconState::Idle || state == IconState::Serving;
    return isOrdinary ? tr("Larder: %1").arg(saving)
                      : tr("Larder: %1 – %2").arg(stateWords(state), saving);
}

std::vector<std::string> endingWithTray(const status::Overview &overview, std::int64_t trayPid)
{
    std::vector<std::string> names;
    for (const status::CacheStatus &cache : overview.caches) {
        if (cache.owner && cache.owner->pid == trayPid) {
            names.push_back(cache.name);
        }
    }
    return names;
}

QString quitQuestion(const std::vector<std::string> &caches)
{
    QStringList titles;
    for (const std::string &cache : caches) {
        titles += titleOf(cache);
    }
    return tr("Until Larder runs again, nobody answers for %1: it runs them itself. Clients that "
              "are set to it fail, unless they go direct by themselves.")
        .arg(QLocale().createSeparatedList(titles));
}

} // namespace larder::tray
