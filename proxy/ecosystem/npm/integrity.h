// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"

#include <optional>
#include <string_view>

namespace larder::ecosystem::npm
{

// The strongest digest of a Subresource Integrity text: hashes such as "sha512-<base64>?options",
// with white space between them. Of its algorithms those that Digest has, without MD5. Nothing
// when none is valid, or when the strongest algorithm stands there with several values: each of
// them would be right.
[[nodiscard]] std::optional<Digest> readIntegrity(std::string_view text);

} // namespace larder::ecosystem::npm
