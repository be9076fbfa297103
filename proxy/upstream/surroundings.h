// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "upstream/limits.h"
#include "upstream/lookup.h"

#include <chrono>

namespace larder::upstream
{

// What a Client takes from its surroundings. The defaults are what programs use; tests wait for
// less and answer look-ups themselves.
struct Surroundings
{
    std::chrono::milliseconds connectTimeout = upstream::connectTimeout;
    std::chrono::milliseconds connectStagger = upstream::connectStagger;
    std::chrono::milliseconds silenceIsDown = upstream::silenceIsDown;
    std::chrono::milliseconds silenceLimit = upstream::silenceLimit;
    std::chrono::milliseconds idleConnectionLimit = upstream::idleConnectionLimit;
    Lookup lookup = lookUpHost;
};

} // namespace larder::upstream
