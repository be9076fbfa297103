// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tray/notifier.h"
#include "tray/notificationservice.h"

#include "base/settingsfile.h"
#include "pathsbelow.h"
#include "patience.h"
#include "statistics/recorder.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace larder::tray
{

namespace
{

// The notifications of a desktop that writes down what it is told.
class Desktop : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        quint32 replaces = 0;
        QString title;
        QString text;
        QStringList actions;
        QVariantMap hints;
    };

    std::vector<Shown> shown;
    std::vector<quint32> closed;
    QStringList capabilities{QStringLiteral("actions"), QStringLiteral("body-markup")};
    enum class Manner : std::uint8_t { Answers, Hangs };
    Manner manner = Manner::Answers;

public Q_SLOTS:

    QStringList GetCapabilities() { return capabilities; }

    quint32 Notify(const QString & /*application*/, quint32 replaces, const QString & /*icon*/,
                   const QString &title, const QString &text, const QStringList &actions,
                   const QVariantMap &hints, int /*time*/)
    {
        shown.push_back({.replaces = replaces,
                         .title = title,
                         .text = text,
                         .actions = actions,
                         .hints = hints});
        if (manner == Manner::Hangs) {
            setDelayedReply(true); // it never comes
        }
        return replaces != 0 ? replaces : static_cast<quint32>(shown.size());
    }

    void CloseNotification(quint32 id) { closed.push_back(id); }

Q_SIGNALS:
    void ActionInvoked(quint32 id, const QString &action);
    void NotificationClosed(quint32 id, quint32 reason);
    void ActivationToken(quint32 id, const QString &token);
};

Notice notice(NoticeKind kind = NoticeKind::DiskFull, const QString &text = QStringLiteral("a<b"))
{
    return {.kind = kind,
            .urgency = Urgency::Low,
            .title = QStringLiteral("Title"),
            .text = text,
            .cures = {Cure::Show, Cure::Settings},
            .caches = {},
            .page = {}};
}

class QuietActions final : public windows::Actions
{
public:
    void turnOn(const std::string &cache) override { turnedOn += QString::fromStdString(cache); }

    void setMode(const std::string & /*cache*/, CacheMode /*mode*/) override {}

    void replaceForeignUnits(const std::string & /*cache*/) override {}

    windows::Switching switching(const std::string &cache) const override
    {
        const auto found = switchings.find(cache);
        return found == switchings.end() ? windows::Switching() : found->second;
    }

    void pause(std::optional<std::chrono::minutes> /*time*/) override {}

    void resume() override {}

    void changeSettings(std::vector<SettingChange> /*changes*/, QObject * /*context*/,
                        std::function<void(Result<void>)> /*done*/) override
    {}

    QStringList turnedOn;
    std::map<std::string, windows::Switching> switchings;
};

} // namespace

// With a bus of its own: the test starts itself anew on one.
class NotifierTest : public QObject
{
    Q_OBJECT

private:
    void startDesktop()
    {
        m_desktop.emplace();
        QDBusConnection bus =
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("desktop"));
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &*m_desktop,
                                   QDBusConnection::ExportAllSlots |
                                       QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
    }

    bool shows(std::size_t count) const
    {
        return QTest::qWaitFor([&] { return m_desktop->shown.size() >= count; }, patience) &&
               m_desktop->shown.size() == count;
    }

    // Whatever was sent before this has come: the bus keeps the order.
    static bool hasSettled(const QString &service = QStringLiteral("org.freedesktop.Notifications"))
    {
        const QDBusPendingCallWatcher ping(QDBusConnection::sessionBus().asyncCall(
            QDBusMessage::createMethodCall(service, QStringLiteral("/"),
                                           QStringLiteral("org.freedesktop.DBus.Peer"),
                                           QStringLiteral("Ping"))));
        // Told in this thread, behind the answers that came earlier.
        return QSignalSpy(&ping, &QDBusPendingCallWatcher::finished).wait(patience);
    }

    Paths paths() const { return pathsBelow(*m_folder); }

    std::optional<QTemporaryDir> m_folder;
    std::optional<Desktop> m_desktop;

private Q_SLOTS:

    void init() { m_folder.emplace(); }

    void cleanup()
    {
        m_desktop.reset();
        QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
    }

    void oneOfEachKindIsReplacedAndWithdrawn()
    {
        startDesktop();
        NotificationService service;
        service.show(notice());
        QVERIFY(shows(1));
        const Desktop::Shown first = m_desktop->shown.front();
        QCOMPARE(first.replaces, 0U);
        QCOMPARE(first.text, QStringLiteral("a&lt;b"));
        QCOMPARE(first.hints.value(QStringLiteral("desktop-entry")).toString(),
                 QStringLiteral("org.larder.Larder"));
        QCOMPARE(first.hints.value(QStringLiteral("urgency")).value<uchar>(), uchar{0});
        QCOMPARE(first.actions.size(), 6);
        service.show(notice());
        QVERIFY(shows(2));
        QCOMPARE(m_desktop->shown.back().replaces, 1U);
        service.show(notice(NoticeKind::LogIn));
        QVERIFY(shows(3));
        QCOMPARE(m_desktop->shown.back().replaces, 0U);
        service.withdraw(NoticeKind::DiskFull);
        QVERIFY(QTest::qWaitFor([&] { return m_desktop->closed.size() == 1; }, patience));
        QCOMPARE(m_desktop->closed.front(), 1U);
    }

    void buttonsAreHeard()
    {
        startDesktop();
        NotificationService service;
        QSignalSpy chosen(&service, &NotificationService::chosen);
        service.show(notice());
        QVERIFY(shows(1));
        Q_EMIT m_desktop->ActionInvoked(77, QStringLiteral("show")); // somebody else's
        Q_EMIT m_desktop->ActivationToken(1, QStringLiteral("token"));
        Q_EMIT m_desktop->ActionInvoked(1, QStringLiteral("settings"));
        QVERIFY(QTest::qWaitFor([&] { return chosen.size() == 1; }, patience));
        QCOMPARE(chosen.front().at(1).value<Cure>(), Cure::Settings);
        QCOMPARE(chosen.front().at(2).toString(), QStringLiteral("token"));
        Q_EMIT m_desktop->ActionInvoked(1, QStringLiteral("default"));
        QVERIFY(QTest::qWaitFor([&] { return chosen.size() == 2; }, patience));
        QCOMPARE(chosen.back().at(1).value<Cure>(), Cure::Show);
        QVERIFY(chosen.back().at(2).toString().isEmpty());
        Q_EMIT m_desktop->ActionInvoked(1, QStringLiteral("no such button"));
        Q_EMIT m_desktop->NotificationClosed(1, 2);
        Q_EMIT m_desktop->ActionInvoked(1, QStringLiteral("show")); // it is closed
        service.show(notice(NoticeKind::LogIn));
        QVERIFY(shows(2));
        Q_EMIT m_desktop->ActionInvoked(2, QStringLiteral("show"));
        QVERIFY(QTest::qWaitFor([&] { return chosen.size() == 3; }, patience));
        QCOMPARE(chosen.back().at(0).value<NoticeKind>(), NoticeKind::LogIn);
        service.show(notice());
        QVERIFY(shows(3));
        QCOMPARE(m_desktop->shown.back().replaces, 0U);
    }

    void withoutButtonsAndMarkup()
    {
        startDesktop();
        m_desktop->capabilities.clear();
        NotificationService service;
        service.show(notice());
        QVERIFY(shows(1));
        QCOMPARE(m_desktop->shown.front().text, QStringLiteral("a<b"));
        QVERIFY(m_desktop->shown.front().actions.isEmpty());
    }

    void withoutServiceNothingHappens()
    {
        NotificationService service;
        service.show(notice());
        QVERIFY(hasSettled(QStringLiteral("org.freedesktop.DBus"))); // the bus has refused it
        service.withdraw(NoticeKind::DiskFull);
        startDesktop(); // one that comes later shows what is told then
        service.show(notice(NoticeKind::LogIn));
        QVERIFY(shows(1));
    }

    void serviceThatHangsHoldsNobodyUp()
    {
        startDesktop();
        m_desktop->manner = Desktop::Manner::Hangs;
        NotificationService service;
        service.show(notice());
        QVERIFY(shows(1));
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < 1000; ++i) { // one call is under way, the last of these waits
            service.show(notice());
        }
        service.withdraw(NoticeKind::DiskFull);
        QVERIFY(time.elapsed() < 20'000); // a call that waits gives up after 25 s
        QVERIFY(hasSettled());
        QCOMPARE(m_desktop->shown.size(), 1U);
    }

    void tellsAfterAWhileAndOnce()
    {
        startDesktop();
        QuietActions actions;
        status::Watcher watcher(paths());
        Notifier notifier(
            watcher, actions, paths(),
            {.hold = std::chrono::milliseconds(300), .delay = std::chrono::milliseconds(1)});
        QSignalSpy changed(&watcher, &status::Watcher::changed);
        actions.switchings["npm"].fault =
            Fault{FaultKind::InUse, QStringLiteral("Port 3143 is taken."), {}};
        QVERIFY(changed.wait(patience));
        QVERIFY(m_desktop->shown.empty()); // held back
        QVERIFY(shows(1));
        QVERIFY(m_desktop->shown.front().text.contains(u"3143"));
        watcher.look();
        QVERIFY(changed.wait(patience));
        QVERIFY(hasSettled());
        QCOMPARE(m_desktop->shown.size(), 1U); // the same is told once
        Q_EMIT m_desktop->ActionInvoked(1, QStringLiteral("try-again"));
        QVERIFY(QTest::qWaitFor([&] { return !actions.turnedOn.isEmpty(); }, patience));
        QCOMPARE(actions.turnedOn, QStringList(QStringLiteral("npm")));
        actions.switchings.clear();
        Q_EMIT actions.switchingChanged(QStringLiteral("npm"));
        QVERIFY(QTest::qWaitFor([&] { return m_desktop->closed.size() == 1; }, patience));
    }

    void wakingUpHoldsBack()
    {
        startDesktop();
        QuietActions actions;
        status::Watcher watcher(paths());
        Notifier notifier(
            watcher, actions, paths(),
            {.hold = std::chrono::milliseconds(200), .delay = std::chrono::milliseconds(1)});
        actions.switchings["pip"].fault =
            Fault{FaultKind::InUse, QStringLiteral("Port 3141 is taken."), {}};
        QVERIFY(shows(1)); // the hold of the start is over
        QElapsedTimer time;
        time.start();
        QVERIFY(QMetaObject::invokeMethod(&notifier, "sleepChanged", false));
        actions.switchings["npm"].fault =
            Fault{FaultKind::InUse, QStringLiteral("Port 3143 is taken."), {}};
        Q_EMIT actions.switchingChanged(QStringLiteral("npm"));
        QVERIFY(shows(2));
        QVERIFY(time.elapsed() >= 190);
    }

    void firstSavingIsToldOnceForAll()
    {
        startDesktop();
        std::filesystem::create_directories(paths().runtime);
        {
            const SystemClock clock;
            SerialWorker writer;
            statistics::Recorder recorder(paths().state, paths().runtime, clock, writer);
            recorder.record({.time = clock.wall(),
                             .cache = "npm",
                             .client = "127.0.0.1",
                             .method = "GET",
                             .url = "http://npm.example/",
                             .outcome = statistics::Outcome::Hit,
                             .status = 200,
                             .bytesSent = 5'000'000,
                             .bytesFetched = 0,
                             .duration = std::chrono::milliseconds(1)},
                            5'000'000, statistics::Recorder::Link::Metered);
        }
        const auto mark = paths().state / "first-saving-told";
        for (const std::size_t told : {1U, 1U}) { // by the second Larder not again
            QuietActions actions;
            status::Watcher watcher(paths());
            QSignalSpy changed(&watcher, &status::Watcher::changed);
            Notifier notifier(
                watcher, actions, paths(),
                {.hold = std::chrono::milliseconds(1), .delay = std::chrono::milliseconds(1)});
            QVERIFY(changed.wait(patience));
            QVERIFY(QTest::qWaitFor([&] { return std::filesystem::exists(mark); }, patience));
            QTest::qWait(100);
            QVERIFY(shows(told));
        }
    }
};

} // namespace larder::tray

int main(int argc, char *argv[])
{
    // A bus of its own, so that the desktop's is left alone.
    if (qEnvironmentVariableIsEmpty("LARDER_TEST_BUS")) {
        qputenv("LARDER_TEST_BUS", "1");
        QStringList arguments{QStringLiteral("--"), QString::fromLocal8Bit(argv[0])};
        for (int i = 1; i < argc; ++i) {
            arguments += QString::fromLocal8Bit(argv[i]);
        }
        return QProcess::execute(QStringLiteral("dbus-run-session"), arguments);
    }
    QCoreApplication application(argc, argv);
    larder::tray::NotifierTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "notifier.moc"
