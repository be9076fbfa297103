// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "status/overview.h"
#include "windows/actions.h"

#include <QString>

#include <string_view>
#include <vector>

// What the windows say about a cache. Functions of values.
namespace larder::windows
{

[[nodiscard]] QString titleOf(std::string_view cache); // "npm": as people know it

struct StateWords
{
    QString title;    // "Asleep"
    QString sentence; // what that means
};

[[nodiscard]] StateWords stateWords(const status::CacheStatus &cache, const Switching &switching);

// What is wrong with it and what to do about it; empty when it is well.
[[nodiscard]] std::vector<Fault> faultsOf(const status::CacheStatus &cache,
                                          const Switching &switching);

// Bytes that clients got beyond what came over the network for them.
[[nodiscard]] std::uint64_t bytesFromDisk(const statistics::Tally &tally);

// A number with its unit for a cell of a table: among words that go from right to left it would
// otherwise read "KiB 1.4".
[[nodiscard]] QString inOrder(const QString &figure);

} // namespace larder::windows
