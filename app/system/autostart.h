// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/paths.h"

#include <filesystem>
#include <string>

// Whether the tray starts with the session: a desktop file in the user's autostart folder, written
// only when asked for, and in the ledger first. Everything here blocks for some milliseconds.
namespace larder::system
{

// How it stands. A value.
struct Autostart
{
    enum class State {
        Off,          // no file, or one that says so
        On,           // the session starts this very program
        OtherProgram, // it starts a Larder at another place
        Foreign,      // a file of this name that is not Larder's own: left alone
    };
    State state = State::Off;
    std::filesystem::path file;
    std::string program; // that the file names; empty for none
};

// org.larder.Larder.desktop in the autostart folder beside Larder's folder of settings.
[[nodiscard]] std::filesystem::path autostartFile(const Paths &paths);

// The desktop file that starts a program in the background.
[[nodiscard]] std::string autostartText(const std::filesystem::path &program);

// What the text of a desktop file means for Larder at the given place.
[[nodiscard]] Autostart readAutostart(const std::string &text,
                                      const std::filesystem::path &program);

// program: the tray, by its absolute path.
[[nodiscard]] Autostart lookAtAutostart(const Paths &paths, const std::filesystem::path &program);

// A file that is not Larder's own, or a link, is a fault, and nothing is changed.
[[nodiscard]] Result<void> turnAutostartOn(const Paths &paths,
                                           const std::filesystem::path &program);
// Puts back what was there before Larder wrote, or says in a file of another origin that it is off.
[[nodiscard]] Result<void> turnAutostartOff(const Paths &paths,
                                            const std::filesystem::path &program);

} // namespace larder::system
