// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/dists.h"

#include <algorithm>
#include <array>
#include <utility>

namespace larder::ecosystem::composer
{

namespace
{

constexpr std::array hosts{
    ArchiveHost{.name = "github-codeload", .host = githubCode},
    ArchiveHost{.name = "github-api", .host = githubApi},
    ArchiveHost{.name = "gitlab", .host = "gitlab.com"},
    ArchiveHost{.name = "bitbucket", .host = "bitbucket.org"},
};

constexpr std::string_view hexDigits = "0123456789abcdefABCDEF";
// SHA-1 and SHA-256 of git.
constexpr std::array<std::size_t, 2> commitLengths{40, maxReferenceBytes};

bool isCommit(std::string_view text)
{
    return std::ranges::contains(commitLengths, text.size()) &&
           text.find_first_not_of(hexDigits) == std::string_view::npos;
}

// Segments between slashes, at most as many as the forms below have.
constexpr std::size_t maxSegments = 5;

struct Segments
{
    std::array<std::string_view, maxSegments> at;
    std::size_t count = 0; // maxSegments + 1: more
};

Segments split(std::string_view path)
{
    Segments segments;
    if (!path.starts_with('/'))
        return segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        if (segments.count == maxSegments) {
            ++segments.count;
            break;
        }
        const std::string_view segment = path.substr(0, path.find('/'));
        segments.at.at(segments.count++) = segment;
        path.remove_prefix(segment.size());
    }
    return segments;
}

// "/repos/OWNER/REPOSITORY/zipball/REFERENCE"
std::optional<std::string> codeloadPath(std::string_view apiPath)
{
    const auto [at, count] = split(apiPath);
    if (count != 5 || at[0] != "repos" || at[1].empty() || at[2].empty() || !isCommit(at[4]))
        return std::nullopt;
    const std::string_view form = at[3] == "zipball"   ? "legacy.zip"
                                  : at[3] == "tarball" ? "legacy.tar.gz"
                                                       : "";
    if (form.empty())
        return std::nullopt;
    std::string path;
    for (const std::string_view part : {at[1], at[2], form, at[4]})
        path.append("/").append(part);
    return path;
}

bool isZipForm(std::string_view segment)
{
    return segment == "zip" || segment == "legacy.zip" || segment == "zipball";
}

bool isTarForm(std::string_view segment)
{
    return segment == "tar.gz" || segment == "legacy.tar.gz" || segment == "tarball";
}

// What stands before the reference in GitHub's addresses: "/o/r/legacy.zip/REF",
// "/repos/o/r/zipball/REF"; a branch may have slashes ("refs/heads/main").
std::string_view formOf(std::string_view path)
{
    const auto [at, count] = split(path);
    if (count >= 4 && (isZipForm(at[2]) || isTarForm(at[2])))
        return at[2];
    if (count >= 5 && at[0] == "repos")
        return at[3];
    return {};
}

} // namespace

std::span<const ArchiveHost> archiveHosts()
{
    return hosts;
}

const ArchiveHost *findArchiveHost(std::string_view name)
{
    const auto *const found = std::ranges::find(hosts, name, &ArchiveHost::name);
    return found == hosts.end() ? nullptr : found;
}

http::Url direct(http::Url url)
{
    if (url.scheme != http::Scheme::Https || url.host != githubApi || !url.query.empty())
        return url;
    if (auto path = codeloadPath(url.path)) {
        url.host = githubCode;
        url.path = *std::move(path);
    }
    return url;
}

bool isZipPath(std::string_view path)
{
    return path.ends_with(".zip") || isZipForm(formOf(path));
}

bool isArchivePath(std::string_view path)
{
    constexpr std::array<std::string_view, 8> ends{".zip",     ".tar", ".tar.gz", ".tgz",
                                                   ".tar.bz2", ".tbz", ".tar.xz", ".phar"};
    const auto isEnd = [path](std::string_view end) { return path.ends_with(end); };
    const std::string_view form = formOf(path);
    return std::ranges::any_of(ends, isEnd) || isZipForm(form) || isTarForm(form);
}

bool namesCommit(const http::Url &url)
{
    if (isCommitQuery(url.query))
        return true;
    std::string_view rest = url.path;
    while (!rest.empty()) {
        rest.remove_prefix(std::min(rest.find_first_of(hexDigits), rest.size()));
        const std::string_view digits = rest.substr(0, rest.find_first_not_of(hexDigits));
        if (isCommit(digits))
            return true;
        rest.remove_prefix(digits.size());
    }
    return false;
}

bool isCommitQuery(std::string_view query)
{
    constexpr std::string_view sha = "sha=";
    return query.starts_with(sha) && isCommit(query.substr(sha.size()));
}

} // namespace larder::ecosystem::composer
