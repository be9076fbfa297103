// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settingswatcher.h"
#include "patience.h"

#include <QFile>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <random>
#include <sys/stat.h>

using namespace larder;

namespace
{

constexpr std::string_view everything =
    "; a comment\n"
    "# another\n"
    "[network]\n"
    "mode = metered\n"
    "paused=2026-11-24T18:30:05Z\n"
    "\r\n"
    "[proxy]\r\n"
    "url=http://user:p%40ss%3Aw@Proxy.lan:3128/\r\n"
    "[upstream]\n"
    "allow=Mirror.LAN, 10.0.0.5:8080 ,[FD00::1]:81,fd00::2\n"
    "[cache-npm]\n"
    "mode=built-in\n"
    "\tlisten = 127.0.0.1:3142,[::1]:3142\n"
    "upstream=https://deb.example/debian?a=b;c#d\n"
    "further=work=https://npm.example/a=b , two-2=http://h.example\n"
    "rewrite-for-yarn1=true\n"
    "limit=512MiB\n"
    "[cache-composer]\n"
    "mirrors-in-lock=true\n"
    "[space]\n"
    "limit = 3 GiB\n"
    "keep-free=0\n"
    "[service]\n"
    "idle-exit-minutes=0\n"
    "[window]\n"
    "geometry=\xC3\xA9 anything\n"
    "mode=ignored here\n";

Settings parsedEverything()
{
    Settings settings;
    settings.network = NetworkChoice::Metered;
    settings.pause =
        Pause{.until = std::chrono::sys_days(std::chrono::November / 24 / 2026) +
                       std::chrono::hours(18) + std::chrono::minutes(30) + std::chrono::seconds(5)};
    settings.proxy = {.kind = ProxySettings::Kind::Http,
                      .host = "proxy.lan",
                      .port = 3128,
                      .user = "user",
                      .password = "p@ss:w"};
    settings.allowedUpstreams = {{.host = "mirror.lan", .port = 0},
                                 {.host = "10.0.0.5", .port = 8080},
                                 {.host = "fd00::1", .port = 81},
                                 {.host = "fd00::2", .port = 0}};
    settings.caches["npm"] = {
        .mode = CacheMode::BuiltIn,
        .listen = {{.address = "127.0.0.1", .port = 3142}, {.address = "::1", .port = 3142}},
        .upstream = "https://deb.example/debian?a=b;c#d",
        .further = {{.name = "work", .url = "https://npm.example/a=b"},
                    {.name = "two-2", .url = "http://h.example"}},
        .rewriteForYarn1 = true,
        .limit = 512ULL * 1024 * 1024};
    settings.caches["composer"].mirrorsInLock = true;
    settings.space = {.limit = 3ULL * 1024 * 1024 * 1024, .keepFree = 0};
    settings.idleExit = std::chrono::minutes(0);
    return settings;
}

struct BadRow
{
    const char *name;
    std::string ini;
    const char *says; // in the fault
};

std::vector<BadRow> badRows()
{
    const auto setting = [](const char *group, const char *line) {
        return '[' + std::string(group) + "]\n" + line + '\n';
    };
    return {
        {"unknown mode", setting("network", "mode=fast"), "metered"},
        {"empty mode", setting("network", "mode="), "metered"},
        {"mode in upper case", setting("network", "mode=Offline"), "offline"},
        {"paused as a mode", setting("network", "mode=paused"), "auto, normal"},
        {"paused in words", setting("network", "paused=yes"), "true"},
        {"paused for minutes", setting("network", "paused=30m"), "a time in UTC"},
        {"paused in local time", setting("network", "paused=2026-11-24T18:30:00"), "UTC"},
        {"paused to no day", setting("network", "paused=2026-02-30T18:30:00Z"), "UTC"},
        {"paused to no hour", setting("network", "paused=2026-02-03T24:30:00Z"), "UTC"},
        {"paused with letters", setting("network", "paused=2026-02-03T2a:30:00Z"), "UTC"},
        {"cache mode", setting("cache-apt", "mode=on"), "on-demand, built-in and off"},
        {"proxy without port", setting("proxy", "url=http://proxy"), "host:port"},
        {"proxy without host", setting("proxy", "url=http://:3128"), "host:port"},
        {"proxy with port 0", setting("proxy", "url=http://proxy:0"), "host:port"},
        {"proxy with a path", setting("proxy", "url=http://proxy:1/a"), "host:port"},
        {"proxy of another kind", setting("proxy", "url=https://proxy:1"), "socks5"},
        {"proxy with a bad escape", setting("proxy", "url=http://u:%zz@proxy:1"), "host:port"},
        {"proxy with NUL escaped", setting("proxy", "url=http://u:%00@proxy:1"), "host:port"},
        {"empty entry in a list", setting("upstream", "allow=a,,b"), "mirror.lan"},
        {"host with a space", setting("upstream", "allow=a b"), "mirror.lan"},
        {"host with a path", setting("upstream", "allow=a/b"), "mirror.lan"},
        {"host with port 0", setting("upstream", "allow=a:0"), "mirror.lan"},
        {"host with port 65536", setting("upstream", "allow=a:65536"), "mirror.lan"},
        {"host with a user", setting("upstream", "allow=u@a"), "mirror.lan"},
        {"listen on a name", setting("cache-apt", "listen=localhost:3142"), "127.0.0.1:3142"},
        {"listen without port", setting("cache-apt", "listen=127.0.0.1"), "127.0.0.1:3142"},
        {"listen on short form", setting("cache-apt", "listen=127.1:3142"), "127.0.0.1:3142"},
        {"listen on bare IPv6", setting("cache-apt", "listen=::1:3142"), "127.0.0.1:3142"},
        {"upstream of another scheme", setting("cache-apt", "upstream=ftp://h"), "http"},
        {"upstream with port 99999", setting("cache-apt", "upstream=https://h:99999/"), "http"},
        {"upstream with port 0", setting("cache-apt", "upstream=https://h:0/"), "http"},
        {"upstream without a host", setting("cache-apt", "upstream=https:///x"), "http"},
        {"upstream of colons", setting("cache-apt", "upstream=https://:::/"), "http"},
        {"upstream with a log-in alone", setting("cache-apt", "upstream=https://u:p@/"), "http"},
        {"upstream with a space", setting("cache-apt", "upstream=http://h/a b"), "http"},
        {"further without a name", setting("cache-npm", "further==http://h"), "work=https"},
        {"further without a URL", setting("cache-npm", "further=work"), "work=https"},
        {"further with a path for a name", setting("cache-npm", "further=a/b=http://h"), "work="},
        {"further named as npm's services", setting("cache-npm", "further=-=http://h"), "work="},
        {"further named as pip's files", setting("cache-npm", "further=files=http://h"), "work="},
        {"further of another scheme", setting("cache-npm", "further=a=ftp://h"), "work=https"},
        {"yarn 1 in words", setting("cache-npm", "rewrite-for-yarn1=yes"), "true and false"},
        {"mirrors in words", setting("cache-composer", "mirrors-in-lock=1"), "true and false"},
        {"further named as composer's archives", setting("cache-npm", "further=dists=http://h"),
         "work="},
        {"no size", setting("space", "limit=much"), "20 GiB"},
        {"a size of another kind", setting("space", "keep-free=5 GB"), "20 GiB"},
        {"a negative size", setting("cache-npm", "limit=-1"), "20 GiB"},
        {"minutes in words", setting("service", "idle-exit-minutes=ten"), "whole number"},
        {"negative minutes", setting("service", "idle-exit-minutes=-1"), "whole number"},
        {"minutes with a rest", setting("service", "idle-exit-minutes=1h"), "whole number"},
        {"endless minutes", setting("service", "idle-exit-minutes=99999999999"), "whole number"},
        {"no equals sign", "[network]\nmode\n", "Line 2"},
        {"no key", "[network]\n=normal\n", "Line 2"},
        {"open group", "\n[network\n", "Line 2"},
        {"given twice", "[network]\nmode=normal\n[network]\nmode=offline\n", "twice"},
        {"NUL", std::string("[network]\nmode=normal\0\n", 23), "Line 2"},
        {"not UTF-8", "a=\xFF\n", "Line 1"},
        {"overlong UTF-8", "a=\xC0\xAE\n", "Line 1"},
        {"control character", "a=\x1B[2J\n", "Line 1"},
        {"too large", std::string(1024 * 1024 + 1, '\n'), "1 MiB"},
    };
}

} // namespace

class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void readsEverything()
    {
        const auto settings = Settings::parse(everything);
        QVERIFY2(settings, settings ? "" : qPrintable(settings.error().text()));
        QVERIFY(*settings == parsedEverything());
    }

    void hasDefaults()
    {
        for (const std::string_view text :
             {"", "\n\n", "\xEF\xBB\xBF[network]\n", "[cache-later]\nlisten=x",
              "[cache-]\nlisten=x", "[cache-*]\nlisten=x", "[cache-apt]\nrewrite-for-yarn1=x",
              "key=outside"}) {
            const auto settings = Settings::parse(text);
            QVERIFY2(settings, text.data());
            QVERIFY(*settings == Settings{});
        }
        QCOMPARE(Settings{}.idleExit, std::chrono::minutes(10));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("ini");
        QTest::addColumn<QString>("says");
        for (const BadRow &row : badRows()) {
            QTest::newRow(row.name)
                << QByteArray::fromStdString(row.ini) << QString::fromLatin1(row.says);
        }
    }

    void refuses()
    {
        QFETCH(const QByteArray, ini);
        QFETCH(const QString, says);
        const auto settings = Settings::parse(ini.toStdString());
        QVERIFY(!settings);
        QVERIFY2(settings.error().text().contains(says), qPrintable(settings.error().text()));
    }

    void keepsThePasswordOutOfTheFault()
    {
        const auto settings = Settings::parse("[proxy]\nurl=http://user:secret@proxy\n");
        QVERIFY(!settings);
        QVERIFY(!settings.error().text().contains(QStringLiteral("secret")));
    }

    void survivesHostileText()
    {
        QVERIFY(!Settings::parse(std::string(1024 * 1024, 'x')));
        QVERIFY(Settings::parse("a=" + std::string(1024 * 1024 - 2, 'x')));
        std::string list = "[upstream]\nallow=a";
        for (int i = 0; i < 100'000; ++i) {
            list += ",a";
        }
        QVERIFY(!Settings::parse(list));
        std::mt19937 random(4711);
        for (int round = 0; round < 10'000; ++round) {
            std::string text(everything);
            for (int change = 0; change < 5; ++change) {
                text[random() % text.size()] = static_cast<char>(random());
            }
            const auto settings = Settings::parse(text);
            QVERIFY(settings || !settings.error().what.isEmpty());
        }
    }

    void readsFiles()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.path().toStdString() + "/larder.ini";
        QVERIFY(Settings::load(file) == Settings{}); // not there
        write(file, everything);
        QVERIFY(Settings::load(file) == parsedEverything());
        write(file, std::string(2 * 1024 * 1024, '\n'));
        QCOMPARE(Settings::load(file).error().kind, FaultKind::TooLarge);
        QVERIFY(!Settings::load(folder.path().toStdString())); // a folder
        QVERIFY(!Settings::load("/dev/zero"));
        const std::filesystem::path pipe = folder.path().toStdString() + "/pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY(!Settings::load(pipe)); // at once, though nobody writes
    }

    void watchesTheFile()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.path().toStdString() + "/config/larder.ini";
        SettingsWatcher watcher(file);
        QSignalSpy changed(&watcher, &SettingsWatcher::changed);
        QSignalSpy failed(&watcher, &SettingsWatcher::failed);
        const auto mode = [&changed] {
            return changed.takeFirst().at(0).value<Settings>().network;
        };
        write(file, "[network]\nmode=offline\n"); // made
        QVERIFY(changed.wait(patience));
        QCOMPARE(mode(), NetworkChoice::Offline);
        write(file, "[network]\nmode=normal\n"); // written in place
        QVERIFY(changed.wait(patience));
        QCOMPARE(mode(), NetworkChoice::Normal);
        replace(file, "[network]\nmode=metered\n");
        QVERIFY(changed.wait(patience));
        QCOMPARE(mode(), NetworkChoice::Metered);
        write(file, "[network]\nmode=fast\n"); // the replaced file is watched too
        QVERIFY(failed.wait(patience));
        QCOMPARE(failed.count(), 1);
        QVERIFY(changed.isEmpty());
        QVERIFY(QFile::remove(QString::fromStdString(file.string())));
        QVERIFY(changed.wait(patience));
        QCOMPARE(mode(), NetworkChoice::Auto);
    }

    void addressesHaveOneText()
    {
        QCOMPARE(ListenAddress::parse("[0:0::1]:80")->text(), std::string("[::1]:80"));
        QCOMPARE(ListenAddress::parse("10.0.0.1:0")->text(), std::string("10.0.0.1:0"));
        QCOMPARE(AllowedUpstream::parse("Mirror.Lan.:81").value(),
                 (AllowedUpstream{.host = "mirror.lan", .port = 81}));
        QCOMPARE(AllowedUpstream::parse("[::1]").value(),
                 (AllowedUpstream{.host = "::1", .port = 0}));
        QVERIFY(!AllowedUpstream::parse(""));
        QVERIFY(!AllowedUpstream::parse("."));
        for (const auto mode : {NetworkMode::Normal, NetworkMode::Metered, NetworkMode::Offline,
                                NetworkMode::Paused}) {
            QCOMPARE(networkModeFromName(networkModeName(mode)), std::optional(mode));
        }
    }

private:
    static void write(const std::filesystem::path &file, std::string_view text)
    {
        QFile out(QString::fromStdString(file.string()));
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(text.data(), static_cast<qint64>(text.size()));
    }

    static void replace(const std::filesystem::path &file, std::string_view text)
    {
        QSaveFile out(QString::fromStdString(file.string()));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text.data(), static_cast<qint64>(text.size()));
        QVERIFY(out.commit());
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings.moc"
