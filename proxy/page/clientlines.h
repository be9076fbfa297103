// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/settings.h"

#include <QString>

#include <string>
#include <vector>

namespace larder::page
{

// One way to point a client at a cache: exactly what a person pastes, and where.
struct ClientLines
{
    QString client; // "apt"; several that share the lines: "npm, pnpm"
    QString title;  // what this way is for, a few words
    QString place;  // "/etc/apt/apt.conf.d/01larder", or a command
    QString text;   // the lines
    QString note;   // what to know about it; may be empty
    QString limit;  // what does not go through the cache with this client; mostly empty
};

// For a cache by name, at the address where it listens; the first of each client is the short one.
// apt: a proxy line together with the line that sends https sources direct, and the
// Proxy-Auto-Detect variant that falls back to DIRECT.
// An address that means "every address" is written as the loopback one. No lines for a cache whose
// clients are not known, nor for an address with characters that neither an address nor a host name
// has: people paste these lines into a root shell.
[[nodiscard]] std::vector<ClientLines> clientLines(std::string_view cache,
                                                   const ListenAddress &address);

// "http://127.0.0.1:3142/": the page of a cache that listens there, for somebody on this machine.
[[nodiscard]] QString pageUrl(const ListenAddress &address);

} // namespace larder::page
