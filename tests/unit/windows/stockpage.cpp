// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/stockpage.h"

#include "base/changesignal.h"
#include "patience.h"
#include "shelffixture.h"
#include "stock/stock.h"
#include "store/fixture.h"
#include "walk.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>

#include <fstream>
#include <optional>

using namespace Qt::StringLiterals;

namespace larder::windows
{

class StockPageTest : public QObject
{
    Q_OBJECT

private:
    void open()
    {
        m_page.emplace(*m_paths);
        m_page->resize(900, 500);
        QSignalSpy shown(&*m_page, &StockPage::shown);
        m_page->show();
        m_list = m_page->findChild<QTreeView *>();
        QVERIFY(shown.wait(patience));
        QVERIFY(QTest::qWaitForWindowActive(&*m_page));
        m_list->setFocus();
    }

    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < m_list->model()->rowCount(); ++row) {
            names += m_list->model()->index(row, 0).data().toString().section(u'/', -1);
        }
        return names;
    }

    void select(const QStringList &wanted) const
    {
        m_list->clearSelection();
        for (int row = 0; row < m_list->model()->rowCount(); ++row) {
            const QModelIndex index = m_list->model()->index(row, 0);
            if (wanted.contains(index.data().toString().section(u'/', -1))) {
                m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::Select |
                                                                     QItemSelectionModel::Rows);
            }
        }
    }

    QStringList selected() const
    {
        QStringList names;
        for (const QModelIndex &index : m_list->selectionModel()->selectedRows()) {
            names += index.data().toString().section(u'/', -1);
        }
        return names;
    }

    bool says(QStringView text) const { return walk::says(*m_page, text); }

    template <typename Widget>
    Widget *named(const QString &name) const
    {
        return walk::named<Widget>(*m_page, name);
    }

    QMessageBox *box() const
    {
        QMessageBox *found = nullptr;
        if (!QTest::qWaitFor(
                [&] {
                    found = m_page->findChild<QMessageBox *>();
                    return found != nullptr && found->isVisible();
                },
                patience)) {
            qFatal("no question");
        }
        return found;
    }

    void pressDelete() // also when a question has just been answered
    {
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&*m_page));
        m_list->setFocus();
        QTest::keyClick(m_list, Qt::Key_Delete);
    }

    static void answer(QMessageBox *box, QMessageBox::ButtonRole role)
    {
        for (QAbstractButton *button : box->buttons()) {
            if (box->buttonRole(button) == role) {
                button->click();
                return;
            }
        }
        qFatal("no such button");
    }

    void touchSomething() const
    {
        QVERIFY(m_shop->publish("apt:http://deb.example/another_1_all.deb", "another"));
        touchChanged(m_paths->runtime);
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<Paths> m_paths;
    std::unique_ptr<store::Shop> m_shop;
    std::optional<StockPage> m_page;
    QTreeView *m_list = nullptr;

private Q_SLOTS:

    void init()
    {
        m_folder.emplace();
        m_paths = pathsBelow(*m_folder);
        m_shop = std::make_unique<store::Shop>(m_folder->path().toStdString());
        QVERIFY(m_shop->publish("apt:http://deb.example/a_1_all.deb", std::string(3000, 'a')));
        QVERIFY(m_shop->publish("apt:http://deb.example/b_1_all.deb", std::string(1000, 'b')));
        QVERIFY(m_shop->publish("apt:http://deb.example/c_1_all.deb", std::string(2000, 'c')));
    }

    void cleanup()
    {
        m_page.reset();
        m_shop.reset();
        m_folder.reset();
    }

    void listsAndSorts()
    {
        open();
        QCOMPARE(names().size(), 3);
        QVERIFY(says(u"In stock: 3 files, 5.9 KiB"));
        QSignalSpy shown(&*m_page, &StockPage::shown);
        m_list->header()->setSortIndicator(static_cast<int>(StockColumn::Size),
                                           Qt::DescendingOrder);
        QVERIFY(shown.wait(patience));
        QCOMPARE(names(), QStringList({u"a_1_all.deb"_s, u"c_1_all.deb"_s, u"b_1_all.deb"_s}));
    }

    void findsAndShowsAllAgain()
    {
        open();
        QTest::keyClick(m_list, Qt::Key_F, Qt::ControlModifier);
        auto *text = named<QLineEdit>(u"Find in the stock"_s);
        QTRY_VERIFY_WITH_TIMEOUT(text->hasFocus(), patience);
        QTest::keyClicks(text, u"B_*"_s);
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringList({u"b_1_all.deb"_s}), patience);
        QVERIFY(says(u"Found: 1 file, 1 KiB; in stock: 3 files"));
        QTest::keyClicks(text, u"x"_s);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Nothing in stock is like that"), patience);
        named<QPushButton>(u"Show All"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(names().size(), 3, patience);
        named<QComboBox>(u"Cache of the files"_s)->setCurrentText(u"npm"_s);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Nothing in stock is like that"), patience);
    }

    void pinsAndUnpins()
    {
        open();
        auto *pin = named<QPushButton>(u"Pin"_s);
        QVERIFY(!pin->isEnabled());
        select({u"a_1_all.deb"_s, u"b_1_all.deb"_s});
        QVERIFY(says(u"Selected: 2 files, 3.9 KiB"));
        pin->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Pinned: 2 files"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(named<QPushButton>(u"Unpin"_s)->isEnabled(), patience);
        QCOMPARE(selected().size(), 2); // still
        QVERIFY(!pin->isEnabled());
        named<QPushButton>(u"Unpin"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"No longer pinned: 2 files"), patience);
    }

    void removesAfterAQuestion()
    {
        open();
        select({u"a_1_all.deb"_s});
        pressDelete();
        QMessageBox *question = box();
        QVERIFY(question->informativeText().contains(u"a_1_all.deb"));
        QVERIFY(question->defaultButton() == question->button(QMessageBox::Cancel));
        answer(question, QMessageBox::RejectRole);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<QMessageBox *>() == nullptr, patience);
        QCOMPARE(names().size(), 3);
        pressDelete();
        answer(box(), QMessageBox::AcceptRole);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Removed: 1 file, 2.9 KiB."), patience);
        QTRY_COMPARE_WITH_TIMEOUT(names().size(), 2, patience);
    }

    void pinnedThingsNeedASecondWord()
    {
        QVERIFY(stock::pin(*m_paths, {.patterns = {"b_*"}}, stock::Doing::Really));
        open();
        select({u"b_1_all.deb"_s});
        pressDelete();
        QMessageBox *question = box();
        QAbstractButton *remove = nullptr;
        for (QAbstractButton *button : question->buttons()) {
            if (question->buttonRole(button) == QMessageBox::AcceptRole) {
                remove = button;
            }
        }
        QVERIFY(remove != nullptr && !remove->isEnabled());
        question->checkBox()->click();
        QVERIFY(remove->isEnabled());
        answer(question, QMessageBox::RejectRole);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<QMessageBox *>() == nullptr, patience);

        m_list->selectAll();
        pressDelete();
        answer(box(), QMessageBox::AcceptRole); // not ticked
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Removed: 2 files"), patience);
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringList({u"b_1_all.deb"_s}), patience);
        select({u"b_1_all.deb"_s});
        pressDelete();
        box()->checkBox()->click();
        answer(box(), QMessageBox::AcceptRole);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Nothing in stock yet"), patience);
    }

    void checksAndTellsWhatIsDamaged()
    {
        open();
        named<QPushButton>(u"Check"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"Everything is as it should be."), patience);
        std::ofstream(m_shop->object(std::string(2000, 'c'))) << std::string(2000, 'x');
        named<QPushButton>(u"Check"_s)->click();
        QMessageBox *report = box();
        QVERIFY(report->detailedText().contains(u"Damaged: http://deb.example/c_1_all.deb"));
        report->close();
        QTRY_COMPARE_WITH_TIMEOUT(names().size(), 2, patience);
    }

    void cleansUpAfterARehearsal()
    {
        std::filesystem::create_directories(m_paths->config.parent_path());
        std::ofstream(m_paths->config) << "[space]\nlimit=4000\nkeep-free=0\n";
        open();
        named<QPushButton>(u"Clean Up…"_s)->click();
        QMessageBox *question = box();
        QVERIFY(!question->detailedText().isEmpty());
        QCOMPARE(names().size(), 3);
        answer(question, QMessageBox::AcceptRole);
        QTRY_VERIFY_WITH_TIMEOUT(says(u"of at most 3.9 KiB."), patience);
        QTRY_VERIFY_WITH_TIMEOUT(names().size() < 3, patience);
    }

    void keepsChoiceAndPlaceWhenItReadsAgain()
    {
        for (int number = 0; number < 300; ++number) {
            QVERIFY(m_shop->publish("apt:http://deb.example/many_" + std::to_string(number),
                                    std::to_string(number)));
        }
        open();
        m_list->header()->setSortIndicator(static_cast<int>(StockColumn::Name), Qt::AscendingOrder);
        QTRY_COMPARE_WITH_TIMEOUT(names().front(), u"a_1_all.deb", patience);
        select({u"many_150"_s, u"many_151"_s, u"many_7"_s});
        const QModelIndex hundredth = m_list->model()->index(100, 0);
        m_list->scrollTo(hundredth, QAbstractItemView::PositionAtTop);
        const QString top = hundredth.data().toString();
        touchSomething(); // comes before all of them
        QTRY_COMPARE_WITH_TIMEOUT(names().size(), 304, patience);
        QCOMPARE(m_list->indexAt({}).data().toString(), top);
        QCOMPARE(m_list->indexAt({}).row(), 101);
        QCOMPARE(selected(), QStringList({u"many_150"_s, u"many_151"_s, u"many_7"_s}));
    }

    void saysWhatIsWrong()
    {
        m_shop->execute("PRAGMA user_version = 1000");
        open();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"was made by a newer Larder"), patience);
        QVERIFY(!named<QPushButton>(u"Clean Up…"_s)->isEnabled());
    }

    void repairsADamagedIndex()
    {
        m_shop.reset();
        std::ofstream(m_paths->cache / "index.sqlite") << std::string(10'000, 'x');
        open();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"The stock cannot be shown"), patience);
        named<QPushButton>(u"Check and Repair"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(u"The index was damaged or lost and has been made anew."),
                                 patience);
        QTRY_VERIFY_WITH_TIMEOUT(!says(u"The stock cannot be shown"), patience);
    }

    void isEmptyAtFirst()
    {
        m_shop.reset();
        m_folder.emplace();
        m_paths = pathsBelow(*m_folder);
        open();
        QVERIFY(says(u"Nothing in stock yet"));
        QVERIFY(!std::filesystem::exists(m_paths->cache));
    }

    void keepsNothingWhileItsWindowIsClosed()
    {
        open();
        m_page->hide();
        QCOMPARE(m_list->model()->rowCount(), 0);
        m_page->show();
        QTRY_COMPARE_WITH_TIMEOUT(names().size(), 3, patience);
    }

    void goesWhileWorkIsUnderWay()
    {
        open();
        m_list->selectAll();
        named<QPushButton>(u"Check"_s)->click();
        named<QPushButton>(u"Pin"_s)->click();
        m_page.reset();
    }

    void isForKeyboardAndScreenReader()
    {
        open();
        m_list->selectAll();
        const QStringList faults = faultsOf(*m_page);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::StockPageTest)
#include "stockpage.moc"
