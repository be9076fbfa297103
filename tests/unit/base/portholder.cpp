// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/portholder.h"

#include "base/filedescriptor.h"

#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace larder;

class PortHolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void readsTheTablesOfTheKernel()
    {
        const auto entries = parseListening(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
            "   0: 0100007F:0C46 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000"
            "        0 4711 1 0000000000000000 100 0 0 10 0\n"
            "   1: 0100007F:0C47 0100007F:ABCD 01 00000000:00000000 00:00000000 00000000  1000"
            "        0 4712 1\n"
            "   2: 00000000000000000000000001000000:0C48 00000000000000000000000000000000:0000 0A"
            " 00000000:00000000 00:00000000 00000000     0        0 4713 1\n"
            "   3: 0100007F 00000000:0000 0A 0 0 0 0 0 4714\n"
            "   4: 0100:0C46 00000000:0000 0A 0 0 0 0 0 4714\n"
            "\n");
        QCOMPARE(entries.size(), 2U);
        QCOMPARE(entries[0].address, "127.0.0.1");
        QCOMPARE(entries[0].port, 3142);
        QCOMPARE(entries[0].user, 1000U);
        QCOMPARE(entries[0].inode, 4711U);
        QCOMPARE(entries[1].address, "::1");
    }

    void namesThisProcess()
    {
        const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto *const any = reinterpret_cast<sockaddr *>(&address);
        QCOMPARE(::bind(socket.get(), any, length), 0);
        QCOMPARE(::getsockname(socket.get(), any, &length), 0);
        const std::uint16_t port = ntohs(address.sin_port);
        QVERIFY(!portHolder({.address = "127.0.0.1", .port = port}));
        QCOMPARE(::listen(socket.get(), 1), 0);
        for (const char *asked : {"127.0.0.1", "0.0.0.0"}) {
            const auto holder = portHolder({.address = asked, .port = port});
            QVERIFY(holder);
            QCOMPARE(holder->pid, ::getpid());
            QCOMPARE(holder->user, ::getuid());
        }
        QVERIFY(!portHolder({.address = "127.0.0.2", .port = port}));
        const QString sentence = portTakenSentence({.address = "127.0.0.1", .port = port});
        QVERIFY(sentence.contains(QString::number(::getpid())));
        QVERIFY(sentence.contains(QStringLiteral("127.0.0.1:%1").arg(port)));
    }
};

QTEST_GUILESS_MAIN(PortHolderTest)
#include "portholder.moc"
