// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statistics/tally.h"

#include <QTest>

#include <limits>
#include <set>

namespace larder::statistics
{

namespace
{

constexpr auto maxUnsigned = std::numeric_limits<std::uint64_t>::max();
constexpr auto maxSigned = std::numeric_limits<std::int64_t>::max();
constexpr auto minSigned = std::numeric_limits<std::int64_t>::min();

// Every counter another value.
Tally distinctTally()
{
    Tally tally;
    for (std::size_t i = 0; i < counterCount; ++i) {
        setCounter(tally, i, static_cast<std::int64_t>(i) + 1);
    }
    return tally;
}

} // namespace

class TallyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void everyCounterHasANameOfItsOwn()
    {
        const auto names = counterNames();
        QCOMPARE(std::set<std::string_view>(names.begin(), names.end()).size(), counterCount);
    }

    void outcomesAndTheirNamesBelongTogether()
    {
        for (std::size_t i = 0; i < outcomeCount; ++i) {
            const auto outcome = static_cast<Outcome>(i);
            QCOMPARE(outcomeFromName(outcomeName(outcome)), std::optional(outcome));
            QCOMPARE(counterNames()[i], outcomeName(outcome));
        }
        QVERIFY(outcomeName(Outcome::Hit) == "hit");
        QVERIFY(outcomeName(Outcome::Error) == "error");
        QCOMPARE(outcomeFromName("bytesOrigin"), std::nullopt);
        QCOMPARE(outcomeFromName(""), std::nullopt);
    }

    void reasonsAndTheirNamesBelongTogether()
    {
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < reasonCount; ++i) {
            const auto reason = static_cast<Reason>(i);
            QCOMPARE(reasonFromName(reasonName(reason)), std::optional(reason));
            names.insert(reasonName(reason));
        }
        QCOMPARE(names.size(), reasonCount);
        QVERIFY(reasonName(Reason::None).empty());
        QVERIFY(reasonName(Reason::NotStored) == "notStored");
        QVERIFY(reasonName(Reason::ClientLeft) == "clientLeft");
        QCOMPARE(reasonFromName("of a newer Larder"), std::nullopt);
    }

    void countersGoIntoTheFieldsTheyAreNamedAfter()
    {
        const Tally tally = distinctTally();
        QCOMPARE(tally.count(Outcome::Hit), 1U);
        QCOMPARE(tally.count(Outcome::Error), 9U);
        QCOMPARE(tally.bytesToClients, 10U);
        QCOMPARE(tally.bytesFromNetwork, 11U);
        QCOMPARE(tally.bytesOrigin, 12U);
        QCOMPARE(tally.bytesSavedMetered, 13);
        QCOMPARE(tally.microseconds, 14U);
        for (std::size_t i = 0; i < counterCount; ++i) {
            QCOMPARE(counter(tally, i), static_cast<std::int64_t>(i) + 1);
        }
    }

    void addingAddsEveryCounter()
    {
        Tally sum = distinctTally();
        sum += distinctTally();
        for (std::size_t i = 0; i < counterCount; ++i) {
            QCOMPARE(counter(sum, i), 2 * (static_cast<std::int64_t>(i) + 1));
        }
        QCOMPARE(sum.requests(), 2U * 45U);
    }

    void sumsStayAtTheirLimits()
    {
        Tally tally;
        tally.bytesOrigin = maxUnsigned;
        tally.bytesSavedMetered = maxSigned;
        Tally more;
        more.bytesOrigin = 1;
        more.bytesSavedMetered = 1;
        tally += more;
        QCOMPARE(tally.bytesOrigin, maxUnsigned);
        QCOMPARE(tally.bytesSavedMetered, maxSigned);
        QCOMPARE(counter(tally, counterCount - 3), maxSigned); // bytesOrigin, as a signed number

        tally.bytesSavedMetered = minSigned;
        more.bytesSavedMetered = -1;
        tally += more;
        QCOMPARE(tally.bytesSavedMetered, minSigned);

        tally.outcomes.fill(maxUnsigned);
        QCOMPARE(tally.requests(), maxUnsigned);
    }

    void saved_data()
    {
        QTest::addColumn<std::uint64_t>("origin");
        QTest::addColumn<std::uint64_t>("network");
        QTest::addColumn<std::int64_t>("saved");
        QTest::newRow("nothing happened")
            << std::uint64_t{0} << std::uint64_t{0} << std::int64_t{0};
        QTest::newRow("saved") << std::uint64_t{1000} << std::uint64_t{10} << std::int64_t{990};
        QTest::newRow("renewals cost")
            << std::uint64_t{0} << std::uint64_t{300} << std::int64_t{-300};
        QTest::newRow("beyond the limit") << maxUnsigned << std::uint64_t{1} << maxSigned - 1;
        QTest::newRow("below the limit") << std::uint64_t{0} << maxUnsigned << -maxSigned;
    }

    void saved()
    {
        QFETCH(std::uint64_t, origin);
        QFETCH(std::uint64_t, network);
        Tally tally;
        tally.bytesOrigin = origin;
        tally.bytesFromNetwork = network;
        QTEST(tally.bytesSaved(), "saved");
    }

    void share_data()
    {
        QTest::addColumn<std::uint64_t>("hits");
        QTest::addColumn<std::uint64_t>("renewals");
        QTest::addColumn<std::uint64_t>("misses");
        QTest::addColumn<std::optional<int>>("percent");
        const auto row = [](const char *name, std::uint64_t hits, std::uint64_t renewals,
                            std::uint64_t misses, std::optional<int> percent) {
            QTest::newRow(name) << hits << renewals << misses << percent;
        };
        row("nothing to share", 0, 0, 0, std::nullopt);
        row("all", 5, 2, 0, 100);
        row("none", 0, 0, 7, 0);
        row("not quite all is not all", 9999, 0, 1, 99);
        row("renewals are answered from stock", 1, 1, 2, 50);
        row("no overflow", maxUnsigned, maxUnsigned, maxUnsigned, 50);
    }

    void share()
    {
        QFETCH(std::uint64_t, hits);
        QFETCH(std::uint64_t, renewals);
        QFETCH(std::uint64_t, misses);
        Tally tally;
        tally.outcomes[static_cast<std::size_t>(Outcome::Hit)] = hits;
        tally.outcomes[static_cast<std::size_t>(Outcome::Renewal)] = renewals;
        tally.outcomes[static_cast<std::size_t>(Outcome::Miss)] = misses;
        tally.outcomes[static_cast<std::size_t>(Outcome::Pass)] = 1000; // could not be answered
        QTEST(tally.percentFromStock(), "percent");
    }

    void negativeCountsOfADamagedFileAreNothing()
    {
        Tally tally;
        for (std::size_t i = 0; i < counterCount; ++i) {
            setCounter(tally, i, -5);
        }
        QCOMPARE(tally.requests(), 0U);
        QCOMPARE(tally.bytesOrigin, 0U);
        QCOMPARE(tally.bytesSavedMetered, -5); // the one that may be negative
    }
};

} // namespace larder::statistics

QTEST_GUILESS_MAIN(larder::statistics::TallyTest)
#include "tally.moc"
