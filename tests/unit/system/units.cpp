// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/units.h"

#include <QTest>

#include <sstream>

namespace larder::system
{

namespace
{

std::vector<std::string> linesWith(const std::string &text, std::string_view begin)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with(begin)) {
            lines.push_back(line);
        }
    }
    return lines;
}

} // namespace

class UnitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void fillsInTheTemplates()
    {
        const UnitPlan plan{.cache = "npm",
                            .listen = {{.address = "127.0.0.1", .port = 3143},
                                       {.address = "::1", .port = 3143},
                                       {.address = "172.17.0.1", .port = 4000}},
                            .command = {"/opt/my larder/larder-proxy", "--config", "/c/l.ini"}};
        const std::string socket = socketText(plan);
        const std::string service = serviceText(plan);
        QCOMPARE(linesWith(socket, "ListenStream="),
                 (std::vector<std::string>{"ListenStream=127.0.0.1:3143", "ListenStream=[::1]:3143",
                                           "ListenStream=172.17.0.1:4000"}));
        QCOMPARE(linesWith(socket, "FileDescriptorName=").front(), "FileDescriptorName=npm");
        for (const char *line : {"FreeBind=yes", "ReusePort=yes", "WantedBy=sockets.target"}) {
            QCOMPARE(linesWith(socket, line).size(), 1U);
        }
        QCOMPARE(linesWith(service, "ExecStart=").front(),
                 "ExecStart=\"/opt/my larder/larder-proxy\" --config /c/l.ini");
        QCOMPARE(linesWith(service, "Wants=").front(), "Wants=cache-npm.socket");
        for (const std::string &text : {socket, service}) {
            QVERIFY2(!text.contains('@' + std::string("CACHE")), text.c_str());
            QVERIFY2(!text.contains("@L"), text.c_str());
            QVERIFY(isOwnUnit(text));
        }
        QCOMPARE(socketUnit("apt"), "cache-apt.socket");
        QCOMPARE(serviceUnit("apt"), "cache-apt.service");
    }

    void onlyTheMarkMakesAUnitOurs()
    {
        QVERIFY(!isOwnUnit(""));
        QVERIFY(!isOwnUnit("[Socket]\nListenStream=127.0.0.1:3142\n"));
        QVERIFY(!isOwnUnit("# [X-Larder]\n"));
        QVERIFY(isOwnUnit("[Unit]\n[X-Larder]\nCache=apt"));
    }

    void quotesCommands()
    {
        const struct
        {
            std::vector<std::string> words;
            const char *line;
        } rows[] = {
            {{"/usr/libexec/larder/larder-proxy"}, "/usr/libexec/larder/larder-proxy"},
            {{"/a b"}, "\"/a b\""},
            {{"/a", ""}, "/a \"\""},
            {{"/a%h"}, "\"/a%%h\""},
            {{"/a$HOME"}, "\"/a$$HOME\""},
            {{"/a\"b\\c"}, "\"/a\\\"b\\\\c\""},
            {{"/a;b"}, "\"/a;b\""},
            {{"/\xC3\xA9"}, "\"/\xC3\xA9\""},
        };

        for (const auto &row : rows) {
            QCOMPARE(execStart(row.words), row.line);
        }
    }

    void onlyUnusualFoldersAreTold()
    {
        const Paths usual{.cache = "/home/u/.cache/larder",
                          .state = "/home/u/.local/state/larder",
                          .config = "/home/u/.config/larder/larder.ini",
                          .runtime = "/run/user/1/larder"};
        QVERIFY(folderOptions(usual, "/home/u").empty());
        Paths moved = usual;
        moved.state = "/data/state";
        QCOMPARE(folderOptions(moved, "/home/u"),
                 (std::vector<std::string>{"--state-dir", "/data/state"}));
        QCOMPARE(folderOptions(usual, "/home/v").size(), 6U);
    }
};

} // namespace larder::system

QTEST_GUILESS_MAIN(larder::system::UnitsTest)
#include "units.moc"
