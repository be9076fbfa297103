// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "language/language.h"
#include "pathsbelow.h"
#include "patience.h"
#include "tray/notices.h"
#include "tray/traymenu.h"
#include "tray/words.h"
#include "windows/helpwindow.h"
#include "windows/settingswindow.h"
#include "windows/statisticswindow.h"
#include "windows/walk.h"

#include <QDir>
#include <QListWidget>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include <set>
#include <vector>

using namespace Qt::StringLiterals;

namespace larder::tray
{

namespace
{

class NoActions final : public windows::Actions
{
public:
    void turnOn(const std::string & /*cache*/) override {}

    void setMode(const std::string & /*cache*/, CacheMode /*mode*/) override {}

    void replaceForeignUnits(const std::string & /*cache*/) override {}

    windows::Switching switching(const std::string & /*cache*/) const override { return {}; }

    void pause(std::optional<std::chrono::minutes> /*time*/) override {}

    void resume() override {}

    void changeSettings(std::vector<SettingChange> /*changes*/, QObject * /*context*/,
                        std::function<void(Result<void>)> /*done*/) override
    {}
};

// Asked after the translations: whatever reaches it is a text that none of them has.
class Untranslated final : public QTranslator
{
public:
    QString translate(const char *context, const char *text, const char * /*disambiguation*/,
                      int /*n*/) const override
    {
        if (QByteArrayView(context).startsWith("larder")) {
            found.insert(QString::fromUtf8(context) + u": "_s + QString::fromUtf8(text));
        }
        return {};
    }

    bool isEmpty() const override { return false; }

    mutable std::set<QString> found;
};

} // namespace

// Everything that is shown is looked up in the context in which the translations have it.
class LanguagesTest : public QObject
{
    Q_OBJECT

private:
    Paths paths() const { return pathsBelow(*m_folder); }

    // Set LARDER_PICTURES to a folder to look at them.
    static void show(QWidget &window, const QString &name, QStringList &faults)
    {
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCoreApplication::processEvents(); // what was posted is laid out
        if (const QString folder = qEnvironmentVariable("LARDER_PICTURES"); !folder.isEmpty()) {
            QVERIFY(window.grab().save(QDir(folder).filePath(name + u".png"_s)));
        }
        std::vector<QWidget *> widgets;
        windows::walk::collect(window, widgets);
        for (const QString &fault :
             windows::walk::faultsOfNames(widgets) + windows::walk::faultsOfMnemonics(widgets)) {
            faults += name + u": "_s + fault;
        }
    }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void everythingShownIsTranslated_data()
    {
        QTest::addColumn<QString>("code");
        for (const QString &code : language::available().sliced(1)) {
            QTest::newRow(qPrintable(code)) << code;
        }
    }

    void everythingShownIsTranslated()
    {
        QFETCH(QString, code);
        Untranslated untranslated;
        QCoreApplication::installTranslator(&untranslated); // the last one installed is asked first
        const language::Language language(code.toStdString());

        NoActions actions;
        status::Watcher watcher(paths());
        QSignalSpy changed(&watcher, &status::Watcher::changed);
        QVERIFY(changed.wait(patience));
        const status::Overview &overview = *watcher.overview();

        TrayMenu menu(actions);
        menu.show(overview, watcher.settings());
        for (const IconState state : {IconState::Attention, IconState::Off, IconState::Paused,
                                      IconState::Serving, IconState::Idle}) {
            QVERIFY(!tooltipWords(state, overview).isEmpty());
            QVERIFY(!stateWords(state).isEmpty());
        }
        QStringList faults; // letters that clash in this language, names that became the same
        windows::HelpWindow help;
        help.show(overview);
        show(help, u"help-"_s + code, faults);
        windows::StatisticsWindow statistics(watcher, actions, paths());
        auto *const tabs = statistics.findChild<QTabWidget *>();
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            show(statistics, u"statistics-%1-%2"_s.arg(code).arg(tab), faults);
        }
        windows::SettingsWindow settings(watcher, actions, paths());
        auto *const pages = settings.findChild<QListWidget *>();
        auto *const caches = settings.findChild<QTabWidget *>();
        settings.show();
        for (int page = 0; page < pages->count(); ++page) {
            pages->setCurrentRow(page);
            for (int tab = 0; tab < (caches->isVisible() ? caches->count() : 1); ++tab) {
                caches->setCurrentIndex(tab);
                show(settings, u"settings-%1-%2-%3"_s.arg(code).arg(page).arg(tab), faults);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        for (const SettingName &name : SettingName::all()) {
            QVERIFY(!name.description().isEmpty());
            QVERIFY(!name.allowed().isEmpty());
        }
        QCoreApplication::removeTranslator(&untranslated);
        QStringList found(untranslated.found.begin(), untranslated.found.end());
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
};

} // namespace larder::tray

QTEST_MAIN(larder::tray::LanguagesTest)
#include "languages.moc"
