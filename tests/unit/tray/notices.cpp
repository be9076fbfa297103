// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/notices.h"

#include <QTest>

namespace larder::tray
{

namespace
{

using system::OnDemand;

Fault portTaken()
{
    return {FaultKind::InUse, QStringLiteral("Another program has port 3143."),
            QStringLiteral("End it.")};
}

// npm, asleep until its first request.
status::CacheStatus asleep(const std::string &name = "npm")
{
    status::CacheStatus cache;
    cache.name = name;
    cache.onDemand = OnDemand::Listening;
    return cache;
}

status::CacheStatus running(const std::string &name = "npm")
{
    status::CacheStatus cache = asleep(name);
    cache.owner = CacheOwner{.cache = name, .pid = 1, .addresses = {}, .network = {}};
    return cache;
}

status::CacheStatus with(larder::Trouble trouble, status::CacheStatus cache = running())
{
    cache.owner->troubles.push_back(std::move(trouble));
    return cache;
}

status::CacheStatus with(DownOrigin down, status::CacheStatus cache = running())
{
    cache.owner->downOrigins.push_back(std::move(down));
    return cache;
}

status::Overview overviewOf(std::vector<status::CacheStatus> caches)
{
    status::Overview overview;
    overview.caches = std::move(caches);
    return overview;
}

larder::Trouble diskFull()
{
    return {.kind = TroubleKind::DiskFull, .text = QStringLiteral("The disk is full.")};
}

DownOrigin down(const std::string &origin, OriginState state = OriginState::Unreachable)
{
    return {.origin = origin, .state = state};
}

} // namespace

class NoticesTest : public QObject
{
    Q_OBJECT

private:
    // Two readings, one after the other; what is there after the second.
    static Matters after(const status::Overview &first, const status::Overview &second,
                         const Circumstances &circumstances = {})
    {
        const Matters before = mattersNow({}, nullptr, first, circumstances);
        return mattersNow(before, &first, second, circumstances);
    }

private Q_SLOTS:

    void stopped_data()
    {
        QTest::addColumn<status::CacheStatus>("before");
        QTest::addColumn<status::CacheStatus>("now");
        QTest::addColumn<bool>("isTold");
        const auto changed = [](status::CacheStatus cache, OnDemand onDemand, CacheMode chosen) {
            cache.onDemand = onDemand;
            cache.chosen = chosen;
            return cache;
        };
        const auto onDemand = CacheMode::OnDemand;
        const auto builtIn = CacheMode::BuiltIn;
        QTest::newRow("sleeps") << running() << asleep() << false;
        QTest::newRow("failed") << asleep() << changed(asleep(), OnDemand::Failed, onDemand)
                                << true;
        QTest::newRow("failed already") << changed(asleep(), OnDemand::Failed, onDemand)
                                        << changed(asleep(), OnDemand::Failed, onDemand) << true;
        QTest::newRow("stopped") << asleep() << changed(asleep(), OnDemand::Off, onDemand) << true;
        QTest::newRow("was never on") << changed(asleep(), OnDemand::Off, onDemand)
                                      << changed(asleep(), OnDemand::Off, onDemand) << false;
        QTest::newRow("turned off")
            << asleep() << changed(asleep(), OnDemand::Off, CacheMode::Off) << false;
        QTest::newRow("systemd is silent")
            << asleep() << changed(asleep(), OnDemand::Unavailable, onDemand) << false;
        QTest::newRow("built in, gone") << changed(running(), OnDemand::Off, builtIn)
                                        << changed(asleep(), OnDemand::Off, builtIn) << true;
        QTest::newRow("built in, not yet there")
            << changed(asleep(), OnDemand::Off, builtIn)
            << changed(asleep(), OnDemand::Off, builtIn) << false;
        QTest::newRow("another process answers")
            << running() << changed(running(), OnDemand::Failed, onDemand) << false;
    }

    void stopped()
    {
        QFETCH(status::CacheStatus, before);
        QFETCH(status::CacheStatus, now);
        QFETCH(bool, isTold);
        const Matters matters = after(overviewOf({before}), overviewOf({now}));
        QCOMPARE(matters.contains(NoticeKind::Stopped), isTold);
        // It is so until it answers again.
        const auto first = overviewOf({now});
        QCOMPARE(mattersNow(matters, &first, first, {}).contains(NoticeKind::Stopped), isTold);
        QVERIFY(mattersNow(matters, &first, overviewOf({asleep()}), {}).empty());
    }

    void switchingSaysWhy()
    {
        auto gone = asleep();
        gone.onDemand = OnDemand::Off;
        Circumstances circumstances;
        circumstances.switching["npm"].isUnderWay = true;
        QVERIFY(after(overviewOf({asleep()}), overviewOf({gone}), circumstances).empty());
        circumstances.switching["npm"] = {.isUnderWay = false, .fault = portTaken()};
        const NoticeStep step =
            stepFrom({}, after(overviewOf({gone}), overviewOf({gone}), circumstances));
        QCOMPARE(step.tell.size(), 1U);
        const Notice &notice = step.tell.front();
        QCOMPARE(notice.text, portTaken().text());
        QVERIFY(notice.title.contains(u"npm"));
        QCOMPARE(notice.urgency, Urgency::Normal);
        QCOMPARE(notice.caches, std::vector<std::string>{"npm"});
        QVERIFY(std::ranges::contains(notice.cures, Cure::TryAgain));
    }

    void sameMatterIsToldOnceUntilItIsOver()
    {
        const auto well = overviewOf({running()});
        const auto full = overviewOf({with(diskFull())});
        const Matters none = mattersNow({}, nullptr, well, {});
        const Matters first = mattersNow(none, &well, full, {});
        QCOMPARE(stepFrom(none, first).tell.size(), 1U);
        const Matters second = mattersNow(first, &full, full, {});
        QVERIFY(stepFrom(first, second).tell.empty());
        QVERIFY(stepFrom(first, second).withdraw.empty());
        const Matters over = mattersNow(second, &full, well, {});
        QCOMPARE(stepFrom(second, over).withdraw, std::vector{NoticeKind::DiskFull});
        const Matters again = mattersNow(over, &well, full, {});
        QCOMPARE(stepFrom(over, again).tell.size(), 1U);
    }

    void sleepersSayNothingNew()
    {
        const auto full = overviewOf({with(down("http://a.example"), with(diskFull()))});
        const auto sleeping = overviewOf({asleep()});
        const Matters told = mattersNow({}, nullptr, full, {});
        QCOMPARE(told.size(), 2U);
        const Matters later = mattersNow(told, &full, sleeping, {});
        QVERIFY(later == told);
        QVERIFY(mattersNow(later, &sleeping, overviewOf({running()}), {}).empty());
    }

    void severalOrigins()
    {
        const auto one = overviewOf({with(down("http://a.example"))});
        const auto two =
            overviewOf({with(down("http://b.example:81"), with(down("http://a.example")))});
        const Matters first = mattersNow({}, nullptr, one, {});
        const Matters second = mattersNow(first, &one, two, {});
        const NoticeStep step = stepFrom(first, second);
        QCOMPARE(step.tell.size(), 1U);
        QVERIFY(step.tell.front().text.contains(u"a.example"));
        QVERIFY(step.tell.front().text.contains(u"b.example"));
        // One of two is over: nothing to tell, and nothing to take back.
        const NoticeStep back = stepFrom(second, mattersNow(second, &two, one, {}));
        QVERIFY(back.tell.empty() && back.withdraw.empty());
    }

    void logInPage_data()
    {
        QTest::addColumn<std::string>("origin");
        QTest::addColumn<QString>("page");
        QTest::newRow("http") << std::string("http://deb.debian.org")
                              << QStringLiteral("http://deb.debian.org/");
        QTest::newRow("https cannot be answered by a network")
            << std::string("https://registry.npmjs.org:8443")
            << QStringLiteral("http://registry.npmjs.org/");
        QTest::newRow("port") << std::string("http://mirror.example:8080")
                              << QStringLiteral("http://mirror.example:8080/");
    }

    void logInPage()
    {
        QFETCH(std::string, origin);
        QFETCH(QString, page);
        const auto overview = overviewOf({with(down(origin, OriginState::LogIn))});
        const NoticeStep step = stepFrom({}, mattersNow({}, nullptr, overview, {}));
        QCOMPARE(step.tell.size(), 1U);
        QCOMPARE(step.tell.front().kind, NoticeKind::LogIn);
        QCOMPARE(step.tell.front().page.toString(), page);
        QCOMPARE(step.tell.front().cures.front(), Cure::LogIn);
    }

    void firstSaving_data()
    {
        QTest::addColumn<std::int64_t>("saved");
        QTest::addColumn<FirstSaving>("known");
        QTest::addColumn<bool>("isTold");
        const std::int64_t much = 5'000'000;
        QTest::newRow("saved") << much << FirstSaving::NotTold << true;
        QTest::newRow("told") << much << FirstSaving::Told << false;
        QTest::newRow("unknown") << much << FirstSaving::Unknown << false;
        QTest::newRow("little") << std::int64_t{5} << FirstSaving::NotTold << false;
        QTest::newRow("lost") << -much << FirstSaving::NotTold << false;
    }

    void firstSaving()
    {
        QFETCH(std::int64_t, saved);
        QFETCH(FirstSaving, known);
        QFETCH(bool, isTold);
        auto cache = asleep();
        cache.total.bytesSavedMetered = saved;
        Circumstances circumstances;
        circumstances.firstSaving = known;
        const Matters now = mattersNow({}, nullptr, overviewOf({cache}), circumstances);
        QCOMPARE(now.contains(NoticeKind::FirstSaving), isTold);
        QVERIFY(stepFrom(now, {}).withdraw.empty()); // it stays true
    }

    void eachKindCanBeSwitchedOff_data()
    {
        QTest::addColumn<NoticeKind>("kind");
        QTest::addColumn<QString>("setting");
        QTest::newRow("stopped") << NoticeKind::Stopped << QStringLiteral("notify.stopped");
        QTest::newRow("disk full") << NoticeKind::DiskFull << QStringLiteral("notify.disk-full");
        QTest::newRow("stock") << NoticeKind::FromStock << QStringLiteral("notify.from-stock");
        QTest::newRow("log-in") << NoticeKind::LogIn << QStringLiteral("notify.login");
        QTest::newRow("saving") << NoticeKind::FirstSaving << QStringLiteral("notify.first-saving");
    }

    void eachKindCanBeSwitchedOff()
    {
        QFETCH(NoticeKind, kind);
        QFETCH(QString, setting);
        auto cache = with(diskFull(), with(down("http://a.example"),
                                           with(down("http://b.example", OriginState::LogIn))));
        cache.total.bytesSavedMetered = leastSavingTold;
        Circumstances circumstances;
        circumstances.firstSaving = FirstSaving::NotTold;
        auto stopped = asleep();
        stopped.name = "pip";
        stopped.onDemand = OnDemand::Off;
        circumstances.switching["pip"].fault = portTaken();
        const auto overview = overviewOf({cache, stopped});
        const Matters all = mattersNow({}, nullptr, overview, circumstances);
        QCOMPARE(all.size(), 5U);
        QVERIFY(SettingName::parse(setting.toStdString())->apply("false", circumstances.settings));
        const Matters fewer = mattersNow(all, &overview, overview, circumstances);
        QCOMPARE(fewer.size(), 4U);
        QVERIFY(!fewer.contains(kind));
    }

    void hostileTextsStayShort()
    {
        status::CacheStatus cache = running();
        for (int i = 0; i < 100; ++i) {
            cache = with(down("http://" + std::to_string(i) + ".example"), std::move(cache));
        }
        const NoticeStep step = stepFrom({}, mattersNow({}, nullptr, overviewOf({cache}), {}));
        QCOMPARE(step.tell.front().text.count(u'\n'), 2);
    }
};

} // namespace larder::tray

QTEST_GUILESS_MAIN(larder::tray::NoticesTest)
#include "notices.moc"
