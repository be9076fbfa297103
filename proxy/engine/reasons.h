// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "ecosystem/plan.h"
#include "statistics/reason.h"
#include "store/store.h"

// What the log says of what the engine met. Pure.
namespace larder::engine
{

[[nodiscard]] statistics::Reason reasonOf(const Fault &fault); // of an upstream, or of our disk
[[nodiscard]] statistics::Reason reasonOf(ecosystem::Pass::Why why);
[[nodiscard]] statistics::Reason reasonOf(store::Store::Found::Gone gone);
// Of a request that we refuse with this status.
[[nodiscard]] statistics::Reason refusalReason(int status);

} // namespace larder::engine
