// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/filedescriptor.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace larder::engine
{

// Somebody who sends a Body to a client. Told whenever more of it may be sent or it ended.
class BodyReader
{
public:
    virtual ~BodyReader() = default;
    virtual void bodyChanged() = 0;
};

// A file that several clients are sent while it is still growing or still being proven right. The
// end is withheld: of what has arrived, the last withheldBytes may be sent only once the whole is
// proven. Bodies up to withheldBytes are therefore not sent at all before. Shared by its writer (a
// Fetch, or the verification of a stored object) and its readers; engine thread.
class Body
{
public:
    enum class State {
        Arriving, // more bytes may come, or what came is not proven yet
        Proven,   // whole and right
        Failed,   // will never be: readers cut their clients off
    };

    // Takes a duplicate of the descriptor: the file is readable as long as the body lives.
    explicit Body(int file);

    void announceLength(std::uint64_t length) { m_length = length; }

    void grownTo(std::uint64_t bytes);
    // A new attempt from the first byte; only while nothing was sent.
    void restart();
    void proven();
    void failed();

    void addReader(BodyReader &reader);
    void removeReader(BodyReader &reader);

    // A reply was made of it: what it announced and released can no longer be taken back.
    void noteSent() { m_sent = true; }

    [[nodiscard]] int file() const { return m_file.get(); }

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] std::optional<std::uint64_t> length() const { return m_length; }

    [[nodiscard]] std::uint64_t arrived() const { return m_arrived; }

    [[nodiscard]] std::uint64_t sendable() const; // bytes from the start that may leave now

    [[nodiscard]] bool wasSent() const { return m_sent; }

private:
    void tellReaders();

    FileDescriptor m_file;
    State m_state = State::Arriving;
    std::optional<std::uint64_t> m_length;
    std::uint64_t m_arrived = 0;
    std::uint64_t m_told = 0; // sendable() when readers were told last
    bool m_sent = false;
    std::vector<BodyReader *> m_readers; // null where one left while being told
    int m_telling = 0;                   // depth of tellReaders()
};

} // namespace larder::engine
