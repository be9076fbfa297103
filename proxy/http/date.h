// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace larder::http
{

// RFC 9110 5.6.7: IMF-fixdate, RFC 850 and asctime forms are read, IMF-fixdate is written.
[[nodiscard]] std::optional<WallTime> parseDate(std::string_view text);
[[nodiscard]] std::string formatDate(WallTime time);

} // namespace larder::http
