// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "base/paths.h"

#include <QCommandLineOption>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <limits>
#include <vector>

class QCommandLineParser;

namespace larder::cli
{

// The exit statuses of larder.
enum ExitStatus : int {
    Done = 0,
    Failed = 1,      // something could not be read or done: a sentence on stderr says what
    WrongUse = 2,    // the command or an option is wrong; nothing was done
    FoundDamage = 3, // verify: what was damaged is dropped
};

enum class Form { Text, Json };

// What follows a command's name.
struct Arguments
{
    Form form = Form::Text;
    QStringList words;
    const QCommandLineParser &options; // only those that the command names are set
};

// A command that was understood, ready to be carried out. Returns an ExitStatus; blocks, or runs
// the application's event loop.
using Action = std::function<int(const Paths &paths)>;

// One verb of larder: its name, how it is told, and what it does. One file per verb or pair of
// verbs in commands/; the table of all is in commands.cpp.
struct Command
{
    QString name; // "log"
    QString help; // its lines in helpText(), at most 80 columns each, without a line end at the end
    QList<QCommandLineOption> options{}; // beside --json and the folders, which every command has
    qsizetype leastWords = 0;
    qsizetype mostWords = 0; // anyNumber: no limit
    // Checks words and options; a fault is a wrong use, in a sentence. Opens and reads nothing.
    std::function<Result<Action>(const Arguments &)> understand;

    static constexpr qsizetype anyNumber = std::numeric_limits<qsizetype>::max();
};

[[nodiscard]] std::unexpected<Fault> wrongUse(const QString &what);

} // namespace larder::cli
