// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/headers.h"

#include <string_view>

namespace larder::ecosystem::npm
{

inline constexpr std::string_view abbreviatedType = "application/vnd.npm.install-v1+json";

// Whether a client prefers the abbreviated form of a packument, which holds what an installation
// needs, to the full one. Not without saying so.
[[nodiscard]] bool prefersAbbreviated(const http::Headers &headers);

} // namespace larder::ecosystem::npm
