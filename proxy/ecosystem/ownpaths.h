// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ecosystem/plan.h"
#include "http/message.h"

#include <optional>
#include <string_view>

// What all caches answer alike at their own addresses. Pure; any thread.
namespace larder::ecosystem
{

// The path and query of a request that is addressed to us, in origin or absolute form; "/" where
// there is none.
[[nodiscard]] std::string_view originForm(std::string_view target);

// Paths that are no archive's or registry's: our page, its figures, what browsers and robots ask
// for.
[[nodiscard]] std::optional<Plan> ownPlan(std::string_view pathAndQuery);

} // namespace larder::ecosystem
