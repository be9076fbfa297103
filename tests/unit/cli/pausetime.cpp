// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/pausetime.h"

#include <QTest>

namespace larder::cli
{

class PauseTimeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void reads()
    {
        const struct
        {
            const char *text;
            int minutes; // 0: not a time
        } rows[] = {
            {"30m", 30},    {"2h", 120},  {"1h30m", 90}, {"1d", 1440}, {"1d2h3m", 1563},
            {"7d", 10080},  {"90m", 90},  {"0h1m", 1},   {"", 0},      {"0m", 0},
            {"30", 0},      {"m", 0},     {"30s", 0},    {"1.5h", 0},  {"-1h", 0},
            {"2h ", 0},     {"30m1h", 0}, {"1h1h", 0},   {"7d1m", 0},  {"99999d", 0},
            {"999999m", 0}, {"2H", 0},    {"1h\n", 0},   {"18:30", 0},
        };

        for (const auto &row : rows) {
            const auto time = parsePauseTime(QString::fromLatin1(row.text));
            QVERIFY2(time.value_or(std::chrono::minutes(0)).count() == row.minutes, row.text);
        }
        QVERIFY(!parsePauseTime(u"٣m")); // digits of another script
    }
};

} // namespace larder::cli

QTEST_APPLESS_MAIN(larder::cli::PauseTimeTest)
#include "pausetime.moc"
