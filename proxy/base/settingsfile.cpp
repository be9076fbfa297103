// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/settingsfile.h"

#include "base/filechange.h"
#include "base/inifile.h"
#include "base/paths.h"
#include "base/settings.h"

namespace larder
{

Result<std::string> readSettingsText(const std::filesystem::path &file)
{
    auto text = readFile(file, ini::maxBytes);
    if (!text && text.error().kind == FaultKind::NotFound) {
        return std::string();
    }
    return text;
}

Result<void> changeSettings(const std::filesystem::path &file,
                            const std::vector<SettingChange> &changes)
{
    for (const SettingChange &change : changes) {
        Settings ignored;
        if (change.value) {
            if (auto checked = change.name.apply(trimmed(*change.value), ignored); !checked) {
                return checked;
            }
        }
    }
    if (auto ready = ensureWritableFolder(file.parent_path()); !ready) {
        return ready;
    }
    const auto lock = lockForChange(file);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    auto text = readSettingsText(file);
    const std::string before = text.value_or(std::string());
    for (const SettingChange &change : changes) {
        if (!text) {
            break;
        }
        const std::string &group = change.name.group;
        const std::string_view key = change.name.setting->key;
        text = change.value ? ini::withValue(*text, group, key, trimmed(*change.value))
                            : ini::withoutValue(*text, group, key);
    }
    if (!text) {
        return std::unexpected(text.error());
    }
    return *text == before ? Result<void>()
                           : replaceFile(file, *text, NewFile::Private); // may hold a password
}

} // namespace larder
