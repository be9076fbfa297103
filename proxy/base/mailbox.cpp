// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/mailbox.h"

#include <sys/eventfd.h>
#include <utility>

namespace larder
{

Mailbox::Mailbox()
    : m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_notifier(m_wake.get(), QSocketNotifier::Read)
    , m_alive(std::make_shared<const bool>(true))
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { runSome(); });
}

Mailbox::~Mailbox() = default;

void Mailbox::post(Function function)
{
    // Woken under the lock: the owner may destroy this as soon as the function has run.
    const std::lock_guard lock(m_mutex);
    m_functions.push_back(std::move(function));
    if (m_functions.size() == 1) {
        ::eventfd_write(m_wake.get(), 1);
    }
}

Mailbox::Function Mailbox::takeNext()
{
    const std::lock_guard lock(m_mutex);
    if (m_functions.empty()) {
        return {};
    }
    Function function = std::move(m_functions.front());
    m_functions.pop_front();
    if (m_functions.empty()) {
        eventfd_t count = 0;
        ::eventfd_read(m_wake.get(), &count);
    }
    return function;
}

void Mailbox::runSome()
{
    const std::weak_ptr<const bool> alive = m_alive;
    for (std::size_t i = 0; i < functionsPerTurn && !alive.expired(); ++i) {
        Function function = takeNext();
        if (!function) {
            return;
        }
        function();
    }
}

} // namespace larder
