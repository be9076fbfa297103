// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shelffixture.h"
#include "windows/activityfilter.h"
#include "windows/activitymodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using statistics::Outcome;
using statistics::RequestRecord;

class ActivityTest : public QObject
{
    Q_OBJECT

private:
    static std::vector<RequestRecord> numbered(int from, int to)
    {
        std::vector<RequestRecord> requests;
        for (int number = from; number < to; ++number) {
            requests.push_back(request("http://a.example/" + std::to_string(number)));
        }
        return requests;
    }

    static QString address(const QAbstractItemModel &model, int row)
    {
        return model.index(row, static_cast<int>(ActivityColumn::Address))
            .data()
            .toString()
            .section(u'/', -1);
    }

private Q_SLOTS:

    void keepsTheNewest()
    {
        ActivityModel model(10);
        const QAbstractItemModelTester tester(&model);
        model.append(numbered(0, 7));
        model.append({});
        QCOMPARE(model.rowCount(), 7);
        model.append(numbered(7, 12));
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(address(model, 0), u"2");
        QCOMPARE(address(model, 9), u"11");
        model.append(numbered(12, 40)); // more at once than there is room for
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(address(model, 0), u"30");
        QCOMPARE(address(model, 9), u"39");
    }

    void standsStillWhileHeld()
    {
        ActivityModel model(10);
        const QAbstractItemModelTester tester(&model);
        model.append(numbered(0, 5));
        model.setFlow(ActivityModel::Flow::Held);
        const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.append(numbered(5, 8));
        model.append(numbered(8, 30));
        QCOMPARE(model.waiting(), 25U);
        QCOMPARE(model.rowCount(), 5);
        QVERIFY(inserted.isEmpty());
        model.setFlow(ActivityModel::Flow::Running);
        QCOMPARE(model.waiting(), 0U);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(address(model, 9), u"29");
        QCOMPARE(inserted.size(), 1);
    }

    void showsWhatIsHostileAsText()
    {
        ActivityModel model(10);
        RequestRecord hostile{.time = WallTime(std::chrono::milliseconds(-1)),
                              .cache = std::string(100'000, 'c'),
                              .client = "\x1b[31m\r\n\xff\xfe",
                              .method = "<b>\n",
                              .url =
                                  "http://x/\t\n<img src=x>\xe2\x80\xae" + std::string(8192, 'u'),
                              .outcome = Outcome::Miss,
                              .status = -5,
                              .bytesSent = std::numeric_limits<std::uint64_t>::max(),
                              .bytesFetched = 1,
                              .duration = std::chrono::microseconds(-7)};
        model.append({&hostile, 1});
        for (int column = 0; column < activityColumns; ++column) {
            const QString text = model.index(0, column).data().toString();
            QVERIFY(!text.isEmpty() || column == static_cast<int>(ActivityColumn::Reason));
            QVERIFY2(text.size() <= 512, qPrintable(text));
            QVERIFY(std::ranges::all_of(text, [](QChar c) { return c.isPrint(); }));
        }
        const auto text = [&model](ActivityColumn column) {
            return model.index(0, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(text(ActivityColumn::Status), u"–");
        QCOMPARE(text(ActivityColumn::Duration), u"–");
        const QString toolTip = model.index(0, static_cast<int>(ActivityColumn::Address))
                                    .data(Qt::ToolTipRole)
                                    .toString();
        QVERIFY(toolTip.contains(u"&lt;img src=x&gt;"));
        QVERIFY(toolTip.size() < 2100);
        // One line with as many values as the first line names.
        const QString line = activityLine(hostile);
        QCOMPARE(line.count(u'\n'), 1);
        QCOMPARE(line.count(u'\t'), activityHeader().count(u'\t'));
        QVERIFY(line.contains(u"18446744073709551615"));
        QVERIFY(!model.data(model.index(5, 0), Qt::DisplayRole).isValid());
    }

    void aMissSaysWhy()
    {
        ActivityModel model(10);
        RequestRecord miss = request("http://a.example/x", Outcome::Miss);
        miss.reason = statistics::Reason::NotStored;
        model.append({&miss, 1});
        const QModelIndex why = model.index(0, static_cast<int>(ActivityColumn::Reason));
        QCOMPARE(why.data().toString(), u"It was not in stock.");
        QVERIFY(why.data(Qt::ToolTipRole).toString().contains(u"It was not in stock."));
        QVERIFY(activityLine(miss).contains(u"\tIt was not in stock.\t"));
    }

    void wishes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("cache");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<bool>("fits");
        const QString none;
        QTest::newRow("all") << none << QByteArray() << -1 << true;
        QTest::newRow("address") << u"HELLO_1"_s << QByteArray() << -1 << true;
        QTest::newRow("another address") << u"bye"_s << QByteArray() << -1 << false;
        QTest::newRow("client") << u"127.0"_s << QByteArray() << -1 << true;
        QTest::newRow("status") << u"200"_s << QByteArray() << -1 << true;
        QTest::newRow("part of a status") << u"20"_s << QByteArray() << -1 << false;
        QTest::newRow("cache") << none << QByteArray("apt") << -1 << true;
        QTest::newRow("other cache") << none << QByteArray("pip") << -1 << false;
        QTest::newRow("outcome") << none << QByteArray() << static_cast<int>(Outcome::Hit) << true;
        QTest::newRow("other outcome")
            << none << QByteArray() << static_cast<int>(Outcome::Miss) << false;
        QTest::newRow("one of two") << u"hello"_s << QByteArray("npm") << -1 << false;
    }

    void wishes()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, cache);
        QFETCH(int, outcome);
        ActivityWish wish{.text = text};
        if (!cache.isEmpty()) {
            wish.cache = cache.toStdString();
        }
        if (outcome >= 0) {
            wish.outcome = static_cast<Outcome>(outcome);
        }
        QTEST(isWished(request("http://a.example/hello_1_all.deb"), wish), "fits");
    }

    void filtersWhileRowsComeAndGo()
    {
        ActivityModel model(100);
        ActivityFilter filter(model);
        const QAbstractItemModelTester tester(&filter);
        filter.setWish({.text = u"/7"_s}); // 7 and 70 to 79
        model.append(numbered(0, 80));
        QCOMPARE(filter.rowCount(), 11);
        model.append(numbered(80, 160)); // 0 to 59 leave
        QCOMPARE(filter.rowCount(), 10);
        QCOMPARE(filter.record(filter.index(0, 0)).url, "http://a.example/70");
        filter.setWish({});
        QCOMPARE(filter.rowCount(), 100);
    }

    void manyRowsAreQuick()
    {
        ActivityModel model(5000);
        ActivityFilter filter(model);
        filter.setWish({.text = u"99"_s});
        const std::vector<RequestRecord> batch = numbered(0, 5000);
        QBENCHMARK
        {
            model.append(batch);
        }
        QCOMPARE(model.rowCount(), 5000);
    }
};

} // namespace larder::windows

QTEST_GUILESS_MAIN(larder::windows::ActivityTest)
#include "activity.moc"
