// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/context.h"

#include "engine/limits.h"

#include <QTest>

using namespace larder;
using namespace larder::engine;

class ContextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownAuthority_data();
    void ownAuthority();
    void suiteMemoryKeepsTheNewestOfEach();
    void suiteMemoryIsBounded();
};

void ContextTest::ownAuthority_data()
{
    QTest::addColumn<QByteArray>("authority");
    QTest::addColumn<bool>("own");

    const auto row = [](const char *authority, bool own) {
        QTest::newRow(authority) << QByteArray(authority) << own;
    };
    row("127.0.0.1:3142", true);
    row("[::1]:3142", true);
    row("172.17.0.1:3142", true); // an address literal cannot be rebound
    row("localhost:3142", true);
    row("LOCALHOST:3142", true);
    row("cache-apt.srv:3142", true);
    row("host.docker.internal:3142", true);
    row("host.containers.internal:3142", true);
    row("127.0.0.1", false); // port 80 is not ours
    row("127.0.0.1:3143", false);
    row("evil.example:3142", false);
    row("cache-npm.srv:3142", false);
    row("127.0.0.1.evil.example:3142", false);
    row("", false);
    row("localhost:3142:3142", false);
}

void ContextTest::ownAuthority()
{
    QFETCH(QByteArray, authority);
    CacheContext cache;
    cache.name = "apt";
    cache.addresses = {{"127.0.0.1", 3142}};
    QTEST(cache.isOwnAuthority(authority.toStdString()), "own");
}

void ContextTest::suiteMemoryKeepsTheNewestOfEach()
{
    SuiteMemory memory;
    memory.remember({.key = "a", .digest = digestOf("1"), .keep = {}});
    memory.remember({.key = "b", .digest = digestOf("2"), .keep = {}});
    memory.remember({.key = "a", .digest = digestOf("3"), .keep = {}});
    QVERIFY(memory.find("a")->digest == digestOf("3"));
    QVERIFY(memory.find("b")->digest == digestOf("2"));
    QVERIFY(memory.find("c") == nullptr);
}

void ContextTest::suiteMemoryIsBounded()
{
    SuiteMemory memory;
    for (std::size_t i = 0; i <= maxRememberedSuites; ++i) {
        memory.remember({.key = std::to_string(i), .digest = digestOf("x"), .keep = {}});
    }
    QVERIFY(memory.find("0") == nullptr);
    QVERIFY(memory.find("1") != nullptr);
}

QTEST_GUILESS_MAIN(ContextTest)
#include "context.moc"
