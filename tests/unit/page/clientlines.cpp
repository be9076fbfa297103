// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/clientlines.h"

#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace larder::page
{

namespace
{

QString textOf(const std::vector<ClientLines> &lines)
{
    QString all;
    for (const ClientLines &way : lines) {
        all += way.text;
    }
    return all;
}

// The script between the first pair of END lines.
QByteArray scriptOf(const QString &block)
{
    const qsizetype begin = block.indexOf(u"#!/bin/sh");
    return block.sliced(begin, block.indexOf(u"\nEND", begin) + 1 - begin).toUtf8();
}

} // namespace

class ClientLinesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aptGetsAProxyAndGoesDirectForHttps()
    {
        const auto lines = clientLines("apt", {.address = "127.0.0.1", .port = 3142});
        QCOMPARE(lines.size(), 3U);
        QCOMPARE(lines[0].place, QStringLiteral("/etc/apt/apt.conf.d/01larder"));
        QCOMPARE(lines[0].text, QStringLiteral("Acquire::http::Proxy \"http://127.0.0.1:3142/\";\n"
                                               "Acquire::https::Proxy \"DIRECT\";\n"));
        QVERIFY(lines[1].text.contains(u"Acquire::http::Proxy-Auto-Detect "
                                       u"\"/usr/local/bin/larder-apt-proxy\";\n"
                                       u"Acquire::https::Proxy \"DIRECT\";\n"));
        QVERIFY(lines[2].text.contains(u"--network=host"));
        QVERIFY(lines[2].text.contains(u"--build-arg http_proxy=http://127.0.0.1:3142 "));
        for (const ClientLines &way : lines) {
            QCOMPARE(way.client, QStringLiteral("apt"));
            QVERIFY(!way.title.isEmpty());
        }
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("probe");
        QTest::addColumn<bool>("needsHostNetwork");
        const auto row = [](const char *name, const char *address, const char *url,
                            const char *probe, bool needsHostNetwork) {
            QTest::newRow(name) << QString::fromLatin1(address) << QString::fromLatin1(url)
                                << QString::fromLatin1(probe) << needsHostNetwork;
        };
        row("loopback", "127.0.0.1", "http://127.0.0.1:80", "/dev/tcp/127.0.0.1/80", true);
        row("loopback 6", "::1", "http://[::1]:80", "/dev/tcp/::1/80", true);
        row("every address", "0.0.0.0", "http://127.0.0.1:80", "/dev/tcp/127.0.0.1/80", true);
        row("every address 6", "::", "http://[::1]:80", "/dev/tcp/::1/80", true);
        row("bridge", "172.17.0.1", "http://172.17.0.1:80", "/dev/tcp/172.17.0.1/80", false);
    }

    void addresses()
    {
        QFETCH(QString, address);
        QFETCH(QString, url);
        QFETCH(QString, probe);
        const auto lines = clientLines("apt", {.address = address.toStdString(), .port = 80});
        for (const ClientLines &way : lines) {
            QVERIFY2(way.text.contains(url), qPrintable(way.text));
        }
        QVERIFY(lines[1].text.contains(probe));
        QTEST(textOf(lines).contains(u"--network=host"), "needsHostNetwork");
    }

    void everyClientOfTheCache_data()
    {
        QTest::addColumn<QString>("cache");
        QTest::addColumn<QStringList>("clients");
        QTest::newRow("npm") << QStringLiteral("npm")
                             << QStringList{QStringLiteral("npm, pnpm"), QStringLiteral("Yarn 1"),
                                            QStringLiteral("Yarn 2 and newer"),
                                            QStringLiteral("Bun")};
        QTest::newRow("pip") << QStringLiteral("pip")
                             << QStringList{QStringLiteral("pip"), QStringLiteral("uv"),
                                            QStringLiteral("Poetry")};
    }

    void everyClientOfTheCache()
    {
        QFETCH(QString, cache);
        QFETCH(QStringList, clients);
        const auto lines = clientLines(cache.toStdString(), {.address = "127.0.0.1", .port = 3143});
        for (const QString &client : clients) {
            const auto first = std::ranges::find(lines, client, &ClientLines::client);
            QVERIFY2(first != lines.end(), qPrintable(client));
            QVERIFY2(first->text.contains(u"http://127.0.0.1:3143"), qPrintable(first->text));
        }
        // What a person must know before choosing it.
        const auto limited = [&](const ClientLines &way) { return !way.limit.isEmpty(); };
        QVERIFY(std::ranges::any_of(lines, limited));
        const QString all = textOf(lines);
        QVERIFY(all.contains(u"--network=host"));
        QVERIFY(all.contains(u"ARG "));
    }

    void pipTrustsWhatItIsPointedAt()
    {
        const auto lines = clientLines("pip", {.address = "::1", .port = 3141});
        QCOMPARE(lines.front().text,
                 QStringLiteral("pip config set global.index-url http://[::1]:3141/simple/\n"
                                "pip config set global.trusted-host [::1]\n"));
    }

    void composerKeepsItsLockFileUnlessToldOtherwise()
    {
        const auto lines = clientLines("composer", {.address = "0.0.0.0", .port = 3144});
        QCOMPARE(lines.size(), 2U);
        QVERIFY(lines[0].text.contains(
            u"composer global config extra.larder.url http://127.0.0.1:3144\n"));
        QVERIFY(lines[0].text.contains(u"/composer-plugin'\n"));
        QVERIFY(lines[0].limit.isEmpty());
        QVERIFY(lines[0].note.contains(u"COMPOSER_ALLOW_SUPERUSER=1"));
        QCOMPARE(lines[1].text,
                 QStringLiteral("composer config -g repositories.packagist.org composer "
                                "http://127.0.0.1:3144\n"
                                "composer config -g secure-http false\n"));
        QVERIFY(lines[1].limit.contains(u"mirrors-in-lock true"));
    }

    void nothingForACacheWhoseClientsAreNotKnown()
    {
        QVERIFY(clientLines("", {.address = "127.0.0.1", .port = 1}).empty());
        QVERIFY(clientLines("unheard-of", {.address = "127.0.0.1", .port = 1}).empty());
    }

    void nothingThatAShellWouldRun_data()
    {
        QTest::addColumn<QByteArray>("address");
        for (const char *address :
             {"", "$(reboot)", "a b", "a'b", "a\"b", "a;b", "a/b", "a\nb", "ä"}) {
            QTest::newRow(address) << QByteArray(address);
        }
    }

    void nothingThatAShellWouldRun()
    {
        QFETCH(QByteArray, address);
        QVERIFY(clientLines("apt", {.address = address.toStdString(), .port = 1}).empty());
    }

    void pageUrlIsOneForThisMachine()
    {
        QCOMPARE(pageUrl({.address = "0.0.0.0", .port = 3142}),
                 QStringLiteral("http://127.0.0.1:3142/"));
        QCOMPARE(pageUrl({.address = "::1", .port = 3142}), QStringLiteral("http://[::1]:3142/"));
    }

    // The pasted block, with its two places moved into a folder of the test.
    void theBlockMakesAScriptThatFindsTheCache()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QTemporaryDir folder;
        const auto lines =
            clientLines("apt", {.address = "127.0.0.1", .port = server.serverPort()});
        QString block = lines[1].text;
        block.replace(QStringLiteral("/usr/local/bin"), folder.path());
        block.replace(QStringLiteral("/etc/apt/apt.conf.d"), folder.path());
        block.replace(QStringLiteral("timeout 1 "), QStringLiteral("timeout 60 "));

        QProcess shell;
        shell.setStandardInputFile(QProcess::nullDevice());
        shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-euc"), block});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardError(), QByteArray());
        QCOMPARE(shell.exitCode(), 0);
        const QString script = folder.filePath(QStringLiteral("larder-apt-proxy"));
        QFile file(script);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), scriptOf(block));
        constexpr QFileDevice::Permissions groupAndOthers(0x0077);
        QCOMPARE(file.permissions() & groupAndOthers,
                 QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther |
                     QFileDevice::ExeOther);

        const auto answerFor = [&](const char *uri) {
            QProcess process;
            process.start(script, {QString::fromLatin1(uri)});
            process.waitForFinished();
            return process.readAllStandardOutput() + process.readAllStandardError();
        };
        const QByteArray proxy =
            "http://127.0.0.1:" + QByteArray::number(server.serverPort()) + '\n';
        QCOMPARE(answerFor("http://deb.example/debian/dists/stable/InRelease"), proxy);
        QCOMPARE(answerFor("https://deb.example/debian/dists/stable/InRelease"), "DIRECT\n");
        server.close();
        QCOMPARE(answerFor("http://deb.example/debian/dists/stable/InRelease"), "DIRECT\n");
    }
};

} // namespace larder::page

QTEST_GUILESS_MAIN(larder::page::ClientLinesTest)
#include "clientlines.moc"
