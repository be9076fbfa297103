// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A client that is quicker than what it measures: asks for a list of paths over a number of
// keep-alive connections, throws the bodies away inside the kernel, and prints as JSON how long the
// first bytes and the whole took. Built by bench/run.
//
//   load PORT CONNECTIONS ROUNDS <PATHS     the paths, one per line, ROUNDS times over

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace
{

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(std::string_view what)
{
    std::perror(std::string(what).c_str());
    std::exit(1);
}

struct Work
{
    std::vector<std::string> paths;
    std::size_t rounds = 1;
    std::size_t next = 0;
    std::vector<double> firstBytes; // microseconds after the request, one for each answer
    std::uint64_t bytes = 0;        // of bodies
    std::size_t wrong = 0;          // answers that were not 200

    [[nodiscard]] std::size_t total() const { return paths.size() * rounds; }

    [[nodiscard]] const std::string *take()
    {
        return next < total() ? &paths[next++ % paths.size()] : nullptr;
    }
};

class Client
{
public:
    Client(Work &work, std::uint16_t port)
        : m_work(work)
        , m_socket(socket(AF_INET, SOCK_STREAM, 0))
        , m_host("127.0.0.1:" + std::to_string(port))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        if (m_socket < 0 ||
            connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
            fail("connect");
        }
        setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    [[nodiscard]] int descriptor() const { return m_socket; }

    // Sends the next request; false when there is none left.
    [[nodiscard]] bool ask()
    {
        const std::string *path = m_work.take();
        if (path == nullptr) {
            return false;
        }
        const std::string request = "GET " + *path + " HTTP/1.1\r\nHost: " + m_host + "\r\n\r\n";
        m_head.clear();
        m_left.reset();
        m_asked = Clock::now();
        if (send(m_socket, request.data(), request.size(), 0) !=
            static_cast<ssize_t>(request.size())) {
            fail("send");
        }
        return true;
    }

    // Reads what is there; true when the answer is complete.
    [[nodiscard]] bool read()
    {
        if (m_left) {
            return readBody();
        }
        char buffer[16 * 1024];
        const ssize_t count = recv(m_socket, buffer, sizeof buffer, 0);
        if (count <= 0) {
            fail("the answer ended early");
        }
        if (m_head.empty()) {
            m_work.firstBytes.push_back(
                std::chrono::duration<double, std::micro>(Clock::now() - m_asked).count());
        }
        m_head.append(buffer, static_cast<std::size_t>(count));
        const std::size_t end = m_head.find("\r\n\r\n");
        if (end == std::string::npos) {
            return false;
        }
        if (!m_head.starts_with("HTTP/1.1 200 ")) {
            ++m_work.wrong;
        }
        const std::uint64_t length = contentLength(std::string_view(m_head).substr(0, end + 2));
        const std::uint64_t had = m_head.size() - end - 4;
        m_work.bytes += had;
        m_left = length - had;
        return *m_left == 0;
    }

private:
    static std::uint64_t contentLength(std::string_view head)
    {
        std::string lower(head);
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        constexpr std::string_view name = "\r\ncontent-length: ";
        const std::size_t at = lower.find(name);
        std::uint64_t length = 0;
        if (at == std::string::npos ||
            std::from_chars(lower.data() + at + name.size(), lower.data() + lower.size(), length)
                    .ec != std::errc()) {
            std::cerr << "no Content-Length:\n" << head;
            std::exit(1);
        }
        return length;
    }

    bool readBody()
    {
        // MSG_TRUNC: the bytes are dropped without being copied.
        const ssize_t count =
            recv(m_socket, nullptr, std::min<std::uint64_t>(*m_left, 4 << 20), MSG_TRUNC);
        if (count <= 0) {
            fail("the body ended early");
        }
        m_work.bytes += static_cast<std::uint64_t>(count);
        *m_left -= static_cast<std::uint64_t>(count);
        return *m_left == 0;
    }

    Work &m_work;
    int m_socket;
    std::string m_host;
    Clock::time_point m_asked;
    std::string m_head;
    std::optional<std::uint64_t> m_left; // of the body, once the head is there
};

double percentile(const std::vector<double> &sorted, double share)
{
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(last * share)];
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 4) {
        std::cerr << "usage: load PORT CONNECTIONS ROUNDS <PATHS\n";
        return 2;
    }
    Work work;
    const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    const auto connections = static_cast<std::size_t>(std::atoi(argv[2]));
    work.rounds = static_cast<std::size_t>(std::atoi(argv[3]));
    for (std::string path; std::getline(std::cin, path);) {
        work.paths.push_back(path);
    }
    work.firstBytes.reserve(work.total());

    const int poll = epoll_create1(0);
    std::vector<Client> clients;
    clients.reserve(connections);
    for (std::size_t i = 0; i < connections; ++i) {
        clients.emplace_back(work, port);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        epoll_ctl(poll, EPOLL_CTL_ADD, clients.back().descriptor(), &event);
    }
    const auto began = Clock::now();
    std::size_t running = 0;
    for (Client &client : clients) {
        running += client.ask() ? 1 : 0;
    }
    std::vector<epoll_event> events(connections);
    while (running > 0) {
        const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), 120'000);
        if (count <= 0) {
            fail("no answer for two minutes");
        }
        for (int i = 0; i < count; ++i) {
            Client &client = clients[events[static_cast<std::size_t>(i)].data.u64];
            if (client.read() && !client.ask()) {
                --running;
            }
        }
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    std::ranges::sort(work.firstBytes);
    // "began" is CLOCK_MONOTONIC, so that others can say when something was relative to it.
    std::printf("{\"answers\": %zu, \"wrong\": %zu, \"began\": %.6f, \"seconds\": %.6f, "
                "\"bytes\": %llu, "
                "\"first_p50_us\": %.1f, \"first_p99_us\": %.1f, \"first_max_us\": %.1f}\n",
                work.firstBytes.size(), work.wrong,
                std::chrono::duration<double>(began.time_since_epoch()).count(), seconds,
                static_cast<unsigned long long>(work.bytes), percentile(work.firstBytes, 0.5),
                percentile(work.firstBytes, 0.99), work.firstBytes.back());
    return 0;
}
