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
};

void HealthTest::unknownIsUp()
{
    Health health;
    QVERIFY(!health.isDown("http://a"));
    QVERIFY(!health.claimRetry("http://a", SteadyTime{}));
    health.reportUp("http://a");
    QVERIFY(!health.isDown("http://a"));
}

void HealthTest::oneRetryAtATime()
{
    Health health;
    const SteadyTime start{};
    health.reportDown("http://a", start);
    QVERIFY(health.isDown("http://a"));
    QVERIFY(!health.isDown("https://a"));
    QVERIFY(!health.claimRetry("http://a", start + Health::firstPause - 1ms));
    QVERIFY(health.claimRetry("http://a", start + Health::firstPause));
    QVERIFY(!health.claimRetry("http://a", start + Health::firstPause));
    QVERIFY(health.claimRetry("http://a", start + 2 * Health::firstPause));
    QVERIFY(health.isDown("http://a"));
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
    QVERIFY(!health.isDown("http://a"));
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
    QVERIFY(health.isDown("http://another"));
    QVERIFY(health.isDown("http://0"));
    QVERIFY(!health.isDown("http://1"));
    QVERIFY(health.isDown("http://2"));
}

QTEST_APPLESS_MAIN(HealthTest)
#include "health.moc"
