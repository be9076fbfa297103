// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "tray/iconstate.h"
#include "windows/actions.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

// What menu and tooltip say. Functions of values.
namespace larder::tray
{

// "npm: starts on the first request – 87 % from stock today". No widget can be in a tray's menu,
// so everything is told in one line.
[[nodiscard]] QString entryWords(const status::CacheStatus &cache,
                                 const windows::Switching &switching);
// One line: "Larder: 1.4 GiB saved today".
[[nodiscard]] QString tooltipWords(IconState state, const status::Overview &overview);
// The caches that stop answering when the tray ends: it runs them itself.
[[nodiscard]] std::vector<std::string> endingWithTray(const status::Overview &overview,
                                                      std::int64_t trayPid);
// What a person is asked before quitting; caches: endingWithTray(), not empty.
[[nodiscard]] QString quitQuestion(const std::vector<std::string> &caches);

} // namespace larder::tray
