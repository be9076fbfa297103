// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/overviewpage.h"

#include "pathsbelow.h"
#include "patience.h"
#include "windows/fakeactions.h"
#include "windows/pictures.h"
#include "windows/records.h"
#include "windows/walk.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <numbers>

namespace larder::windows
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using statistics::Outcome;

namespace
{

// Half a year of a developer: busy on workdays, quiet at night, and with ever more in stock.
Records manyRecords(WallTime now)
{
    Records records;
    std::uint64_t number = 1;
    const auto next = [&number] { // the same in every run
        number = number * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(number >> 11U) / 9007199254740992.0;
    };
    for (int hour = 24 * 180; hour >= 0; --hour) {
        const WallTime time = now - std::chrono::hours(hour);
        const auto hourOfDay =
            std::chrono::floor<std::chrono::hours>(time.time_since_epoch()).count() % 24;
        const double daytime = std::sin(std::numbers::pi * static_cast<double>(hourOfDay) / 24);
        for (const char *const cache : {"apt", "npm", "pip", "composer"}) {
            const int count = static_cast<int>(daytime * daytime * next() * (hour < 24 ? 30 : 4));
            for (int i = 0; i < count; ++i) {
                const bool isHit = next() < 0.9 - (hour / (24 * 180.0) * 0.5);
                records.push_back(record(time, cache, isHit ? Outcome::Hit : Outcome::Miss,
                                         static_cast<std::uint64_t>(next() * 3e6)));
            }
        }
    }
    return records;
}

} // namespace

class OverviewPageTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path root() const { return m_folder->path().toStdString(); }

    Paths paths() const { return pathsBelow(*m_folder); }

    static const CacheTable &tableOf(const OverviewPage &page)
    {
        return *page.findChild<CacheTable *>();
    }

    // Until page and chart have shown what there is.
    static bool waitUntilShown(OverviewPage &page)
    {
        QSignalSpy shown(page.findChild<HistoryPane *>(), &HistoryPane::shown);
        page.show();
        return QTest::qWaitForWindowActive(&page) && (!shown.isEmpty() || shown.wait(patience)) &&
               QTest::qWaitFor([&] { return tableOf(page).model()->rowCount() > 0; }, patience);
    }

    std::optional<QTemporaryDir> m_folder;
    const WallTime m_now = SystemClock().wall();

private Q_SLOTS:

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init() { m_folder.emplace(); }

    void isForKeyboardAndScreenReader_data()
    {
        QTest::addColumn<bool>("withRequests");
        QTest::addColumn<Qt::LayoutDirection>("direction");
        QTest::newRow("new") << false << Qt::LeftToRight;
        QTest::newRow("used") << true << Qt::LeftToRight;
        QTest::newRow("used, from right to left") << true << Qt::RightToLeft;
    }

    void isForKeyboardAndScreenReader()
    {
        QFETCH(bool, withRequests);
        QFETCH(Qt::LayoutDirection, direction);
        if (withRequests) {
            write(paths().state, {record(m_now, "apt", Outcome::Hit)});
        }
        QGuiApplication::setLayoutDirection(direction);
        const auto back =
            qScopeGuard([] { QGuiApplication::setLayoutDirection(Qt::LayoutDirectionAuto); });
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        QVERIFY(waitUntilShown(page));
        QStringList faults = faultsOf(page);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        save(page, withRequests ? u"right-to-left-chart"_s : u"new"_s);
        page.findChild<HistoryPane *>()->findChildren<QPushButton *>().front()->click(); // as table
        faults = faultsOf(page);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        save(page, u"right-to-left-table"_s);
    }

    void followsWhatHappens()
    {
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        QVERIFY(waitUntilShown(page));
        const auto hits = [&] {
            return tableOf(page).model()->index(0, CacheModel::Hits).data().toString();
        };
        QCOMPARE(hits(), u"0");
        std::filesystem::create_directories(paths().runtime);
        write(paths().state, {record(m_now, "apt", Outcome::Hit)});
        touchChanged(paths().runtime);
        QVERIFY(QTest::qWaitFor([&] { return hits() == u"1"; }, patience));
        const auto *const chart = page.findChild<HistoryChart *>();
        // In the last bar, or in the one before when an hour has just ended.
        QVERIFY(QTest::qWaitFor(
            [&] { return std::ranges::contains(chart->bars(), 1, &Parts::stock); }, patience));
    }

    void nothingIsReadWhileNobodyLooks()
    {
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        QVERIFY(waitUntilShown(page));
        auto *const pane = page.findChild<HistoryPane *>();
        QSignalSpy shown(pane, &HistoryPane::shown);
        pane->read(HistoryReader::Thoroughness::WhatIsNew);
        QVERIFY(shown.wait(patience)); // what was under way is done by then
        page.hide();
        QSignalSpy changed(&watcher, &status::Watcher::changed);
        watcher.look();
        QVERIFY(changed.wait(patience));
        shown.clear();
        write(paths().state, {record(m_now, "apt", Outcome::Hit)});
        watcher.look();
        QVERIFY(changed.wait(patience));
        QCOMPARE(tableOf(page).model()->index(0, CacheModel::Hits).data().toString(), u"0");
        QVERIFY(shown.isEmpty());
        page.show();
        QVERIFY(shown.wait(patience));
        QCOMPARE(tableOf(page).model()->index(0, CacheModel::Hits).data().toString(), u"1");
    }

    void turnsOnAtOnceAndAsksBeforeOff()
    {
        auto lock = OwnerLock::take(paths().runtime, "apt");
        if (!lock) {
            std::filesystem::create_directories(paths().runtime);
            lock = OwnerLock::take(paths().runtime, "apt");
        }
        QVERIFY(lock);
        QVERIFY(lock->announce({.cache = "apt",
                                .pid = 1,
                                .addresses = {{.address = "127.0.0.1", .port = 3142}},
                                .network = {}}));
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        QVERIFY(waitUntilShown(page));
        auto &table = *page.findChild<CacheTable *>();
        table.setFocus();
        // The second row, by the keyboard: nobody answers for it.
        table.setCurrentIndex(table.model()->index(1, CacheModel::Cache));
        QTest::keyClick(&table, Qt::Key_Space);
        QCOMPARE(actions.asked,
                 QStringList(u"on "_s + table.model()->index(1, 0).data().toString()));
        actions.asked.clear();
        table.setCurrentIndex(table.model()->index(0, CacheModel::Cache));
        for (const auto &[button, asked] :
             {std::pair(u"&Turn Off"_s, QStringList(u"off apt"_s)),
              std::pair(u"&Pause All Instead"_s, QStringList(u"pause"_s)),
              std::pair(u"Cancel"_s, QStringList())}) {
            QTest::keyClick(&table, Qt::Key_Space);
            auto *const box = table.findChild<QMessageBox *>();
            QVERIFY(box != nullptr);
            save(*box, u"turn-off"_s);
            const auto buttons = box->buttons();
            const auto found = std::ranges::find_if(buttons, [&](const QAbstractButton *one) {
                return one->text().remove(u'&') == QString(button).remove(u'&');
            });
            QVERIFY(found != buttons.end());
            (*found)->click();
            QCOMPARE(actions.asked, asked);
            actions.asked.clear();
            QVERIFY(QTest::qWaitFor([&] { return table.findChild<QMessageBox *>() == nullptr; },
                                    patience));
        }
    }

    void everyRowHasAMenu()
    {
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        QVERIFY(waitUntilShown(page));
        auto &table = *page.findChild<CacheTable *>();
        table.setCurrentIndex(table.model()->index(2, CacheModel::State));
        QContextMenuEvent key(QContextMenuEvent::Keyboard, QPoint(), QPoint(), Qt::NoModifier);
        QApplication::sendEvent(table.viewport(), &key);
        auto *const menu = table.findChild<QMenu *>();
        QVERIFY(menu != nullptr && menu->isVisible());
        QVERIFY(menu->actions().at(2)->isChecked()); // off
        menu->actions().at(1)->trigger();
        QCOMPARE(actions.asked,
                 QStringList(u"built-in "_s + table.model()->index(2, 0).data().toString()));
    }

    void unitsOfOtherSoftwareAreReplacedOnRequest()
    {
        status::Overview overview;
        for (const auto &[name, onDemand] : {std::pair("apt", system::OnDemand::Foreign),
                                             std::pair("npm", system::OnDemand::Off)}) {
            status::CacheStatus cache;
            cache.name = name;
            cache.onDemand = onDemand;
            cache.addresses = {{.address = "127.0.0.1", .port = 3142}};
            overview.caches.push_back(cache);
        }
        overview.caches.front().foreignUnits = {"/units/cache-apt.socket"};
        FakeActions actions;
        CacheTable table(actions);
        table.show(overview);
        table.resize(800, 200);
        table.setVisible(true);
        QVERIFY(QTest::qWaitForWindowActive(&table));
        const auto entry = [&table](int row) -> QAction * {
            table.setCurrentIndex(table.model()->index(row, CacheModel::State));
            QContextMenuEvent key(QContextMenuEvent::Keyboard, QPoint(), QPoint(), Qt::NoModifier);
            QApplication::sendEvent(table.viewport(), &key);
            const auto menus = table.findChildren<QMenu *>();
            const auto entries = menus.isEmpty() ? QList<QAction *>() : menus.back()->actions();
            const auto found = std::ranges::find_if(entries, [](const QAction *one) {
                return one->text() == u"Replace &Units of Other Software…";
            });
            return found == entries.end() ? nullptr : *found;
        };
        QVERIFY(entry(1) == nullptr);
        for (const auto &[button, asked] :
             {std::pair(u"Cancel"_s, QStringList()),
              std::pair(u"Replace"_s, QStringList(u"replace apt"_s))}) {
            QAction *const replace = entry(0);
            QVERIFY(replace != nullptr);
            replace->trigger();
            auto *const box = table.findChild<QMessageBox *>();
            QVERIFY(box != nullptr);
            QVERIFY(box->informativeText().contains(u"units/cache-apt.socket"));
            QVERIFY(box->informativeText().contains(u"larder undo"));
            save(*box, u"replace-units"_s);
            QVERIFY(actions.asked.isEmpty());
            const auto buttons = box->buttons();
            const auto found = std::ranges::find_if(buttons, [&](const QAbstractButton *one) {
                return one->text().remove(u'&') == button;
            });
            QVERIFY(found != buttons.end());
            (*found)->click();
            QCOMPARE(actions.asked, asked);
            QVERIFY(QTest::qWaitFor([&] { return table.findChild<QMessageBox *>() == nullptr; },
                                    patience));
        }
    }

    void saysWhatIsWrong()
    {
        FakeActions actions;
        actions.switchings["npm"].fault = Fault{
            .kind = FaultKind::InUse,
            .what = QStringLiteral("Port 3143 is taken by verdaccio (process 4711)."),
            .advice = QStringLiteral("Stop it, or give the cache another port in the settings.")};
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        page.resize(1000, 760);
        QVERIFY(waitUntilShown(page));
        const auto labels = page.findChildren<QLabel *>();
        const auto isSaid = [&] {
            return std::ranges::any_of(labels, [](const QLabel *label) {
                return label->isVisible() && label->text().startsWith(u"npm: Port 3143 is taken");
            });
        };
        QVERIFY(isSaid());
        save(page, u"fault"_s);
        actions.switchings.clear();
        Q_EMIT actions.switchingChanged(QStringLiteral("npm"));
        QVERIFY(!isSaid());
    }

    // What it costs while requests come, which is told and not judged: the machine may be busy.
    void cost()
    {
        if (!qEnvironmentVariableIsSet("LARDER_MEASURE")) {
            QSKIP("LARDER_MEASURE asks for it.");
        }
        std::filesystem::create_directories(paths().runtime);
        write(paths().state, manyRecords(m_now));
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        page.resize(1000, 760);
        QVERIFY(waitUntilShown(page));
        const auto spent = [] { return std::chrono::microseconds(std::clock()); }; // POSIX
        constexpr int rounds = 20;
        for (const Span span : {Span::Hours, Span::Months}) {
            auto *const choice = page.findChild<HistoryPane *>()->findChildren<QComboBox *>().at(1);
            choice->setCurrentIndex(choice->findData(QVariant::fromValue(span)));
            QTest::qWait(1000);
            std::chrono::microseconds ofWindow{0};
            QElapsedTimer time;
            time.start();
            for (int i = 0; i < rounds; ++i) {
                write(paths().state, {record(m_now, "apt", Outcome::Hit)});
                const auto before = spent();
                touchChanged(paths().runtime);
                QTest::qWait(1000);
                ofWindow += spent() - before;
            }
            qInfo() << spanWords(span) << "per cent of a core:"
                    << static_cast<double>(ofWindow.count()) / 10.0 /
                           static_cast<double>(time.elapsed());
        }
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void pictures()
    {
        QFETCH(bool, isDark);
        if (picturesFolder().isEmpty()) {
            QSKIP("LARDER_PICTURES names the folder for pictures.");
        }
        const Palette palette(isDark ? Palette::Kind::Dark : Palette::Kind::Light);
        write(paths().state, manyRecords(m_now));
        FakeActions actions;
        status::Watcher watcher(paths());
        OverviewPage page(watcher, actions, paths());
        page.resize(1000, 760);
        QVERIFY(waitUntilShown(page));
        const QString name = isDark ? u"dark"_s : u"light"_s;
        save(page, u"overview-" + name);
        for (auto *const choice : page.findChild<HistoryPane *>()->findChildren<QComboBox *>()) {
            QSignalSpy shown(page.findChild<HistoryPane *>(), &HistoryPane::shown);
            choice->setCurrentIndex(choice->count() - 1);
            shown.wait(1000);
            QTest::qWait(50);
            save(page, u"overview-" + name + u'-' + QString::number(choice->count()) +
                           choice->currentText());
        }
        page.findChild<HistoryPane *>()->findChildren<QPushButton *>().front()->click();
        save(page, u"overview-table-" + name);
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::OverviewPageTest)
#include "overviewpage.moc"
