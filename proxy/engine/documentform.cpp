// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/documentform.h"

#include "http/accept.h"

#include <algorithm>
#include <array>

namespace larder::engine
{

namespace
{

std::string suffixed(std::string_view etag, std::string_view tag)
{
    if (!etag.ends_with('"')) {
        return std::string(etag); // not an entity tag: nobody compares it
    }
    etag.remove_suffix(1);
    return std::string(etag) + '-' + std::string(tag) + '"';
}

} // namespace

bool takesGzip(const http::Headers &request)
{
    const std::string list = request.combined("Accept-Encoding");
    bool takesAny = false;
    for (const http::Preference &preference : http::readAccept(list)) {
        if (http::isGzip(preference.name)) {
            return preference.weight > 0;
        }
        if (preference.name == "*") {
            takesAny = preference.weight > 0;
        }
    }
    return takesAny;
}

std::optional<DocumentForm> neededForm(const ecosystem::Document &document,
                                       const http::Headers &stored, const http::Headers &request)
{
    const bool gzip = takesGzip(request);
    if (document.linkBase.empty() && (gzip || !http::isGzip(stored.value("Content-Encoding")))) {
        return {};
    }
    return DocumentForm{document.linkBase, gzip ? Coding::Gzip : Coding::Identity};
}

ecosystem::DocumentOrigin documentOrigin(const http::Headers &stored, const http::Url &asked)
{
    ecosystem::DocumentOrigin origin{asked, std::string(stored.value("Content-Type"))};
    if (const auto location = stored.find("Content-Location")) {
        if (auto url = http::Url::parse(*location)) {
            origin.url = std::move(*url);
        }
    }
    return origin;
}

std::string formTag(const DocumentForm &form, const ecosystem::DocumentOrigin &origin)
{
    const std::string_view coding = form.coding == Coding::Gzip ? "gzip" : "identity";
    std::string text = std::to_string(ecosystem::rewritingVersion);
    for (const std::string_view part :
         {std::string_view(origin.contentType), std::string_view(form.linkBase), coding}) {
        text.append("\n").append(part);
    }
    text.append("\n").append(origin.url.text());
    constexpr std::size_t enoughToTellApart = 16;
    return digestOf(text).hex().substr(0, enoughToTellApart);
}

http::Headers formHeaders(const http::Headers &stored, const Digest &digest, Coding coding,
                          std::string_view tag)
{
    constexpr std::array<std::string_view, 7> ofTheBytes{
        "Content-Encoding", "Content-Location", "Content-MD5", "Content-Digest",
        "Repr-Digest",      "Digest",           "ETag"};
    http::Headers headers;
    headers.reserve(stored.size() + 3);
    for (const http::Header &header : stored) {
        const auto isSame = [&header](std::string_view name) {
            return http::equalsIgnoringCase(header.name, name);
        };
        if (std::ranges::none_of(ofTheBytes, isSame)) {
            headers.add(header.name, header.value);
        }
    }
    constexpr std::size_t enoughOfTheDigest = 16;
    const auto etag = stored.find("ETag");
    headers.add("ETag", suffixed(etag ? std::string(*etag)
                                      : '"' + digest.hex().substr(0, enoughOfTheDigest) + '"',
                                 tag));
    if (coding == Coding::Gzip) {
        headers.add("Content-Encoding", "gzip");
    }
    if (!stored.hasToken("Vary", "Accept-Encoding")) {
        headers.add("Vary", "Accept-Encoding");
    }
    return headers;
}

} // namespace larder::engine
