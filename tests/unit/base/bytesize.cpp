// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytesize.h"

#include <QLocale>
#include <QTest>

#include <array>
#include <limits>

using namespace larder;

class ByteSizeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void formats()
    {
        struct Row
        {
            std::int64_t bytes;
            const char *text;
        };

        constexpr std::array rows = {
            Row{0, "0 B"},
            Row{1, "1 B"},
            Row{-1, "-1 B"},
            Row{532, "532 B"},
            Row{999, "999 B"},
            Row{1000, "1 KiB"},
            Row{1023, "1 KiB"},
            Row{1024, "1 KiB"},
            Row{1434, "1.4 KiB"},
            Row{-1434, "-1.4 KiB"},
            Row{10240, "10 KiB"},
            Row{20992, "20.5 KiB"},
            Row{102400, "100 KiB"},
            Row{1022976, "999 KiB"},
            Row{1048575, "1 MiB"},
            Row{20LL * 1024 * 1024 * 1024, "20 GiB"},
            Row{std::numeric_limits<std::int64_t>::max(), "8 EiB"},
            Row{std::numeric_limits<std::int64_t>::min(), "-8 EiB"},
        };
        for (const Row &row : rows) {
            QCOMPARE(formatBytes(row.bytes), QString::fromLatin1(row.text));
        }
    }

    void writesAsTheLocaleDoes()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German));
        const QString german = formatBytes(-1434);
        QLocale::setDefault(before);
        QCOMPARE(german, u"-1,4 KiB");
    }

    void parses()
    {
        QCOMPARE(parseBytes("1000"), std::optional<std::uint64_t>(1000));
        QCOMPARE(parseBytes("0 B"), std::optional<std::uint64_t>(0));
        QCOMPARE(parseBytes("512MiB"), std::optional(512 * MiB));
        QCOMPARE(parseBytes("20 GiB"), std::optional(20 * GiB));
        QCOMPARE(parseBytes("15 EiB"), std::optional(15 * GiB * GiB));
        for (const std::string_view bad :
             {"", " ", "GiB", "-1", "+1", "1.5 GiB", "1  GiB", " 1", "1 ", "1 gib", "1 GB", "1G",
              "0x10", "16 EiB", "18446744073709551616", "1 GiB x"}) {
            QVERIFY2(!parseBytes(bad), bad.data());
        }
    }
};

QTEST_GUILESS_MAIN(ByteSizeTest)
#include "bytesize.moc"
