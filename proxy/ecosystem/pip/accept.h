// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

// The two forms of index pages (PEP 691). Pure; any thread.
namespace larder::ecosystem::pip
{

enum class PageType : std::uint8_t {
    Json,         // application/vnd.pypi.simple.v1+json
    DeclaredHtml, // application/vnd.pypi.simple.v1+html: nothing else is called so
    Html,         // text/html
    Other,
};

// By a Content-Type as sent.
[[nodiscard]] PageType typeOf(std::string_view contentType);

// Whether a client's Accept names the JSON form and gives it more weight than any HTML form that it
// names; empty without that field. Wildcards name no form: old clients mean HTML by them.
[[nodiscard]] bool prefersJson(std::string_view accept);

} // namespace larder::ecosystem::pip
