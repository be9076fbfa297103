// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <filesystem>

namespace larder::cli
{

enum class Command { Status, Stats, Log, Help, Version };
enum class Form { Text, Json };

inline constexpr std::size_t defaultLogLines = 20;

// What the command line of larder asks for. A value; nothing is opened or read yet.
struct Request
{
    Command command = Command::Help;
    Form form = Form::Text;
    enum class After { End, Follow };
    After after = After::End;            // log: what to do after the last line
    std::size_t lines = defaultLogLines; // log: how many to begin with
    std::filesystem::path cacheFolder;   // empty: the usual one
    std::filesystem::path stateFolder;
    std::filesystem::path config;

    // arguments: without the program's name. A fault is a wrong use, in a sentence.
    [[nodiscard]] static Result<Request> parse(const QStringList &arguments);
};

[[nodiscard]] QString helpText();

} // namespace larder::cli
