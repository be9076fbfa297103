// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/filedescriptor.h"

#include <QObject>
#include <QSocketNotifier>

#include <cstdint>
#include <memory>
#include <vector>

namespace larder::engine
{

// Somebody whose descriptor is watched. Not owned by Poll.
class PollHandler
{
public:
    virtual ~PollHandler() = default;
    // EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR as they came; 0 when it had asked for
    // another turn. May destroy itself and other handlers.
    virtual void ready(std::uint32_t events) = 0;
};

// One epoll for all client descriptors, itself watched by one QSocketNotifier in the Qt loop of the
// engine thread: half the CPU of a notifier per socket. Each activation handles a bounded number of
// events, so that timers and upstream sockets get their turn.
class Poll : public QObject
{
    Q_OBJECT

public:
    explicit Poll(QObject *parent = nullptr);
    ~Poll() override;

    // Edge-triggered for reading and writing: the handler reads until a short read, writes until
    // EAGAIN, or asks for another turn.
    [[nodiscard]] bool watch(int fd, PollHandler &handler);
    // Level-triggered for reading, for listening sockets.
    [[nodiscard]] bool watchListening(int fd, PollHandler &handler);
    // Before the descriptor is closed or the handler dies.
    void forget(int fd, PollHandler &handler);
    // Calls ready(0) in one of the next turns.
    void anotherTurn(PollHandler &handler);

private:
    void activated();
    int turn(); // how many descriptors were ready
    [[nodiscard]] bool add(int fd, std::uint32_t events, PollHandler &handler);

    FileDescriptor m_epoll;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::vector<PollHandler *> m_ready;       // of the current turn; null once forgotten
    std::vector<PollHandler *> m_anotherTurn; // for the next one
    bool m_turnPosted = false;
};

} // namespace larder::engine
