// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/npm/npmpath.h"

#include "base/percent.h"

#include <algorithm>
#include <array>
#include <span>

namespace larder::ecosystem::npm
{

namespace
{

constexpr std::string_view tarballSegment = "/-/";
constexpr std::string_view tarballEnd = ".tgz";
// A scoped name in two segments, "-" and the file.
constexpr std::size_t maxSegments = 4;

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What encodeURIComponent leaves as it is.
bool isNameChar(char c)
{
    return isLetterOrDigit(c) || std::string_view("-_.!~*'()").contains(c);
}

// What stands in versions, tags and file names.
bool isVersionChar(char c)
{
    return isNameChar(c) || c == '+';
}

bool isNamePart(std::string_view part)
{
    return !part.empty() && part.front() != '.' && std::ranges::all_of(part, isNameChar);
}

bool isVersion(std::string_view text)
{
    return !text.empty() && text.size() <= maxVersionBytes && text != "-" && text.front() != '.' &&
           std::ranges::all_of(text, isVersionChar);
}

bool isFileName(std::string_view text)
{
    return text.size() > tarballEnd.size() && text.size() <= maxFileBytes && text.front() != '.' &&
           text.ends_with(tarballEnd) && std::ranges::all_of(text, isVersionChar);
}

// Cuts the last segment off, and the slash before it.
std::string_view takeLastSegment(std::string_view &path)
{
    const std::size_t slash = path.rfind('/');
    const std::string_view segment = path.substr(slash + 1); // npos + 1 is 0
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
    return segment;
}

std::string escapedName(std::string_view name)
{
    std::string escaped(name);
    if (const std::size_t slash = escaped.find('/'); slash != std::string::npos)
        escaped.replace(slash, 1, "%2F");
    return escaped;
}

} // namespace

bool isPackageName(std::string_view name)
{
    if (name.empty() || name.size() > maxNameBytes)
        return false;
    if (name.front() != '@')
        return name.front() != '_' && isNamePart(name);
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos)
        return false;
    const std::string_view scoped = name.substr(slash + 1);
    // "/@scope/-/…" would be read in two ways.
    return isNamePart(name.substr(1, slash - 1)) && isNamePart(scoped) && scoped != "-";
}

std::string decodeSegment(std::string_view segment)
{
    return withoutEscapes(segment, BadEscape::Keep).value_or(std::string());
}

NpmPath readNpmPath(std::string_view path)
{
    if (!path.starts_with('/'))
        return {};
    path.remove_prefix(1);
    std::array<std::string, maxSegments> storage;
    std::size_t count = 0;
    for (bool isLast = false; !isLast; ++count) {
        if (count == maxSegments)
            return {};
        const std::size_t slash = path.find('/');
        isLast = slash == std::string_view::npos;
        storage.at(count) = decodeSegment(path.substr(0, slash));
        path.remove_prefix(isLast ? path.size() : slash + 1);
    }

    std::span<std::string> segments = std::span(storage).first(count);
    if (segments.size() > 1 && segments[0] == "-") {
        const bool isPing = segments.size() == 2 && segments[1] == "ping";
        return {.kind = isPing ? PathKind::Ping : PathKind::Unknown, .name = {}, .rest = {}};
    }
    std::string name = std::move(segments[0]);
    segments = segments.subspan(1);
    if (name.starts_with('@') && !name.contains('/') && !segments.empty()) {
        name += '/';
        name += segments[0];
        segments = segments.subspan(1);
    }
    if (!isPackageName(name))
        return {};
    if (segments.empty())
        return {.kind = PathKind::Packument, .name = std::move(name), .rest = {}};
    if (segments.size() == 1 && isVersion(segments[0]))
        return {
            .kind = PathKind::Manifest, .name = std::move(name), .rest = std::move(segments[0])};
    if (segments.size() == 2 && segments[0] == "-" && isFileName(segments[1]))
        return {.kind = PathKind::Tarball, .name = std::move(name), .rest = std::move(segments[1])};
    return {};
}

std::string changedPackage(std::string_view path)
{
    constexpr std::string_view tags = "/-/package";
    if (path.starts_with(tags))
        path.remove_prefix(tags.size());
    else if (path.starts_with("/-/"))
        return {};
    // A name is one segment, or two where its slash is not escaped.
    const std::size_t first = path.find('/', 1);
    const std::size_t second =
        first == std::string_view::npos ? std::string_view::npos : path.find('/', first + 1);
    for (const std::size_t end : {first, second}) {
        if (NpmPath read = readNpmPath(path.substr(0, end)); read.kind == PathKind::Packument)
            return std::move(read.name);
    }
    return {};
}

std::optional<NpmPath> readTarballPath(std::string_view path)
{
    const std::size_t dash = path.rfind(tarballSegment);
    if (dash == std::string_view::npos)
        return std::nullopt;
    std::string file = decodeSegment(path.substr(dash + tarballSegment.size()));
    std::string_view before = path.substr(0, dash);
    std::string name = decodeSegment(takeLastSegment(before));
    if (!name.starts_with('@')) {
        std::string scope = decodeSegment(takeLastSegment(before));
        if (scope.starts_with('@') && !scope.contains('/'))
            name = std::move(scope) + '/' + name;
    }
    if (!isPackageName(name) || name == "-" || !isFileName(file))
        return std::nullopt;
    return NpmPath{.kind = PathKind::Tarball, .name = std::move(name), .rest = std::move(file)};
}

std::string canonicalPath(const NpmPath &path)
{
    switch (path.kind) {
    case PathKind::Packument:
        return '/' + escapedName(path.name);
    case PathKind::Manifest:
        return '/' + escapedName(path.name) + '/' + path.rest;
    case PathKind::Tarball:
        return '/' + path.name + std::string(tarballSegment) + path.rest;
    case PathKind::Ping:
    case PathKind::Unknown:
        break;
    }
    return {};
}

} // namespace larder::ecosystem::npm
