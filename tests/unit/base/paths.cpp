// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace larder;

class PathsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        for (const char *name :
             {"XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "HOME"}) {
            qunsetenv(name);
        }
    }

    void followTheSpecification()
    {
        qputenv("HOME", "/home/someone");
        const auto paths = Paths::fromEnvironment();
        QVERIFY(paths);
        QCOMPARE(paths->cache.string(), std::string("/home/someone/.cache/larder"));
        QCOMPARE(paths->state.string(), std::string("/home/someone/.local/state/larder"));
        QCOMPARE(paths->config.string(), std::string("/home/someone/.config/larder/larder.ini"));
        QCOMPARE(paths->runtime.string(), std::string("/home/someone/.local/state/larder/runtime"));
    }

    void followTheEnvironment()
    {
        qputenv("XDG_CACHE_HOME", "/c");
        qputenv("XDG_STATE_HOME", "/s");
        qputenv("XDG_CONFIG_HOME", "/f");
        qputenv("XDG_RUNTIME_DIR", "/r");
        const auto paths = Paths::fromEnvironment();
        QVERIFY(paths);
        QCOMPARE(paths->cache.string(), std::string("/c/larder"));
        QCOMPARE(paths->state.string(), std::string("/s/larder"));
        QCOMPARE(paths->config.string(), std::string("/f/larder/larder.ini"));
        QCOMPARE(paths->runtime.string(), std::string("/r/larder"));
    }

    void ignoreRelativeValues()
    {
        qputenv("HOME", "/h");
        qputenv("XDG_CACHE_HOME", "cache");
        qputenv("XDG_STATE_HOME", "");
        qputenv("XDG_RUNTIME_DIR", "./run");
        const auto paths = Paths::fromEnvironment();
        QVERIFY(paths);
        QCOMPARE(paths->cache.string(), std::string("/h/.cache/larder"));
        QCOMPARE(paths->runtime.string(), std::string("/h/.local/state/larder/runtime"));
    }

    void needAHome()
    {
        QCOMPARE(Paths::fromEnvironment().error().kind, FaultKind::NotFound);
        qputenv("HOME", "relative");
        QVERIFY(!Paths::fromEnvironment());
    }

    void makesFolders()
    {
        const QTemporaryDir top;
        const std::filesystem::path folder = top.path().toStdString() + "/a/b";
        QVERIFY(ensureWritableFolder(folder));
        QVERIFY(ensureWritableFolder(folder)); // again
        QVERIFY(std::filesystem::is_empty(folder));
        struct stat status{};
        QCOMPARE(::stat(folder.parent_path().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
    }

    void tellsWhatCannotBeMade()
    {
        const auto refused = ensureWritableFolder("/proc/larder/a");
        QVERIFY(!refused);
        QVERIFY(refused.error().what.contains(QStringLiteral("/proc/larder")));
        QVERIFY(!ensureWritableFolder("/dev/null/a"));
        QVERIFY(!ensureWritableFolder("/proc"));
    }
};

QTEST_GUILESS_MAIN(PathsTest)
#include "paths.moc"
