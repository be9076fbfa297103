// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/number.h"

#include <QTest>

#include <cstdint>

using namespace larder;

class NumberTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void parses()
    {
        QCOMPARE(parseNumber<int>("0"), std::optional(0));
        QCOMPARE(parseNumber<int>("007"), std::optional(7));
        QCOMPARE(parseNumber<std::uint16_t>("65535"), std::optional<std::uint16_t>(65535));
        QCOMPARE(parseNumber<int>("fF", 16), std::optional(255));
    }

    void refuses()
    {
        for (const std::string_view bad :
             {"", "-1", "-0", "+1", " 1", "1 ", "1x", "0x1", "1.0", "1e3", "2147483648"}) {
            QVERIFY2(!parseNumber<int>(bad), bad.data());
        }
        QVERIFY(!parseNumber<int>(std::string_view()));
        QVERIFY(!parseNumber<std::uint16_t>("65536"));
        QVERIFY(!parseNumber<std::uint64_t>("18446744073709551616"));
    }
};

QTEST_GUILESS_MAIN(NumberTest)
#include "number.moc"
