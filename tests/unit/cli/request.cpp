// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/request.h"

#include <QTest>

namespace larder::cli
{

namespace
{

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class RequestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void commands_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("command");
        const auto row = [](const char *line, Command command) {
            QTest::newRow(line) << words(line) << static_cast<int>(command);
        };
        row("status", Command::Status);
        row("stats --json", Command::Stats);
        row("--json stats", Command::Stats);
        row("log", Command::Log);
        row("help", Command::Help);
        row("--help", Command::Help);
        row("log -h", Command::Help);
        row("--version", Command::Version);
    }

    void commands()
    {
        QFETCH(QStringList, arguments);
        const auto request = Request::parse(arguments);
        QVERIFY(request);
        QTEST(static_cast<int>(request->command), "command");
        QCOMPARE(request->form == Form::Json, arguments.contains(u"--json"));
    }

    void logOptions()
    {
        const auto plain = Request::parse(words("log"));
        QVERIFY(plain);
        QCOMPARE(plain->lines, defaultLogLines);
        QVERIFY(plain->after == Request::After::End);
        for (const char *line : {"log -f -n 5", "log -n5 --follow", "-f log --lines=5"}) {
            const auto request = Request::parse(words(line));
            QVERIFY2(request, line);
            QCOMPARE(request->lines, 5U);
            QVERIFY(request->after == Request::After::Follow);
        }
        QCOMPARE(Request::parse(words("log -n 0"))->lines, 0U);
        QCOMPARE(Request::parse(words("log -n 10000"))->lines, 10'000U);
    }

    void folders()
    {
        const auto request =
            Request::parse(words("stats --state-dir /s --cache-dir=/c --config relative/x.ini"));
        QVERIFY(request);
        QCOMPARE(request->stateFolder, std::filesystem::path("/s"));
        QCOMPARE(request->cacheFolder, std::filesystem::path("/c"));
        QCOMPARE(request->config, std::filesystem::path("relative/x.ini"));
        QVERIFY(Request::parse(words("stats"))->stateFolder.empty());
    }

    void wrongUse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("names"); // what the sentence must name
        const auto row = [](const char *line, const char *names) {
            QTest::newRow(line) << words(line) << QString::fromLatin1(names);
        };
        row("", "status, stats, log or help");
        row("start", "start");
        row("status apt", "apt");
        row("status --colour", "colour");
        row("status -f", "-f");
        row("stats -n 3", "-n");
        row("log -n", "n");
        row("log -n x", "x");
        row("log -n -1", "-1");
        row("log -n 10001", "10000");
        row("log -n 99999999999999999999", "10000");
        row("log --state-dir=", "--state-dir");
    }

    void wrongUse()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, names);
        const auto request = Request::parse(arguments);
        QVERIFY(!request);
        QVERIFY(request.error().kind == FaultKind::BadInput);
        QVERIFY2(request.error().what.contains(names), qPrintable(request.error().what));
        QVERIFY(request.error().advice.contains(u"larder help"));
    }

    void helpFitsATerminal()
    {
        for (const QString &line : helpText().split(u'\n')) {
            QVERIFY2(line.size() <= 80, qPrintable(line));
        }
        for (const char *word : {"status", "stats", "log", "--json", "Exit status"}) {
            QVERIFY(helpText().contains(QLatin1StringView(word)));
        }
    }
};

} // namespace larder::cli

QTEST_GUILESS_MAIN(larder::cli::RequestTest)
#include "request.moc"
