// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/historypane.h"

#include "patience.h"
#include "windows/fakeactions.h"
#include "windows/records.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace larder::windows
{

using namespace std::chrono_literals;
using statistics::Outcome;
using Thoroughness = HistoryReader::Thoroughness;

class HistoryTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path state() const { return m_folder->path().toStdString(); }

    static std::optional<Series> readOnce(HistoryReader &reader, Span span,
                                          Thoroughness thoroughness)
    {
        QSignalSpy done(&reader, &HistoryReader::done);
        reader.read(span, thoroughness);
        if (!done.wait(patience)) {
            return std::nullopt;
        }
        return done.front().front().value<Series>();
    }

    std::optional<QTemporaryDir> m_folder;
    const WallTime m_now = SystemClock().wall();

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void readsWhatComesAfterwards()
    {
        HistoryReader reader(state());
        auto series = readOnce(reader, Span::Days, Thoroughness::WhatIsNew);
        QVERIFY(series);
        QCOMPARE(tallyOf(*series, {}).requests(), 0U);

        write(state(), {record(m_now, "apt", Outcome::Hit)});
        series = readOnce(reader, Span::Days, Thoroughness::WhatIsNew);
        QVERIFY(series);
        QCOMPARE(tallyOf(*series, {}).requests(), 1U);
        // Days that are over are not read again, unless somebody asks for it.
        write(state(), {record(m_now - 24h * 5, "npm", Outcome::Miss),
                        record(m_now - 24h * 200, "apt", Outcome::Hit)});
        series = readOnce(reader, Span::Days, Thoroughness::WhatIsNew);
        QVERIFY(series);
        QCOMPARE(tallyOf(*series, {}).requests(), 1U);
        series = readOnce(reader, Span::Days, Thoroughness::Everything);
        QVERIFY(series);
        QCOMPARE(tallyOf(*series, {}).requests(), 2U);
        QCOMPARE(tallyOf(*series, "npm").requests(), 1U);
        series = readOnce(reader, Span::Months, Thoroughness::WhatIsNew);
        QVERIFY(series);
        QCOMPARE(tallyOf(*series, {}).requests(), 3U);
        // Nothing is counted twice, however often it is read.
        write(state(), {record(m_now, "apt", Outcome::Hit)});
        for (int i = 0; i < 3; ++i) {
            series = readOnce(reader, Span::Months, Thoroughness::WhatIsNew);
            QVERIFY(series);
            QCOMPARE(tallyOf(*series, {}).requests(), 4U);
        }
    }

    void theLastWishIsCarriedOut()
    {
        HistoryReader reader(state());
        QSignalSpy done(&reader, &HistoryReader::done);
        for (int i = 0; i < 100; ++i) {
            reader.read(Span::Days, Thoroughness::WhatIsNew);
        }
        reader.read(Span::Months, Thoroughness::WhatIsNew);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return !done.isEmpty() && done.back().front().value<Series>().span == Span::Months;
            },
            patience));
        QCOMPARE(done.size(), 2); // a hundred wishes, one reading
    }

    void saysWhyItCannotRead()
    {
        std::ofstream(state() / "statistics.sqlite")
            << "this is no database, whatever it is called" << std::flush;
        HistoryReader reader(state());
        QSignalSpy failed(&reader, &HistoryReader::failed);
        reader.read(Span::Days, Thoroughness::WhatIsNew);
        QVERIFY(failed.wait(patience));
        QVERIFY(!failed.front().front().value<Fault>().what.isEmpty());
        // And reads when it is right again.
        std::filesystem::remove(state() / "statistics.sqlite");
        write(state(), {record(m_now, "apt", Outcome::Hit)});
        const auto series = readOnce(reader, Span::Days, Thoroughness::WhatIsNew);
        QVERIFY(series);
        QCOMPARE(tallyOf(*series, {}).requests(), 1U);
    }

    void showsAndSaves()
    {
        write(state(), {record(m_now, "apt", Outcome::Hit), record(m_now, "npm", Outcome::Miss)});
        FakeActions actions;
        HistoryPane pane(actions, state());
        pane.resize(800, 400);
        QSignalSpy shown(&pane, &HistoryPane::shown);
        pane.read(Thoroughness::WhatIsNew);
        QVERIFY(shown.wait(patience));
        const auto *const chart = pane.findChild<HistoryChart *>();
        QVERIFY(chart != nullptr);
        QCOMPARE(chart->bars().size(), 24U);
        // The last one, or the one before when an hour has just ended.
        QVERIFY(std::ranges::contains(chart->bars(), Parts{.stock = 1, .network = 1}));
        QVERIFY2(chart->accessibleDescription().startsWith(
                     u"Last 24 hours, all caches together: 1 hits, 1 misses."),
                 qPrintable(chart->accessibleDescription()));

        QSignalSpy saved(&pane, &HistoryPane::saved);
        pane.saveCsv(m_folder->filePath(QStringLiteral("figures.csv")));
        pane.savePicture(m_folder->filePath(QStringLiteral("chart.png")));
        QVERIFY(QTest::qWaitFor([&] { return saved.size() == 2; }, patience));
        QFile csv(m_folder->filePath(QStringLiteral("figures.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count("\r\n"), 25);
        QVERIFY(!QImage(m_folder->filePath(QStringLiteral("chart.png"))).isNull());

        QSignalSpy failed(&actions, &Actions::failed);
        pane.saveCsv(m_folder->filePath(QStringLiteral("no/such/folder/figures.csv")));
        QVERIFY(failed.wait(patience));
        QCOMPARE(saved.size(), 2);
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::HistoryTest)
#include "history.moc"
