// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/filedescriptor.h"
#include "base/settings.h"
#include "engine/context.h"
#include "engine/poll.h"

#include <cstdint>

namespace larder::engine
{

// A bound and listening socket with the address that it really has.
struct ListeningSocket
{
    FileDescriptor descriptor;
    ListenAddress address;
};

// Opens a port. FaultKind::InUse says which program has it, where the system tells.
// Where a TCP socket is bound: what it listens on, or our end of a connection.
[[nodiscard]] Result<ListenAddress> boundAddress(int socket);
[[nodiscard]] Result<ListeningSocket> openListeningSocket(const ListenAddress &address);
// Takes over a socket that systemd opened. BadInput when it is no listening TCP socket.
[[nodiscard]] Result<ListeningSocket> adoptListeningSocket(FileDescriptor descriptor);

// Accepts clients of one cache on one socket and hands them to the engine. Owned by the Engine;
// engine thread.
class Listener final : public PollHandler
{
public:
    Listener(Context &context, CacheContext &cache, ListeningSocket socket);
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;
    ~Listener() override;

    void ready(std::uint32_t events) override;
    // While there are too many connections, clients wait in the kernel's queue.
    void pause();
    void resume();
    // Whether a client waits to be accepted at this moment.
    [[nodiscard]] bool hasWaiting() const;

private:
    Context &m_context;
    CacheContext &m_cache;
    ListeningSocket m_socket;
    bool m_watched = false;
};

} // namespace larder::engine
