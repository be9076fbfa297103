// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/filedescriptor.h"

#include <QSocketNotifier>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace larder
{

// How many functions run before timers and sockets of the thread get their turn.
inline constexpr std::size_t functionsPerTurn = 64;

// Where other threads leave functions that are to run in the owner's thread, in the order in which
// they came: the one way back over the thread boundary. It belongs to whatever the functions refer
// to, so that they never run without it. Created, destroyed and emptied in one thread, which must
// have an event loop; post() from any. As long as it is empty, nothing wakes. How much lies in it
// is bounded by the work that its owner has under way.
//
// A mutex of our own and not Qt's event queue: ThreadSanitizer sees it, and so judges what the
// functions do.
class Mailbox
{
public:
    using Function = std::move_only_function<void()>;

    Mailbox();
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;
    // What is still in it is dropped unheard. Nobody may post any more. May be called by a function
    // that was posted.
    ~Mailbox();

    // The function must not throw. It is destroyed in the owner's thread.
    void post(Function function);

private:
    void runSome();
    [[nodiscard]] Function takeNext(); // empty when there is none

    FileDescriptor m_wake; // an eventfd: readable as long as there are functions
    QSocketNotifier m_notifier;
    std::shared_ptr<const bool> m_alive; // tells runSome() that a function destroyed this
    std::mutex m_mutex;
    std::deque<Function> m_functions; // under the mutex
};

} // namespace larder
