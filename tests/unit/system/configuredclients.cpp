// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/configuredclients.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace larder::system
{

class ConfiguredClientsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void findsFilesThatNameAnAddress()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const std::filesystem::path home = root / "home";
        const auto write = [](const std::filesystem::path &file, const char *text) {
            std::filesystem::create_directories(file.parent_path());
            std::ofstream(file) << text << std::flush;
        };
        const auto files = [&] {
            return filesNaming(
                {{.address = "127.0.0.1", .port = 3142}, {.address = "::1", .port = 3142}}, home,
                root);
        };
        QVERIFY(files().empty());
        write(home / ".npmrc", "registry=http://127.0.0.1:31420/ http://127.0.0.1:3142/\n");
        write(home / ".yarnrc", "registry http://127.0.0.1:31420/\n");
        write(home / ".config/pip/pip.conf", "index-url=http://localhost:3142");
        write(root / "etc/apt/apt.conf.d/01larder", "Proxy \"http://[::1]:3142/\";");
        write(root / "etc/apt/apt.conf.d/02other", "Proxy \"http://127.0.0.2:3142/\";");
        QCOMPARE(files(),
                 (std::vector<std::filesystem::path>{home / ".npmrc", home / ".config/pip/pip.conf",
                                                     root / "etc/apt/apt.conf.d/01larder"}));
    }
};

} // namespace larder::system

QTEST_GUILESS_MAIN(larder::system::ConfiguredClientsTest)
#include "configuredclients.moc"
