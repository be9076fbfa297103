// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/process.h"

#include <algorithm>
#include <csignal>
#include <sys/resource.h>

namespace larder::engine
{

void prepareProcess()
{
    std::signal(SIGPIPE, SIG_IGN);
    // One descriptor per connection and per hot object: the usual soft limit of 1,024 is for
    // programs that use select().
    constexpr rlim_t wanted = 16'384;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min(limit.rlim_max, wanted);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace larder::engine
