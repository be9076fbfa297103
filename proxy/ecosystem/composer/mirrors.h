// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/url.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace larder::ecosystem::composer
{

// The addresses of others that are served under paths of our own, as velocita's protocol lists
// them. Constant once it is filled; any thread.
class Mirrors
{
public:
    // root: what the addresses begin with, without a slash at its end; its scheme does not matter.
    // An address that is there already keeps its path. path: "/mirror/NAME/".
    void add(const http::Url &root, std::string path);

    // Our own path for an address; nothing for one that is not served here.
    [[nodiscard]] std::optional<std::string> ownPath(const http::Url &address) const;

    // "mirrors.json". shasumField: the query field in which a client may state an archive's SHA-1;
    // velocita has none.
    [[nodiscard]] std::string json(std::string_view shasumField) const;

private:
    struct Mirror
    {
        std::string place; // "//codeload.github.com/"
        std::string path;
    };

    std::vector<Mirror> m_mirrors; // longest place first, since the first that fits is taken
};

} // namespace larder::ecosystem::composer
