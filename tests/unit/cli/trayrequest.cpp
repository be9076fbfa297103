// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line hears of a tray that does what it is asked, cannot, or is killed on the
// way. Without a manager of the user's services: systemd/handover has one.
#include "cli/trayrequest.h"

#include "base/ownerlock.h"
#include "base/settings.h"
#include "patience.h"
#include "system/cachemode.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace larder::cli
{

namespace
{

using system::UnitOutcome;

// Ends when it is told to.
class OtherProcess
{
public:
    OtherProcess()
    {
        m_process.start(QStringLiteral("cat"), {});
        m_process.waitForStarted();
    }

    [[nodiscard]] std::int64_t pid() const { return m_process.processId(); }

    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
};

} // namespace

class TrayRequestTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TrayRequest> ask(CacheMode mode, std::int64_t tray)
    {
        m_outcome.reset();
        return std::make_unique<TrayRequest>(
            m_paths, "apt", mode, tray, *m_control,
            [this](Result<UnitOutcome> outcome) { m_outcome = std::move(outcome); });
    }

    bool ends() const
    {
        return QTest::qWaitFor([this] { return m_outcome.has_value(); }, patience);
    }

private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const std::filesystem::path folder = m_folder->path().toStdString();
        // Where there is neither a bus nor systemd.
        qputenv("XDG_RUNTIME_DIR", m_folder->path().toUtf8());
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        m_paths = {.cache = folder / "cache",
                   .state = folder / "state",
                   .config = folder / "larder.ini",
                   .runtime = folder / "larder"};
        QVERIFY(ensureWritableFolder(m_paths.runtime));
        m_control = std::make_unique<system::UnitControl>(m_paths);
    }

    void cleanup()
    {
        m_control.reset();
        m_folder.reset();
    }

    void trayAnswersForTheCache()
    {
        auto lock = OwnerLock::take(m_paths.runtime, "apt");
        QVERIFY(lock);
        const auto request = ask(CacheMode::BuiltIn, getpid());
        QCOMPARE(Settings::load(m_paths.config)->cache("apt").mode, CacheMode::BuiltIn);
        QVERIFY(!QTest::qWaitFor([this] { return m_outcome.has_value(); }, 0));
        QVERIFY(lock->announce({.cache = "apt", .pid = getpid(), .addresses = {}, .network = {}}));
        touchChanged(m_paths.runtime);
        QVERIFY(ends());
        QVERIFY(*m_outcome);
        QCOMPARE((*m_outcome)->what, UnitOutcome::What::Changed);
    }

    void traySaysWhyNot()
    {
        const auto request = ask(CacheMode::BuiltIn, getpid());
        system::noteSwitching(
            m_paths, "apt",
            {.isUnderWay = false,
             .fault = Fault{FaultKind::InUse, QStringLiteral("Somebody has the port."), {}}});
        QVERIFY(ends());
        QVERIFY(!*m_outcome);
        QCOMPARE(m_outcome->error().what, QStringLiteral("Somebody has the port."));
    }

    void trayIsKilledBeforeItIsDone()
    {
        OtherProcess tray;
        const auto request = ask(CacheMode::BuiltIn, tray.pid());
        system::noteSwitching(m_paths, "apt", {.isUnderWay = true, .fault = {}});
        tray.kill();
        QVERIFY(ends());
        QVERIFY(!*m_outcome);
        QCOMPARE(m_outcome->error().kind, FaultKind::Cut);
        QVERIFY(m_outcome->error().what.contains(u"apt"));
    }

    void trayIsKilledWhenItIsDone()
    {
        OtherProcess tray;
        system::noteSwitching(m_paths, "apt", {.isUnderWay = true, .fault = {}});
        const auto request = ask(CacheMode::Off, tray.pid());
        system::noteSwitching(m_paths, "apt", {.isUnderWay = true, .fault = {}});
        tray.kill(); // before it could say that nobody listens any more
        QVERIFY(ends());
        QVERIFY(*m_outcome);
    }

    void trayHasGoneAlready()
    {
        OtherProcess tray;
        const std::int64_t pid = tray.pid();
        tray.kill();
        const auto request = ask(CacheMode::BuiltIn, pid);
        QVERIFY(ends());
        QVERIFY(!*m_outcome);
        QCOMPARE(m_outcome->error().kind, FaultKind::Cut);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    Paths m_paths;
    std::unique_ptr<system::UnitControl> m_control;
    std::optional<Result<UnitOutcome>> m_outcome;
};

} // namespace larder::cli

QTEST_GUILESS_MAIN(larder::cli::TrayRequestTest)
#include "trayrequest.moc"
