// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytesize.h"
#include "base/fault.h"
#include "http/url.h"

#include <cstddef>
#include <string_view>

class QIODevice;

// Project pages and project lists in JSON (PEP 691). Memory stays small however long they are.
// Blocks: pool only.
namespace larder::ecosystem::pip
{

// What a page says about one file goes through memory as a whole, since digests may come after the
// URL. Real: below 2 KiB.
inline constexpr std::size_t maxFileEntryBytes = 1 * MiB;

// Whether it is an object with a list of "files" or "projects". Damaged for anything else.
[[nodiscard]] Result<void> checkJsonPage(QIODevice &body);

// Links to distribution files become ours, other relative ones absolute. What a file's entry says
// about its metadata file is written under "core-metadata" only: a digest under the older name
// "dist-info-metadata" ends pip 22.3 to 23.0 with a TypeError. All other values stay, in their
// order; white space does not. Faults: Damaged for what is no JSON, TooLarge for an entry beyond
// maxFileEntryBytes, and as DocumentReader's.
[[nodiscard]] Result<void> rewriteJsonPage(const http::Url &page, std::string_view linkBase,
                                           QIODevice &body, QIODevice &rewritten);

} // namespace larder::ecosystem::pip
