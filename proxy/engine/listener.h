// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/filedescriptor.h"
#include "base/settings.h"
#include "engine/context.h"
#include "engine/poll.h"

#include <cstdint>
#include <vector>

namespace larder::engine
{

// A bound and listening socket with the address that it really has.
struct ListeningSocket
{
    FileDescriptor descriptor;
    ListenAddress address;
};

// Whom a port that is opened is shared with.
enum class Sharing {
    Alone,    // nobody, now and later
    WithNext, // nobody now; another listener of this user may join, to take it over
    Beside,   // a listener of this user that lets others join; clients go to us from now on
};

// Where a TCP socket is bound: what it listens on, or our end of a connection.
[[nodiscard]] Result<ListenAddress> boundAddress(int socket);
// Opens a port. FaultKind::InUse says which program has it, where the system tells. A shared one is
// opened as systemd's socket is: an address may come to this machine later.
[[nodiscard]] Result<ListeningSocket> openListeningSocket(const ListenAddress &address,
                                                          Sharing sharing);
// All or none, and no client comes before all ports are ours. Those that overlap with one of
// "before", where a listener of this process lets others join, are opened beside it: every address
// of the machine has all the others in it.
[[nodiscard]] Result<std::vector<ListeningSocket>>
openListeningSockets(const std::vector<ListenAddress> &addresses, Sharing sharing,
                     const std::vector<ListenAddress> &before = {});
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
    // Before it is closed: clients go to the listener that joined last, if one has, and who was
    // here first is accepted.
    void drain();
    // Whether a client waits to be accepted at this moment.
    [[nodiscard]] bool hasWaiting() const;

    [[nodiscard]] const ListenAddress &address() const { return m_socket.address; }

private:
    // Whether somebody waited; not when the descriptors are used up, either.
    [[nodiscard]] bool acceptOne();

    Context &m_context;
    CacheContext &m_cache;
    ListeningSocket m_socket;
    bool m_watched = false;
};

} // namespace larder::engine
