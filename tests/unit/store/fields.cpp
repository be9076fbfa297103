// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/read/fields.h"

#include <QTest>

using namespace larder;
using namespace larder::store;

class FieldsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void roundTrip()
    {
        const http::Headers headers{
            {"Content-Type", "text/html; charset=utf-8"}, {"ETag", "\"a:b\""}, {"X-Empty", ""}};
        const std::string text = fieldsText(headers);
        QCOMPARE(text, "Content-Type: text/html; charset=utf-8\r\nETag: \"a:b\"\r\nX-Empty: \r\n");
        QVERIFY(headersFromFields(text) == headers);
        QVERIFY(headersFromFields("") == http::Headers{});
    }

    void whatWouldSplitTheHeadIsLeftOut()
    {
        QCOMPARE(fieldsText({{"A", "1\r\nEvil: 1"}, {"B\r\nEvil", "1"}, {"", "1"}, {"C", "1"}}),
                 "C: 1\r\n");
    }

    void damaged_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no line end") << QByteArray("A: 1");
        QTest::newRow("bare line feed") << QByteArray("A: 1\n");
        QTest::newRow("no colon") << QByteArray("A\r\n");
        QTest::newRow("no space") << QByteArray("A:1\r\n");
        QTest::newRow("no name") << QByteArray(": 1\r\n");
        QTest::newRow("space in the name") << QByteArray("A b: 1\r\n");
        QTest::newRow("folded") << QByteArray("A: 1\r\n b: 1\r\n");
        QTest::newRow("empty line") << QByteArray("A: 1\r\n\r\nB: 1\r\n");
        QTest::newRow("carriage return") << QByteArray("A: 1\rB: 2\r\n");
        QTest::newRow("line feed") << QByteArray("A: 1\nB: 2\r\n");
        QTest::newRow("zero byte") << QByteArray("A: 1\0\r\n", 7);
        QTest::newRow("colon in the next line") << QByteArray("A\r\nB: 1\r\n");
        QTest::newRow("too long") << QByteArray("A: ") + QByteArray(65536, 'x') + "\r\n";
    }

    void damaged()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!headersFromFields({text.constData(), static_cast<std::size_t>(text.size())}));
    }
};

QTEST_APPLESS_MAIN(FieldsTest)
#include "fields.moc"
