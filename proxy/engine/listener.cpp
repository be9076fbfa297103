// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/listener.h"

#include "base/logging.h"
#include "base/portholder.h"
#include "engine/engine.h"

#include <QCoreApplication>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace larder::engine
{

namespace
{

constexpr int listenQueue = 1024;
// Clients accepted before connections that exist get their turn.
constexpr int acceptsPerTurn = 32;
// Accepted from a listener that closes: its queue, and some who join it meanwhile.
constexpr int acceptsAtEnd = 2 * listenQueue;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(larder)
};

union SocketAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_storage storage;
};

Result<std::pair<SocketAddress, socklen_t>> toSocketAddress(const ListenAddress &address)
{
    SocketAddress result{};
    if (inet_pton(AF_INET, address.address.c_str(), &result.v4.sin_addr) == 1) {
        result.v4.sin_family = AF_INET;
        result.v4.sin_port = htons(address.port);
        return std::pair(result, static_cast<socklen_t>(sizeof result.v4));
    }
    if (inet_pton(AF_INET6, address.address.c_str(), &result.v6.sin6_addr) == 1) {
        result.v6.sin6_family = AF_INET6;
        result.v6.sin6_port = htons(address.port);
        return std::pair(result, static_cast<socklen_t>(sizeof result.v6));
    }
    return fail(
        FaultKind::BadInput,
        Text::tr("“%1” is not a numeric address.").arg(QString::fromStdString(address.address)));
}

ListenAddress fromSocketAddress(const SocketAddress &address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.any.sa_family == AF_INET6) {
        if (IN6_IS_ADDR_V4MAPPED(&address.v6.sin6_addr)) {
            inet_ntop(AF_INET, &address.v6.sin6_addr.s6_addr[12], text.data(), text.size());
        } else {
            inet_ntop(AF_INET6, &address.v6.sin6_addr, text.data(), text.size());
        }
        return {text.data(), ntohs(address.v6.sin6_port)};
    }
    inet_ntop(AF_INET, &address.v4.sin_addr, text.data(), text.size());
    return {text.data(), ntohs(address.v4.sin_port)};
}

// Where several listeners of this user share a port, the kernel spreads the clients over them. A
// program of one instruction that returns a number lets all go to the listener of that number; the
// last to join has the highest. It stays in force when listeners come and go: where the number is
// nobody's any more, the clients are spread again.
void steerToNewest(int socket, const ListenAddress &address)
{
    const std::size_t count = listenersOn(address).size();
    if (count < 2) {
        return;
    }
    sock_filter newest = BPF_STMT(BPF_RET | BPF_K, static_cast<std::uint32_t>(count - 1));
    const sock_fprog program{.len = 1, .filter = &newest};
    if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program) != 0) {
        qCWarning(logEngine) << "Clients cannot be steered to one of several listeners:"
                             << strerror(errno);
    }
}

Fault cannotListen(const ListenAddress &address, int error)
{
    const QString where = QString::fromStdString(address.text());
    if (error == EADDRINUSE) {
        return {FaultKind::InUse, portTakenSentence(address),
                Text::tr("Stop it, or choose another port.")};
    }
    return {error == EACCES ? FaultKind::NotAllowed : FaultKind::Unreachable,
            Text::tr("Larder cannot listen on %1: %2.")
                .arg(where, QString::fromLocal8Bit(strerror(error))),
            Text::tr("Choose another address or port.")};
}

} // namespace

Result<ListenAddress> boundAddress(int socket)
{
    SocketAddress bound{};
    socklen_t size = sizeof bound;
    if (getsockname(socket, &bound.any, &size) != 0 ||
        (bound.any.sa_family != AF_INET && bound.any.sa_family != AF_INET6)) {
        return fail(FaultKind::BadInput,
                    Text::tr("A socket that was handed over is not a TCP socket."));
    }
    return fromSocketAddress(bound);
}

namespace
{

// Nobody can connect to it yet.
Result<ListeningSocket> bindSocket(const ListenAddress &address, Sharing sharing)
{
    const auto target = toSocketAddress(address);
    if (!target) {
        return std::unexpected(target.error());
    }
    const auto &[socketAddress, size] = *target;
    FileDescriptor descriptor(
        socket(socketAddress.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const auto set = [&descriptor](int level, int option) {
        const int on = 1;
        setsockopt(descriptor.get(), level, option, &on, sizeof on);
    };
    set(SOL_SOCKET, SO_REUSEADDR);
    if (socketAddress.any.sa_family == AF_INET6) {
        set(IPPROTO_IPV6, IPV6_V6ONLY); // an IPv4 address of the same port is a socket of its own
    }
    if (sharing != Sharing::Alone) {
        set(IPPROTO_IP, IP_FREEBIND); // of both families
    }
    // Who sets it before binding joins any program of this user that does the same.
    if (sharing == Sharing::Beside) {
        set(SOL_SOCKET, SO_REUSEPORT);
    }
    if (!descriptor.isOpen() || bind(descriptor.get(), &socketAddress.any, size) != 0) {
        return std::unexpected(cannotListen(address, errno));
    }
    if (sharing == Sharing::WithNext) {
        set(SOL_SOCKET, SO_REUSEPORT);
    }
    auto bound = boundAddress(descriptor.get());
    if (!bound) {
        return std::unexpected(std::move(bound.error()));
    }
    return ListeningSocket{std::move(descriptor), std::move(*bound)};
}

Result<void> beginListening(const ListeningSocket &socket)
{
    if (listen(socket.descriptor.get(), listenQueue) != 0) {
        return std::unexpected(cannotListen(socket.address, errno));
    }
    return {};
}

// Whether one of them is every address of the machine, at the port of the other.
bool overlap(const ListenAddress &one, const ListenAddress &other)
{
    const auto isAny = [](const std::string &text) { return text == "0.0.0.0" || text == "::"; };
    return one.port == other.port && (isAny(one.address) || isAny(other.address));
}

} // namespace

Result<ListeningSocket> openListeningSocket(const ListenAddress &address, Sharing sharing)
{
    return openListeningSockets({address}, sharing).transform([](auto sockets) {
        return std::move(sockets.front());
    });
}

Result<std::vector<ListeningSocket>>
openListeningSockets(const std::vector<ListenAddress> &addresses, Sharing sharing,
                     const std::vector<ListenAddress> &before)
{
    std::vector<ListeningSocket> sockets;
    for (const ListenAddress &address : addresses) {
        const bool isBeside = std::ranges::any_of(
            before, [&address](const auto &other) { return overlap(address, other); });
        auto socket = bindSocket(address, isBeside ? Sharing::Beside : sharing);
        if (!socket) {
            return std::unexpected(std::move(socket.error()));
        }
        sockets.push_back(std::move(*socket));
    }
    for (const ListeningSocket &socket : sockets) {
        if (auto listening = beginListening(socket); !listening) {
            return std::unexpected(std::move(listening.error()));
        }
    }
    if (sharing == Sharing::Beside) {
        for (const ListeningSocket &socket : sockets) {
            steerToNewest(socket.descriptor.get(), socket.address);
        }
    }
    return sockets;
}

Result<ListeningSocket> adoptListeningSocket(FileDescriptor descriptor)
{
    int listening = 0;
    socklen_t size = sizeof listening;
    auto bound = boundAddress(descriptor.get());
    if (!bound || getsockopt(descriptor.get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
        listening == 0) {
        return fail(FaultKind::BadInput,
                    Text::tr("A socket that was handed over is not listening for TCP connections."),
                    Text::tr("Check the [Socket] section of the unit: it needs ListenStream=."));
    }
    // systemd's sockets block unless the unit says otherwise, and a client that leaves again before
    // it is accepted would stop the engine.
    const int flags = fcntl(descriptor.get(), F_GETFL);
    if (flags < 0 || fcntl(descriptor.get(), F_SETFL, flags | O_NONBLOCK) != 0) {
        return fail(FaultKind::Internal,
                    Text::tr("A socket that was handed over cannot be made non-blocking."));
    }
    return ListeningSocket{std::move(descriptor), std::move(*bound)};
}

Listener::Listener(Context &context, CacheContext &cache, ListeningSocket socket)
    : m_context(context)
    , m_cache(cache)
    , m_socket(std::move(socket))
{
    resume();
}

Listener::~Listener()
{
    pause();
}

void Listener::pause()
{
    if (m_watched) {
        m_context.poll.forget(m_socket.descriptor.get(), *this);
        m_watched = false;
    }
}

void Listener::resume()
{
    if (!m_watched) {
        m_watched = m_context.poll.watchListening(m_socket.descriptor.get(), *this);
    }
}

bool Listener::hasWaiting() const
{
    pollfd waiting{m_socket.descriptor.get(), POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
}

void Listener::drain()
{
    steerToNewest(m_socket.descriptor.get(), m_socket.address);
    for (int i = 0; i < acceptsAtEnd && acceptOne(); ++i) {
    }
}

void Listener::ready(std::uint32_t /*events*/)
{
    for (int i = 0; i < acceptsPerTurn && m_watched && acceptOne(); ++i) {
    }
}

bool Listener::acceptOne()
{
    SocketAddress peer{};
    socklen_t size = sizeof peer;
    FileDescriptor client(
        accept4(m_socket.descriptor.get(), &peer.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (client.isOpen()) {
        m_context.engine.adoptClient(m_cache, std::move(client), fromSocketAddress(peer).address);
        return true;
    }
    if (errno == EMFILE || errno == ENFILE) {
        // Without a descriptor the listening socket would stay ready for ever.
        qCWarning(logEngine) << "No descriptors are left; clients wait.";
        m_context.engine.descriptorsExhausted();
        return false;
    }
    // A client that has left again is not the end of the queue.
    return errno == ECONNABORTED || errno == EINTR;
}

} // namespace larder::engine
