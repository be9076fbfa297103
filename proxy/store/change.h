// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/eviction.h"
#include "store/index.h"

#include <filesystem>
#include <functional>
#include <stop_token>

namespace larder::store
{

// Writing to the store for programs that serve nobody: a command line, or a window's worker. All of
// it blocks, waits for other writers, and can be interrupted anywhere without a loss.

// One transaction, rows and files together (index.h); what was removed is unlinked after the
// commit, and readers are told. Newer when a newer Larder has taken the store over.
[[nodiscard]] Result<void> changeStore(Index &index, const std::filesystem::path &runtimeFolder,
                                       const std::function<Result<void>(Index &)> &change);

// Brings the stock within its limits, and forgets what suites that are gone had announced. Waits a
// while for another process that is at it; InUse when that does not end. Stopped between two
// transactions, it says what has gone until then.
[[nodiscard]] Result<Evicted> evictNow(Index &index, const std::filesystem::path &runtimeFolder,
                                       const SpaceLimits &limits, const std::stop_token &stop = {});

} // namespace larder::store
