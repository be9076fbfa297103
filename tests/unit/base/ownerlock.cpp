// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/ownerlock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace larder;

class OwnerLockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void oneOwnsAndReadersSeeWho()
    {
        const QTemporaryDir folder;
        const std::filesystem::path runtime = folder.path().toStdString();
        QVERIFY(!readOwner(runtime, "apt"));
        {
            auto lock = OwnerLock::take(runtime, "apt");
            QVERIFY(lock);
            QCOMPARE(readOwner(runtime, "apt")->pid, ::getpid());
            const std::vector<ListenAddress> addresses{{.address = "127.0.0.1", .port = 3142},
                                                       {.address = "::1", .port = 3142}};
            QVERIFY(lock->announce(
                {.cache = "apt",
                 .pid = 0,
                 .addresses = addresses,
                 .network = {.mode = NetworkMode::Paused,
                             .reason = NetworkReason::Pause,
                             .until = WallTime(std::chrono::seconds(1'772'366'400))}}));
            auto owner = readOwner(runtime, "apt");
            QCOMPARE(owner->addresses, addresses);
            QCOMPARE(owner->network.mode, NetworkMode::Paused);
            QCOMPARE(owner->network.reason, NetworkReason::Pause);
            QCOMPARE(owner->network.until, WallTime(std::chrono::seconds(1'772'366'400)));
            QVERIFY(owner->troubles.empty());
            QVERIFY(lock->announce({.cache = "apt",
                                    .pid = 0,
                                    .addresses = addresses,
                                    .network = {},
                                    .troubles = {QStringLiteral("The disk is full.\nend\npid=1"),
                                                 QString(5000, u'x')}}));
            owner = readOwner(runtime, "apt");
            QCOMPARE(owner->pid, ::getpid());
            QCOMPARE(owner->troubles.size(), 2U);
            QCOMPARE(owner->troubles.front(), QStringLiteral("The disk is full. end pid=1"));
            QCOMPARE(owner->troubles.back().size(), 1000);
            // A shorter text leaves nothing of the longer one.
            QVERIFY(lock->announce({.cache = "apt", .pid = 0, .addresses = {}, .network = {}}));
            owner = readOwner(runtime, "apt");
            QVERIFY(owner->addresses.empty());
            QVERIFY(owner->network == NetworkState());

            const auto second = OwnerLock::take(runtime, "apt");
            QCOMPARE(second.error().kind, FaultKind::InUse);
            QVERIFY(second.error().what.contains(QString::number(::getpid())));
            QVERIFY(OwnerLock::take(runtime, "npm")); // another cache
        }
        QVERIFY(!readOwner(runtime, "apt"));
        QVERIFY(OwnerLock::take(runtime, "apt"));
    }

    void deathFreesIt()
    {
        const QTemporaryDir folder;
        const std::filesystem::path runtime = folder.path().toStdString();
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL); // also when this test fails before it ends it
            const auto lock = OwnerLock::take(runtime, "apt");
            const char byte = lock ? 'y' : 'n';
            if (::write(ready[1], &byte, 1) == 1) {
                ::pause();
            }
            ::_exit(1);
        }
        char byte = 0;
        QCOMPARE(::read(ready[0], &byte, 1), 1);
        QCOMPARE(byte, 'y');
        QCOMPARE(readOwner(runtime, "apt")->pid, child);
        const auto refused = OwnerLock::take(runtime, "apt");
        QVERIFY(refused.error().what.contains(QString::number(child)));
        ::kill(child, SIGKILL);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(!readOwner(runtime, "apt"));
        QVERIFY(OwnerLock::take(runtime, "apt"));
        ::close(ready[0]);
        ::close(ready[1]);
    }

    void rubbishIsNobody_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no end") << QByteArray("pid=1\n");
        QTest::newRow("no newline") << QByteArray("pid=1");
        QTest::newRow("no pid") << QByteArray("mode=normal\nend\n");
        QTest::newRow("pid 0") << QByteArray("pid=0\nend\n");
        QTest::newRow("binary") << QByteArray("\0\n\xFF", 3);
        QTest::newRow("long") << QByteArray(100'000, 'x');
    }

    void rubbishIsNobody()
    {
        QFETCH(const QByteArray, text);
        const QTemporaryDir folder;
        const std::filesystem::path runtime = folder.path().toStdString();
        const auto lock = OwnerLock::take(runtime, "apt");
        QVERIFY(lock);
        QFile file(folder.filePath(QStringLiteral("apt.owner")));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
        file.close();
        QVERIFY(!readOwner(runtime, "apt"));
        QCOMPARE(OwnerLock::take(runtime, "apt").error().kind, FaultKind::InUse);
    }

    void linksAreNotFollowed()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("target"));
        QVERIFY(QFile::link(target, folder.filePath(QStringLiteral("apt.owner"))));
        QVERIFY(!OwnerLock::take(folder.path().toStdString(), "apt"));
        QVERIFY(!QFile::exists(target));
    }
};

QTEST_GUILESS_MAIN(OwnerLockTest)
#include "ownerlock.moc"
