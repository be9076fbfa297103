// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Packages, Sources and pdiff indexes, compressed as their names say. The first line is the name.
#include "ecosystem/ecosystem.h"
#include "input.h"
#include "require.h"

#include <algorithm>

using namespace larder;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto rules = ecosystem::makeEcosystem("apt", {});
    std::string_view text = fuzz::textOf(data, size);
    const ecosystem::SuiteMember member{.directory = "apt:http://deb.example/debian/dists/stable/",
                                        .name = std::string(fuzz::takeLine(text))};
    if (!rules->announcesFiles(member.name)) {
        return 0;
    }
    fuzz::TextDevice body(text);
    const auto read = rules->readAnnounced(member, body, [](const ecosystem::AnnouncedFile &file) {
        fuzz::require(file.name.starts_with("apt:http://deb.example/debian/"),
                      "No index speaks for another archive.");
        fuzz::require(std::ranges::all_of(file.name, [](char c) { return c > ' ' && c != '\x7f'; }),
                      "A name is visible ASCII.");
        fuzz::require(file.name.find("/../") == std::string::npos, "No name climbs.");
    });
    fuzz::require(read || !read.error().what.isEmpty(), "A refusal has a sentence.");
    return 0;
}
