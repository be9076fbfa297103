// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/client.h"
#include "engine/engine.h"
#include "pathsbelow.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

using namespace larder;
using namespace larder::engine;

namespace
{

const ListenAddress anyPort{.address = "127.0.0.1", .port = 0};

} // namespace

// Caches that come, change owners and go while an engine runs.
class CachesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_paths = pathsBelow(*m_folder);
        auto engine = Engine::start({.paths = m_paths}, Settings());
        QVERIFY(engine);
        m_engine = *std::move(engine);
    }

    void cleanup() { m_engine.reset(); }

    void opensAndCloses()
    {
        QVERIFY(m_engine->isUnused());
        const ListenAddress address = open("apt", Sharing::Alone);
        QVERIFY(!readOwner(m_paths.runtime, "apt"));
        QVERIFY(m_engine->claim("apt"));
        QCOMPARE(readOwner(m_paths.runtime, "apt")->pid, ::getpid());
        QCOMPARE(readOwner(m_paths.runtime, "apt")->addresses, std::vector{address});
        QVERIFY(Client(address).get().startsWith("HTTP/1.1 200 "));
        QVERIFY(soon([&] { return !m_engine->isUnused(); }));

        QSignalSpy unused(m_engine.get(), &Engine::unused);
        m_engine->close("apt");
        QVERIFY(!readOwner(m_paths.runtime, "apt"));
        QVERIFY(!Client(address).isConnected());
        QVERIFY(soon([&] { return !unused.isEmpty(); }));
        QVERIFY(m_engine->isUnused());

        const ListenAddress again = open("apt", Sharing::Alone);
        QVERIFY(Client(again).get().startsWith("HTTP/1.1 200 "));
    }

    void clientsOfAClosedCacheAreAnsweredOnceMore()
    {
        const ListenAddress address = open("apt", Sharing::Alone);
        Client kept(address);
        QVERIFY(!kept.get().contains("Connection: close"));
        m_engine->close("apt");
        const QByteArray answer = kept.get();
        QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer);
        QVERIFY2(answer.contains("Connection: close\r\n"), answer);
        QVERIFY(soon([&] { return kept.hasEnded(); }));
    }

    void whoWaitsIsAcceptedBeforeItCloses()
    {
        const ListenAddress address = open("apt", Sharing::Alone);
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 40; ++i) {
            clients.push_back(std::make_unique<Client>(address));
            QVERIFY(clients.back()->isConnected());
        }
        m_engine->close("apt");
        for (const auto &client : clients) { // all at once, since they are let go soon
            client->ask();
        }
        for (const auto &client : clients) {
            const QByteArray answer = client->answer();
            QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    void silentClientsAreLetGo()
    {
        const ListenAddress address = open("apt", Sharing::Alone);
        Client silent(address);
        QVERIFY(silent.isConnected());
        QSignalSpy finished(m_engine.get(), &Engine::finished);
        m_engine->drain(Engine::Patience::Unlimited);
        QVERIFY(soon([&] { return silent.hasEnded(); }));
        QVERIFY(soon([&] { return finished.size() == 1; }));
    }

    void pipelinedRequestsAreAllAnsweredByTheLast()
    {
        const ListenAddress address = open("apt", Sharing::Alone);
        Client client(address);
        QVERIFY(client.get().startsWith("HTTP/1.1 200 "));
        m_engine->close("apt");
        client.ask(3);
        QVERIFY(soon([&] { return client.hasEnded(); }));
        const QByteArray answers = client.answer();
        QCOMPARE(answers.count("HTTP/1.1 200 "), 3);
        QCOMPARE(answers.count("Connection: close\r\n"), 1);
    }

    void aPortIsSharedOnlyWithWhoIsMeant()
    {
        const ListenAddress alone = open("apt", Sharing::Alone);
        const auto beside = openListeningSocket(alone, Sharing::Beside);
        QVERIFY(!beside);
        QCOMPARE(beside.error().kind, FaultKind::InUse);
        QVERIFY2(beside.error().what.contains(QString::number(::getpid())),
                 qUtf8Printable(beside.error().what));
        const ListenAddress shared = open("pip", Sharing::WithNext);
        QVERIFY(!openListeningSocket(shared, Sharing::Alone));
        QVERIFY(!openListeningSocket(shared, Sharing::WithNext));
        QVERIFY(openListeningSocket(shared, Sharing::Beside));
    }

    void theNewestListenerHasAllClients()
    {
        const ListenAddress address = open("apt", Sharing::WithNext);
        for (const char *round : {"first", "second"}) {
            auto next = openListeningSocket(address, Sharing::Beside);
            QVERIFY2(next, round);
            std::vector<std::unique_ptr<Client>> clients;
            for (int i = 0; i < 40; ++i) {
                clients.push_back(std::make_unique<Client>(address));
                QVERIFY(clients.back()->isConnected());
                QVERIFY(
                    FileDescriptor(::accept(next->descriptor.get(), nullptr, nullptr)).isOpen());
            }
        }
        QVERIFY(Client(address).get().startsWith("HTTP/1.1 200 ")); // alone again
    }

    void aClosingListenerSteersToWhoJoinedIt()
    {
        const ListenAddress address = open("apt", Sharing::WithNext);
        // Without steering, as systemd joins.
        FileDescriptor other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const int on = 1;
        ::setsockopt(other.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
        sockaddr_in bound{};
        bound.sin_family = AF_INET;
        bound.sin_port = htons(address.port);
        bound.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::bind(other.get(), reinterpret_cast<sockaddr *>(&bound), sizeof bound), 0);
        QCOMPARE(::listen(other.get(), 100), 0);
        std::vector<std::unique_ptr<Client>> early;
        for (int i = 0; i < 40; ++i) {
            early.push_back(std::make_unique<Client>(address));
            QVERIFY(early.back()->isConnected());
        }
        m_engine->close("apt");
        // Whoever came to us before is answered; the rest waits there, and nobody is lost.
        std::vector<FileDescriptor> waiting;
        for (;;) {
            ::fcntl(other.get(), F_SETFL, O_NONBLOCK);
            FileDescriptor client(::accept(other.get(), nullptr, nullptr));
            if (!client.isOpen()) {
                break;
            }
            waiting.push_back(std::move(client));
        }
        for (const auto &client : early) {
            client->ask();
        }
        QVERIFY(soon([&] { return m_engine->isUnused(); }));
        const auto isAnswered = [](const auto &client) {
            return client->hasEnded() && client->answer().startsWith("HTTP/1.1 200 ");
        };
        QVERIFY(soon([&] {
            return std::cmp_equal(std::ranges::count_if(early, isAnswered),
                                  early.size() - waiting.size());
        }));
        ::fcntl(other.get(), F_SETFL, 0);
        QVERIFY(Client(address).isConnected());
        QVERIFY(FileDescriptor(::accept(other.get(), nullptr, nullptr)).isOpen());
    }

    void theLockIsClaimedAndGivenBack()
    {
        open("apt", Sharing::Alone);
        {
            const auto other = OwnerLock::take(m_paths.runtime, "apt");
            QVERIFY(other);
            const auto claimed = m_engine->claim("apt");
            QVERIFY(!claimed);
            QCOMPARE(claimed.error().kind, FaultKind::InUse);
        }
        QVERIFY(m_engine->claim("apt"));
        QVERIFY(!OwnerLock::take(m_paths.runtime, "apt"));
        m_engine->release("apt");
        QVERIFY(OwnerLock::take(m_paths.runtime, "apt"));
    }

    void movesToOtherAddresses()
    {
        const ListenAddress first = open("apt", Sharing::WithNext);
        QVERIFY(m_engine->claim("apt"));
        Client kept(first);
        QVERIFY(kept.get().startsWith("HTTP/1.1 200 "));
        const ListenAddress second{.address = "127.0.0.2", .port = first.port};
        QVERIFY(m_engine->open("apt", {first, second}, Sharing::WithNext));
        QCOMPARE(m_engine->addresses("apt"), (std::vector{first, second}));
        QVERIFY(m_engine->open("apt", {second}, Sharing::WithNext));
        QCOMPARE(readOwner(m_paths.runtime, "apt")->addresses, std::vector{second});
        QVERIFY(!Client(first).isConnected());
        QVERIFY(Client(second).get().startsWith("HTTP/1.1 200 "));
        QVERIFY(!kept.get().contains("Connection: close"));

        const auto holder = openListeningSocket(anyPort, Sharing::Alone);
        const ListenAddress taken = holder->address;
        QVERIFY(!m_engine->open("apt", {taken}, Sharing::WithNext));
        QCOMPARE(m_engine->addresses("apt"), std::vector{second});
        QVERIFY(Client(second).get().startsWith("HTTP/1.1 200 "));
    }

    void movesBetweenOneAddressAndAll()
    {
        const ListenAddress one = open("apt", Sharing::WithNext);
        const ListenAddress all{.address = "0.0.0.0", .port = one.port};
        for (const ListenAddress &next : {all, one}) {
            const auto opened = m_engine->open("apt", {next}, Sharing::WithNext);
            QVERIFY2(opened, qUtf8Printable(opened.error_or(Fault{}).text()));
            QCOMPARE(m_engine->addresses("apt"), std::vector{next});
            QVERIFY(Client(one).get().startsWith("HTTP/1.1 200 "));
        }
    }

private:
    ListenAddress open(const std::string &cache, Sharing sharing)
    {
        const auto opened = m_engine->open(cache, {anyPort}, sharing);
        return opened ? m_engine->addresses(cache).front() : ListenAddress();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Paths m_paths;
    std::unique_ptr<Engine> m_engine;
};

QTEST_GUILESS_MAIN(CachesTest)
#include "caches.moc"
