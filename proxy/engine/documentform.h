// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/digest.h"
#include "ecosystem/ecosystem.h"
#include "http/headers.h"
#include "http/url.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What clients get of a stored document. It is kept as its origin sent it; a client that needs
// other links, or does not take the encoding, gets another form. Functions of values; any thread.
namespace larder::engine
{

enum class Coding : std::uint8_t { Identity, Gzip };

struct DocumentForm
{
    std::string linkBase; // as ecosystem::Document::linkBase; empty: the links stay as they are
    Coding coding = Coding::Identity;
    friend bool operator==(const DocumentForm &, const DocumentForm &) = default;
};

// The form that a client needs; nothing when it gets the stored bytes.
[[nodiscard]] std::optional<DocumentForm> neededForm(const ecosystem::Document &document,
                                                     const http::Headers &stored,
                                                     const http::Headers &request);

// Whether a request takes gzip (RFC 9110 12.5.3): named or by "*", with a quality above 0.
[[nodiscard]] bool takesGzip(const http::Headers &request);

// Where the links of a stored document start: after redirects if there were any.
[[nodiscard]] ecosystem::DocumentOrigin documentOrigin(const http::Headers &stored,
                                                       const http::Url &asked);

// Distinguishes forms of documents with the same bytes; short, for ETags and keys.
[[nodiscard]] std::string formTag(const DocumentForm &form,
                                  const ecosystem::DocumentOrigin &origin);

// The fields of a form: those of the stored document, but for what speaks of its bytes. The ETag
// gets the tag as a suffix, so that no client takes one form for another; where the origin sends
// none, it is made of the digest of the stored bytes.
[[nodiscard]] http::Headers formHeaders(const http::Headers &stored, const Digest &digest,
                                        Coding coding, std::string_view tag);

} // namespace larder::engine
