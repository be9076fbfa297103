// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/date.h"

#include <QTest>

#include <array>

using namespace larder;
using namespace larder::http;

class DateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void reads()
    {
        const WallTime expected(std::chrono::seconds(784111777));
        for (const std::string_view text :
             {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
              "Sun Nov  6 08:49:37 1994", "Sun Nov 06 08:49:37 1994"}) {
            QCOMPARE(parseDate(text), std::optional(expected));
        }
        QCOMPARE(parseDate("Thu, 29 Feb 2024 23:59:60 GMT"),
                 parseDate("Fri, 01 Mar 2024 00:00:00 GMT"));
        QCOMPARE(parseDate("Thursday, 01-Jan-26 00:00:00 GMT"),
                 parseDate("Thu, 01 Jan 2026 00:00:00 GMT"));
    }

    void refuses()
    {
        for (const std::string_view text : {"",
                                            "0",
                                            "-1",
                                            "now",
                                            "Sun, 06 Nov 1994 08:49:37",
                                            "Sun, 06 Nov 1994 08:49:37 UTC",
                                            "Sun, 06 Nov 1994 08:49:37 +0000",
                                            "Sun, 06 Nov 1994 08:49:37 GMT ",
                                            "sun, 06 nov 1994 08:49:37 gmt",
                                            "Sun, 6 Nov 1994 08:49:37 GMT",
                                            "Sun, 31 Feb 2024 08:49:37 GMT",
                                            "Sun, 29 Feb 2023 08:49:37 GMT",
                                            "Sun, 00 Nov 1994 08:49:37 GMT",
                                            "Sun, 06 Nov 1994 24:00:00 GMT",
                                            "Sun, 06 Nov 1994 08:60:37 GMT",
                                            "Sun, 06 Nov 1994 08:49:61 GMT",
                                            "Sun, 06 Nov -994 08:49:37 GMT",
                                            "Sun, -6 Nov 1994 08:49:37 GMT",
                                            "Sun, 06 Nov 19940 08:49:37 GMT",
                                            "Sun, 06 Nov 1994 0x:49:37 GMT",
                                            "Sun, 06 Now 1994 08:49:37 GMT",
                                            "06 Nov 1994 08:49:37 GMT",
                                            "1994-11-06T08:49:37Z"}) {
            QVERIFY2(!parseDate(text), text.data());
        }
    }

    void writesWhatItReads()
    {
        for (const std::string_view text :
             {"Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT",
              "Thu, 29 Feb 2024 23:59:59 GMT", "Wed, 31 Dec 1969 23:59:59 GMT",
              "Fri, 31 Dec 9999 23:59:59 GMT"}) {
            QCOMPARE(formatDate(parseDate(text).value()), std::string(text));
        }
        QCOMPARE(formatDate(WallTime(std::chrono::milliseconds(1999))),
                 std::string("Thu, 01 Jan 1970 00:00:01 GMT"));
    }
};

QTEST_GUILESS_MAIN(DateTest)
#include "date.moc"
