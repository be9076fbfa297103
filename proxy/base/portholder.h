// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settingvalues.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder
{

// Who listens on a port now.
struct PortHolder
{
    std::int64_t pid = 0; // 0: it belongs to another user, whose processes we may not look into
    std::string program;  // "nginx"; empty without a pid
    std::uint32_t user = 0;
};

// The first listener on this address and port, or on all addresses and this port, from /proc. Any
// thread; blocks for some milliseconds, so it is for when something is wrong or about to change.
[[nodiscard]] std::optional<PortHolder> portHolder(const ListenAddress &address);

// "nginx (4711) already listens on 127.0.0.1:3142.", for a port that could not be opened.
[[nodiscard]] QString portTakenSentence(const ListenAddress &address);

// One listening socket of /proc/net/tcp or tcp6.
struct ListeningEntry
{
    std::string address; // numeric
    std::uint16_t port = 0;
    std::uint32_t user = 0;
    std::uint64_t inode = 0;
};

// Those that listen on exactly this address and port. Any thread; blocks for a millisecond.
[[nodiscard]] std::vector<ListeningEntry> listenersOn(const ListenAddress &address);

// The listening sockets of such a table; lines that are none are left out.
[[nodiscard]] std::vector<ListeningEntry> parseListening(std::string_view table);

} // namespace larder
