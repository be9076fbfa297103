// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the paths of an npm registry mean and what names packages have. Pure; any thread.
namespace larder::ecosystem::npm
{

inline constexpr std::size_t maxNameBytes = 214;    // the registry's rule
inline constexpr std::size_t maxVersionBytes = 256; // node-semver's limit
// A file is called after its package and version.
inline constexpr std::size_t maxFileBytes = maxNameBytes + maxVersionBytes + 16;

enum class PathKind : std::uint8_t {
    Packument, // "/name": all versions of a package
    Manifest,  // "/name/1.2.3", "/name/latest": one of them
    Tarball,   // "/name/-/name-1.2.3.tgz"
    Ping,      // "/-/ping"
    Unknown,   // the registry's other services, and whatever else
};

struct NpmPath
{
    PathKind kind = PathKind::Unknown;
    std::string name; // "name", "@scope/name"
    std::string rest; // version, tag or file name
    friend bool operator==(const NpmPath &, const NpmPath &) = default;
};

// Names that packages may have, old ones included: capital letters and ~!'()* were allowed once.
[[nodiscard]] bool isPackageName(std::string_view name);

// path: of a registry, canonical as in http::Url, without the registry's base path. Slashes and
// other characters of a name may be escaped.
[[nodiscard]] NpmPath readNpmPath(std::string_view path);

// The package whose document a writing request changes: of "/name", "/name/-rev/1-x",
// "/name/-/name-1.0.0.tgz/-rev/1-x" and "/-/package/name/dist-tags/tag". Empty for other paths.
[[nodiscard]] std::string changedPackage(std::string_view path);

// The end of whatever path as that of a tarball: "/any/base/@scope%2fname/-/name-1.2.3.tgz". path:
// canonical as in http::Url.
[[nodiscard]] std::optional<NpmPath> readTarballPath(std::string_view path);

// The one form that a known path has in keys and requests: "/@scope%2Fname" and
// "/@scope%2Fname/1.2.3" as clients send them, "/@scope/name/-/name-1.2.3.tgz" as documents have
// them. Empty for unknown ones.
[[nodiscard]] std::string canonicalPath(const NpmPath &path);

// A segment of a canonical path without its escapes.
[[nodiscard]] std::string decodeSegment(std::string_view segment);

} // namespace larder::ecosystem::npm
