// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/pip/filelink.h"

#include "base/percent.h"
#include "http/headers.h"
#include "http/limits.h"

#include <algorithm>
#include <array>
#include <utility>

namespace larder::ecosystem::pip
{

namespace
{

constexpr std::string_view unknownDigest = "-";

constexpr bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool endsIgnoringCase(std::string_view text, std::string_view end)
{
    return text.size() > end.size() &&
           http::equalsIgnoringCase(text.substr(text.size() - end.size()), end);
}

template <std::size_t count>
bool endsWithAny(std::string_view text, const std::array<std::string_view, count> &ends)
{
    return std::ranges::any_of(
        ends, [text](std::string_view end) { return endsIgnoringCase(text, end); });
}

std::string_view lastSegment(std::string_view path)
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

// Cuts the first segment off, and the slash after it.
std::string_view takeSegment(std::string_view &path)
{
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    return segment;
}

// What the public index has ever accepted and what others serve.
bool isDistributionName(std::string_view name)
{
    constexpr std::array<std::string_view, 16> ends{
        ".whl", ".tar.gz",   ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".egg", ".exe",
        ".msi", ".tar.lzma", ".tar", ".tar.Z",   ".tbz", ".txz",    ".rpm", ".deb"};
    return endsWithAny(name, ends);
}

// Brackets and bytes beyond ASCII cannot stand in a path.
void appendAuthority(std::string &text, const http::Url &url)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : url.authority()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c != '[' && c != ']' && byte < 0x80) {
            text += c;
            continue;
        }
        text += '%';
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
}

std::optional<http::Scheme> schemeFromName(std::string_view name)
{
    if (name == http::schemeName(http::Scheme::Https))
        return http::Scheme::Https;
    if (name == http::schemeName(http::Scheme::Http))
        return http::Scheme::Http;
    return std::nullopt;
}

// Reads one digest of a link. False when the text is neither a digest nor that of an unknown one.
bool readDigest(std::string_view text, std::optional<Digest> &digest)
{
    if (text == unknownDigest)
        return true;
    digest = Digest::fromHex(DigestAlgorithm::Sha256, text);
    return digest.has_value();
}

// Whether a reference begins with a scheme (RFC 3986 3.1).
bool isAbsolute(std::string_view reference)
{
    const std::size_t mark = reference.find_first_of(":/?#");
    return mark != std::string_view::npos && reference[mark] == ':';
}

} // namespace

Reference readReference(std::string_view text)
{
    constexpr std::string_view around = " \t\r\n\f";
    const std::size_t begin = std::min(text.find_first_not_of(around), text.size());
    text.remove_prefix(begin);
    text = text.substr(0, text.find_last_not_of(around) + 1); // npos + 1 is 0
    Reference reference{.target = std::string(text), .fragment = {}};
    std::erase_if(reference.target, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
    if (const std::size_t hash = reference.target.find('#'); hash != std::string::npos) {
        reference.fragment = reference.target.substr(hash);
        reference.target.erase(hash);
    }
    return reference;
}

FileClass classOf(std::string_view path)
{
    std::string_view name = lastSegment(path);
    if (isDistributionName(name))
        return FileClass::Distribution;
    constexpr std::string_view metadataEnd = ".metadata";
    if (name.ends_with(metadataEnd)) {
        name.remove_suffix(metadataEnd.size());
        return isDistributionName(name) ? FileClass::Metadata : FileClass::Unknown;
    }
    for (const std::string_view end : {".asc", ".provenance"}) {
        if (name.ends_with(end) && isDistributionName(name.substr(0, name.size() - end.size())))
            return FileClass::Signature;
    }
    return FileClass::Unknown;
}

bool isContentAddressed(std::string_view path)
{
    constexpr std::size_t restLength = 60; // of BLAKE2b with 256 bits, after two times two digits
    const std::size_t name = path.rfind('/');
    if (name == std::string_view::npos || name + 1 == path.size())
        return false;
    path = path.substr(0, name);
    for (const std::size_t length : {restLength, std::size_t{2}, std::size_t{2}}) {
        const std::string_view digits = lastSegment(path);
        const auto isLowerHex = [](char c) { return isHexDigit(c) && (c < 'A' || c > 'F'); };
        if (digits.size() != length || !std::ranges::all_of(digits, isLowerHex))
            return false;
        path.remove_suffix(std::min(length + 1, path.size()));
    }
    return path.ends_with("/packages");
}

std::string linkText(std::string_view linkBase, const FileLink &link)
{
    std::string text;
    text.reserve(linkBase.size() + link.url.host.size() + link.url.path.size() + 160);
    text += linkBase;
    text += link.digest ? link.digest->hex() : unknownDigest;
    if (link.metadataDigest) {
        text += '.';
        text += link.metadataDigest->hex();
    }
    text += '/';
    text += http::schemeName(link.url.scheme);
    text += '/';
    appendAuthority(text, link.url);
    text += link.url.path;
    return text;
}

std::optional<FileLink> readFileLink(std::string_view text)
{
    if (text.size() > http::maxTargetBytes)
        return std::nullopt;
    FileLink link;
    const std::string_view digests = takeSegment(text);
    const std::size_t dot = digests.find('.');
    if (!readDigest(digests.substr(0, dot), link.digest))
        return std::nullopt;
    if (dot != std::string_view::npos && !readDigest(digests.substr(dot + 1), link.metadataDigest))
        return std::nullopt;

    const auto scheme = schemeFromName(takeSegment(text));
    const std::size_t path = text.find('/');
    if (!scheme || path == std::string_view::npos)
        return std::nullopt;
    const auto plain = withoutEscapes(text.substr(0, path), BadEscape::Refuse);
    if (!plain)
        return std::nullopt;
    auto authority = http::parseAuthority(*plain);
    if (!authority)
        return std::nullopt;
    link.url.scheme = *scheme;
    link.url.host = std::move(authority->host);
    link.url.port = authority->port.value_or(http::defaultPort(*scheme));
    link.url.path = text.substr(path);
    return link;
}

std::optional<PageLink> replaceLink(const http::Url &page, std::string_view linkBase,
                                    std::string_view reference, std::optional<Digest> digest,
                                    std::optional<Digest> metadataDigest)
{
    const auto [target, fragment] = readReference(reference);
    if (target.empty())
        return std::nullopt;
    auto url = page.resolve(target);
    if (!url)
        return std::nullopt;

    // A query may be a token that is good for one client and one hour only.
    const bool mayBeOurs = url->userInfo.empty() && !target.contains('?');
    if (mayBeOurs && classOf(url->path) == FileClass::Distribution) {
        if (!digest && !fragment.empty())
            digest = statedDigest(std::string_view(fragment).substr(1));
        PageLink link{.text = linkText(linkBase, {.url = *url,
                                                  .digest = std::move(digest),
                                                  .metadataDigest = std::move(metadataDigest)}),
                      .isOurs = true};
        // Together with the ends that clients append it must pass for a request's target.
        constexpr std::size_t longestEnd = 16;
        if (link.text.size() + longestEnd <= http::maxTargetBytes) {
            link.text += fragment;
            return link;
        }
    }
    if (isAbsolute(target))
        return std::nullopt;
    if (target.starts_with("//"))
        return PageLink{.text =
                            std::string(http::schemeName(page.scheme)) + ':' + target + fragment};
    return PageLink{.text = url->text() + fragment};
}

std::optional<Digest> statedDigest(std::string_view text)
{
    constexpr std::string_view name = "sha256=";
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (!part.starts_with(name))
            continue;
        if (auto digest = Digest::fromHex(DigestAlgorithm::Sha256, part.substr(name.size())))
            return digest;
    }
    return std::nullopt;
}

bool statesAnyDigest(std::string_view fragment)
{
    constexpr std::array<std::string_view, 6> names{"sha256", "md5",    "sha1",
                                                    "sha512", "sha384", "sha224"};
    constexpr std::size_t shortest = 32; // of MD5
    while (!fragment.empty()) {
        const std::string_view part = fragment.substr(0, fragment.find('&'));
        fragment.remove_prefix(std::min(part.size() + 1, fragment.size()));
        const std::string_view name = part.substr(0, part.find('='));
        const std::string_view digits = part.substr(std::min(name.size() + 1, part.size()));
        if (std::ranges::contains(names, name) && digits.size() >= shortest &&
            std::ranges::all_of(digits, isHexDigit))
            return true;
    }
    return false;
}

} // namespace larder::ecosystem::pip
