// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "statistics/reader.h"
#include "status/overview.h"

#include <QByteArray>

// Values to JSON for programs. Names stay as they are; new ones may be added. Sizes are bytes,
// times UTC.
namespace larder::cli
{

[[nodiscard]] QByteArray statusJson(const status::Overview &overview);
[[nodiscard]] QByteArray statsJson(const status::Overview &overview);
[[nodiscard]] QByteArray logJsonLine(const statistics::Reader::Recent &request); // one line

} // namespace larder::cli
