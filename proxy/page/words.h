// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/networkstate.h"
#include "base/trouble.h"
#include "statistics/tally.h"

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

// The words and numbers that the page and the command line share, so that both say the same.
namespace larder::page
{

[[nodiscard]] QString formatCount(std::uint64_t count); // "12,345"
[[nodiscard]] QString formatSize(std::uint64_t bytes);  // as formatBytes(), for any size
[[nodiscard]] QString formatFiles(std::uint64_t count); // "1 file", "4,321 files"
// "87 %", or a dash when there was nothing to take a share of.
[[nodiscard]] QString formatShare(const statistics::Tally &tally);

// "150 µs", "23 ms", "12 s"; a dash for what cannot be, such as a negative one from a damaged file.
[[nodiscard]] QString formatDuration(std::chrono::microseconds duration);
// What came from elsewhere, on one line: control characters and marks that change the direction of
// writing would act on a terminal or a window.
[[nodiscard]] QString printable(std::string_view text);

[[nodiscard]] QString outcomeWords(statistics::Outcome outcome); // "Passed through, not kept"

// Why a request had its outcome, in a sentence; empty for None.
[[nodiscard]] QString reasonWords(statistics::Reason reason);

struct ModeWords
{
    QString title;    // "Serving"
    QString sentence; // what that means for whoever asks
};

[[nodiscard]] ModeWords modeWords(NetworkMode mode);
// Why it is so, in a sentence with local times; empty for the ordinary.
[[nodiscard]] QString reasonWords(const NetworkState &network);
// What to do when the network answers in an origin's place.
[[nodiscard]] QString logInWords();
// "18:30" for a time of today, otherwise with the day; local.
[[nodiscard]] QString momentWords(WallTime time);

// All counters by their names, and the sums that are derived from them.
[[nodiscard]] QJsonObject tallyToJson(const statistics::Tally &tally);
// What is wrong with a running cache: "troubles" and, of each, its kind in "troubleKinds";
// "downOrigins", and those of them for which the network wants a log-in in "logInOrigins".
void addTroubles(QJsonObject &json, std::span<const Trouble> troubles,
                 std::span<const DownOrigin> downOrigins);
[[nodiscard]] QJsonObject stockToJson(std::uint64_t objects, std::uint64_t bytes);
[[nodiscard]] QString isoTime(WallTime time); // UTC with milliseconds, for JSON

} // namespace larder::page
