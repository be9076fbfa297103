// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "patience.h"
#include "statistics/recorder.h"
#include "store/read/reader.h"
#include "store/store.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>

namespace larder::cli
{

using statistics::Recorder;

// The program as a person or a script meets it: what it prints, where, and how it ends.
class ProgramTest : public QObject
{
    Q_OBJECT

private:
    struct Run
    {
        int status = -1;
        QByteArray out;
        QByteArray error;
    };

    QProcessEnvironment environment() const
    {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        const QString root = m_folder->path();
        all.insert(QStringLiteral("HOME"), root);
        all.insert(QStringLiteral("XDG_STATE_HOME"), root + QStringLiteral("/state"));
        all.insert(QStringLiteral("XDG_CACHE_HOME"), root + QStringLiteral("/cache"));
        all.insert(QStringLiteral("XDG_CONFIG_HOME"), root + QStringLiteral("/config"));
        all.insert(QStringLiteral("XDG_RUNTIME_DIR"), root + QStringLiteral("/run"));
        all.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                   QStringLiteral("unix:path=") + root + QStringLiteral("/no-bus"));
        return all;
    }

    Run run(const QStringList &arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(LARDER_PROGRAM), arguments);
        process.waitForFinished();
        return {.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                .out = process.readAllStandardOutput(),
                .error = process.readAllStandardError()};
    }

    std::filesystem::path state() const { return m_folder->path().toStdString() + "/state/larder"; }

    std::filesystem::path runtime() const { return m_folder->path().toStdString() + "/run/larder"; }

    void record(int count) const
    {
        const SystemClock clock;
        SerialWorker writer;
        std::filesystem::create_directories(runtime());
        Recorder recorder(state(), runtime(), clock, writer);
        for (int i = 0; i < count; ++i) {
            recorder.record({.time = clock.wall(),
                             .cache = "apt",
                             .client = "127.0.0.1",
                             .method = "GET",
                             .url = "http://deb.example/" + std::to_string(i),
                             .outcome = statistics::Outcome::Hit,
                             .status = 200,
                             .bytesSent = 10,
                             .bytesFetched = 0,
                             .duration = {}},
                            10, Recorder::Link::Unmetered);
        }
    }

    std::optional<QTemporaryDir> m_folder;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void endsAsTheHelpSays_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        const auto row = [](const char *line, int status) {
            QTest::newRow(line) << QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts)
                                << status;
        };
        row("help", 0);
        row("--version", 0);
        row("status", 0);
        row("status --json", 0);
        row("stats", 0);
        row("stats --json", 0);
        row("verify", 0);
        row("verify --json --from-start", 0);
        row("verify now", 2);
        row("log", 0);
        row("log --json", 0);
        row("", 2);
        row("start", 2);
        row("log -n many", 2);
        row("on nothing", 2);
        row("off apt nothing", 2);
        row("mode apt", 2);
        row("mode nothing on-demand", 2);
        row("mode apt off", 2);
        row("pause 30", 2);
        row("pause 30m 1h", 2);
        row("resume now", 2);
        row("offline", 2);
        row("offline maybe", 2);
        row("settings", 2);
        row("settings show", 2);
        row("settings list all", 2);
        row("settings get", 2);
        row("settings get network.colour", 2);
        row("settings get network.mode normal", 2);
        row("settings set network.mode", 2);
        row("settings set network.mode sideways", 2);
        row("settings set cache-apt.listen localhost:1", 2);
        row("settings unset network.colour", 2);
        row("settings list", 0);
        row("settings list --json", 0);
        row("settings get network.mode", 0);
    }

    void endsAsTheHelpSays()
    {
        QFETCH(QStringList, arguments);
        const Run result = run(arguments);
        QTEST(result.status, "status");
        QCOMPARE(result.error.isEmpty(), result.status == 0);
        QCOMPARE(result.error.count('\n'), result.status == 0 ? 0 : 1); // one line
        // Looking makes nothing.
        QVERIFY(QDir(m_folder->path()).isEmpty());
    }

    void valuesOfSeveralWords()
    {
        const auto set = [this](const char *words) {
            return run(QString::fromLatin1(words).split(u' ')).status;
        };
        const auto get = [this](const char *name) {
            return run({QStringLiteral("settings"), QStringLiteral("get"),
                        QString::fromLatin1(name)})
                .out;
        };
        QCOMPARE(set("settings set space.limit 50 GiB"), 0);
        QCOMPARE(get("space.limit"), "50 GiB\n");
        QCOMPARE(set("settings set upstream.allow mirror.lan 10.1.2.3:8000"), 0);
        QCOMPARE(get("upstream.allow"), "mirror.lan, 10.1.2.3:8000\n");
    }

    void whatCannotBeReadIsAFailure()
    {
        std::filesystem::create_directories(state());
        std::ofstream(state() / "statistics.sqlite") << "this is no database" << std::flush;
        for (const char *command : {"status", "stats", "log"}) {
            const Run result = run({QString::fromLatin1(command)});
            QCOMPARE(result.status, 1);
            QVERIFY(result.error.startsWith("larder: "));
        }
        QVERIFY(run({QStringLiteral("status")}).out.contains("Nobody answers"));
    }

    void brokenSettingsAreSaidAndTheRestIsShown()
    {
        const auto folder = std::filesystem::path(m_folder->path().toStdString()) / "config/larder";
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "larder.ini") << "[network]\nmode=sideways\n" << std::flush;
        const Run result = run({QStringLiteral("status")});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.error.contains("mode"), result.error);
        QVERIFY(result.out.contains("Nobody answers"));
    }

    void settingsAreSetShownAndUnset()
    {
        const auto settings = [this](const char *line) {
            return run(QString::fromLatin1("settings " + QByteArray(line)).split(u' '));
        };
        QCOMPARE(settings("get network.mode").out, "auto\n");
        Run result = settings("set network.mode metered");
        QCOMPARE(result.status, 0);
        QVERIFY(result.out.contains("network.mode is set"));
        QCOMPARE(settings("get network.mode").out, "metered\n");
        result = settings("set cache-apt.listen 127.0.0.1:1 [::1]:1");
        QVERIFY2(result.out.contains("larder on apt"), result.out);
        QCOMPARE(settings("get cache-apt.listen").out, "127.0.0.1:1, [::1]:1\n");
        const auto one = QJsonDocument::fromJson(settings("get cache-apt.listen --json").out);
        QCOMPARE(one[u"isSet"].toBool(), true);
        QCOMPARE(one[u"default"].toString(), QStringLiteral("127.0.0.1:3142"));
        QCOMPARE(one[u"force"].toString(), QStringLiteral("next-start"));
        QVERIFY(settings("unset cache-apt.listen").out.contains("127.0.0.1:3142"));
        QCOMPARE(settings("get cache-apt.listen").out, "127.0.0.1:3142\n");
        const auto all = QJsonDocument::fromJson(settings("list --json").out).array();
        QVERIFY(all.size() > 10);
        for (const QJsonValue value : all) {
            QVERIFY(!value[u"description"].toString().isEmpty());
        }
        for (const QByteArray &line : settings("list").out.split('\n')) {
            QVERIFY2(QString::fromUtf8(line).size() <= 80 || line.startsWith("The settings are in"),
                     line);
        }
    }

    void passwordsAreNotListed()
    {
        QCOMPARE(run({QStringLiteral("settings"), QStringLiteral("set"),
                      QStringLiteral("proxy.url"), QStringLiteral("http://me:secret@h:1")})
                     .status,
                 0);
        for (const QStringList &form : {QStringList(), QStringList(QStringLiteral("--json"))}) {
            const Run list =
                run(QStringList{QStringLiteral("settings"), QStringLiteral("list")} + form);
            QVERIFY(!list.out.contains("secret"));
            QVERIFY(list.out.contains("http://…@h:1"));
        }
        const Run bad = run({QStringLiteral("settings"), QStringLiteral("set"),
                             QStringLiteral("proxy.url"), QStringLiteral("http://me:secret@h")});
        QCOMPARE(bad.status, 2);
        QVERIFY(!bad.error.contains("secret"));
    }

    void badValuesAreSaidAndCanBeRepaired()
    {
        const auto folder = std::filesystem::path(m_folder->path().toStdString()) / "config/larder";
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "larder.ini") << "[network]\nmode=sideways\n" << std::flush;
        const QStringList settings(QStringLiteral("settings"));
        QCOMPARE(run(settings + QStringList(QStringLiteral("list"))).status, 1);
        QCOMPARE(run({QStringLiteral("offline"), QStringLiteral("on")}).status, 0);
        QCOMPARE(run(settings + QStringList(QStringLiteral("list"))).status, 0);
    }

    void pausesAndResumes()
    {
        const auto mode = [this] {
            const Run status = run({QStringLiteral("status"), QStringLiteral("--json")});
            return QJsonDocument::fromJson(status.out)[u"caches"][0];
        };
        QVERIFY(run({QStringLiteral("pause")}).out.contains("larder resume"));
        QCOMPARE(mode()[u"mode"].toString(), QStringLiteral("paused"));
        QVERIFY(mode()[u"pausedUntil"].isNull());
        QVERIFY(run({QStringLiteral("pause"), QStringLiteral("2h")}).out.contains("Paused until"));
        QVERIFY(mode()[u"pausedUntil"].isString());
        QCOMPARE(run({QStringLiteral("offline"), QStringLiteral("on")}).status, 0);
        QCOMPARE(mode()[u"modeReason"].toString(), QStringLiteral("pause"));
        QCOMPARE(run({QStringLiteral("resume")}).status, 0);
        QCOMPARE(mode()[u"mode"].toString(), QStringLiteral("offline"));
        QCOMPARE(run({QStringLiteral("offline"), QStringLiteral("off")}).status, 0);
        QCOMPARE(mode()[u"modeReason"].toString(), QStringLiteral("setting"));
        QCOMPARE(run({QStringLiteral("offline"), QStringLiteral("auto")}).status, 0);
        QCOMPARE(mode()[u"modeReason"].toString(), QStringLiteral("ordinary"));
    }

    void withoutSystemdASentenceSaysWhy()
    {
        for (const char *verb : {"on", "off"}) {
            const Run result =
                run({QString::fromLatin1(verb), QStringLiteral("apt"), QStringLiteral("--json")});
            QCOMPARE(result.status, 1);
            QVERIFY2(result.error.contains("larder-proxy"), result.error);
            const auto cache = QJsonDocument::fromJson(result.out)[u"caches"][0];
            QCOMPARE(cache[u"done"].toBool(true), false);
        }
    }

    void showsTheLastLines()
    {
        record(30);
        const QByteArray lines = run({QStringLiteral("log")}).out;
        QCOMPARE(lines.count('\n'), 20);
        QVERIFY(lines.endsWith("http://deb.example/29\n"));
        QCOMPARE(run({QStringLiteral("log"), QStringLiteral("-n3")}).out.count('\n'), 3);
        QCOMPARE(run({QStringLiteral("log"), QStringLiteral("-n0")}).out, QByteArray());
        const QByteArray json = run({QStringLiteral("log"), QStringLiteral("--json")}).out;
        for (const QByteArray &line : json.trimmed().split('\n')) {
            QCOMPARE(QJsonDocument::fromJson(line)[u"outcome"].toString(), QStringLiteral("hit"));
        }
    }

    void verifyTellsWhatItDropped()
    {
        const std::filesystem::path cache = m_folder->path().toStdString() + "/cache/larder";
        const auto verify = [this](const QStringList &options) {
            return run(QStringList{QStringLiteral("verify")} + options);
        };
        std::vector<std::filesystem::path> objects;
        {
            const SystemClock clock;
            QThreadPool pool;
            SerialWorker writer;
            std::filesystem::create_directories(runtime());
            auto store = store::Store::open(cache, runtime(), clock, pool, writer);
            QVERIFY(store);
            for (const std::string body : {"one", "two", "three"}) {
                auto staging = (*store)->stage();
                QVERIFY(staging);
                QVERIFY((*staging)->append(body));
                (*store)->publish(std::move(*staging),
                                  {.key = "apt:http://deb.example/" + body,
                                   .cache = "apt",
                                   .headers = {},
                                   .validatedAt = clock.wall(),
                                   .freshUntil = clock.wall(),
                                   .digest = digestOf(body)},
                                  this, [](const auto &) {});
                objects.push_back(store::objectPath(cache, digestOf(body)));
            }
            (*store)->flush();
        }
        Run result = verify({});
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.contains("Everything is as it should be."), result.out);
        QCOMPARE(result.error, QByteArray());

        std::ofstream(objects[0], std::ios::in | std::ios::out) << 'X';
        std::filesystem::remove(objects[1]);
        result = verify({QStringLiteral("--from-start")});
        QCOMPARE(result.status, 3);
        QVERIFY2(result.out.contains("Damaged, dropped: http://deb.example/one"), result.out);
        QVERIFY2(result.out.contains("Missing, dropped: http://deb.example/two"), result.out);

        std::ofstream(cache / "index.sqlite") << std::string(10'000, 'x') << std::flush;
        result = verify({QStringLiteral("--json")});
        QCOMPARE(result.status, 3);
        const QJsonDocument json = QJsonDocument::fromJson(result.out);
        QCOMPARE(json[u"indexRebuilt"].toBool(), true);
        QCOMPARE(json[u"complete"].toBool(), true);
        QCOMPARE(json[u"objects"].toInt(), 1);
        QCOMPARE(verify({}).status, 0);

        // What cannot be checked is a failure, not a clean bill.
        std::filesystem::remove_all(cache / "index.sqlite");
        std::filesystem::create_directory(cache / "index.sqlite");
        result = verify({});
        QCOMPARE(result.status, 1);
        QVERIFY(result.error.startsWith("larder: "));
    }

    void otherFolders()
    {
        record(1);
        const QString folder = QString::fromStdString(state());
        const QString moved = m_folder->path() + QStringLiteral("/moved");
        QVERIFY(QDir().rename(folder, moved));
        QCOMPARE(run({QStringLiteral("log")}).out, QByteArray());
        QCOMPARE(run({QStringLiteral("log"), QStringLiteral("--state-dir"), moved}).out.count('\n'),
                 1);
    }

    void followsUntilItIsInterrupted_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }

    void followsUntilItIsInterrupted()
    {
        QFETCH(int, signal);
        record(2);
        QProcess process;
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(LARDER_PROGRAM),
                      {QStringLiteral("log"), QStringLiteral("-f")});
        QByteArray seen;
        const auto lines = [&](int count) {
            return QTest::qWaitFor(
                [&] {
                    seen += process.readAllStandardOutput();
                    return seen.count('\n') >= count;
                },
                patience);
        };
        QVERIFY(lines(2));
        record(3);
        QVERIFY(lines(5));
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(process.readAllStandardError(), QByteArray());
        QCOMPARE(seen.count('\n'), 5);
    }

    void aReaderThatLeavesIsNoFailure()
    {
        record(5000);
        QProcess shell;
        shell.setProcessEnvironment(environment());
        shell.start(QStringLiteral("/bin/bash"),
                    {QStringLiteral("-c"),
                     QStringLiteral("\"$0\" log -n 5000 | head -n 1 >/dev/null; "
                                    "echo ${PIPESTATUS[0]}"),
                     QStringLiteral(LARDER_PROGRAM)});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardOutput(), "0\n");
        QCOMPARE(shell.readAllStandardError(), QByteArray());
    }
};

} // namespace larder::cli

QTEST_GUILESS_MAIN(larder::cli::ProgramTest)
#include "program.moc"
