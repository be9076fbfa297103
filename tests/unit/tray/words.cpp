// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/words.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace larder::tray
{

namespace
{

using statistics::Outcome;
using system::OnDemand;

status::CacheStatus npm(OnDemand onDemand)
{
    status::CacheStatus cache;
    cache.name = "npm";
    cache.onDemand = onDemand;
    return cache;
}

statistics::Tally tally(std::uint64_t hits, std::uint64_t misses)
{
    statistics::Tally tally;
    tally.outcomes.at(static_cast<std::size_t>(Outcome::Hit)) = hits;
    tally.outcomes.at(static_cast<std::size_t>(Outcome::Miss)) = misses;
    return tally;
}

} // namespace

class WordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void entry()
    {
        auto cache = npm(OnDemand::Off);
        QCOMPARE(entryWords(cache, {}), u"npm: off"_s);
        cache.onDemand = OnDemand::Listening;
        QCOMPARE(entryWords(cache, {}), u"npm: starts on the first request"_s);
        cache.today = tally(87, 13);
        QCOMPARE(entryWords(cache, {}),
                 u"npm: starts on the first request – 87\u00A0% from stock today"_s);
        cache.owner = CacheOwner{.cache = "npm", .pid = 7, .addresses = {}, .network = {}};
        QCOMPARE(entryWords(cache, {}), u"npm: running – 87\u00A0% from stock today"_s);
        cache.network.mode = NetworkMode::Paused;
        QVERIFY(entryWords(cache, {}).startsWith(u"npm: paused"));
    }

    void tooltip()
    {
        status::Overview overview;
        overview.caches = {npm(OnDemand::Listening)};
        QCOMPARE(tooltipWords(IconState::Idle, overview), u"Larder: no requests today"_s);
        overview.caches.front().today = tally(1, 0);
        overview.caches.front().today.bytesOrigin = 1536;
        QCOMPARE(tooltipWords(IconState::Serving, overview), u"Larder: 1.5 KiB saved today"_s);
        QCOMPARE(tooltipWords(IconState::Paused, overview),
                 u"Larder: Paused or offline – 1.5 KiB saved today");
    }

    void quitting()
    {
        status::Overview overview;
        overview.caches = {npm(OnDemand::Off), npm(OnDemand::Listening)};
        QVERIFY(endingWithTray(overview, 7).empty());
        overview.caches.front().owner =
            CacheOwner{.cache = "npm", .pid = 7, .addresses = {}, .network = {}};
        QCOMPARE(endingWithTray(overview, 7), std::vector<std::string>{"npm"});
        QVERIFY(endingWithTray(overview, 8).empty()); // another process has it
        const QString question = quitQuestion({"apt", "npm"});
        QVERIFY(question.contains(u"apt") && question.contains(u"npm"));
    }
};

} // namespace larder::tray

QTEST_MAIN(larder::tray::WordsTest)
#include "words.moc"
