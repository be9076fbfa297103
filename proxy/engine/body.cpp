// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/body.h"

#include "engine/limits.h"

#include <algorithm>
#include <fcntl.h>

namespace larder::engine
{

Body::Body(int file)
    : m_file(fcntl(file, F_DUPFD_CLOEXEC, 0))
{}

std::uint64_t Body::sendable() const
{
    switch (m_state) {
    case State::Proven:
        return m_arrived;
    case State::Failed:
        return 0;
    case State::Arriving:
        break;
    }
    // With a known length the end is the end of the whole, otherwise of what has arrived so far.
    const std::uint64_t whole = m_length.value_or(m_arrived);
    return whole > withheldBytes ? std::min(m_arrived, whole - withheldBytes) : 0;
}

void Body::grownTo(std::uint64_t bytes)
{
    m_arrived = bytes;
    if (sendable() != m_told) {
        tellReaders();
    }
}

void Body::restart()
{
    m_arrived = 0;
    m_told = 0;
    m_length.reset();
}

void Body::proven()
{
    m_state = State::Proven;
    m_length = m_arrived;
    tellReaders();
}

void Body::failed()
{
    m_state = State::Failed;
    tellReaders();
}

void Body::addReader(BodyReader &reader)
{
    m_readers.push_back(&reader);
}

void Body::removeReader(BodyReader &reader)
{
    const auto found = std::ranges::find(m_readers, &reader);
    if (found != m_readers.end()) {
        *found = nullptr; // erased when nobody is being told
    }
}

void Body::tellReaders()
{
    m_told = sendable();
    // Readers come and go while they are told, and one of them may make the body change again.
    ++m_telling;
    for (std::size_t i = 0; i < m_readers.size(); ++i) {
        if (m_readers[i] != nullptr) {
            m_readers[i]->bodyChanged();
        }
    }
    if (--m_telling == 0) {
        std::erase(m_readers, nullptr);
    }
}

} // namespace larder::engine
