// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/json.h"

#include <QBuffer>
#include <QTest>

using namespace larder;
using namespace larder::ecosystem;

namespace
{

// Collects the strings of a text.
struct Strings
{
    std::string all;

    bool null() { return true; }

    bool boolean(bool /*value*/) { return true; }

    bool number(std::string_view /*text*/) { return true; }

    bool string(std::string_view text)
    {
        all += text;
        return true;
    }

    bool key(std::string_view text) { return string(text); }

    bool startObject() { return true; }

    bool endObject() { return true; }

    bool startArray() { return true; }

    bool endArray() { return true; }
};

// A device that gives its bytes in pieces of one size.
class Pieces : public QBuffer
{
public:
    explicit Pieces(qint64 size)
        : m_size(size)
    {}

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        return QBuffer::readData(data, std::min(maxSize, m_size));
    }

private:
    qint64 m_size;
};

class JsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void surrogates_data();
    void surrogates();
    void damage_data();
    void damage();
};

void JsonTest::surrogates_data()
{
    QTest::addColumn<QByteArray>("escaped");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *escaped, const char *text) {
        QTest::addRow("%s", escaped) << QByteArray(escaped) << QByteArray(text);
    };
    const char *const lone = "\xEF\xBF\xBD";
    row("plain", "plain");
    row("\\ud83d\\ude00", "\xF0\x9F\x98\x80");
    row("\\uD83D\\uDE00", "\xF0\x9F\x98\x80");
    row("\\u00e9", "\xC3\xA9");
    row("\\ud83d", lone);
    row("\\ude00", lone);
    row("\\ud83dx", "\xEF\xBF\xBDx");
    row("\\ud83d...", "\xEF\xBF\xBD...");
    row("\\ud83d\\n", "\xEF\xBF\xBD\n");
    row("\\ud83d\\u0041", "\xEF\xBF\xBD"
                          "A");
    row("\\ud83d\\ud83d\\ude00", "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    row("\\ude00\\ud83d", "\xEF\xBF\xBD\xEF\xBF\xBD");
    row("\\ud83d\\ude00\\ude00", "\xF0\x9F\x98\x80\xEF\xBF\xBD");
    // The backslash is escaped, not the letter behind it.
    row("\\\\ud83d", "\\ud83d");
    row("\\\\\\ud83d", "\\\xEF\xBF\xBD");
    row("\\\\\\\\ud83d\\\\", "\\\\ud83d\\");
}

void JsonTest::surrogates()
{
    QFETCH(QByteArray, escaped);
    QFETCH(QByteArray, text);
    // However it is cut.
    for (qint64 size = 1; size < 40; ++size) {
        Pieces body(size);
        body.setData("[\"" + escaped + "\"]");
        QVERIFY(body.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
        Strings strings;
        QVERIFY(json::read(body, strings));
        QCOMPARE(QByteArray::fromStdString(strings.all), text);
    }
}

void JsonTest::damage_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"[\"\\u\"]", "[\"\\ud8\"]", "[\"\\ud83d\\u\"]", "[\"\\ud83d\\ude\"]",
                             "[\"\\", "[\"\\u", "[\"\\ud83d", "[\"\\ud83d\\", "[\"\\ud83d\\ude00",
                             "[\"\\x\"]", "[\\ud83d]", "\\", "[\"\\u-123\"]"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void JsonTest::damage()
{
    QFETCH(QByteArray, text);
    for (qint64 size = 1; size < 20; ++size) {
        Pieces body(size);
        body.setData(text);
        QVERIFY(body.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
        Strings strings;
        QVERIFY(!json::read(body, strings));
    }
}

} // namespace

QTEST_GUILESS_MAIN(JsonTest)
#include "json.moc"
