// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/url.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

// The archives ("dists") that Composer installs: who hosts them, and what their addresses say.
// Pure; any thread.
namespace larder::ecosystem::composer
{

// A public host of archives, served under "/mirror/NAME/".
struct ArchiveHost
{
    std::string_view name; // in our paths
    std::string_view host;
};

inline constexpr std::string_view githubCode = "codeload.github.com";
inline constexpr std::string_view githubApi = "api.github.com";

// Those that packages of the public repository name.
[[nodiscard]] std::span<const ArchiveHost> archiveHosts();
[[nodiscard]] const ArchiveHost *findArchiveHost(std::string_view name);

// GitHub's API only redirects archives to where they are, and counts its requests: this is the
// address behind "https://api.github.com/repos/O/R/zipball/REFERENCE". Any other stays as it is.
[[nodiscard]] http::Url direct(http::Url url);

// Whether a path is that of an archive, on any host: by the end of its name, or by GitHub's forms.
[[nodiscard]] bool isArchivePath(std::string_view path);
[[nodiscard]] bool isZipPath(std::string_view path);

// Whether the address of an archive names the commit that it was made of, whose 40 or 64
// hexadecimal digits are a segment of the path, a part of a file's name, or GitLab's "sha=…": such
// an archive never changes its content.
[[nodiscard]] bool namesCommit(const http::Url &url);
// "sha=" and a commit: the only query of an archive that is no secret.
[[nodiscard]] bool isCommitQuery(std::string_view query);

inline constexpr std::size_t maxReferenceBytes = 64; // SHA-256 of git, in hexadecimal digits

} // namespace larder::ecosystem::composer
