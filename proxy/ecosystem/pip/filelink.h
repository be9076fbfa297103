// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "http/url.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the links of project pages lead to, and our own links that replace them. Pure; any thread.
namespace larder::ecosystem::pip
{

enum class FileClass : std::uint8_t {
    Distribution, // wheels, source archives, old installers
    Metadata,     // "<distribution>.metadata" (PEP 658)
    Signature,    // "<distribution>.asc", "<distribution>.provenance"
    Unknown,
};

// A link of a page as browsers and pip read it: without space around it and line breaks within.
// Space before the fragment is part of the target.
struct Reference
{
    std::string target;
    std::string fragment; // with its '#', or empty
};

[[nodiscard]] Reference readReference(std::string_view text);

// By the name at the end of a path.
[[nodiscard]] FileClass classOf(std::string_view path);
// Whether the path holds the digest of its file in the way of the public index:
// "/packages/<2 digits>/<2>/<60>/<name>".
[[nodiscard]] bool isContentAddressed(std::string_view path);

// A file as one of our own links names it.
struct FileLink
{
    http::Url url;                        // neither user information nor query
    std::optional<Digest> digest;         // SHA-256 of the distribution
    std::optional<Digest> metadataDigest; // SHA-256 of its metadata file
    friend bool operator==(const FileLink &, const FileLink &) = default;
};

// "<linkBase><digest>.<digest of the metadata>/https/<host:port>/<path>". A digest that is not
// known is "-", the second one is left out with its dot.
[[nodiscard]] std::string linkText(std::string_view linkBase, const FileLink &link);
// Reads what follows linkBase, canonical as http::normalisePath makes it. What pip appends to a
// link, such as ".metadata", is part of the URL then.
[[nodiscard]] std::optional<FileLink> readFileLink(std::string_view text);

// Where a link of a page leads to from a client's view.
struct PageLink
{
    std::string text; // with its fragment
    bool isOurs = false;
};

// page: what the link is relative to, without user information. digest: of the file, where the page
// says it beside the link; otherwise the link's fragment may. Links to distribution files become
// ours, others absolute. Nothing for a link that is to stay as it is: absolute, within the page, or
// malformed.
[[nodiscard]] std::optional<PageLink> replaceLink(const http::Url &page, std::string_view linkBase,
                                                  std::string_view reference,
                                                  std::optional<Digest> digest,
                                                  std::optional<Digest> metadataDigest);

// "sha256=<hex>" among the parts of a fragment or of an attribute, separated by '&'.
[[nodiscard]] std::optional<Digest> statedDigest(std::string_view text);
// Whether a fragment states a digest of any kind: "md5=<hex>".
[[nodiscard]] bool statesAnyDigest(std::string_view fragment);

} // namespace larder::ecosystem::pip
