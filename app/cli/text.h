// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/reader.h"
#include "status/overview.h"

#include <QString>

// Values to text for a person at a terminal: plain, aligned, at most 80 columns but for URLs.
namespace larder::cli
{

[[nodiscard]] QString statusText(const status::Overview &overview);
[[nodiscard]] QString statsText(const status::Overview &overview);
// One line, times local. Nothing in it moves the cursor or changes colours, whatever was requested.
[[nodiscard]] QString logLine(const statistics::RequestRecord &record);

// Broken at spaces to 80 columns; each line after the first begins with the indentation.
[[nodiscard]] QString wrapped(const QString &text, qsizetype indentation);

} // namespace larder::cli
