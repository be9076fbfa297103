// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/statisticswindow.h"

#include "pathsbelow.h"
#include "patience.h"
#include "windows/fakeactions.h"
#include "windows/pictures.h"
#include "windows/walk.h"

#include <QSignalSpy>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

using namespace Qt::StringLiterals;

namespace larder::windows
{

class StatisticsWindowTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path root() const { return m_folder->path().toStdString(); }

    Paths paths() const { return pathsBelow(*m_folder); }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void isForKeyboardAndScreenReader()
    {
        FakeActions actions;
        status::Watcher watcher(paths());
        StatisticsWindow window(watcher, actions, paths());
        window.show();
        QSignalSpy changed(&watcher, &status::Watcher::changed);
        QVERIFY(changed.wait(patience));
        save(window, u"window"_s);
        const QStringList faults = faultsOf(window);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void keysCloseItAndLookAgain()
    {
        FakeActions actions;
        status::Watcher watcher(paths());
        QSignalSpy changed(&watcher, &status::Watcher::changed);
        QVERIFY(changed.wait(patience));
        StatisticsWindow window(watcher, actions, paths());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(QTest::qWaitFor([&] { return window.isHidden(); }, patience));
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
        QVERIFY(QTest::qWaitFor([&] { return window.isHidden(); }, patience));
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        changed.clear();
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(QTest::qWaitFor([&] { return !changed.isEmpty(); }, patience));
    }

    void comesBackInItsSize()
    {
        FakeActions actions;
        status::Watcher watcher(paths());
        {
            StatisticsWindow window(watcher, actions, paths());
            window.show();
            window.resize(700, 650);
            window.close();
        }
        StatisticsWindow window(watcher, actions, paths());
        window.show();
        QVERIFY(QTest::qWaitFor([&] { return window.size() == QSize(700, 650); }, patience));
    }

    void anyFileOfSizesWillDo()
    {
        std::filesystem::create_directories(paths().state);
        std::ofstream(paths().state / "statistics-window")
            << std::string(100'000, '\xff') << std::flush;
        FakeActions actions;
        status::Watcher watcher(paths());
        StatisticsWindow window(watcher, actions, paths());
        const QSize usual = window.size();
        window.show();
        QSignalSpy changed(&watcher, &status::Watcher::changed);
        QVERIFY(changed.wait(patience));
        QCOMPARE(window.size(), usual);
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::StatisticsWindowTest)
#include "statisticswindow.moc"
