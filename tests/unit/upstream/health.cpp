// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/health.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;
using namespace std::chrono_literals;

class HealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownIsUp();
    void oneRetryAtATime();
    void pausesGrowToALimit();
    void lateReportsDoNotDelay();
    void upForgets();
    void forgetsTheOldest();
    void forgetsWhatNobodyAsksFor();
    void tellsWhatIsWrongAndWhenThatChanges();
};

void HealthTest::unknownIsUp()
{
    Health health;
    QVERIFY(!health.down("http://a"));
    QVERIFY(!health.claimRetry("http://a", SteadyTime{}));
    health.reportUp("http://a");
    QVERIFY(!health.down("http://a"));
}

void HealthTest::oneRetryAtATime()
{
    Health health;
    const SteadyTime start{};
    health.reportDown("http://a", start);
    QVERIFY(health.down("http://a"));
    QVERIFY(!health.down("https://a"));
    QVERIFY(!health.claimRetry("http://a", start + Health::firstPause - 1ms));
    QVERIFY(health.claimRetry("http://a", start + Health::firstPause));
    QVERIFY(!health.claimRetry("http://a", start + Health::firstPause));
    QVERIFY(health.claimRetry("http://a", start + 2 * Health::firstPause));
    QVERIFY(health.down("http://a"));
}

void HealthTest::pausesGrowToALimit()
{
    Health health;
    SteadyTime now{};
    health.reportDown("http://a", now);
    std::chrono::milliseconds expected = Health::firstPause;
    for (int i = 0; i < 10; ++i) {
        QVERIFY(!health.claimRetry("http://a", now + expected - 1ms));
        now += expected;
        QVERIFY(health.claimRetry("http://a", now));
        health.reportDown("http://a", now);
        expected = std::min(expected * 2, Health::longestPause);
    }
    QCOMPARE(expected.count(), Health::longestPause.count());
}

void HealthTest::lateReportsDoNotDelay()
{
    Health health;
    const SteadyTime start{};
    for (int i = 0; i < 50; ++i) {
        health.reportDown("http://a", start + i * 1ms);
    }
    QVERIFY(health.claimRetry("http://a", start + Health::firstPause));
}

void HealthTest::upForgets()
{
    Health health;
    const SteadyTime start{};
    health.reportDown("http://a", start);
    QVERIFY(health.claimRetry("http://a", start + Health::firstPause));
    health.reportUp("http://a");
    QVERIFY(!health.down("http://a"));
    health.reportDown("http://a", start + 10s);
    QVERIFY(health.claimRetry("http://a", start + 10s + Health::firstPause));
}

void HealthTest::forgetsTheOldest()
{
    Health health;
    SteadyTime now{};
    for (std::size_t i = 0; i < Health::maxOrigins; ++i) {
        health.reportDown("http://" + std::to_string(i), now += 1ms);
    }
    health.reportDown("http://0", now += 1ms); // now the newest
    health.reportDown("http://another", now += 1ms);
    QVERIFY(health.down("http://another"));
    QVERIFY(health.down("http://0"));
    QVERIFY(!health.down("http://1"));
    QVERIFY(health.down("http://2"));
}

void HealthTest::forgetsWhatNobodyAsksFor()
{
    Health health;
    const SteadyTime start{};
    health.reportDown("http://old", start);
    health.reportDown("http://new", start + 1min);
    health.forgetOld(start + Health::memory);
    QVERIFY(!health.down("http://old"));
    QVERIFY(health.down("http://new"));
}

void HealthTest::tellsWhatIsWrongAndWhenThatChanges()
{
    int changes = 0;
    Health health([&changes] { ++changes; });
    const SteadyTime start{};
    health.reportUp("http://b");
    QCOMPARE(changes, 0);
    health.reportDown("http://b", start);
    health.reportDown("http://b", start + 1s);
    QCOMPARE(changes, 1);
    health.reportDown("http://a", start, OriginState::LogIn);
    health.reportDown("http://b", start + 2s, OriginState::LogIn);
    health.reportDown("http://b", start + 3s);
    QCOMPARE(changes, 4);
    QCOMPARE(health.downOrigins(),
             (std::vector<DownOrigin>{{.origin = "http://a", .state = OriginState::LogIn},
                                      {.origin = "http://b", .state = OriginState::Unreachable}}));
    QVERIFY(health.down("http://a") == OriginState::LogIn);
    health.reportUp("http://a");
    health.forgetOld(start + 4s);
    QCOMPARE(changes, 5);
    health.forgetOld(start + 1h);
    QCOMPARE(changes, 6);
    QVERIFY(health.downOrigins().empty());
}

QTEST_APPLESS_MAIN(HealthTest)
#include "health.moc"
