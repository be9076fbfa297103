// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/enginethread.h"
#include "base/ownerlock.h"
#include "engine/client.h"
#include "pathsbelow.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace larder;
using namespace larder::engine;

class EngineThreadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_paths = pathsBelow(*m_folder);
        m_result.reset();
        // A port that is free and stays so: nobody else takes one of this address.
        m_address =
            openListeningSocket({.address = "127.0.0.7", .port = 0}, Sharing::Alone)->address;
    }

    void livesFromTheFirstCacheToTheLast()
    {
        EngineThread thread(m_paths);
        QVERIFY(!thread.isRunning());
        open(thread, m_address);
        QVERIFY(soon([&] { return m_result.has_value(); }));
        QVERIFY(*m_result);
        thread.claim("apt", this, keep());
        QVERIFY(soon([&] { return m_result && *m_result; }));
        QVERIFY(readOwner(m_paths.runtime, "apt"));
        QVERIFY(Client(m_address).get().startsWith("HTTP/1.1 200 "));
        thread.close("apt", this, {});
        QVERIFY(soon([&] { return !thread.isRunning(); }));
        QVERIFY(!readOwner(m_paths.runtime, "apt"));

        open(thread, m_address); // a second life
        QVERIFY(soon([&] { return m_result && *m_result; }));
        QVERIFY(Client(m_address).get().startsWith("HTTP/1.1 200 "));
    }

    void reopeningWhileItEndsLosesNothing()
    {
        EngineThread thread(m_paths);
        for (int i = 0; i < 20; ++i) {
            open(thread, m_address);
            QVERIFY(soon([&] { return m_result.has_value(); }));
            QVERIFY2(*m_result, qUtf8Printable(m_result->error_or(Fault{}).text()));
            thread.close("apt", this, {});
        }
        QVERIFY(soon([&] { return !thread.isRunning(); }));
    }

    void aCacheThatCannotOpenLeavesNoThread()
    {
        const auto holder = openListeningSocket(m_address, Sharing::Alone);
        QVERIFY(holder);
        EngineThread thread(m_paths);
        open(thread, m_address);
        QVERIFY(soon([&] { return m_result.has_value(); }));
        QVERIFY(!*m_result);
        QCOMPARE(m_result->error().kind, FaultKind::InUse);
        QVERIFY(soon([&] { return !thread.isRunning(); }));
    }

    void drainingAnswersWhoHasAsked()
    {
        EngineThread thread(m_paths);
        open(thread, m_address);
        QVERIFY(soon([&] { return m_result && *m_result; }));
        Client client(m_address);
        QVERIFY(client.isConnected());
        QSignalSpy finished(&thread, &EngineThread::finished);
        client.ask();
        thread.drain();
        QVERIFY(client.answer().startsWith("HTTP/1.1 200 "));
        QVERIFY(soon([&] { return finished.size() == 1; }));
        QVERIFY(!thread.isRunning());
    }

    void drainingNothingFinishes()
    {
        EngineThread thread(m_paths);
        QSignalSpy finished(&thread, &EngineThread::finished);
        thread.drain();
        QVERIFY(soon([&] { return finished.size() == 1; }));
    }

    void drainedItOpensNothingAnyMore()
    {
        EngineThread thread(m_paths);
        QSignalSpy finished(&thread, &EngineThread::finished);
        open(thread, m_address);
        QVERIFY(soon([&] { return m_result && *m_result; }));
        thread.drain();
        for (const char *when : {"while it drains", "afterwards"}) {
            open(thread, m_address);
            QVERIFY2(soon([&] { return m_result.has_value(); }), when);
            QVERIFY2(!*m_result, when);
            QCOMPARE(m_result->error().kind, FaultKind::NotAllowed);
            QVERIFY(soon([&] { return finished.size() == 1; }));
        }
        // What was under way goes on asking.
        thread.close("apt", this, keep());
        QVERIFY(soon([&] { return m_result && *m_result; }));
        QVERIFY(!thread.isRunning());
        QVERIFY(!Client(m_address).isConnected());
        QCOMPARE(finished.size(), 1);
    }

    void endsInTheMiddle()
    {
        EngineThread thread(m_paths);
        open(thread, m_address);
    }

private:
    EngineThread::Done keep()
    {
        m_result.reset();
        return [this](Result<void> result) { m_result = std::move(result); };
    }

    void open(EngineThread &thread, const ListenAddress &address)
    {
        thread.open("apt", {address}, Sharing::WithNext, this, keep());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Paths m_paths;
    ListenAddress m_address;
    std::optional<Result<void>> m_result;
};

QTEST_GUILESS_MAIN(EngineThreadTest)
#include "enginethread.moc"
