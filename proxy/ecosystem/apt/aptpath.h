// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "ecosystem/plan.h"
#include "http/url.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the paths of Debian archives mean (https://wiki.debian.org/DebianRepository/Format) and how
// they become keys. Pure; any thread.
namespace larder::ecosystem::apt
{

enum class FileClass : std::uint8_t {
    Release,      // InRelease, Release: names one generation of the suite
    Signature,    // Release.gpg
    ByHash,       // by-hash/SHA256/<hex>: the name is the digest
    Patch,        // Packages.diff/<date>.gz: never changes, announced by Packages.diff/Index
    Package,      // the name holds a version: never changes; announced by Packages or Sources
    LoosePackage, // a package whose name holds no version: may change; announced all the same
    Document,     // indexes and all else that may change; Release may list it
    Unknown,
};

struct AptPath
{
    FileClass fileClass = FileClass::Unknown;
    std::optional<Digest> digest; // stated by the name, with ByHash
};

// path: canonical, as in http::Url. A proxy for archives sees everything that a machine fetches
// with http_proxy set: what is not clearly a file of an archive is Unknown.
[[nodiscard]] AptPath readAptPath(std::string_view path);

// "apt:http://host/path", where "%2B" is "+": apt escapes the plus signs that others send as they
// are.
[[nodiscard]] std::string keyOf(const http::Url &url);
// "apt:sha256:<hex>": the same file at whatever mirror.
[[nodiscard]] std::string keyOf(const Digest &digest);

// A relative file name, as indexes state it, in the form that it has in a key. Nothing for what is
// no safe relative name: empty, absolute, with "..", control characters, a backslash, '?' or '#',
// or longer than maxNameBytes.
[[nodiscard]] std::optional<std::string> canonicalName(std::string_view name);
inline constexpr std::size_t maxNameBytes = 1024; // real ones stay below 250

// The suites that the file with this key may belong to, longest directory first: every directory
// above it, but only those below "dists" where there is one. For a by-hash name the file's own name
// is left empty and directories begin above "by-hash". None for a path with more than
// maxSuiteDirectories.
[[nodiscard]] std::vector<SuiteMember> suitesOf(std::string_view key, FileClass fileClass);
inline constexpr std::size_t maxSuiteDirectories = 16; // installer images lie 9 below their suite

// The archive that a suite's directory belongs to, both as key prefixes: what is before the last
// "dists/"; for a flat archive the suite's directory itself.
[[nodiscard]] std::string_view archiveRoot(std::string_view suiteDirectory);

} // namespace larder::ecosystem::apt
