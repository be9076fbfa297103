// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytesize.h"

#include "base/number.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace larder
{

namespace
{

constexpr std::array<std::string_view, 7> units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

} // namespace

QString formatBytes(std::int64_t bytes)
{
    double value = std::abs(static_cast<double>(bytes));
    std::size_t unit = 0;
    // 999.5 and more would round to four digits.
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    // One decimal below 100, and none where it would be ".0".
    const double tenths = std::round(value * 10);
    const bool isWhole = value >= 99.95 || std::fmod(tenths, 10) == 0;
    const QString number = isWhole ? QString::number(std::round(value), 'f', 0)
                                   : QLocale().toString(tenths / 10, 'f', 1);
    return (bytes < 0 ? QStringLiteral("-") : QString()) + number + u' ' +
           QLatin1StringView(units.at(unit));
}

std::optional<std::uint64_t> parseBytes(std::string_view text)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parseNumber<std::uint64_t>(text.substr(0, digits));
    std::string_view unit = text.substr(digits);
    if (!number || unit.empty()) {
        return number;
    }
    if (unit.front() == ' ') {
        unit.remove_prefix(1);
    }
    std::uint64_t factor = 1;
    for (const std::string_view name : units) {
        if (unit == name) {
            if (*number > std::numeric_limits<std::uint64_t>::max() / factor) {
                return std::nullopt;
            }
            return *number * factor;
        }
        factor *= 1024;
    }
    return std::nullopt;
}

} // namespace larder
