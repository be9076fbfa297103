// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/autostart.h"

#include "base/filechange.h"
#include "pathsbelow.h"
#include "system/ledger.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <optional>

namespace larder::system
{

using State = Autostart::State;

class AutostartTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path root() const { return m_folder->path().toStdString(); }

    Paths paths() const { return pathsBelow(*m_folder); }

    std::filesystem::path program() const { return root() / "some folder" / "larder-tray"; }

    std::filesystem::path file() const { return autostartFile(paths()); }

    State state() const { return lookAtAutostart(paths(), program()).state; }

    void write(const std::string &text) const
    {
        std::filesystem::create_directories(file().parent_path());
        std::ofstream(file()) << text << std::flush;
    }

    std::string text() const { return readFile(file(), 10'000).value_or("(none)"); }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void onAndOffLeaveNothing()
    {
        QCOMPARE(file(), root() / "config/autostart/org.larder.Larder.desktop");
        QCOMPARE(state(), State::Off);
        QVERIFY(turnAutostartOff(paths(), program()));
        QVERIFY(!std::filesystem::exists(file())); // nothing is written unasked
        QVERIFY(turnAutostartOn(paths(), program()));
        QCOMPARE(state(), State::On);
        QVERIFY(text().contains("Exec=\"" + program().string() + "\" --background\n"));
        QCOMPARE(Ledger(paths().state).changes()->size(), 1U);
        QVERIFY(turnAutostartOff(paths(), program()));
        QCOMPARE(state(), State::Off);
        QVERIFY(!std::filesystem::exists(file()));
        QVERIFY(Ledger(paths().state).changes()->empty());
    }

    void foreignFileStays()
    {
        const std::string foreign = "[Desktop Entry]\nExec=/usr/bin/something-else\n";
        write(foreign);
        QCOMPARE(state(), State::Foreign);
        const auto turned = turnAutostartOn(paths(), program());
        QVERIFY(!turned);
        QCOMPARE(turned.error().kind, FaultKind::NotAllowed);
        QVERIFY(turnAutostartOff(paths(), program()));
        QCOMPARE(text(), foreign);
    }

    void hiddenEntryIsOffAndComesBack()
    {
        const std::string hidden = "[Desktop Entry]\nExec=larder-tray\nHidden=true\n";
        write(hidden);
        QCOMPARE(state(), State::Off);
        QVERIFY(turnAutostartOn(paths(), program()));
        QCOMPARE(state(), State::On);
        QVERIFY(turnAutostartOff(paths(), program()));
        QCOMPARE(text(), hidden);
    }

    void entryOfAnotherPlaceIsReplacedOnlyWhenAsked()
    {
        const std::string other = "[Desktop Entry]\nExec=/opt/larder/larder-tray --background\n";
        write(other);
        const Autostart found = lookAtAutostart(paths(), program());
        QCOMPARE(found.state, State::OtherProgram);
        QCOMPARE(found.program, "/opt/larder/larder-tray");
        QVERIFY(turnAutostartOn(paths(), program()));
        QCOMPARE(state(), State::On);
        // What was there before started one, too: it is switched off and not taken away.
        QVERIFY(turnAutostartOff(paths(), program()));
        QCOMPARE(state(), State::Off);
        QVERIFY(text().starts_with(other));
        QVERIFY(Ledger(paths().state).undo(file()));
        QCOMPARE(text(), other);
    }

    void changedEntryIsSwitchedOff()
    {
        QVERIFY(turnAutostartOn(paths(), program()));
        write(text() + "X-Desktop-Delay=10\n");
        QCOMPARE(state(), State::On);
        QVERIFY(turnAutostartOff(paths(), program()));
        QCOMPARE(state(), State::Off);
        QVERIFY(text().contains("X-Desktop-Delay=10"));
    }

    void textsOfFiles_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<State>("state");
        const std::string entry = "[Desktop Entry]\n";
        QTest::newRow("ours") << entry + "Exec=/a/larder-tray\n" << State::On;
        QTest::newRow("quoted") << entry + "Exec=\"/a/larder-tray\" --background\n" << State::On;
        QTest::newRow("other place") << entry + "Exec=/b/larder-tray\n" << State::OtherProgram;
        QTest::newRow("by its name, not installed") << entry + "Exec=larder-tray\n"
                                                    << State::OtherProgram;
        QTest::newRow("off for GNOME")
            << entry + "Exec=/a/larder-tray\nX-GNOME-Autostart-enabled=false\n"
            << State::Off;
        QTest::newRow("hidden, without a program") << entry + "Hidden=true\n" << State::Off;
        QTest::newRow("translated names") << entry + "Name[de]=Larder\nExec=/a/larder-tray\n"
                                          << State::On;
        QTest::newRow("without a program") << entry << State::Foreign;
        QTest::newRow("in another group") << entry + "[Desktop Action x]\nExec=/a/larder-tray\n"
                                          << State::Foreign;
        QTest::newRow("a quote without end") << entry + "Exec=\"/a/larder-tray\n" << State::On;
        QTest::newRow("a lone backslash") << entry + "Exec=\\\n" << State::Foreign;
        QTest::newRow("no desktop file") << std::string("\x01\xff") << State::Foreign;
        QTest::newRow("empty") << std::string() << State::Foreign;
    }

    void textsOfFiles()
    {
        QFETCH(std::string, text);
        QFETCH(State, state);
        QCOMPARE(readAutostart(text, "/a/larder-tray").state, state);
    }

    void everyPathComesBack_data()
    {
        QTest::addColumn<std::string>("path");
        for (const char *path :
             {"/a/larder-tray", "/a b/larder-tray", "/a\"b/larder-tray", "/a\\b/larder-tray",
              "/a$b`c/larder-tray", "/100%/larder-tray", "/ü/larder-tray"}) {
            QTest::newRow(path) << std::string(path);
        }
    }

    void everyPathComesBack()
    {
        QFETCH(std::string, path);
        const Autostart found = readAutostart(autostartText(path), path);
        QCOMPARE(found.program, path);
        QCOMPARE(found.state, State::On);
    }
};

} // namespace larder::system

QTEST_GUILESS_MAIN(larder::system::AutostartTest)
#include "autostart.moc"
