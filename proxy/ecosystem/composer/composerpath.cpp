// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/composer/composerpath.h"

#include "ecosystem/composer/dists.h"

#include <algorithm>

namespace larder::ecosystem::composer
{

namespace
{

constexpr std::string_view json = ".json";
constexpr std::string_view packages = "/p2/";
constexpr std::string_view dists = "/dists/";
constexpr std::string_view devMark = "~dev";

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isNamePart(std::string_view part)
{
    const auto mayBe = [](char c) { return isAlphanumeric(c) || c == '.' || c == '_' || c == '-'; };
    return !part.empty() && part.size() <= maxNamePartBytes && isAlphanumeric(part.front()) &&
           std::ranges::all_of(part, mayBe);
}

// "REFERENCE.TYPE"; a reference that is no number of hexadecimal digits comes as its MD5.
bool isDistFile(std::string_view file)
{
    constexpr std::size_t maxTypeBytes = 8; // "tar", "zip", …
    const std::size_t dot = file.find('.');
    if (dot == 0 || dot == std::string_view::npos || dot > maxReferenceBytes)
        return false;
    const std::string_view type = file.substr(dot + 1);
    return file.substr(0, dot).find_first_not_of("0123456789abcdef") == std::string_view::npos &&
           !type.empty() && type.size() <= maxTypeBytes &&
           std::ranges::all_of(type, isAlphanumeric);
}

std::optional<ComposerPath> readDist(std::string_view path)
{
    path.remove_prefix(dists.size());
    const std::size_t vendorEnd = path.find('/');
    const std::size_t nameEnd = path.find('/', std::min(vendorEnd, path.size() - 1) + 1);
    const std::size_t fileStart = path.rfind('/');
    if (nameEnd == std::string_view::npos || fileStart <= nameEnd)
        return std::nullopt;
    const std::string_view name = path.substr(0, nameEnd);
    const std::string_view version = path.substr(nameEnd + 1, fileStart - nameEnd - 1);
    const std::string_view file = path.substr(fileStart + 1);
    if (!isPackageName(name) || version.empty() || version.contains('/') || !isDistFile(file))
        return std::nullopt;
    return ComposerPath{
        .kind = PathKind::Dist, .name = std::string(name), .file = std::string(file), .digest = {}};
}

// What stands between "$" (or its escape) and ".json".
std::optional<Digest> digestInName(std::string_view path)
{
    path.remove_suffix(json.size());
    const std::size_t file = path.rfind('/') + 1;
    std::size_t mark = path.rfind("%24");
    std::size_t markBytes = 3;
    if (mark == std::string_view::npos || mark < file) {
        mark = path.rfind('$');
        markBytes = 1;
    }
    if (mark == std::string_view::npos || mark < file)
        return std::nullopt;
    const std::string_view digits = path.substr(mark + markBytes);
    if (auto digest = Digest::fromHex(DigestAlgorithm::Sha256, digits))
        return digest;
    return Digest::fromHex(DigestAlgorithm::Sha1, digits);
}

} // namespace

bool isPackageName(std::string_view name)
{
    const std::size_t slash = name.find('/');
    return slash != std::string_view::npos && isNamePart(name.substr(0, slash)) &&
           isNamePart(name.substr(slash + 1));
}

ComposerPath readComposerPath(std::string_view path)
{
    if (path == "/packages.json")
        return {.kind = PathKind::Root, .name = {}, .file = {}, .digest = {}};
    if (path.starts_with(dists)) {
        if (auto dist = readDist(path))
            return *std::move(dist);
    }
    if (path.ends_with(json)) {
        if (auto digest = digestInName(path))
            return {.kind = PathKind::Digested, .name = {}, .file = {}, .digest = digest};
    }
    if (path.starts_with(packages) && path.ends_with(json) &&
        path.size() > packages.size() + json.size()) {
        std::string_view name =
            path.substr(packages.size(), path.size() - packages.size() - json.size());
        if (name.ends_with(devMark))
            name.remove_suffix(devMark.size());
        if (isPackageName(name))
            return {.kind = PathKind::Package, .name = std::string(name), .file = {}, .digest = {}};
    }
    if (isArchivePath(path))
        return {.kind = PathKind::Archive, .name = {}, .file = {}, .digest = {}};
    return {};
}

std::string packagePath(std::string_view name, Branches branches)
{
    std::string path(packages);
    path.append(name);
    if (branches == Branches::Only)
        path.append(devMark);
    return path.append(json);
}

} // namespace larder::ecosystem::composer
