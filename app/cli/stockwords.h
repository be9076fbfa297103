// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "cli/command.h"
#include "stock/stock.h"

#include <QByteArray>
#include <QCommandLineOption>
#include <QJsonObject>
#include <QString>

#include <span>

// What the commands about the stock share: their options, and how things are shown.
namespace larder::cli
{

// "--cache" and, with the others, "--dry-run".
[[nodiscard]] QCommandLineOption cacheOption();
[[nodiscard]] QCommandLineOption dryRunOption();

// Patterns and --cache. A wrong use where there is no such cache, or a pattern is empty.
[[nodiscard]] Result<store::Wanted> wantedFrom(const Arguments &arguments);
[[nodiscard]] stock::Doing doingFrom(const Arguments &arguments);

// "   1.4 MiB  2026-01-31 18:00  http://…", times local.
[[nodiscard]] QString stockLine(std::uint64_t bytes, WallTime usedAt, const QString &name,
                                bool isPinned);

// In JSON: "objects" and "bytes".
[[nodiscard]] QJsonObject amountJson(const store::Amount &amount);
[[nodiscard]] QByteArray changeJson(const stock::Change &change, stock::Doing doing);
// A large stock would be a large tree of values: each entry by itself, then all joined.
[[nodiscard]] QByteArray entriesJson(std::span<const store::Listed> entries);

// A size for JSON, which has no unsigned numbers.
[[nodiscard]] qint64 jsonBytes(std::uint64_t bytes);

} // namespace larder::cli
