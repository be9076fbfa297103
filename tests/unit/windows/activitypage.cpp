// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/activitypage.h"

#include "patience.h"
#include "shelffixture.h"
#include "walk.h"

#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeView>

#include <fstream>
#include <optional>

using namespace Qt::StringLiterals;

namespace larder::windows
{

using statistics::Outcome;
using statistics::RequestRecord;

class ActivityPageTest : public QObject
{
    Q_OBJECT

private:
    void come(int from, int to, Outcome outcome = Outcome::Hit) const
    {
        std::vector<RequestRecord> requests;
        for (int number = from; number < to; ++number) {
            requests.push_back(request("http://a.example/" + std::to_string(number), outcome));
        }
        record(*m_paths, requests);
    }

    void open()
    {
        m_page.emplace(*m_paths);
        m_page->resize(900, 500);
        m_page->show();
        m_list = m_page->findChild<QTreeView *>();
    }

    QString address(int row) const
    {
        return m_list->model()
            ->index(row, static_cast<int>(ActivityColumn::Address))
            .data()
            .toString();
    }

    int rows() const { return m_list->model()->rowCount(); }

    bool says(QStringView text) const { return walk::says(*m_page, text); }

    template <typename Widget>
    Widget *named(const QString &name) const
    {
        return walk::named<Widget>(*m_page, name);
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<Paths> m_paths;
    std::optional<ActivityPage> m_page;
    QTreeView *m_list = nullptr;

private Q_SLOTS:

    void init()
    {
        m_folder.emplace();
        m_paths = pathsBelow(*m_folder);
    }

    void cleanup()
    {
        m_page.reset();
        m_folder.reset();
    }

    void saysThatThereIsNothing()
    {
        open();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"No requests yet"), patience);
        come(0, 3); // also before any proxy ran
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        QVERIFY(m_list->isVisible());
        QVERIFY(!says(u"No requests yet"));
    }

    void followsTheEndUntilScrolledUp()
    {
        come(0, 200);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 200, patience);
        const auto isSeen = [this](int row) {
            return m_list->viewport()->rect().contains(
                m_list->visualRect(m_list->model()->index(row, 0)).center());
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(199), patience);
        come(200, 250);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 250, patience);
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(249), patience);
        m_list->scrollTo(m_list->model()->index(100, 0), QAbstractItemView::PositionAtTop);
        come(250, 300);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 300, patience);
        QCOMPARE(m_list->indexAt({}).row(), 100);
    }

    void rowsThatLeaveMoveNothing()
    {
        come(0, static_cast<int>(shownRequests));
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), static_cast<int>(shownRequests), patience);
        m_list->scrollTo(m_list->model()->index(1000, 0), QAbstractItemView::PositionAtTop);
        const QString top = address(m_list->indexAt({}).row());
        come(0, 50, Outcome::Miss);
        QTRY_COMPARE_WITH_TIMEOUT(m_list->indexAt({}).row(), 950, patience);
        QCOMPARE(address(m_list->indexAt({}).row()), top);
    }

    void saysInFullWhy()
    {
        RequestRecord miss = request("http://a.example/x", Outcome::Miss);
        miss.reason = statistics::Reason::NotStored;
        record(*m_paths, {&miss, 1});
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QVERIFY(!says(u"It was not in stock."));
        m_list->selectAll();
        QVERIFY(says(u"It was not in stock."));
    }

    void holds()
    {
        come(0, 3);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        auto *hold = named<QPushButton>(u"Hold"_s);
        hold->click();
        come(3, 10);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"held, 7 more"), patience);
        QCOMPARE(rows(), 3);
        hold->click();
        QCOMPARE(rows(), 10);
        QVERIFY(!says(u"held"));
    }

    void finds()
    {
        come(0, 30);
        come(30, 32, Outcome::Miss);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 32, patience);
        QTest::keyClick(m_list, Qt::Key_F, Qt::ControlModifier);
        auto *text = named<QLineEdit>(u"Find in the requests"_s);
        QTRY_VERIFY_WITH_TIMEOUT(text->hasFocus(), patience);
        QTest::keyClicks(text, u"example/31"_s);
        QCOMPARE(rows(), 1);
        QVERIFY(says(u"Requests: 1 of 32"));
        QTest::keyClicks(text, u"x"_s);
        QVERIFY(says(u"No request is like that"));
        text->clear();
        auto *outcome = named<QComboBox>(u"Result of the requests"_s);
        outcome->setCurrentText(u"Fetched"_s);
        QCOMPARE(rows(), 2);
        named<QComboBox>(u"Cache of the requests"_s)->setCurrentText(u"npm"_s);
        QCOMPARE(rows(), 0);
    }

    void copiesAndSaves()
    {
        come(0, 3);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        m_list->selectAll();
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(QGuiApplication::clipboard()->text().count(u'\n'), 3, patience);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"\thttp://a.example/2\n"));

        const QString file = m_folder->filePath(u"requests.tsv"_s);
        m_page->save(file);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Saved: 3 requests"), patience);
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(saved.readAll().count('\n'), 4);
        m_page->save(m_folder->filePath(u"nowhere/requests.tsv"_s));
        QTRY_VERIFY_WITH_TIMEOUT(says(u"cannot be written"), patience);
    }

    void readsOnlyWhileItIsSeen()
    {
        come(0, 1);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        m_page->hide();
        come(1, 3);
        m_page->show();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
    }

    void saysWhyItCannotRead()
    {
        std::filesystem::create_directories(m_paths->state);
        std::ofstream(m_paths->state / "statistics.sqlite") << std::string(10'000, 'x');
        open();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"The requests cannot be shown"), patience);
    }

    void isForKeyboardAndScreenReader()
    {
        come(0, 3);
        open();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        m_list->selectAll();
        const QStringList faults = faultsOf(*m_page);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void goesWhileItReads()
    {
        come(0, 100);
        open();
        m_page->save(m_folder->filePath(u"x.tsv"_s));
        m_page.reset();
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::ActivityPageTest)
#include "activitypage.moc"
