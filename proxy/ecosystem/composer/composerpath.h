// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the paths of a Composer repository mean and what names packages have. Pure; any thread.
namespace larder::ecosystem::composer
{

// Longer names are nobody's; the public repository has a limit of about this.
inline constexpr std::size_t maxNamePartBytes = 128;

// "vendor/name" as in the addresses of a repository.
[[nodiscard]] bool isPackageName(std::string_view name);

enum class PathKind : std::uint8_t {
    Root,     // "/packages.json"
    Package,  // "/p2/vendor/name.json", "/p2/vendor/name~dev.json"
    Digested, // "/include/all$DIGEST.json", "/p/vendor/name$DIGEST.json": older repositories
    Archive,  // of a package
    Dist,     // our own: "/dists/vendor/name/VERSION/REFERENCE.zip"
    Other,    // the repository's services, and whatever else
};

struct ComposerPath
{
    PathKind kind = PathKind::Other;
    std::string name;             // of a Package or Dist: "vendor/name"
    std::string file;             // of a Dist: "REFERENCE.zip"
    std::optional<Digest> digest; // of a Digested one
    friend bool operator==(const ComposerPath &, const ComposerPath &) = default;
};

// path: of a repository, canonical as in http::Url, without the repository's base path.
[[nodiscard]] ComposerPath readComposerPath(std::string_view path);

// "/p2/vendor/name.json" for stable versions, "/p2/vendor/name~dev.json" for branches.
enum class Branches : std::uint8_t { Without, Only };
[[nodiscard]] std::string packagePath(std::string_view name, Branches branches);

} // namespace larder::ecosystem::composer
