// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "system/configuredclients.h"

#include "base/bytesize.h"
#include "base/filechange.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace larder::system
{

namespace
{

constexpr std::size_t maxFileBytes = MiB; // longer ones are no settings of a person
constexpr std::size_t maxFiles = 256;     // of one folder

// Below the home folder; a folder stands for the files in it.
constexpr std::array homePlaces{".npmrc",
                                ".yarnrc",
                                ".yarnrc.yml",
                                ".bunfig.toml",
                                ".config/pnpm/rc",
                                ".config/pip/pip.conf",
                                ".pip/pip.conf",
                                ".config/uv/uv.toml",
                                ".config/pypoetry/config.toml",
                                ".config/composer/config.json",
                                ".composer/config.json"};
constexpr std::array machinePlaces{
    "etc/apt/apt.conf",       "etc/apt/apt.conf.d", "etc/apt/sources.list",
    "etc/apt/sources.list.d", "etc/npmrc",          "etc/pip.conf"};

// "127.0.0.1:3142", but not within "127.0.0.1:31420".
bool names(std::string_view text, std::string_view place)
{
    for (std::size_t at = text.find(place); at != std::string_view::npos;
         at = text.find(place, at + 1)) {
        const std::size_t end = at + place.size();
        if (end == text.size() || text[end] < '0' || text[end] > '9') {
            return true;
        }
    }
    return false;
}

std::vector<std::filesystem::path> filesAt(const std::filesystem::path &place)
{
    std::error_code error;
    if (!std::filesystem::is_directory(place, error)) {
        return {place};
    }
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(place, error)) {
        if (files.size() < maxFiles) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

} // namespace

std::vector<std::filesystem::path> filesNaming(const std::vector<ListenAddress> &addresses,
                                               const std::filesystem::path &home,
                                               const std::filesystem::path &root)
{
    std::vector<std::string> places;
    for (const ListenAddress &address : addresses) {
        places.push_back(address.text());
        if (address.address == "127.0.0.1") {
            places.push_back("localhost:" + std::to_string(address.port));
        }
    }
    std::vector<std::filesystem::path> files(homePlaces.size());
    std::ranges::transform(homePlaces, files.begin(),
                           [&home](const char *place) { return home / place; });
    for (const char *place : machinePlaces) {
        const auto inside = filesAt(root / place);
        files.insert(files.end(), inside.begin(), inside.end());
    }
    std::erase_if(files, [&places](const std::filesystem::path &file) {
        const auto text = readFile(file, maxFileBytes);
        return !text || std::ranges::none_of(places, [&text](const std::string &place) {
            return names(*text, place);
        });
    });
    return files;
}

} // namespace larder::system
