// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/changesignal.h"
#include "patience.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileSystemWatcher>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace larder;

class ChangeSignalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void tellsOnceForEachTouch()
    {
        const QTemporaryDir folder;
        const std::filesystem::path runtime = folder.path().toStdString() + "/runtime";
        ChangeWatcher watcher(runtime); // makes the folder
        QSignalSpy spy(&watcher, &ChangeWatcher::changed);
        touchChanged(runtime);
        QVERIFY(spy.wait(patience));
        QCOMPARE(spy.count(), 1);
        // Touched within the pause: told when it is over, once.
        touchChanged(runtime);
        touchChanged(runtime);
        QVERIFY(spy.wait(patience));
        QCOMPARE(spy.count(), 2);
    }

    void anotherFileIsNoChange()
    {
        const QTemporaryDir folder;
        const std::filesystem::path runtime = folder.path().toStdString();
        ChangeWatcher watcher(runtime);
        QSignalSpy spy(&watcher, &ChangeWatcher::changed);
        // Shows when the system has told of the other file, to this watcher as to ours.
        QFileSystemWatcher witness({folder.path()});
        QSignalSpy witnessed(&witness, &QFileSystemWatcher::directoryChanged);
        QFile other(folder.filePath(QStringLiteral("apt.owner")));
        QVERIFY(other.open(QIODevice::WriteOnly));
        QVERIFY(witnessed.wait(patience));
        QCoreApplication::processEvents();
        QVERIFY(spy.isEmpty());
        touchChanged(runtime);
        QVERIFY(spy.wait(patience));
        QCOMPARE(spy.count(), 1);
    }

    void touchingNowhereIsHarmless()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("cannot be touched")));
        touchChanged("/proc/nowhere");
    }
};

QTEST_GUILESS_MAIN(ChangeSignalTest)
#include "changesignal.moc"
