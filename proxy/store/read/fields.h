// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/headers.h"
#include "http/limits.h"

#include <optional>
#include <string>
#include <string_view>

namespace larder::store
{

// The index keeps the fields of an entry as they go on the wire: "Name: value\r\n" …, without the
// final empty line. Nothing longer than an upstream may send is read back.
inline constexpr std::size_t maxStoredFieldsBytes = http::maxResponseHeaderBytes;

// A field that could not be read back (a name that is no token, control characters) is left out:
// on the wire it would split the head.
[[nodiscard]] std::string fieldsText(const http::Headers &headers);

// Nothing when the text is not what fieldsText() makes: a damaged row.
[[nodiscard]] std::optional<http::Headers> headersFromFields(std::string_view text);

} // namespace larder::store
