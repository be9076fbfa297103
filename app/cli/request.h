// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"

#include <filesystem>
#include <variant>

namespace larder::cli
{

// What the command line of larder asks for. A value; nothing is opened or read yet.
struct Request
{
    enum class Information { Help, Version };
    std::variant<Information, Action> wanted = Information::Help;
    std::filesystem::path cacheFolder; // empty: the usual one
    std::filesystem::path stateFolder;
    std::filesystem::path config;

    // arguments: without the program's name. A fault is a wrong use, in a sentence.
    [[nodiscard]] static Result<Request> parse(const std::vector<Command> &commands,
                                               const QStringList &arguments);
};

[[nodiscard]] QString helpText(const std::vector<Command> &commands);

} // namespace larder::cli
