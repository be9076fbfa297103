// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/read/fields.h"

#include <algorithm>

namespace larder::store
{

namespace
{

constexpr std::string_view lineEnd = "\r\n";

// RFC 9110 5.6.2
bool isToken(std::string_view name)
{
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.contains(c);
    });
}

bool isFieldWorthy(std::string_view name, std::string_view value)
{
    return isToken(name) && http::isSafeFieldValue(value);
}

} // namespace

std::string fieldsText(const http::Headers &headers)
{
    std::string text;
    for (const http::Header &header : headers) {
        if (isFieldWorthy(header.name, header.value)) {
            text.append(header.name).append(": ").append(header.value).append(lineEnd);
        }
    }
    return text;
}

std::optional<http::Headers> headersFromFields(std::string_view text)
{
    if (text.size() > maxStoredFieldsBytes) {
        return std::nullopt;
    }
    http::Headers headers;
    while (!text.empty()) {
        const std::size_t end = text.find(lineEnd);
        const std::size_t colon = text.find(": ");
        if (end == std::string_view::npos || colon == std::string_view::npos || colon > end) {
            return std::nullopt;
        }
        const std::string_view name = text.substr(0, colon);
        const std::string_view value = text.substr(colon + 2, end - colon - 2);
        if (!isFieldWorthy(name, value)) {
            return std::nullopt;
        }
        headers.add(std::string(name), std::string(value));
        text.remove_prefix(end + lineEnd.size());
    }
    return headers;
}

} // namespace larder::store
