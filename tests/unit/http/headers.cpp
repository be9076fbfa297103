// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/headers.h"

#include "http/message.h"

#include <QTest>

using namespace larder::http;

class HeadersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void findsWithoutRegardToCase()
    {
        const Headers headers{{"Host", "a"}, {"X-One", "1"}, {"x-one", "2"}};
        QCOMPARE(headers.value("HOST"), std::string_view("a"));
        QCOMPARE(headers.value("x-ONE"), std::string_view("1"));
        QCOMPARE(headers.count("X-one"), std::size_t(2));
        QCOMPARE(headers.combined("X-One"), std::string("1, 2"));
        QVERIFY(!headers.find("Hos"));
        QVERIFY(headers.value("Hos").empty());
        QVERIFY(headers.combined("Hos").empty());
    }

    void changes()
    {
        Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
        headers.set("a", "4");
        QCOMPARE(headers, (Headers{{"B", "2"}, {"a", "4"}}));
        headers.remove("b");
        QCOMPARE(headers.size(), std::size_t(1));
        headers.remove("A");
        QVERIFY(headers.isEmpty());
    }

    void findsTokens()
    {
        const Headers headers{
            {"Connection", "keep-alive ,\tUpgrade"}, {"connection", "Close"}, {"Empty", ""}};
        QVERIFY(headers.hasToken("Connection", "upgrade"));
        QVERIFY(headers.hasToken("Connection", "KEEP-ALIVE"));
        QVERIFY(headers.hasToken("Connection", "close"));
        QVERIFY(!headers.hasToken("Connection", "keep"));
        QVERIFY(!headers.hasToken("Empty", "close"));
        QVERIFY(!headers.hasToken("Missing", "close"));
    }

    void trims()
    {
        QCOMPARE(trim(" \ta b\t "), std::string_view("a b"));
        QCOMPARE(trim(" \t"), std::string_view());
        QCOMPARE(trim("\r"), std::string_view("\r"));
    }

    void tellsSafeValues()
    {
        QVERIFY(isSafeFieldValue("a b \xC3\xA9"));
        for (const std::string_view bad : {std::string_view("a\r\nb"), std::string_view("a\0b", 3),
                                           std::string_view("\x7F"), std::string_view("\t")}) {
            QVERIFY(!isSafeFieldValue(bad));
        }
    }

    void namesMethodsAndStatuses()
    {
        QCOMPARE(methodName(Method::Get), std::string_view("GET"));
        QCOMPARE(methodName(Method::Connect), std::string_view("CONNECT"));
        QCOMPARE(methodName(Method::Other), std::string_view());
        QCOMPARE(reasonPhrase(100), std::string_view("Continue"));
        QCOMPARE(reasonPhrase(421), std::string_view("Misdirected Request"));
        QCOMPARE(reasonPhrase(511), std::string_view("Network Authentication Required"));
        QCOMPARE(reasonPhrase(299), std::string_view("Unknown"));
        QCOMPARE(reasonPhrase(-1), std::string_view("Unknown"));
    }
};

QTEST_GUILESS_MAIN(HeadersTest)
#include "headers.moc"
