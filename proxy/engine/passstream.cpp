// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/passstream.h"

#include "engine/limits.h"

namespace larder::engine
{

void PassStream::append(std::string_view bytes)
{
    m_buffer += bytes;
    if (m_reader != nullptr) {
        m_reader->bodyChanged();
    }
}

void PassStream::end(State state)
{
    m_state = state;
    if (m_reader != nullptr) {
        m_reader->bodyChanged();
    }
}

std::string_view PassStream::waiting() const
{
    return std::string_view(m_buffer).substr(m_consumed);
}

void PassStream::consume(std::size_t bytes)
{
    m_consumed += bytes;
    if (m_consumed == m_buffer.size()) {
        m_buffer.clear();
        m_consumed = 0;
    } else if (m_consumed > passBufferBytes) {
        m_buffer.erase(0, m_consumed);
        m_consumed = 0;
    }
    if (waiting().size() < passBufferBytes / 2 && m_onDrained) {
        m_onDrained();
    }
}

} // namespace larder::engine
