// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/cachemode.h"

#include "base/settings.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace larder::system
{

class CacheModeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const std::filesystem::path top = m_folder->path().toStdString();
        m_paths = {.cache = top / "cache",
                   .state = top / "state",
                   .config = top / "larder.ini",
                   .runtime = top / "run"};
        std::filesystem::create_directories(m_paths.runtime);
    }

    void theModeBeforeOffIsRemembered()
    {
        QCOMPARE(modeBeforeOff(m_paths, "apt"), CacheMode::OnDemand);
        for (const CacheMode mode : {CacheMode::BuiltIn, CacheMode::OnDemand}) {
            QVERIFY(storeMode(m_paths, "apt", mode));
            QCOMPARE(stored(), mode);
            for (int twice = 0; twice < 2; ++twice) {
                QVERIFY(storeMode(m_paths, "apt", CacheMode::Off));
                QCOMPARE(stored(), CacheMode::Off);
                QCOMPARE(modeBeforeOff(m_paths, "apt"), mode);
                QCOMPARE(modeBeforeOff(m_paths, "npm"), CacheMode::OnDemand);
            }
        }
    }

    void whatIsNoModeIsOnDemand_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("off") << QByteArray("off");
        QTest::newRow("rubbish") << QByteArray("\xff\0built-in", 10);
        QTest::newRow("long") << QByteArray("built-in").repeated(100);
    }

    void whatIsNoModeIsOnDemand()
    {
        QFETCH(const QByteArray, text);
        std::filesystem::create_directories(m_paths.state);
        std::ofstream(m_paths.state / "apt.mode-before-off") << text.toStdString();
        QCOMPARE(modeBeforeOff(m_paths, "apt"), CacheMode::OnDemand);
    }

    void switchingReachesOtherPrograms()
    {
        QVERIFY(!readSwitching(m_paths, "apt").isUnderWay);
        noteSwitching(m_paths, "apt", {.isUnderWay = true, .fault = {}});
        QVERIFY(readSwitching(m_paths, "apt").isUnderWay);
        QVERIFY(!readSwitching(m_paths, "npm").isUnderWay);
        const Fault fault{.kind = FaultKind::InUse,
                          .what = QStringLiteral("It is taken."),
                          .advice = QStringLiteral("Stop it.")};
        noteSwitching(m_paths, "apt", {.isUnderWay = false, .fault = fault});
        QVERIFY(!readSwitching(m_paths, "apt").isUnderWay);
        QCOMPARE(readSwitching(m_paths, "apt").fault->text(),
                 QStringLiteral("It is taken. Stop it."));
        noteSwitching(m_paths, "apt", {});
        QVERIFY(!readSwitching(m_paths, "apt").fault);
    }

private:
    CacheMode stored() const
    {
        return Settings::load(m_paths.config).value_or(Settings()).cache("apt").mode;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Paths m_paths;
};

} // namespace larder::system

QTEST_GUILESS_MAIN(larder::system::CacheModeTest)
#include "cachemode.moc"
