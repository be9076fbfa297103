// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/messagereader.h"

#include <QTest>

using namespace larder::http;

// llhttp refuses most of these before they get here; these rules must hold without it.
class MessageReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void readsHowTheBodyEnds()
    {
        QCOMPARE(readBodyFields({{"Content-Length", "9223372036854775807"}}, 1)->length,
                 std::optional<std::uint64_t>(9223372036854775807U));
        QVERIFY(readBodyFields({{"transfer-encoding", "CHUNKED"}}, 1)->isChunked);
        const auto none = readBodyFields({{"Host", "h"}}, 1);
        QVERIFY(none && !none->isChunked && !none->length);
    }

    void refusesWhatIsAmbiguous()
    {
        const Header length{.name = "Content-Length", .value = "1"};
        const Header chunked{.name = "Transfer-Encoding", .value = "chunked"};
        QVERIFY(!readBodyFields({length, length}, 1));
        QVERIFY(!readBodyFields({length, chunked}, 1));
        QVERIFY(!readBodyFields({chunked, length}, 1));
        QVERIFY(!readBodyFields({chunked, chunked}, 1));
        QVERIFY(!readBodyFields({chunked}, 0));
        for (const char *bad : {"", "-1", "+1", "0x1", "1 ", "1,1", "9223372036854775808"}) {
            QVERIFY2(!readBodyFields({{"Content-Length", bad}}, 1), bad);
        }
        for (const char *bad :
             {"", "gzip, chunked", "chunked, identity", "xchunked", "chunked;a"}) {
            const auto fields = readBodyFields({{"Transfer-Encoding", bad}}, 1);
            QVERIFY2(!fields && fields.error().isUnknownCoding, bad);
        }
    }

    void tellsWhetherTheConnectionStays()
    {
        QVERIFY(keepsAlive({}, 1));
        QVERIFY(!keepsAlive({}, 0));
        QVERIFY(keepsAlive({{"Connection", "Keep-Alive"}}, 0));
        QVERIFY(!keepsAlive({{"Connection", "keep-alive, close"}}, 0));
        QVERIFY(!keepsAlive({{"Connection", "x"}, {"connection", "Close"}}, 1));
    }
};

QTEST_GUILESS_MAIN(MessageReaderTest)
#include "messagereader.moc"
