// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/serialworker.h"

#include <QTest>

#include <vector>

using namespace larder;

class SerialWorkerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void runsInOrderAndToTheEnd()
    {
        constexpr int jobs = 1000;
        std::vector<int> order;
        {
            SerialWorker worker;
            for (int i = 0; i < jobs; ++i) {
                worker.post([&order, i] { order.push_back(i); });
            }
        }
        QCOMPARE(order.size(), std::size_t(jobs));
        QVERIFY(std::ranges::is_sorted(order));
    }

    void jobsMayPostJobs()
    {
        bool isRun = false;
        {
            SerialWorker worker;
            worker.post([&worker, &isRun] { worker.post([&isRun] { isRun = true; }); });
        }
        QVERIFY(isRun);
    }
};

QTEST_GUILESS_MAIN(SerialWorkerTest)
#include "serialworker.moc"
