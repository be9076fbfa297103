// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "base/fault.h"
#include "http/url.h"

#include <optional>
#include <string>
#include <string_view>

class QIODevice;

// What a Composer repository says: its root ("packages.json") and the versions of packages
// ("p2/vendor/name.json", which may be minified: what equals the version before is left out). Read
// as streams; block: pool only.
namespace larder::ecosystem::composer
{

// Whether a body is one of the two.
[[nodiscard]] Result<void> checkDocument(QIODevice &body);

// What a root document is rewritten for.
struct RootLinks
{
    http::Url repository; // its root, without a slash at the path's end
    std::string base;     // our own path for it: "/", "/work/"
    bool mirrors = false; // dists are offered under it, too
};

// Writes a root document for clients that have it from our own address: templates of addresses in
// the repository lead to `base`, those that Composer writes to its lock file stay the repository's.
[[nodiscard]] Result<void> rewriteRoot(const RootLinks &links, QIODevice &body,
                                       QIODevice &rewritten);

// An archive as a document names it.
struct Dist
{
    std::string url;
    std::string type;             // "zip"
    std::optional<Digest> digest; // SHA-1; GitHub's archives have none
    friend bool operator==(const Dist &, const Dist &) = default;
};

// The one of a package with this reference: hexadecimal digits, or their MD5 where they are none
// (as Composer fills in "%reference%").
[[nodiscard]] std::optional<Dist> distByReference(std::string_view package,
                                                  std::string_view reference, QIODevice &body);
// The one with this address.
[[nodiscard]] std::optional<Dist> distByUrl(const http::Url &url, QIODevice &body);

} // namespace larder::ecosystem::composer
