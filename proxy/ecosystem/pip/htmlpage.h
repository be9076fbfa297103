// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "http/url.h"

#include <string_view>

class QIODevice;

// Project pages and project lists in HTML (PEP 503). Memory stays small however long they are.
// Blocks: pool only.
namespace larder::ecosystem::pip
{

// Whether a page is an index's and not one for a person to log in or agree. It is when it
// - states the version of the index format (PEP 629), or
// - links to a distribution file with its digest, or
// - links to a distribution file of the project that its own URL ends with, or
// - is titled as such lists are ("Links for …", "Simple index", "Index of /…") and has nothing to
//   fill in, press or run.
// isDeclared: its Content-Type says so already (PEP 691); then only its form is checked. Faults:
// Damaged for another page, and as readHtml's.
[[nodiscard]] Result<void> checkHtmlPage(const http::Url &page, bool isDeclared, QIODevice &body);

// Links to distribution files become ours, other relative ones absolute, and <base> goes away. A
// link of ours has both names of the attribute for the metadata file when it has one of them (PEP
// 714). All other bytes stay.
[[nodiscard]] Result<void> rewriteHtmlPage(const http::Url &page, std::string_view linkBase,
                                           QIODevice &body, QIODevice &rewritten);

} // namespace larder::ecosystem::pip
