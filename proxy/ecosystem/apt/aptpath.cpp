// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/apt/aptpath.h"

#include <algorithm>
#include <array>
#include <span>

namespace larder::ecosystem::apt
{

namespace
{

constexpr std::string_view keyPrefix = "apt:";
constexpr std::string_view distsSegment = "/dists/";
constexpr std::string_view byHashSegment = "/by-hash/";

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

template <std::size_t count>
bool endsWithAny(std::string_view text, const std::array<std::string_view, count> &ends)
{
    return std::ranges::any_of(ends, [text](std::string_view end) { return text.ends_with(end); });
}

std::string_view withoutCompression(std::string_view name)
{
    constexpr std::array<std::string_view, 6> suffixes{".xz",  ".gz",   ".bz2",
                                                       ".zst", ".lzma", ".lz4"};
    for (const std::string_view suffix : suffixes) {
        if (name.ends_with(suffix))
            return name.substr(0, name.size() - suffix.size());
    }
    return name;
}

// Cuts the last segment off, and the slash before it.
std::string_view takeLastSegment(std::string_view &path)
{
    const std::size_t slash = path.rfind('/');
    const std::string_view segment = path.substr(slash + 1); // npos + 1 is 0
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
    return segment;
}

// Index names that are plain enough to be meant wherever they stand: flat archives have no "dists".
bool isIndexName(std::string_view stem)
{
    return stem == "Packages" || stem == "Sources" || stem.starts_with("Contents-") ||
           stem.starts_with("Translation-");
}

// Those that are indexes only below "dists".
bool isSuiteIndexName(std::string_view stem)
{
    return (stem.starts_with("Components-") && stem.ends_with(".yml")) ||
           (stem.starts_with("icons-") && stem.ends_with(".tar")) || stem.starts_with("Commands-");
}

// Directories below "dists" whose files change in place.
bool hasChangingDirectory(std::string_view path)
{
    return path.contains("/installer-") || path.contains("/current/") || path.contains("/dep11/");
}

bool isPatchName(std::string_view name)
{
    const auto isPlain = [](char c) {
        return isDigit(c) || isLetter(c) || c == '-' || c == '.' || c == '+';
    };
    return name.ends_with(".gz") && name.size() > 3 && std::ranges::all_of(name, isPlain);
}

// "name_1.2-3_amd64.deb": a version begins with a digit (Debian policy 5.6.12).
// "browser_current_amd64.deb" and "keyring.deb" say nothing about their content.
bool holdsVersion(std::string_view name)
{
    const std::size_t underscore = name.find('_');
    return underscore != std::string_view::npos && underscore > 0 && underscore + 1 < name.size() &&
           isDigit(name[underscore + 1]);
}

FileClass classifyPackage(std::string_view path, std::string_view name)
{
    // Nothing else has these names.
    constexpr std::array<std::string_view, 5> packageEnds{".deb", ".udeb", ".ddeb", ".dsc",
                                                          ".diff.gz"};
    // Any download may be called like these.
    constexpr std::array<std::string_view, 8> sourceEnds{".tar.xz",    ".tar.gz",   ".tar.bz2",
                                                         ".tar.zst",   ".tar.lzma", ".asc",
                                                         ".buildinfo", ".changes"};
    const bool isPackage = endsWithAny(name, packageEnds);
    if (!isPackage && !endsWithAny(name, sourceEnds))
        return FileClass::Unknown;

    const bool inPool = path.contains("/pool/");
    if (!inPool && path.contains(distsSegment) && hasChangingDirectory(path))
        return FileClass::Document; // netboot.tar.gz
    const bool isCertain = inPool || isPackage || name.contains(".orig.tar.") ||
                           name.contains(".orig-") || name.contains(".debian.tar.");
    if (!holdsVersion(name))
        return isCertain ? FileClass::LoosePackage : FileClass::Unknown;
    return isCertain ? FileClass::Package : FileClass::LoosePackage;
}

bool isDocument(std::string_view path, std::string_view name)
{
    const std::string_view stem = withoutCompression(name);
    if (isIndexName(stem))
        return true;
    if (path.contains(distsSegment) && (isSuiteIndexName(stem) || hasChangingDirectory(path)))
        return true;
    return stem == "ls-lR" || name == "README" || name.starts_with("README.") ||
           path.contains("/project/trace/");
}

// ".../by-hash/SHA256/<hex>", nothing when it is another path or misspelt.
std::optional<Digest> digestInName(std::string_view path)
{
    const std::string_view hex = takeLastSegment(path);
    const auto algorithm = algorithmFromName(takeLastSegment(path));
    if (!algorithm || takeLastSegment(path) != "by-hash")
        return std::nullopt;
    return Digest::fromHex(*algorithm, hex);
}

// Where the path begins in "apt:http://host/path".
std::size_t pathStart(std::string_view key)
{
    constexpr std::string_view afterScheme = "://";
    const std::size_t scheme = key.find(afterScheme);
    return scheme == std::string_view::npos
               ? key.size()
               : std::min(key.find('/', scheme + afterScheme.size()), key.size());
}

// The length of the archive's root within a key, up to and with the slash before "dists"; npos for
// a flat archive.
std::size_t poolRootLength(std::string_view key)
{
    const std::size_t dists = key.rfind(distsSegment);
    // A host may be called dists, too.
    return dists == std::string_view::npos || dists < pathStart(key) ? std::string_view::npos
                                                                     : dists + 1;
}

} // namespace

AptPath readAptPath(std::string_view path)
{
    std::string_view directory = path;
    const std::string_view name = takeLastSegment(directory);
    // Pages for people; a portal's page must not be mistaken for them.
    if (name.empty() || name.ends_with(".html") || name.ends_with(".htm"))
        return {};
    if (path.contains(byHashSegment)) {
        auto digest = digestInName(path);
        if (!digest)
            return {};
        return {.fileClass = FileClass::ByHash, .digest = std::move(digest)};
    }
    if (name == "InRelease" || name == "Release")
        return {.fileClass = FileClass::Release, .digest = {}};
    if (name == "Release.gpg")
        return {.fileClass = FileClass::Signature, .digest = {}};

    const std::string_view parent = takeLastSegment(directory);
    constexpr std::string_view diffEnd = ".diff";
    if (parent.ends_with(diffEnd) &&
        isIndexName(parent.substr(0, parent.size() - diffEnd.size()))) {
        if (name == "Index")
            return {.fileClass = FileClass::Document, .digest = {}};
        return {.fileClass = isPatchName(name) ? FileClass::Patch : FileClass::Unknown,
                .digest = {}};
    }
    if (const FileClass package = classifyPackage(path, name); package != FileClass::Unknown)
        return {.fileClass = package, .digest = {}};
    return {.fileClass = isDocument(path, name) ? FileClass::Document : FileClass::Unknown,
            .digest = {}};
}

std::string keyOf(const http::Url &url)
{
    std::string key;
    key.reserve(keyPrefix.size() + url.host.size() + url.path.size() + 20); // scheme and port
    key += keyPrefix;
    key += http::schemeName(url.scheme);
    key += "://";
    key += url.authority();
    key += url.path;
    return key;
}

std::string keyOf(const Digest &digest)
{
    const std::string hex = digest.hex();
    std::string key;
    key.reserve(keyPrefix.size() + hex.size() + 10); // algorithm and colon
    key += keyPrefix;
    for (const char c : algorithmName(digest.algorithm))
        key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    key += ':';
    key += hex;
    return key;
}

std::optional<std::string> canonicalName(std::string_view name)
{
    if (name.empty() || name.size() > maxNameBytes || name.front() == '/' || name.back() == '/')
        return std::nullopt;

    const auto isPlain = [](char c) {
        return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '/' || c == '.' ||
               c == '+' || c == '~' || c == ':';
    };
    const bool hasDotSegment = name.front() == '.' || name.contains("/.");
    if (!hasDotSegment && std::ranges::all_of(name, isPlain))
        return std::string(name);

    // In a name these stand for themselves, in a URL they would not.
    std::string path = "/";
    for (const char c : name) {
        if (c == '?' || c == '#')
            return std::nullopt;
        if (c == '%')
            path += "%25";
        else
            path += c;
    }
    auto canonical = http::normalisePath(path);
    if (!canonical || canonical->size() < 2)
        return std::nullopt;
    return canonical->substr(1);
}

std::vector<SuiteMember> suitesOf(std::string_view key, FileClass fileClass)
{
    const bool isByHash = fileClass == FileClass::ByHash;
    const std::size_t file = isByHash ? key.rfind(byHashSegment) : key.rfind('/');
    const std::size_t root = poolRootLength(key);
    // The longest directory that is none: the archive's "dists/", or what is before the path.
    const std::size_t above =
        root == std::string_view::npos ? pathStart(key) : root + distsSegment.size() - 1;

    std::array<std::size_t, maxSuiteDirectories> lengths{};
    std::size_t count = 0;
    for (std::size_t slash = file; slash != std::string_view::npos && slash >= above;
         slash = slash == 0 ? std::string_view::npos : key.rfind('/', slash - 1)) {
        if (count == lengths.size())
            return {};
        lengths[count++] = slash + 1;
    }

    std::vector<SuiteMember> suites;
    suites.reserve(count);
    for (const std::size_t length : std::span(lengths).first(count)) {
        suites.push_back({.directory = std::string(key.substr(0, length)),
                          .name = isByHash ? std::string() : std::string(key.substr(length))});
    }
    return suites;
}

std::string_view archiveRoot(std::string_view suiteDirectory)
{
    return suiteDirectory.substr(0, poolRootLength(suiteDirectory));
}

} // namespace larder::ecosystem::apt
