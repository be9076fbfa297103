// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/document.h"
#include "ecosystem/json.h"

#include <QBuffer>
#include <QTest>

using namespace larder;
using namespace larder::ecosystem;

namespace
{

// Takes so many bytes and throws them away.
class Sink final : public QIODevice
{
public:
    explicit Sink(std::uint64_t limit)
        : m_limit(limit)
    {
        open(WriteOnly | Unbuffered);
    }

    [[nodiscard]] bool isSequential() const override { return true; }

    std::uint64_t taken = 0;

protected:
    qint64 readData(char * /*data*/, qint64 /*size*/) override { return -1; }

    qint64 writeData(const char * /*data*/, qint64 size) override
    {
        taken += static_cast<std::uint64_t>(size);
        return taken <= m_limit ? size : -1;
    }

private:
    std::uint64_t m_limit;
};

// Accepts every event.
struct Anything
{
    static bool null() { return true; }

    static bool boolean(bool /*value*/) { return true; }

    static bool number(std::string_view /*text*/) { return true; }

    static bool string(std::string_view /*text*/) { return true; }

    static bool key(std::string_view /*text*/) { return true; }

    static bool startObject() { return true; }

    static bool endObject() { return true; }

    static bool startArray() { return true; }

    static bool endArray() { return true; }
};

Result<void> readJson(const QByteArray &text)
{
    QBuffer body;
    body.setData(text);
    body.open(QIODevice::ReadOnly);
    Anything handler;
    return json::read(body, handler);
}

} // namespace

class DocumentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void writesEverythingInOrder()
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        DocumentWriter writer(buffer);
        QByteArray expected;
        for (int i = 0; i < 100'000; ++i) {
            const QByteArray piece = QByteArray::number(i);
            writer.write(piece.toStdString());
            writer.Put(' ');
            expected += piece + ' ';
        }
        QVERIFY(writer.finish());
        QCOMPARE(buffer.data(), expected);
    }

    // Long links can make hundreds of gigabytes of a small page.
    void endsAtTheLimit()
    {
        Sink sink(UINT64_MAX);
        DocumentWriter writer(sink);
        const std::string piece(MiB, 'x');
        for (int i = 0; i < 400; ++i) {
            writer.write(piece);
        }
        QCOMPARE(writer.state().error().kind, FaultKind::TooLarge);
        QCOMPARE(writer.finish().error().kind, FaultKind::TooLarge);
        QVERIFY(sink.taken <= maxDocumentBytes);
    }

    void saysWhenTheDiskIsFull()
    {
        Sink sink(MiB);
        DocumentWriter writer(sink);
        writer.write(std::string(2 * MiB, 'x'));
        QCOMPARE(writer.finish().error().kind, FaultKind::NoSpace);
    }

    void oneTextDoesNotFillTheMemory_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isRead");
        const QByteArray most(json::maxStringBytes - 1, 'x');
        QTest::newRow("long") << QByteArray('"' + most + '"') << true;
        QTest::newRow("too long, with a quotation mark")
            << QByteArray("{\"\\\"" + most + "\":1}") << false;
    }

    void oneTextDoesNotFillTheMemory()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isRead);
        const auto read = readJson(text);
        QCOMPARE(read.has_value(), isRead);
        if (!isRead) {
            QCOMPARE(read.error().kind, FaultKind::TooLarge);
        }
    }

    void encodings()
    {
        QBuffer packed;
        packed.open(QIODevice::WriteOnly);
        const auto gzip = openGzip(packed);
        gzip->write("text");
        gzip->close();
        for (const char *name : {"gzip", "GZIP", "x-gzip"}) {
            QBuffer body;
            body.setData(packed.data());
            body.open(QIODevice::ReadOnly);
            QCOMPARE(openDecoded(body, name)->readAll(), QByteArray("text"));
        }
        QBuffer body;
        body.setData("text");
        body.open(QIODevice::ReadOnly);
        QVERIFY(!openDecoded(body, "br"));
        QCOMPARE(openDecoded(body, "")->readAll(), QByteArray("text"));
    }
};

QTEST_GUILESS_MAIN(DocumentTest)
#include "document.moc"
