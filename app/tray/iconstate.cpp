// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/iconstate.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace larder::tray
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::tray::IconState", text);
}

bool needsAttention(const status::Overview &overview)
{
    const auto isTroubled = [](const status::CacheStatus &cache) {
        return status::hasFailed(cache) || (cache.owner && !cache.owner->troubles.empty());
    };
    return !overview.faults.empty() || std::ranges::any_of(overview.caches, isTroubled);
}

bool isHeldBack(const status::CacheStatus &cache)
{
    return status::answers(cache) && (cache.network.mode == NetworkMode::Paused ||
                                      cache.network.mode == NetworkMode::Offline);
}

QString shapeName(IconState state)
{
    switch (state) {
    case IconState::Attention:
        return u"attention"_s;
    case IconState::Off:
        return u"off"_s;
    case IconState::Paused:
        return u"paused"_s;
    case IconState::Serving:
        return u"serving"_s;
    case IconState::Idle:
        break;
    }
    return u"idle"_s;
}

// Whether a tray finds an icon of ours, too: in the theme that every theme falls back to.
bool isInstalled(const QString &name)
{
    return std::ranges::any_of(QIcon::themeSearchPaths(), [&name](const QString &folder) {
        return !folder.startsWith(u':') &&
               QFileInfo::exists(folder + u"/hicolor/symbolic/apps/"_s + name + u".svg"_s);
    });
}

} // namespace

IconState iconState(const status::Overview &overview, Trouble trouble)
{
    if (trouble == Trouble::Any || needsAttention(overview)) {
        return IconState::Attention;
    }
    if (std::ranges::none_of(overview.caches, status::answers)) {
        return IconState::Off;
    }
    if (std::ranges::any_of(overview.caches, isHeldBack)) {
        return IconState::Paused;
    }
    return servingFor(overview) ? IconState::Serving : IconState::Idle;
}

std::optional<std::chrono::milliseconds> servingFor(const status::Overview &overview)
{
    std::optional<std::chrono::milliseconds> longest;
    for (const status::CacheStatus &cache : overview.caches) {
        if (!cache.lastUsed || !status::answers(cache)) {
            continue;
        }
        // A request of the future is one of before the clock was set.
        const auto left = servingTime - (overview.time - *cache.lastUsed);
        if (left > std::chrono::milliseconds(0) && left <= servingTime) {
            longest = std::max(longest.value_or(left), left);
        }
    }
    return longest;
}

QIcon iconOf(IconState state)
{
    const QString shape = shapeName(state);
    const QString name = u"org.larder.Larder-%1-symbolic"_s.arg(shape);
    return isInstalled(name) ? QIcon::fromTheme(name)
                             : QIcon(u":/larder/icons/builtin/%1.svg"_s.arg(shape));
}

QString stateWords(IconState state)
{
    switch (state) {
    case IconState::Attention:
        return tr("Something needs your attention");
    case IconState::Off:
        return tr("Off");
    case IconState::Paused:
        return tr("Paused or offline");
    case IconState::Serving:
        return tr("Serving");
    case IconState::Idle:
        break;
    }
    return tr("Ready");
}

} // namespace larder::tray
