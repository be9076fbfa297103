// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <QTest>

using namespace larder;

class ClockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void tellsTheTime()
    {
        const SystemClock clock;
        const SteadyTime first = clock.steady();
        QVERIFY(clock.steady() >= first);
        const WallTime before =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        QVERIFY(clock.wall() >= before);
    }

    void knowsTheBoot()
    {
        QVERIFY(bootNumber() > 0);
        QCOMPARE(bootNumber(), bootNumber());
    }
};

QTEST_GUILESS_MAIN(ClockTest)
#include "clock.moc"
