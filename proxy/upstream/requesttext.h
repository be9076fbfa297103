// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "upstream/client.h"
#include "upstream/route.h"

#include <string>

namespace larder::upstream
{

// The bytes of a request: in origin form, or in absolute form with the proxy's credentials when a
// proxy forwards it. Fields of the connection are ours; a caller's are dropped. Faults on names and
// values that would break out of their line. Pure.
[[nodiscard]] Result<std::string> requestText(const Request &request, const Route &route);

} // namespace larder::upstream
