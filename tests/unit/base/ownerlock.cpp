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
            QVERIFY(owner->downOrigins.empty());
            std::vector<DownOrigin> origins{
                {.origin = "http://a.example:8080", .state = OriginState::LogIn},
                {.origin = "https://b.example"}};
            const std::vector<DownOrigin> good = origins;
            origins.push_back({.origin = "http://c\npid=1"});
            origins.push_back({.origin = std::string(100'000, 'x')});
            QVERIFY(lock->announce(
                {.cache = "apt",
                 .pid = 0,
                 .addresses = addresses,
                 .network = {},
                 .troubles = {{.kind = TroubleKind::DiskFull,
                               .text = QStringLiteral("The disk is full.\nend\npid=1")},
                              {.kind = TroubleKind::Statistics, .text = QString(5000, u'x')}},
                 .downOrigins = origins}));
            owner = readOwner(runtime, "apt");
            QCOMPARE(owner->pid, ::getpid());
            QCOMPARE(owner->troubles.size(), 2U);
            QCOMPARE(owner->troubles.front().text, QStringLiteral("The disk is full. end pid=1"));
            QCOMPARE(owner->troubles.front().kind, TroubleKind::DiskFull);
            QCOMPARE(owner->troubles.back().text.size(), 1000);
            QCOMPARE(owner->troubles.back().kind, TroubleKind::Statistics);
            QCOMPARE(owner->downOrigins, good);
            // However many there are.
            std::vector<DownOrigin> many;
            for (std::size_t i = 0; i < 256; ++i) {
                many.push_back({.origin = "http://" + std::to_string(i) + std::string(250, 'x')});
            }
            QVERIFY(lock->announce(
                {.cache = "apt", .pid = 0, .addresses = {}, .network = {}, .downOrigins = many}));
            QCOMPARE(readOwner(runtime, "apt")->downOrigins.size(), maxToldOrigins);
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

    // Written by an older or a newer Larder, or by somebody else.
    void otherFormsAreRead()
    {
        const QTemporaryDir folder;
        const std::filesystem::path runtime = folder.path().toStdString();
        const auto lock = OwnerLock::take(runtime, "apt");
        QVERIFY(lock);
        const auto read = [&](const QByteArray &text) {
            QFile file(folder.filePath(QStringLiteral("apt.owner")));
            if (file.open(QIODevice::WriteOnly | QIODevice::Truncate)) {
                file.write(text);
            }
            file.close();
            return readOwner(runtime, "apt");
        };
        const auto older = read("pid=7\ntrouble=Full.\nend\n");
        QVERIFY(older);
        QCOMPARE(older->troubles, (std::vector<Trouble>{{.text = QStringLiteral("Full.")}}));
        const auto newer = read("pid=7\ntrouble=Dim.\ntrouble-kind=moonlight\n"
                                "down=eclipsed http://a\nmoon=full\nend\n");
        QVERIFY(newer);
        QCOMPARE(newer->troubles.front().kind, TroubleKind::Other);
        QVERIFY(newer->downOrigins.empty());
        const auto hostile = read("pid=7\ntrouble-kind=diskFull\ndown=\ndown=logIn\ndown=logIn \n"
                                  "down=logIn a b\ndown=logIn \033[2J\ndown=logIn \xff\nend\n");
        QVERIFY(hostile);
        QVERIFY(hostile->troubles.empty());
        QVERIFY(hostile->downOrigins.empty());
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
