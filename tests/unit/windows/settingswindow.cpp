// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windows/settingswindow.h"

#include "base/caches.h"
#include "pathsbelow.h"
#include "patience.h"
#include "windows/walk.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QPalette>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>

#include <fstream>
#include <set>

namespace larder::windows
{

namespace
{

// Most desktops' dark colours.
QPalette darkPalette()
{
    QPalette palette(QColor(0x2d, 0x2d, 0x30));
    palette.setColor(QPalette::Base, QColor(0x1e, 0x1e, 0x20));
    palette.setColor(QPalette::PlaceholderText, QColor(0xff, 0xff, 0xff, 0x80));
    return palette;
}

// Changes the file at once; modes are written down.
class FileActions final : public Actions
{
public:
    explicit FileActions(std::filesystem::path file)
        : m_file(std::move(file))
    {}

    void turnOn(const std::string & /*cache*/) override {}

    void setMode(const std::string &cache, CacheMode mode) override
    {
        modes += QString::fromStdString(cache + ' ' + std::string(cacheModeName(mode)));
    }

    void replaceForeignUnits(const std::string & /*cache*/) override {}

    Switching switching(const std::string & /*cache*/) const override { return {}; }

    void pause(std::optional<std::chrono::minutes> /*time*/) override {}

    void resume() override {}

    void changeSettings(std::vector<SettingChange> changes, QObject * /*context*/,
                        std::function<void(Result<void>)> done) override
    {
        for (const SettingChange &change : changes) {
            written += QString::fromStdString(change.name.text() + '=' +
                                              change.value.value_or("(standard)"));
        }
        done(fault ? Result<void>(std::unexpected(*fault))
                   : larder::changeSettings(m_file, changes));
    }

    QStringList modes;
    QStringList written;
    std::optional<Fault> fault;

private:
    std::filesystem::path m_file;
};

} // namespace

class SettingsWindowTest : public QObject
{
    Q_OBJECT

private:
    std::filesystem::path root() const { return m_folder->path().toStdString(); }

    Paths paths() const { return pathsBelow(*m_folder); }

    // Replaced, as programs do it.
    void writeFile(const std::string &text) const
    {
        std::filesystem::create_directories(paths().config.parent_path());
        const auto fresh = paths().config.string() + ".new";
        std::ofstream(fresh) << text << std::flush;
        std::filesystem::rename(fresh, paths().config);
    }

    std::string fileText() const { return readSettingsText(paths().config).value_or("?"); }

    void open()
    {
        m_actions.emplace(paths().config);
        m_watcher = std::make_unique<status::Watcher>(paths());
        m_window = std::make_unique<SettingsWindow>(*m_watcher, *m_actions, paths());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(
            QTest::qWaitFor([&] { return button(QDialogButtonBox::Ok)->isEnabled(); }, patience));
    }

    QPushButton *button(QDialogButtonBox::StandardButton which) const
    {
        return m_window->findChild<QDialogButtonBox *>()->button(which);
    }

    template <typename Control>
    Control *control(const QString &name) const
    {
        for (Control *candidate : m_window->findChildren<Control *>()) {
            if (candidate->accessibleName() == name) {
                return candidate;
            }
        }
        return nullptr;
    }

    SettingsField *field(std::string_view name) const
    {
        for (SettingsField *candidate : m_window->findChildren<SettingsField *>()) {
            if (candidate->name().text() == name) {
                return candidate;
            }
        }
        return nullptr;
    }

    void enter(std::string_view name, const QString &text) const
    {
        SettingsEditor &editor = field(name)->editor();
        editor.setText(text);
        Q_EMIT editor.edited();
    }

    QString textOf(std::string_view name) const { return field(name)->editor().text(); }

    std::optional<QTemporaryDir> m_folder;
    std::optional<FileActions> m_actions;
    std::unique_ptr<status::Watcher> m_watcher;
    std::unique_ptr<SettingsWindow> m_window;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void cleanup()
    {
        m_window.reset();
        m_watcher.reset();
    }

    void everySettingHasAField()
    {
        open();
        std::set<std::string> shown;
        for (const SettingsField *each : m_window->findChildren<SettingsField *>()) {
            QVERIFY(shown.insert(each->name().text()).second);
        }
        for (const SettingName &name : SettingName::all()) {
            // A pause is begun in the menu; apt's requests name their archives themselves.
            const std::set<std::string> elsewhere{"network.paused", "cache-apt.upstream",
                                                  "cache-apt.further"};
            QVERIFY2(shown.contains(name.text()) != elsewhere.contains(name.text()),
                     name.text().c_str());
        }
    }

    void isForKeyboardAndScreenReader()
    {
        open();
        auto *list = m_window->findChild<QListWidget *>();
        auto *tabs = m_window->findChild<QTabWidget *>();
        enter("proxy.url", QStringLiteral("http://a:b@proxy.example:3128"));
        QStringList faults;
        for (int page = 0; page < list->count(); ++page) {
            list->setCurrentRow(page);
            for (int tab = 0; tab < (tabs->isVisible() ? tabs->count() : 1); ++tab) {
                tabs->setCurrentIndex(tab);
                for (const QString &fault : walk::faultsOfPage(*m_window)) {
                    faults += list->item(page)->text() + u": " + fault;
                }
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void onlyWhatChangedIsWritten()
    {
        writeFile("; mine\n[space]\nlimit=10 GiB\n");
        open();
        QCOMPARE(textOf("space.limit"), QStringLiteral("10 GiB"));
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());
        enter("desktop.price", QStringLiteral("4.50 EUR"));
        enter("space.limit", QStringLiteral("20 GiB"));
        QVERIFY(button(QDialogButtonBox::Apply)->isEnabled());
        button(QDialogButtonBox::Apply)->click();
        QCOMPARE(m_actions->written, QStringList({QStringLiteral("desktop.price=4.50 EUR"),
                                                  QStringLiteral("space.limit=(standard)")}));
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());
        QVERIFY(fileText().contains("; mine"));
        QVERIFY(m_window->isVisible());
        button(QDialogButtonBox::Ok)->click();
        QVERIFY(m_window->isHidden());
        QCOMPARE(m_actions->written.size(), 2);
    }

    void wrongValueCannotBeApplied()
    {
        open();
        auto *line = control<QLineEdit>(QStringLiteral("Keep free"));
        m_window->showPage(SettingsPage::Space);
        line->setFocus();
        QTest::keyClicks(line, QStringLiteral("5 parsecs"));
        QVERIFY(!button(QDialogButtonBox::Ok)->isEnabled());
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());
        QCOMPARE(line->accessibleDescription(), SettingName::parse("space.keep-free")->allowed());
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(m_window->isVisible());
        QVERIFY(m_actions->written.isEmpty());
        line->selectAll();
        QTest::keyClicks(line, QStringLiteral("5 GiB"));
        QVERIFY(button(QDialogButtonBox::Ok)->isEnabled());
    }

    void valueThatStandsWrongInTheFileIsShown()
    {
        writeFile("[space]\nlimit=much\n");
        m_actions.emplace(paths().config);
        m_watcher = std::make_unique<status::Watcher>(paths());
        m_window = std::make_unique<SettingsWindow>(*m_watcher, *m_actions, paths());
        m_window->show();
        QVERIFY(QTest::qWaitFor([&] { return textOf("space.limit") == QStringLiteral("much"); },
                                patience));
        QVERIFY(!button(QDialogButtonBox::Ok)->isEnabled());
        m_window->showPage(SettingsPage::Space);
        button(QDialogButtonBox::RestoreDefaults)->click();
        button(QDialogButtonBox::Ok)->click();
        QVERIFY(m_window->isHidden());
        QVERIFY(!fileText().contains("much"));
    }

    void changesElsewhereComeInAndTypingStays()
    {
        writeFile("[space]\nlimit=10 GiB\n");
        open();
        enter("space.limit", QStringLiteral("7 GiB"));
        writeFile("[space]\nlimit=11 GiB\nkeep-free=1 GiB\n");
        QVERIFY(QTest::qWaitFor(
            [&] { return textOf("space.keep-free") == QStringLiteral("1 GiB"); }, patience));
        QCOMPARE(textOf("space.limit"), QStringLiteral("7 GiB"));
        auto *line = field("space.limit")->findChild<QLineEdit *>();
        QVERIFY(line->accessibleDescription().contains(u"11 GiB"));
        button(QDialogButtonBox::Cancel)->click();
        QVERIFY(m_actions->written.isEmpty());
        m_window->show();
        QCOMPARE(textOf("space.limit"), QStringLiteral("11 GiB"));
    }

    void modesGoThroughTheTray()
    {
        open();
        enter("cache-npm.mode", QStringLiteral("built-in"));
        enter("cache-npm.limit", QStringLiteral("1 GiB"));
        button(QDialogButtonBox::Ok)->click();
        QCOMPARE(m_actions->written, QStringList(QStringLiteral("cache-npm.limit=1 GiB")));
        QVERIFY(m_actions->modes.isEmpty()); // not before the tray has read the file, too
        QVERIFY(QTest::qWaitFor([&] { return !m_actions->modes.isEmpty(); }, patience));
        QCOMPARE(m_actions->modes, QStringList(QStringLiteral("npm built-in")));
        m_window->show();
        enter("cache-pip.mode", QStringLiteral("off"));
        button(QDialogButtonBox::Ok)->click(); // nothing is written: at once
        QCOMPARE(m_actions->modes.size(), 2);
        QCOMPARE(m_actions->modes.back(), QStringLiteral("pip off"));
    }

    void faultOfWritingKeepsWhatWasEntered()
    {
        open();
        m_actions->fault = Fault{FaultKind::NoSpace, QStringLiteral("The disk is full."), {}};
        enter("space.limit", QStringLiteral("7 GiB"));
        button(QDialogButtonBox::Ok)->click();
        QVERIFY(m_window->isVisible());
        QCOMPARE(textOf("space.limit"), QStringLiteral("7 GiB"));
        const auto labels = m_window->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text() == u"The disk is full.";
        }));
        m_actions->fault.reset();
        button(QDialogButtonBox::Ok)->click();
        QVERIFY(m_window->isHidden());
    }

    void startsWithTheSessionOnlyWhenAsked()
    {
        open();
        const auto file = system::autostartFile(paths());
        button(QDialogButtonBox::Ok)->click();
        QVERIFY(!std::filesystem::exists(file));
        m_window->show();
        auto *box = control<QCheckBox>(QString());
        for (QCheckBox *candidate :
             m_window->findChildren<StartField *>().front()->findChildren<QCheckBox *>()) {
            box = candidate;
        }
        QVERIFY(QTest::qWaitFor([&] { return box->isEnabled(); }, patience));
        box->click();
        button(QDialogButtonBox::Apply)->click();
        QVERIFY(QTest::qWaitFor([&] { return std::filesystem::exists(file); }, patience));
        QVERIFY(QTest::qWaitFor([&] { return !button(QDialogButtonBox::Apply)->isEnabled(); },
                                patience));
        box->click();
        button(QDialogButtonBox::Ok)->click();
        QVERIFY(QTest::qWaitFor([&] { return !std::filesystem::exists(file); }, patience));
    }

    void textsComeBackAsTheyWere_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const char *text) {
            QTest::addRow("%s %s", name, text)
                << QString::fromLatin1(name) << QString::fromUtf8(text);
        };
        row("cache-npm.listen", "127.0.0.1:3143");
        row("cache-npm.listen", "127.0.0.1:8080, 172.17.0.1:8080, [::1]:9");
        row("cache-npm.listen", "[::1]:9");
        row("cache-npm.listen", "nonsense");
        row("cache-npm.further", "a=https://a.example/, b=https://b.example/");
        row("cache-npm.rewrite-for-yarn1", "true");
        row("proxy.url", "system");
        row("proxy.url", "none");
        row("proxy.url", "socks5://[::1]:1080");
        row("proxy.url", "http://user:p%40ss@proxy.example:3128");
        row("proxy.url", "gopher://x");
        row("desktop.price", "3 $");
        row("desktop.price", "free");
        row("desktop.language", "pt_BR");
        row("service.idle-exit-minutes", "0");
        row("service.idle-exit-minutes", "soon");
        row("network.mode", "offline");
    }

    void textsComeBackAsTheyWere()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        open();
        field(name.toStdString())->showStored(text.toStdString());
        QCOMPARE(textOf(name.toStdString()), text);
        QVERIFY(!field(name.toStdString())->isChanged());
    }

    void addressesInWords()
    {
        open();
        auto &editor = static_cast<ListenEditor &>(field("cache-npm.listen")->editor());
        editor.setBridges(
            {{.interface = QStringLiteral("docker0"), .address = QStringLiteral("172.17.0.1")}});
        auto *docker = control<QCheckBox>(QStringLiteral("Addresses (npm): Bridge docker0"));
        auto *machine = control<QCheckBox>(QStringLiteral("Addresses (npm): This machine"));
        if (docker == nullptr) { // names are given when something is shown
            docker = editor.findChildren<QCheckBox *>().at(1);
        }
        QVERIFY(!docker->isChecked());
        QVERIFY(machine->isChecked());
        QVERIFY(!machine->isEnabled()); // somewhere it must listen
        docker->click();
        QCOMPARE(editor.text(), QStringLiteral("127.0.0.1:3143, 172.17.0.1:3143"));
        editor.findChild<QSpinBox *>()->setValue(8080);
        QCOMPARE(editor.text(), QStringLiteral("127.0.0.1:8080, 172.17.0.1:8080"));
        machine->click();
        QCOMPARE(editor.text(), QStringLiteral("172.17.0.1:8080"));
        editor.setBridges({}); // it went: what was entered stays
        QCOMPARE(editor.text(), QStringLiteral("172.17.0.1:8080"));
    }

    void proxyInParts()
    {
        open();
        SettingsEditor &editor = field("proxy.url")->editor();
        QVERIFY(!control<QLineEdit>(QStringLiteral("Proxy: Host"))->isVisibleTo(&editor));
        editor.setText(QStringLiteral("http://user:p%40ss@proxy.example:3128"));
        auto *password = control<QLineEdit>(QStringLiteral("Proxy: Password"));
        QCOMPARE(password->text(), QStringLiteral("p@ss"));
        QCOMPARE(password->echoMode(), QLineEdit::Password);
        password->selectAll();
        QTest::keyClicks(password, QStringLiteral("a/b"));
        QCOMPARE(editor.text(), QStringLiteral("http://user:a%2Fb@proxy.example:3128"));
        QVERIFY(field("proxy.url")->isAllowed());
        control<QLineEdit>(QStringLiteral("Proxy: Host"))->clear();
        Q_EMIT editor.edited();
    }

    // Set LARDER_PICTURES to a folder to look at the window.
    void pictures_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::addColumn<Qt::LayoutDirection>("direction");
        QTest::newRow("light") << QPalette() << Qt::LeftToRight;
        QTest::newRow("dark") << darkPalette() << Qt::LeftToRight;
        QTest::newRow("mirrored") << QPalette() << Qt::RightToLeft;
    }

    void pictures()
    {
        QFETCH(QPalette, palette);
        QFETCH(Qt::LayoutDirection, direction);
        const QString folder = qEnvironmentVariable("LARDER_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("LARDER_PICTURES names no folder");
        }
        QApplication::setPalette(palette);
        QGuiApplication::setLayoutDirection(direction);
        writeFile("[desktop]\nprice=4.50 EUR\n[proxy]\nurl=http://me:secret@proxy.example:3128\n"
                  "[cache-npm]\nfurther=work=https://npm.work.example/\n"
                  "listen=127.0.0.1:3143, 172.17.0.1:3143\n");
        open();
        QVERIFY(QTest::qWaitFor([&] { return !textOf("desktop.price").isEmpty(); }, patience));
        for (SettingsField *each : m_window->findChildren<SettingsField *>()) {
            if (auto *listen = qobject_cast<ListenEditor *>(&each->editor())) {
                listen->setBridges({{.interface = QStringLiteral("docker0"),
                                     .address = QStringLiteral("172.17.0.1")},
                                    {.interface = QStringLiteral("virbr0"),
                                     .address = QStringLiteral("192.168.122.1")}});
            }
        }
        auto *list = m_window->findChild<QListWidget *>();
        m_window->findChild<QTabWidget *>()->setCurrentIndex(2);
        for (int page = 0; page < list->count(); ++page) {
            list->setCurrentRow(page);
            if (page == 2) {
                enter("space.limit", QStringLiteral("20 parsecs"));
            }
            QTest::qWait(1); // what was posted is laid out
            QVERIFY(m_window->grab().save(
                QDir(folder).filePath(QStringLiteral("settings-%1-%2.png")
                                          .arg(QString::fromUtf8(QTest::currentDataTag()))
                                          .arg(page))));
        }
        QApplication::setPalette(QPalette());
        QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    }
};

} // namespace larder::windows

QTEST_MAIN(larder::windows::SettingsWindowTest)
#include "settingswindow.moc"
