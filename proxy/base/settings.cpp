// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settings.h"

#include "base/caches.h"
#include "base/inifile.h"
#include "base/settingsfile.h"
#include "base/settingstable.h"

namespace larder
{

const Settings::Cache &Settings::cache(std::string_view name) const
{
    static const Cache defaults{};
    const auto found = caches.find(name);
    return found == caches.end() ? defaults : found->second;
}

std::vector<ListenAddress> Settings::listenAddresses(std::string_view name) const
{
    if (const auto &listen = cache(name).listen; !listen.empty()) {
        return listen;
    }
    const auto known = findCache(name);
    return {{.address = "127.0.0.1", .port = known ? known->port : std::uint16_t{}}};
}

Result<Settings> Settings::parse(std::string_view ini)
{
    const auto entries = ini::read(ini);
    if (!entries) {
        return std::unexpected(entries.error());
    }
    Settings settings;
    for (const ini::Entry &entry : *entries) {
        if (const auto name = SettingName::find(entry.group, entry.key)) {
            if (auto applied = name->apply(entry.value, settings); !applied) {
                return std::unexpected(std::move(applied.error()));
            }
        }
    }
    return settings;
}

Result<Settings> Settings::load(const std::filesystem::path &file)
{
    const auto text = readSettingsText(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    return parse(*text);
}

} // namespace larder
