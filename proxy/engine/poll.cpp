// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/poll.h"

#include "engine/limits.h"

#include <algorithm>
#include <array>
#include <sys/epoll.h>

namespace larder::engine
{

Poll::Poll(QObject *parent)
    : QObject(parent)
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(std::make_unique<QSocketNotifier>(m_epoll.get(), QSocketNotifier::Read))
{
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Poll::activated);
}

Poll::~Poll() = default;

bool Poll::add(int fd, std::uint32_t events, PollHandler &handler)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &handler;
    return epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

bool Poll::watch(int fd, PollHandler &handler)
{
    return add(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, handler);
}

bool Poll::watchListening(int fd, PollHandler &handler)
{
    return add(fd, EPOLLIN, handler);
}

void Poll::forget(int fd, PollHandler &handler)
{
    epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
    // Events of this turn that were taken from the kernel already must not reach a dead handler.
    std::ranges::replace(m_ready, &handler, nullptr);
    std::erase(m_anotherTurn, &handler);
}

void Poll::anotherTurn(PollHandler &handler)
{
    if (std::ranges::contains(m_anotherTurn, &handler)) {
        return;
    }
    m_anotherTurn.push_back(&handler);
    if (!m_turnPosted) {
        m_turnPosted = true;
        QMetaObject::invokeMethod(this, &Poll::activated, Qt::QueuedConnection);
    }
}

void Poll::activated()
{
    m_turnPosted = false;
    // Several clients at once: while they were served, others have asked. Asking the kernel again
    // costs less than a round through Qt's loop. A single client is still reading its answer.
    for (int turns = 0; turns < turnsPerActivation && turn() > 1; ++turns) {
    }
}

int Poll::turn()
{
    std::array<epoll_event, eventsPerTurn> events;
    const int count = epoll_wait(m_epoll.get(), events.data(), eventsPerTurn, 0);

    m_ready.clear();
    for (int i = 0; i < count; ++i) {
        m_ready.push_back(static_cast<PollHandler *>(events[static_cast<std::size_t>(i)].data.ptr));
    }
    const std::size_t fresh = m_ready.size();
    m_ready.insert(m_ready.end(), m_anotherTurn.begin(), m_anotherTurn.end());
    m_anotherTurn.clear();

    // Not a range-for: handlers may forget others (which writes null into m_ready).
    for (std::size_t i = 0; i < m_ready.size(); ++i) {
        if (PollHandler *handler = m_ready[i]) {
            handler->ready(i < fresh ? events[i].events : 0);
        }
    }
    m_ready.clear();
    return count;
}

} // namespace larder::engine
