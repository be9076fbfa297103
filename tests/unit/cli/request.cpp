// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/request.h"

#include "cli/commands.h"

#include <QTest>

namespace larder::cli
{

namespace
{

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

Result<Request> parse(const QStringList &arguments)
{
    return Request::parse(allCommands(), arguments);
}

bool asksFor(const Result<Request> &request, Request::Information information)
{
    const auto *wanted = request ? std::get_if<Request::Information>(&request->wanted) : nullptr;
    return wanted != nullptr && *wanted == information;
}

} // namespace

class RequestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void understood_data()
    {
        QTest::addColumn<QStringList>("arguments");
        for (const char *line :
             {"status", "stats --json", "--json stats", "log", "log -f -n 5", "log -n5 --follow",
              "-f log --lines=5", "log -n 0", "log -n 10000"}) {
            QTest::newRow(line) << words(line);
        }
    }

    void understood()
    {
        QFETCH(QStringList, arguments);
        const auto request = parse(arguments);
        QVERIFY(request);
        QVERIFY(std::holds_alternative<Action>(request->wanted));
    }

    void information()
    {
        for (const char *line : {"help", "--help", "log -h"}) {
            QVERIFY2(asksFor(parse(words(line)), Request::Information::Help), line);
        }
        QVERIFY(asksFor(parse(words("--version")), Request::Information::Version));
    }

    void folders()
    {
        const auto request =
            parse(words("stats --state-dir /s --cache-dir=/c --config relative/x.ini"));
        QVERIFY(request);
        QCOMPARE(request->stateFolder, std::filesystem::path("/s"));
        QCOMPARE(request->cacheFolder, std::filesystem::path("/c"));
        QCOMPARE(request->config, std::filesystem::path("relative/x.ini"));
        QVERIFY(parse(words("stats"))->stateFolder.empty());
    }

    void wrongUse_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("names"); // what the sentence must name
        const auto row = [](const char *line, const char *names) {
            QTest::newRow(line) << words(line) << QString::fromLatin1(names);
        };
        row("", "status, stats, log");
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
        const auto request = parse(arguments);
        QVERIFY(!request);
        QVERIFY(request.error().kind == FaultKind::BadInput);
        QVERIFY2(request.error().what.contains(names), qPrintable(request.error().what));
        QVERIFY(request.error().advice.contains(u"larder help"));
    }

    void helpNamesEveryCommandAndFitsATerminal()
    {
        const QString help = helpText(allCommands());
        for (const QString &line : help.split(u'\n')) {
            QVERIFY2(line.size() <= 80, qPrintable(line));
        }
        for (const Command &command : allCommands()) {
            QVERIFY(help.contains(QStringLiteral("\nlarder ") + command.name));
        }
        QVERIFY(help.contains(QStringLiteral("Exit status")));
    }

    void optionsOfOneNameAreTheSameForEveryCommand()
    {
        // All commands share one parser: "-n" cannot take a value here and none there.
        QHash<QString, QString> known;
        for (const Command &command : allCommands()) {
            for (const QCommandLineOption &option : command.options) {
                const QString shape = option.names().join(u',') + u'=' + option.valueName();
                for (const QString &name : option.names()) {
                    QCOMPARE(known.value(name, shape), shape);
                    known.insert(name, shape);
                }
            }
        }
    }
};

} // namespace larder::cli

QTEST_GUILESS_MAIN(larder::cli::RequestTest)
#include "request.moc"
