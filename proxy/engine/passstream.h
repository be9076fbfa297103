// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/body.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace larder::engine
{

// Bytes on their way from an upstream to one client, already framed for it. Bounded by its writer:
// it stops reading with the piece that makes more than passBufferBytes wait, and goes on when told
// that they left. Engine thread; shared by writer and reader.
class PassStream
{
public:
    enum class State { Open, Ended, Failed };

    void setReader(BodyReader *reader) { m_reader = reader; }

    void setOnDrained(std::function<void()> onDrained) { m_onDrained = std::move(onDrained); }

    void append(std::string_view bytes);
    void end(State state);

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] std::string_view waiting() const;
    void consume(std::size_t bytes);

private:
    BodyReader *m_reader = nullptr; // not owned
    std::function<void()> m_onDrained;
    std::string m_buffer;
    std::size_t m_consumed = 0;
    State m_state = State::Open;
};

} // namespace larder::engine
