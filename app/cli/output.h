// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/fault.h"
#include "cli/command.h"

#include <QByteArray>
#include <QString>

#include <string>

namespace larder::cli
{

// To standard output, at once. False when the reader has gone, such as "head": nothing is wrong
// then, but there is no use in going on; or when it cannot be written, as to a full disk.
[[nodiscard]] bool print(const QByteArray &text);

// The status with which the program ends: Done becomes Failed, and is told, where print() could not
// write what was asked for.
[[nodiscard]] int endStatus(int status);

// One line on standard error; returns the status.
int report(const Fault &fault, ExitStatus status);

} // namespace larder::cli
