// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace larder
{

// Callbacks that wait for their result. They never leave their owner's thread, since what they hold
// may be destroyed only there: other threads carry their number. A callback whose context object
// has gone is dropped.
template <typename Value>
class PendingCalls
{
public:
    using Number = std::uint64_t;

    [[nodiscard]] Number add(QObject *context, std::function<void(Value)> done)
    {
        m_calls.emplace(++m_last, Call{context, std::move(done)});
        return m_last;
    }

    void call(Number number, Value value)
    {
        auto node = m_calls.extract(number);
        if (!node.empty() && node.mapped().context && node.mapped().done) {
            node.mapped().done(std::move(value));
        }
    }

private:
    struct Call
    {
        QPointer<QObject> context;
        std::function<void(Value)> done;
    };

    std::map<Number, Call> m_calls;
    Number m_last = 0;
};

} // namespace larder
