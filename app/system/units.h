// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/paths.h"
#include "base/settingvalues.h"

#include <QString>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// systemd's units of a cache: their names and texts. Functions of values.
namespace larder::system
{

[[nodiscard]] std::string socketUnit(std::string_view cache);  // "cache-apt.socket"
[[nodiscard]] std::string serviceUnit(std::string_view cache); // "cache-apt.service"

// What goes into the units of one cache.
struct UnitPlan
{
    std::string cache;
    std::vector<ListenAddress> listen; // never empty; no port 0: systemd has to know it
    std::vector<std::string> command;  // larder-proxy by its absolute path, and its options
};

// larder-proxy as this session wants it: with its folders.
[[nodiscard]] UnitPlan unitPlan(const std::string &cache, std::vector<ListenAddress> listen,
                                const Paths &paths);

// packaging/systemd, filled in.
[[nodiscard]] std::string socketText(const UnitPlan &plan);
[[nodiscard]] std::string serviceText(const UnitPlan &plan);

// Whether a unit's text is Larder's own, written by it or installed by its package: nothing else is
// ever changed.
[[nodiscard]] bool isOwnUnit(std::string_view text);

// Words as ExecStart= wants them (systemd.service(5), "Command lines"): quoted where necessary, and
// without the specifiers and variables that systemd would replace.
[[nodiscard]] std::string execStart(const std::vector<std::string> &words);

// The options that tell a proxy in the user's manager the folders of this session, which it would
// not find: the manager has not the session's XDG_* variables. Empty where they are the usual ones.
[[nodiscard]] std::vector<std::string> folderOptions(const Paths &paths,
                                                     const std::filesystem::path &home);

// larder-proxy beside the program that runs now: installed, or in a build tree; otherwise where a
// package would install it.
[[nodiscard]] std::filesystem::path proxyProgram();

} // namespace larder::system
