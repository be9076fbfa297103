// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/notices.h"

#include "page/words.h"
#include "windows/cachewords.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace larder::tray
{

using windows::titleOf;

namespace
{

using system::OnDemand;

constexpr qsizetype sentencesShown = 3; // of many; the window has them all

QString tr(const char *text)
{
    return QCoreApplication::translate("larder::tray::Notices", text);
}

QString shown(const std::string &text)
{
    return QString::fromStdString(text);
}

const status::CacheStatus *find(const status::Overview *overview, const std::string &cache)
{
    if (overview == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find(overview->caches, cache, &status::CacheStatus::name);
    return found == overview->caches.end() ? nullptr : &*found;
}

const std::map<std::string, QString> &mattersOf(const Matters &matters, NoticeKind kind)
{
    static const std::map<std::string, QString> none;
    const auto found = matters.find(kind);
    return found == matters.end() ? none : found->second;
}

// Whether it is known that nobody answers: a systemd that is silent tells nothing.
bool isDown(const status::CacheStatus &cache)
{
    return !cache.owner &&
           (cache.chosen == CacheMode::BuiltIn ||
            (cache.onDemand != OnDemand::Listening && cache.onDemand != OnDemand::Unavailable));
}

// Why a cache that should answer does not, or has trouble to; empty when all is well.
QString stopSentence(const Matters &before, const status::CacheStatus *previous,
                     const status::CacheStatus &now, const windows::Switching &switching)
{
    if (now.chosen == CacheMode::Off || switching.isUnderWay) {
        return {};
    }
    if (switching.fault && !status::answers(now)) { // otherwise it goes on as it was
        return switching.fault->text();
    }
    if (status::hasFailed(now)) {
        return tr("systemd could not listen for %1, or could not start it.").arg(titleOf(now.name));
    }
    const bool wasDown = mattersOf(before, NoticeKind::Stopped).contains(now.name);
    const bool answered = previous != nullptr && status::answers(*previous);
    if (isDown(now) && (wasDown || answered)) {
        return tr("%1 does not answer any more: clients that are set to it fail.")
            .arg(titleOf(now.name));
    }
    return {};
}

// "deb.debian.org" of "http://deb.debian.org".
QString hostOf(const std::string &origin)
{
    const QString host = QUrl(shown(origin)).host();
    return host.isEmpty() ? shown(origin) : host;
}

void addOwned(Matters &matters, const status::CacheStatus &cache)
{
    for (const larder::Trouble &trouble : cache.owner->troubles) {
        if (trouble.kind == TroubleKind::DiskFull || trouble.kind == TroubleKind::Unwritable) {
            matters[NoticeKind::DiskFull].emplace(cache.name, trouble.text);
        }
    }
    for (const DownOrigin &down : cache.owner->downOrigins) {
        if (down.state == OriginState::LogIn) {
            matters[NoticeKind::LogIn].emplace(down.origin, hostOf(down.origin));
        } else {
            matters[NoticeKind::FromStock].emplace(
                down.origin, tr("%1 cannot be reached: what is in stock is served, the rest fails.")
                                 .arg(hostOf(down.origin)));
        }
    }
}

// Of caches that sleep nothing new is known. Origins are shared by caches, so what was said of them
// stays until one that runs knows better.
void keepWhatSleepersSaid(Matters &matters, const Matters &before, const status::Overview &now)
{
    const auto sleeps = [&now](const std::string &cache) {
        const status::CacheStatus *found = find(&now, cache);
        return found != nullptr && !found->owner;
    };
    for (const auto &[cache, sentence] : mattersOf(before, NoticeKind::DiskFull)) {
        if (sleeps(cache)) {
            matters[NoticeKind::DiskFull].emplace(cache, sentence);
        }
    }
    const bool allSleep = std::ranges::none_of(
        now.caches, [](const status::CacheStatus &cache) { return cache.owner.has_value(); });
    for (const NoticeKind kind : {NoticeKind::FromStock, NoticeKind::LogIn}) {
        if (allSleep && !mattersOf(before, kind).empty()) {
            matters[kind] = mattersOf(before, kind);
        }
    }
}

void addFirstSaving(Matters &matters, const status::Overview &now,
                    const Circumstances &circumstances)
{
    if (circumstances.firstSaving != FirstSaving::NotTold) {
        return;
    }
    std::int64_t saved = 0;
    for (const status::CacheStatus &cache : now.caches) {
        saved += std::max<std::int64_t>(cache.total.bytesSavedMetered, 0);
    }
    if (saved < leastSavingTold) {
        return;
    }
    const QString amount = page::formatSize(static_cast<std::uint64_t>(saved));
    matters[NoticeKind::FirstSaving].emplace(
        std::string(),
        tr("%1 came from the stock instead of the metered link, for the first time.").arg(amount));
}

bool isWanted(NoticeKind kind, const Notices &choice)
{
    switch (kind) {
    case NoticeKind::Stopped:
        return choice.stopped;
    case NoticeKind::DiskFull:
        return choice.diskFull;
    case NoticeKind::FromStock:
        return choice.fromStock;
    case NoticeKind::LogIn:
        return choice.login;
    case NoticeKind::FirstSaving:
        break;
    }
    return choice.firstSaving;
}

QString joined(const std::map<std::string, QString> &matters)
{
    QStringList sentences;
    for (const auto &[subject, sentence] : matters) {
        if (!sentences.contains(sentence)) { // one disk is full for all caches
            sentences += sentence;
        }
    }
    return sentences.first(std::min(sentences.size(), sentencesShown)).join(u'\n');
}

// A page that the network answers in place of the origin: only what is not encrypted can be.
QUrl logInPage(const std::map<std::string, QString> &matters)
{
    QUrl page(shown(matters.begin()->first));
    if (page.scheme() != u"http") {
        page.setScheme(QStringLiteral("http"));
        page.setPort(-1);
    }
    page.setPath(QStringLiteral("/"));
    return page;
}

Notice noticeOf(NoticeKind kind, const std::map<std::string, QString> &matters)
{
    Notice notice{.kind = kind,
                  .urgency = Urgency::Low,
                  .title = {},
                  .text = joined(matters),
                  .cures = {Cure::Show},
                  .caches = {},
                  .page = {}};
    switch (kind) {
    case NoticeKind::Stopped:
        notice.urgency = Urgency::Normal;
        notice.title = matters.size() == 1
                           ? tr("The cache for %1 has stopped").arg(titleOf(matters.begin()->first))
                           : tr("Caches have stopped");
        notice.cures = {Cure::Show, Cure::TryAgain};
        for (const auto &[cache, sentence] : matters) {
            notice.caches.push_back(cache);
        }
        break;
    case NoticeKind::DiskFull:
        notice.title = tr("Nothing new can be stored");
        notice.cures = {Cure::Show, Cure::Settings};
        break;
    case NoticeKind::FromStock:
        notice.title = tr("Served from the stock");
        break;
    case NoticeKind::LogIn:
        notice.title = tr("This network wants a log-in");
        notice.text = tr("It answers in place of %1. Until you have logged in, only what is in "
                         "stock is served.")
                          .arg(matters.begin()->second);
        notice.cures = {Cure::LogIn, Cure::Show};
        notice.page = logInPage(matters);
        break;
    case NoticeKind::FirstSaving:
        notice.title = tr("Saved on a metered link");
        break;
    }
    return notice;
}

} // namespace

Matters mattersNow(const Matters &before, const status::Overview *previous,
                   const status::Overview &now, const Circumstances &circumstances)
{
    Matters matters;
    for (const status::CacheStatus &cache : now.caches) {
        const auto switching = circumstances.switching.find(cache.name);
        const QString stopped = stopSentence(
            before, find(previous, cache.name), cache,
            switching == circumstances.switching.end() ? windows::Switching() : switching->second);
        if (!stopped.isEmpty()) {
            matters[NoticeKind::Stopped].emplace(cache.name, stopped);
        }
        if (cache.owner) {
            addOwned(matters, cache);
        }
    }
    keepWhatSleepersSaid(matters, before, now);
    addFirstSaving(matters, now, circumstances);
    std::erase_if(matters, [&circumstances](const auto &matter) {
        return !isWanted(matter.first, circumstances.settings.notices);
    });
    return matters;
}

NoticeStep stepFrom(const Matters &told, const Matters &now)
{
    NoticeStep step;
    for (const auto &[kind, matters] : now) {
        const auto &known = mattersOf(told, kind);
        if (std::ranges::any_of(
                matters, [&known](const auto &matter) { return !known.contains(matter.first); })) {
            step.tell.push_back(noticeOf(kind, matters));
        }
    }
    for (const auto &[kind, matters] : told) {
        // A saving stays true when it has been told.
        if (!now.contains(kind) && kind != NoticeKind::FirstSaving) {
            step.withdraw.push_back(kind);
        }
    }
    return step;
}

} // namespace larder::tray
