// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/pausetime.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace larder::cli
{

std::optional<std::chrono::minutes> parsePauseTime(QStringView text)
{
    // At most five digits, so that sums stay far from overflowing.
    static const QRegularExpression form(
        u"^(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?\\z"_s);
    const auto match = form.matchView(text);
    const auto number = [&match](int group) { return match.capturedView(group).toInt(); };
    const std::chrono::minutes time = std::chrono::days(number(1)) + std::chrono::hours(number(2)) +
                                      std::chrono::minutes(number(3));
    if (!match.hasMatch() || time <= std::chrono::minutes(0) || time > longestPause) {
        return std::nullopt;
    }
    return time;
}

} // namespace larder::cli
