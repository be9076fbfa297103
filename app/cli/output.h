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
// then, but there is no use in going on.
[[nodiscard]] bool print(const QByteArray &text);

// One line on standard error; returns the status.
int report(const Fault &fault, ExitStatus status);

} // namespace larder::cli
