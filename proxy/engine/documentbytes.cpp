// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/documentbytes.h"

namespace larder::engine
{

DocumentBytes bytesOf(const std::shared_ptr<const store::OpenEntry> &entry, const http::Url &asked)
{
    const store::Entry &stored = entry->entry;
    return {.keep = entry,
            .file = entry->file.get(),
            .digest = stored.object.digest,
            .contentEncoding = std::string(stored.headers.value("Content-Encoding")),
            .origin = documentOrigin(stored.headers, asked)};
}

DocumentBytes bytesOf(const Fetch &fetch)
{
    return {.keep = fetch.body(),
            .file = fetch.body()->file(),
            .digest = *fetch.digest(),
            .contentEncoding = std::string(fetch.headers().value("Content-Encoding")),
            .origin = documentOrigin(fetch.headers(), fetch.wanted().sources.front())};
}

} // namespace larder::engine
