// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settingsfile.h"

#include "base/settings.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace larder;

class SettingsFileTest : public QObject
{
    Q_OBJECT

private:
    static SettingChange change(std::string_view name, std::optional<std::string> value)
    {
        return {.name = SettingName::parse(name).value(), .value = std::move(value)};
    }

    static void write(const std::filesystem::path &file, const QByteArray &text)
    {
        QFile out(QString::fromStdString(file.string()));
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(text);
    }

    static QByteArray read(const std::filesystem::path &file)
    {
        return QByteArray::fromStdString(readSettingsText(file).value());
    }

    std::optional<QTemporaryDir> m_folder;
    std::filesystem::path m_file;

private Q_SLOTS:

    void init()
    {
        m_folder.emplace();
        m_file = m_folder->path().toStdString() + "/config/larder.ini";
    }

    // The table

    void everyRowHoldsTogether()
    {
        for (const SettingName &name : SettingName::all()) {
            const QByteArray text = QByteArray::fromStdString(name.text());
            QVERIFY2(SettingName::parse(name.text()), text);
            Settings settings;
            // An empty default is a value too, or nothing can be written for it.
            QVERIFY2(name.apply(name.standard(), settings), text);
            QVERIFY2(!name.apply("\x01", settings), text);
            QVERIFY2(!name.standard().contains('{'), text);
            QVERIFY2(name.description().endsWith(u'.'), text);
            QVERIFY2(name.allowed().startsWith(QStringLiteral("Allowed ")), text);
        }
    }

    void defaultsAreTheDefaults()
    {
        Settings settings;
        for (const SettingName &name : SettingName::all()) {
            QVERIFY(name.apply(name.standard(), settings));
        }
        const Settings fresh;
        QVERIFY(settings.network == fresh.network && settings.pause == fresh.pause &&
                settings.proxy == fresh.proxy && settings.idleExit == fresh.idleExit &&
                settings.allowedUpstreams == fresh.allowedUpstreams &&
                settings.space == fresh.space);
        for (const auto &[name, cache] : settings.caches) {
            QVERIFY(cache.mode == fresh.cache(name).mode);
            QVERIFY(settings.listenAddresses(name) == fresh.listenAddresses(name));
            QVERIFY(cache.rewriteForYarn1 == fresh.cache(name).rewriteForYarn1);
            QVERIFY(cache.mirrorsInLock == fresh.cache(name).mirrorsInLock);
            QVERIFY(cache.limit == fresh.cache(name).limit);
        }
    }

    void unknownNamesAreToldWhatThereIs()
    {
        for (const std::string_view name :
             {"", ".", "mode", "network", "network.", "network.colour",
              "cache-apt.rewrite-for-yarn1", "cache-*.listen", "cache-.listen",
              "cache-later.listen", "apt.listen"}) {
            const auto parsed = SettingName::parse(name);
            QVERIFY2(!parsed, name.data());
            QVERIFY(parsed.error().text().contains(QStringLiteral("cache-npm.rewrite-for-yarn1")));
        }
    }

    void theReadmeHasTheTable()
    {
        QFile file(QStringLiteral(LARDER_README));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray readme = file.readAll();
        const auto text = [](std::string_view view) {
            return QByteArray(view.data(), static_cast<qsizetype>(view.size()));
        };
        for (const Setting &setting : settingsTable()) {
            QByteArray standard = text(setting.standard);
            standard.replace("{port}", "PORT").replace("{upstream}", "the public one");
            const QByteArray row = "| `" + text(setting.group).replace("*", "NAME") + '.' +
                                   text(setting.key) + "` | " + standard + " | " +
                                   setting.description + " |\n";
            QVERIFY2(readme.contains(row), row);
        }
    }

    // The file

    void writesKeepsAndRemoves()
    {
        QVERIFY(changeSettings(m_file, {change("network.mode", "offline")})); // makes the folder
        QCOMPARE(read(m_file), "[network]\nmode=offline\n");
        QCOMPARE(QFileInfo(QString::fromStdString(m_file.string())).permissions() &
                     (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
        write(m_file, "; mine\n[window]\ngeometry=1\n[network]\nmode=offline\ncolour=red\n");
        QVERIFY(changeSettings(m_file, {change("network.mode", std::nullopt),
                                        change("cache-apt.listen", " 127.0.0.1:1 ")}));
        QCOMPARE(read(m_file), "; mine\n[window]\ngeometry=1\n[network]\ncolour=red\n"
                               "\n[cache-apt]\nlisten=127.0.0.1:1\n");
        QVERIFY(Settings::load(m_file));
    }

    void aBadValueWritesNothing()
    {
        const auto changed = changeSettings(
            m_file, {change("network.mode", "offline"), change("cache-apt.mode", "sideways")});
        QVERIFY(!changed);
        QVERIFY(changed.error().text().contains(QStringLiteral("built-in")));
        QVERIFY(!QFile::exists(QString::fromStdString(m_file.string())));
        QVERIFY(!changeSettings(m_file, {change("proxy.url", "http://u:a\n@h:1")}));
        QVERIFY(!QFile::exists(QString::fromStdString(m_file.string())));
    }

    void aBadValueThatStandsThereIsRepaired()
    {
        QVERIFY(changeSettings(m_file, {}));
        write(m_file, "[network]\nmode=sideways\n[cache-apt]\nmode=maybe\n");
        QVERIFY(changeSettings(m_file, {change("network.mode", "normal")}));
        QVERIFY(changeSettings(m_file, {change("cache-apt.mode", std::nullopt)}));
        QVERIFY(Settings::load(m_file));
    }

    void whatIsNoSettingsFileIsLeftAlone()
    {
        QVERIFY(changeSettings(m_file, {}));
        write(m_file, "once upon a time\n");
        QVERIFY(!changeSettings(m_file, {change("network.mode", "normal")}));
        QCOMPARE(read(m_file), "once upon a time\n");
    }

    void followsLinks()
    {
        QVERIFY(changeSettings(m_file, {}));
        const std::filesystem::path real = m_folder->path().toStdString() + "/dotfiles.ini";
        write(real, "; real\n");
        std::filesystem::create_symlink(real, m_file);
        QVERIFY(changeSettings(m_file, {change("network.mode", "normal")}));
        QVERIFY(std::filesystem::is_symlink(m_file));
        QCOMPARE(read(real), "; real\n\n[network]\nmode=normal\n");
    }

    void writersDoNotLoseEachOthersChanges()
    {
        constexpr int rounds = 5;
        std::vector<std::jthread> writers;
        for (const SettingName &name : SettingName::all()) {
            writers.emplace_back([name, file = m_file] {
                // So many at once may keep one waiting for longer than it waits.
                const auto change = [&](const std::optional<std::string> &value) {
                    Result<void> changed;
                    do {
                        changed = changeSettings(file, {{.name = name, .value = value}});
                    } while (!changed && changed.error().kind == FaultKind::Busy);
                };
                for (int i = 0; i < rounds; ++i) {
                    // Gone and there again, as its last word.
                    change(std::nullopt);
                    change(name.standard());
                }
            });
        }
        writers.clear();
        const std::string text = readSettingsText(m_file).value();
        for (const SettingName &name : SettingName::all()) {
            const std::string line =
                '\n' + std::string(name.setting->key) + '=' + name.standard() + '\n';
            QVERIFY2(text.contains(line), line.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "settingsfile.moc"
