// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/networkstate.h"
#include "base/settings.h"
#include "base/trouble.h"
#include "page/clientlines.h"
#include "statistics/tally.h"

#include <string>
#include <vector>

namespace larder::page
{

// What the page shows. A value, gathered by the engine.
struct Figures
{
    struct Cache
    {
        std::string name;
        std::vector<ListenAddress> addresses;
        statistics::Tally today; // since local midnight
        statistics::Tally total;
    };

    std::string version;
    WallTime time;
    NetworkState network;
    bool viaProxy = false; // the upstream proxy resolves names: the guard sees only names
    std::vector<DownOrigin> downOrigins; // that are being tried again
    std::vector<Trouble> troubles;       // of the disk
    std::uint64_t fetches = 0;           // under way in this process, until what came is in stock
    std::uint64_t storedObjects = 0;
    std::uint64_t storedBytes = 0;
    Cache cache;           // the one that was asked
    ListenAddress askedAt; // how the reader reached us: goes into the client lines
};

// A complete HTML document: no script, nothing loaded from elsewhere, light and dark after the
// reader's preference, readable aloud and at 320 px. All values escaped.
[[nodiscard]] std::string renderHtml(const Figures &figures);
// The Content-Security-Policy header under which that document shows as it should.
[[nodiscard]] std::string contentSecurityPolicy();
// The same figures as JSON, for programs; names as in statistics/tally.h.
[[nodiscard]] std::string renderJson(const Figures &figures);

} // namespace larder::page
