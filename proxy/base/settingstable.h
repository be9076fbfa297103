// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <QString>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace larder
{

struct Settings;

// One setting: a row of the table in settingstable.cpp, from which reading the file, "larder
// settings" and the README's table come. To add one, add its member to Settings and a row.
struct Setting
{
    enum class Force {
        AtOnce,      // a proxy that runs takes it over
        AtNextStart, // of the proxy, or of the tray application for what is its own
        InTray,      // the tray application takes it over while it runs
    };
    enum class Secrecy { Plain, Secret };  // secret: may hold a password, so no fault repeats it
    enum class Words { OneText, Entries }; // several words: "20 GiB", or entries of a list

    std::string_view group; // "network"; "cache-*" is the group of each cache
    std::string_view key;
    std::string_view cache{}; // of a cache's settings: the only one that has it; empty: all
    // As it would be written; {port} and {upstream} stand for those of the cache. Empty: nothing.
    std::string_view standard;
    const char *description; // one sentence
    const char *allowed;     // "Allowed is …": a sentence or two
    Force force = Force::AtOnce;
    Secrecy secrecy = Secrecy::Plain;
    Words words = Words::OneText;
    // Puts a value into the settings, of the named cache where it is one's. False, and nothing
    // done, for a value that is not allowed.
    bool (*read)(std::string_view value, Settings &settings, const std::string &cache);
};

[[nodiscard]] std::span<const Setting> settingsTable();

// A setting as a person names it: a row, and for a cache's the cache. A value that refers to the
// table.
struct SettingName
{
    const Setting *setting = nullptr;
    std::string group; // "network", "cache-apt"

    // Nothing for what no row knows.
    [[nodiscard]] static std::optional<SettingName> find(std::string_view group,
                                                         std::string_view key);
    // "network.mode", "cache-apt.listen"; a fault says which there are.
    [[nodiscard]] static Result<SettingName> parse(std::string_view name);
    // Every setting of every cache, in the order of the table.
    [[nodiscard]] static std::vector<SettingName> all();

    [[nodiscard]] std::string text() const; // "network.mode"
    [[nodiscard]] std::string standard() const;
    [[nodiscard]] QString description() const;
    [[nodiscard]] QString allowed() const;
    // A fault names the setting, the value and what is allowed.
    [[nodiscard]] Result<void> apply(std::string_view value, Settings &settings) const;

private:
    [[nodiscard]] std::string_view cache() const; // empty when it is not one cache's
};

} // namespace larder
