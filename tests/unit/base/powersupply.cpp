// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/powersupply.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace larder;

class PowerSupplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void batteriesAndChargers_data()
    {
        // Supplies: name:file=value,file=value …
        QTest::addColumn<QStringList>("supplies");
        QTest::addColumn<bool>("onBattery");
        const auto row = [](const char *name, const QStringList &supplies, bool onBattery) {
            QTest::newRow(name) << supplies << onBattery;
        };
        const QString battery = QStringLiteral("BAT0:type=Battery,present=1,status=Discharging");
        const QString mains = QStringLiteral("AC:type=Mains,online=1");
        const QString noMains = QStringLiteral("AC:type=Mains,online=0");
        row("a desktop", {}, false);
        row("a desktop that tells of its mains", {mains}, false);
        row("a laptop at home", {mains, battery}, false);
        row("a laptop on a train", {noMains, battery}, true);
        row("a laptop that tells of its battery only", {battery}, true);
        row("charged by USB", {noMains, battery, QStringLiteral("usb:type=USB,online=1")}, false);
        row("a desktop with a wireless mouse",
            {QStringLiteral("mouse:type=Battery,scope=Device,present=1")}, false);
        row("an empty battery slot", {noMains, QStringLiteral("BAT1:type=Battery,present=0")},
            false);
        row("a supply that tells nothing", {QStringLiteral("x:")}, false);
    }

    void batteriesAndChargers()
    {
        QFETCH(QStringList, supplies);
        const QTemporaryDir folder;
        for (const QString &supply : supplies) {
            const QString name = supply.section(u':', 0, 0);
            const std::filesystem::path path = folder.filePath(name).toStdString();
            std::filesystem::create_directory(path);
            for (const QString &file : supply.section(u':', 1).split(u',', Qt::SkipEmptyParts)) {
                std::ofstream(path / file.section(u'=', 0, 0).toStdString())
                    << file.section(u'=', 1).toStdString() << '\n';
            }
        }
        QTEST(runsOnBattery(folder.path().toStdString()), "onBattery");
    }

    void aFolderThatIsNotThereHasNoBattery()
    {
        QVERIFY(!runsOnBattery("/nonexistent/power_supply"));
    }
};

QTEST_GUILESS_MAIN(PowerSupplyTest)
#include "powersupply.moc"
