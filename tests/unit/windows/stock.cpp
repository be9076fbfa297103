// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shelffixture.h"
#include "windows/stockarrangement.h"
#include "windows/stockmodel.h"
#include "windows/stockwords.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using store::Listed;

class StockTest : public QObject
{
    Q_OBJECT

private:
    static StockEntries entries()
    {
        std::vector<Listed> all{
            listed("http://deb.example/pool/nginx_1_all.deb", "apt", 3000, 4),
            listed("http://deb.example/pool/Zlib_1_all.deb", "apt", 100, 3),
            listed("https://registry.example/react", "npm", 3000, 2),
            listed("https://registry.example/react/-/react-1.tgz", "npm", 50'000, 1),
        };
        all[1].isPinned = true;
        all[2].object = all[0].object; // the same bytes
        return std::make_shared<const std::vector<Listed>>(std::move(all));
    }

private Q_SLOTS:

    void arranges_data()
    {
        QTest::addColumn<StockWish>("wish");
        QTest::addColumn<QList<quint32>>("rows");
        using Rows = QList<quint32>;
        const auto row = [](const char *name, const StockWish &wish, const Rows &rows) {
            QTest::newRow(name) << wish << rows;
        };
        row("used last first", {}, {0, 1, 2, 3});
        row("used first", {.order = Qt::AscendingOrder}, {3, 2, 1, 0});
        row("largest first", {.column = StockColumn::Size}, {3, 0, 2, 1});
        row("smallest first", {.column = StockColumn::Size, .order = Qt::AscendingOrder},
            {1, 0, 2, 3});
        row("by name", {.column = StockColumn::Name, .order = Qt::AscendingOrder}, {1, 0, 2, 3});
        row("by cache", {.column = StockColumn::Cache, .order = Qt::DescendingOrder}, {2, 3, 1, 0});
        row("pinned first", {.column = StockColumn::Pinned}, {1, 0, 2, 3});
        row("of a cache", {.cache = "npm"}, {2, 3});
        row("of a cache that is not there", {.cache = ""}, {});
        row("a word", {.text = u"zLIB"_s}, {1});
        row("two words", {.text = u"  react  tgz "_s}, {3});
        row("a pattern of the file's name", {.text = u"nginx*"_s}, {0});
        row("a pattern of all", {.text = u"http:*"_s}, {0, 1});
        row("a pattern and a word", {.text = u"*_all.deb zlib"_s}, {1});
        row("a pattern that is broken", {.text = u"[z"_s}, {});
        row("none", {.text = u"emacs"_s}, {});
    }

    void arranges()
    {
        QFETCH(StockWish, wish);
        const StockArrangement arrangement = arrange(entries(), wish);
        const QList<quint32> rows(arrangement.rows.begin(), arrangement.rows.end());
        QTEST(rows, "rows");
        QCOMPARE(arrangement.all, (store::Amount{.objects = 3, .bytes = 53'100}));
    }

    void countsSharedBytesOnce()
    {
        QCOMPARE(arrange(entries(), {.text = u"[nr]*"_s}).shown,
                 (store::Amount{.objects = 2, .bytes = 53'000}));
        const StockArrangement arrangement = arrange(entries(), {});
        QCOMPARE(amountOf(arrangement.entries, arrangement.rows), arrangement.all);
    }

    void showsWhatIsHostileAsText()
    {
        StockModel model;
        const QAbstractItemModelTester tester(&model);
        Listed hostile = listed("http://x/\x1b[0m\n<h1>\xe2\x80\xae\xff" + std::string(8192, 'n'),
                                std::string(9000, 'c'), std::numeric_limits<std::uint64_t>::max(),
                                std::numeric_limits<std::int64_t>::min() / 60'000);
        hostile.usedAt =
            WallTime(std::chrono::milliseconds(std::numeric_limits<std::int64_t>::max()));
        model.show(arrange(std::make_shared<const std::vector<Listed>>(1, hostile), {}));
        for (int column = 0; column < stockColumns; ++column) {
            const QString text = model.index(0, column).data().toString();
            QVERIFY(text.size() <= 512);
            QVERIFY(std::ranges::all_of(text, [](QChar c) { return c.isPrint(); }));
        }
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u"&lt;h1&gt;"));
        QVERIFY(!model.data(model.index(1, 0), Qt::DisplayRole).isValid());
    }

    void arrangesAHundredThousand()
    {
        std::vector<Listed> many;
        for (int number = 0; number < 100'000; ++number) {
            many.push_back(listed("http://deb.example/debian/pool/main/p/package-" +
                                      std::to_string(number * 7919 % 100'000) + "_1.0_all.deb",
                                  "apt", static_cast<std::uint64_t>(number * 31 % 977), number));
        }
        const auto all = std::make_shared<const std::vector<Listed>>(std::move(many));
        QBENCHMARK
        {
            const StockArrangement arrangement =
                arrange(all, {.text = u"package"_s, .column = StockColumn::Size});
            QCOMPARE(arrangement.rows.size(), 100'000U);
        }
    }

    void asksBeforeRemoving()
    {
        RemovalPlan plan{.ordinary = {"apt:http://x/<b>a</b>"},
                         .ordinaryFrees = {.objects = 1, .bytes = 2048},
                         .allFrees = {.objects = 1, .bytes = 2048},
                         .names = {"http://x/<b>a\n</b>"}};
        const Question one = removalQuestion(plan);
        QCOMPARE(one.text, u"Remove this from the stock?");
        QVERIFY(one.more.startsWith(u"http://x/<b>a\uFFFD</b>\n\n"));
        QVERIFY(one.more.contains(u"2 KiB"));
        QVERIFY(one.details.isEmpty());

        plan.pinned = {"apt:http://x/b", "apt:http://x/c"};
        plan.allFrees = {.objects = 3, .bytes = 4096};
        plan.names = {"http://x/a", "http://x/b"};
        const Question three = removalQuestion(plan);
        QCOMPARE(three.text, u"Remove these 3 from the stock?");
        QCOMPARE(three.details, u"http://x/a\nhttp://x/b\n… and 1 more");
        QVERIFY(pinnedToo(plan).contains(u"(2)"));
        QVERIFY(pinnedToo(plan).contains(u"4 KiB"));
    }

    void tellsWhatACheckFound()
    {
        stock::VerifyReport report;
        report.complete = true;
        report.progress = {.objects = 12, .bytes = 2048, .allObjects = 12, .allBytes = 2048};
        QCOMPARE(checkWords(report), u"Checked: 12 files, 2 KiB. Everything is as it should be.");
        QVERIFY(checkDetails(report).isEmpty());
        report.damaged.push_back({.kind = store::DamagedObject::Kind::Missing,
                                  .digest = {},
                                  .size = 1,
                                  .keys = {"apt:http://x/\n"}});
        QVERIFY(checkWords(report).contains(u"Damaged or missing: 1 file."));
        QCOMPARE(checkDetails(report), u"Missing: http://x/\uFFFD");
        report.complete = false;
        report.progress.bytes = 1024;
        QVERIFY(checkWords(report).startsWith(u"Stopped after 48 %."));
    }
};

} // namespace larder::windows

QTEST_GUILESS_MAIN(larder::windows::StockTest)
#include "stock.moc"
