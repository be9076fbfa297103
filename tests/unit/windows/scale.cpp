// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/scale.h"

#include <QTest>

#include <limits>

namespace larder::windows
{

class ScaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void marks_data()
    {
        using Marks = std::vector<std::uint64_t>;
        QTest::addColumn<qulonglong>("largest");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<Marks>("marks");
        QTest::newRow("nothing") << 0ULL << Unit::Requests << Marks{0, 1, 2};
        QTest::newRow("one") << 1ULL << Unit::Requests << Marks{0, 1, 2};
        QTest::newRow("five") << 5ULL << Unit::Requests << Marks{0, 1, 2, 3, 4, 5};
        QTest::newRow("six") << 6ULL << Unit::Requests << Marks{0, 2, 4, 6};
        QTest::newRow("hundreds") << 432ULL << Unit::Requests << Marks{0, 100, 200, 300, 400, 500};
        QTest::newRow("thousands") << 1001ULL << Unit::Requests << Marks{0, 500, 1000, 1500};
        QTest::newRow("bytes") << 1000ULL << Unit::Bytes << Marks{0, 256, 512, 768, 1024};
        QTest::newRow("gibibytes") << 3ULL * 1024 * 1024 * 1024 << Unit::Bytes
                                   << Marks{0, 1ULL << 30, 2ULL << 30, 3ULL << 30};
    }

    void marks()
    {
        QFETCH(qulonglong, largest);
        QFETCH(Unit, unit);
        QTEST(scaleMarks(largest, unit), "marks");
    }

    void anyNumberHasFewMarks()
    {
        for (const Unit unit : {Unit::Requests, Unit::Bytes}) {
            for (std::uint64_t largest = 1; largest < std::numeric_limits<std::uint64_t>::max() / 3;
                 largest = largest * 3 - largest / 2) {
                const auto marks = scaleMarks(largest, unit);
                QVERIFY(marks.size() >= 3 && marks.size() <= 7);
            }
            QVERIFY(scaleMarks(std::numeric_limits<std::uint64_t>::max(), unit).size() <= 7);
        }
    }
};

} // namespace larder::windows

QTEST_GUILESS_MAIN(larder::windows::ScaleTest)
#include "scale.moc"
