// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/responseparser.h"

#include "http/limits.h"
#include "transcript.h"

#include <QTest>

#include <algorithm>

using namespace larder::http;

namespace
{

// The connection ends after the input.
std::string transcriptOf(std::string_view input, const Cutter &cut, Method method)
{
    ResponseParser parser(method);
    std::string text;
    std::string body;
    bool isComplete = false;
    const auto flushBody = [&] {
        if (!body.empty()) {
            text += "body " + body + '\n';
            body.clear();
        }
    };
    const auto tell = [&](const ResponseParser::Step &step) {
        if (step.event == ResponseParser::Event::Body) {
            body += step.body;
        } else if (step.event == ResponseParser::Event::Head) {
            const ResponseHead head = parser.takeHead();
            constexpr std::array names = {" none", " length", " chunked", " until close"};
            text += std::to_string(head.status) + ' ' + head.reason + " 1." +
                    std::to_string(head.minorVersion) +
                    names.at(static_cast<std::size_t>(head.framing)) + ' ' +
                    std::to_string(head.contentLength) + (head.keepAlive ? " keep" : " close") +
                    '\n';
            for (const Header &header : head.headers) {
                text += header.name + '=' + header.value + '\n';
            }
        } else if (step.event == ResponseParser::Event::Complete) {
            isComplete = true;
        }
    };
    // Complete is told once; afterwards nothing may come.
    const auto feed = [&](std::string_view piece) {
        for (;;) {
            const ResponseParser::Step step = parser.feed(piece);
            piece.remove_prefix(step.consumed);
            tell(step);
            if (step.event == ResponseParser::Event::Failed) {
                return false;
            }
            if (step.event == ResponseParser::Event::NeedMore ||
                (step.event == ResponseParser::Event::Complete && piece.empty())) {
                return true;
            }
        }
    };
    bool isGood = true;
    for (const std::string_view piece : cut(input)) {
        isGood = isGood && feed(piece);
    }
    const ResponseParser::Event end = parser.finish();
    flushBody();
    if (isGood && end == ResponseParser::Event::Complete) {
        return text + "complete\n";
    }
    return text + (end == ResponseParser::Event::Failed ? "failed\n" : "unexpected\n") +
           (parser.error().empty() ? "without a sentence\n" : "");
}

struct Row
{
    const char *name;
    std::string input;
    std::string transcript;
    Method method = Method::Get;
};

std::string ok(std::string_view fields, std::string_view body = {})
{
    return "HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string manyFields(std::size_t count)
{
    std::string fields;
    for (std::size_t i = 0; i < count; ++i) {
        fields += "X: y\r\n";
    }
    return fields;
}

std::string repeated(std::string_view text, int count)
{
    std::string result;
    for (int i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

std::vector<Row> goodRows()
{
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    return {
        {"length", ok("Content-Length: 5\r\n", "hello"),
         "200 OK 1.1 length 5 keep\nContent-Length=5\nbody hello\ncomplete\n"},
        {"length of 0", ok("Content-Length: 0\r\n"),
         "200 OK 1.1 none 0 keep\nContent-Length=0\ncomplete\n"},
        {"chunks", ok("Transfer-Encoding: chunked\r\n", "3;x\r\nabc\r\n0\r\nA: b\r\n\r\n"),
         "200 OK 1.1 chunked 0 keep\nTransfer-Encoding=chunked\nbody abc\ncomplete\n"},
        {"no chunks", ok("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         "200 OK 1.1 chunked 0 keep\nTransfer-Encoding=chunked\ncomplete\n"},
        {"until close", ok("", "abc"), "200 OK 1.1 until close 0 close\nbody abc\ncomplete\n"},
        {"until close, no body", ok(""), "200 OK 1.1 until close 0 close\ncomplete\n"},
        {"close", ok("Connection: close\r\nContent-Length: 1\r\n", "a"),
         "200 OK 1.1 length 1 close\nConnection=close\nContent-Length=1\nbody a\ncomplete\n"},
        {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
         "200 OK 1.0 length 1 close\nContent-Length=1\nbody a\ncomplete\n"},
        {"no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
         "200  1.1 none 0 keep\nContent-Length=0\ncomplete\n"},
        {"no reason and no space", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
         "200  1.1 none 0 keep\nContent-Length=0\ncomplete\n"},
        {"HEAD", ok("Content-Length: 5\r\n"),
         "200 OK 1.1 none 5 keep\nContent-Length=5\ncomplete\n", Method::Head},
        {"HEAD of chunks", ok("Transfer-Encoding: chunked\r\n"),
         "200 OK 1.1 none 0 keep\nTransfer-Encoding=chunked\ncomplete\n", Method::Head},
        {"304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
         "304 Not Modified 1.1 none 5 keep\nContent-Length=5\ncomplete\n"},
        {"204", "HTTP/1.1 204 No Content\r\n\r\n", "204 No Content 1.1 none 0 keep\ncomplete\n"},
        {"CONNECT", "HTTP/1.1 200 Connected\r\nContent-Length: 5\r\n\r\n",
         "200 Connected 1.1 none 5 keep\nContent-Length=5\ncomplete\n", Method::Connect},
        {"interim responses", repeated(interim, 8) + ok("Content-Length: 1\r\n", "a"),
         "200 OK 1.1 length 1 keep\nContent-Length=1\nbody a\ncomplete\n"},
        {"early hints",
         "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok("Content-Length: 0\r\n"),
         "200 OK 1.1 none 0 keep\nContent-Length=0\ncomplete\n"},
        {"206",
         "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/9\r\n"
         "Content-Length: 1\r\n\r\na",
         "206 Partial Content 1.1 length 1 keep\nContent-Range=bytes 0-0/9\nContent-Length=1\n"
         "body a\ncomplete\n"},
        {"upgrade offered", ok("Upgrade: h2\r\nConnection: Upgrade\r\nContent-Length: 1\r\n", "a"),
         "200 OK 1.1 length 1 keep\nUpgrade=h2\nConnection=Upgrade\nContent-Length=1\nbody a\n"
         "complete\n"},
    };
}

// What QNetworkAccessManager takes for clean answers, and the other lies of quality.md that the
// framing shows.
std::vector<Row> badRows()
{
    const std::string nul(1, '\0');
    const std::string chunked = "200 OK 1.1 chunked 0 keep\nTransfer-Encoding=chunked\n";
    const auto chunks = [](std::string_view body) {
        return ok("Transfer-Encoding: chunked\r\n", body);
    };
    return {
        {"two different lengths", ok("Content-Length: 3\r\nContent-Length: 5\r\n", "hello"),
         "failed\n"},
        {"two equal lengths", ok("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
         "failed\n"},
        {"list of lengths", ok("Content-Length: 5, 5\r\n", "hello"), "failed\n"},
        {"length -5", ok("Content-Length: -5\r\n", "hello"), "failed\n"},
        {"length 0x3e8", ok("Content-Length: 0x3e8\r\n", "hello"), "failed\n"},
        {"length +1000", ok("Content-Length: +1000\r\n", "hello"), "failed\n"},
        {"length 5 5", ok("Content-Length: 5 5\r\n", "hello"), "failed\n"},
        {"length 5;", ok("Content-Length: 5;\r\n", "hello"), "failed\n"},
        {"length 5.0", ok("Content-Length: 5.0\r\n", "hello"), "failed\n"},
        {"empty length", ok("Content-Length:\r\n", "hello"), "failed\n"},
        {"overflowing length", ok("Content-Length: 18446744073709551621\r\n", "hello"), "failed\n"},
        {"length of 2^63", ok("Content-Length: 9223372036854775808\r\n", "hello"), "failed\n"},
        {"length and chunks",
         ok("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
         "failed\n"},
        {"length and chunks for HEAD", ok("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
         "failed\n", Method::Head},
        {"gzip, chunked", ok("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "failed\n"},
        {"chunked, chunked", ok("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"),
         "failed\n"},
        {"chunked twice",
         ok("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         "failed\n"},
        {"identity", ok("Transfer-Encoding: identity\r\n", "abc"), "failed\n"},
        {"chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         "failed\n"},
        {"invalid chunk size", chunks("zz\r\nhello\r\n0\r\n\r\n"), chunked + "failed\n"},
        {"negative chunk size", chunks("-5\r\nhello\r\n"), chunked + "failed\n"},
        {"overflowing chunk size", chunks("10000000000000005\r\nhello\r\n0\r\n\r\n"),
         chunked + "failed\n"},
        {"chunk longer than its size", chunks("3\r\nhello\r\n0\r\n\r\n"),
         chunked + "body hel\nfailed\n"},
        {"cut in a chunk", chunks("5\r\nhel"), chunked + "body hel\nfailed\n"},
        {"cut before the last chunk", chunks("5\r\nhello\r\n"), chunked + "body hello\nfailed\n"},
        {"cut in the last chunk", chunks("5\r\nhello\r\n0\r\n"), chunked + "body hello\nfailed\n"},
        {"long chunk extension", chunks("1;" + std::string(20'000, 'a') + "\r\na\r\n"),
         chunked + "failed\n"},
        {"endless trailers", chunks("0\r\n" + manyFields(200'000)), chunked + "failed\n"},
        {"bytes after the last chunk", chunks("0\r\n\r\nx"), chunked + "failed\n"},
        {"cut in the head", "HTTP/1.1 200 OK\r\nContent-Le", "failed\n"},
        {"cut before the body", ok("Content-Length: 5\r\n"),
         "200 OK 1.1 length 5 keep\nContent-Length=5\nfailed\n"},
        {"cut in the body", ok("Content-Length: 5\r\n", "hell"),
         "200 OK 1.1 length 5 keep\nContent-Length=5\nbody hell\nfailed\n"},
        {"body longer than its length", ok("Content-Length: 4\r\n", "hello"),
         "200 OK 1.1 length 4 keep\nContent-Length=4\nbody hell\nfailed\n"},
        {"body after HEAD", ok("Content-Length: 5\r\n", "hello"),
         "200 OK 1.1 none 5 keep\nContent-Length=5\nfailed\n", Method::Head},
        {"body after 304", "HTTP/1.1 304 Not Modified\r\n\r\nhello",
         "304 Not Modified 1.1 none 0 keep\nfailed\n"},
        {"a second response", ok("Content-Length: 0\r\n") + ok("Content-Length: 0\r\n"),
         "200 OK 1.1 none 0 keep\nContent-Length=0\nfailed\n"},
        {"nothing", "", "failed\n"},
        {"garbage", "garbage\r\n\r\n", "failed\n"},
        {"HTML", "<html><body>It works!</body></html>", "failed\n"},
        {"SSH", "SSH-2.0-OpenSSH_9.2\r\n", "failed\n"},
        {"TLS", "\x15\x03\x01" + nul + "\x02\x02\x28", "failed\n"},
        {"NULs", std::string(1000, '\0'), "failed\n"},
        {"endless garbage", std::string(1'000'000, 'H'), "failed\n"},
        {"endless reason", "HTTP/1.1 200 " + std::string(1'000'000, 'a'), "failed\n"},
        {"empty line first", "\r\n" + ok("Content-Length: 0\r\n"), "failed\n"},
        {"ICY", "ICY 200 OK\r\n\r\n", "failed\n"},
        {"HTTP/0.9", "HTTP/0.9 200 OK\r\n\r\n", "failed\n"},
        {"HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", "failed\n"},
        {"HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", "failed\n"},
        {"status 99", "HTTP/1.1 99 Odd\r\n\r\n", "failed\n"},
        {"status 2000", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", "failed\n"},
        {"status 999", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "failed\n"},
        {"status 000", "HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n", "failed\n"},
        {"status in letters", "HTTP/1.1 abc OK\r\n\r\n", "failed\n"},
        {"two spaces before the status", "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
         "failed\n"},
        {"control character in the reason", "HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n",
         "failed\n"},
        {"101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
         "failed\n"},
        {"endless interim responses", repeated("HTTP/1.1 100 Continue\r\n\r\n", 10'000),
         "failed\n"},
        {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "failed\n"},
        {"bare LF after a field", "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n", "failed\n"},
        {"bare CR in a value", ok("A: b\rc\r\nContent-Length: 0\r\n"), "failed\n"},
        {"folded value", ok("A: b\r\n c\r\nContent-Length: 0\r\n"), "failed\n"},
        {"space before the colon", ok("Content-Length : 0\r\n"), "failed\n"},
        {"NUL in a value", ok("A: b" + nul + "\r\nContent-Length: 0\r\n"), "failed\n"},
        {"no colon", ok("garbage\r\nContent-Length: 0\r\n"), "failed\n"},
        {"200,000 fields", ok(manyFields(200'000)), "failed\n"},
        {"too many fields", ok(manyFields(maxResponseHeaders + 1)), "failed\n"},
        {"endless value", ok("A: " + std::string(1'000'000, 'a')), "failed\n"},
    };
}

std::vector<Row> allRows()
{
    std::vector<Row> rows = goodRows();
    std::ranges::move(badRows(), std::back_inserter(rows));
    return rows;
}

} // namespace

class ResponseParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void tells_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("transcript");
        QTest::addColumn<int>("method");
        for (const Row &row : allRows()) {
            QTest::newRow(row.name)
                << QByteArray::fromStdString(row.input) << QByteArray::fromStdString(row.transcript)
                << static_cast<int>(row.method);
        }
    }

    void tells()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const QByteArray, transcript);
        QFETCH(const int, method);
        const auto told = [&input, method](const Cutter &cut) {
            return QByteArray::fromStdString(
                transcriptOf(input.toStdString(), cut, static_cast<Method>(method)));
        };
        QCOMPARE(told(inOnePiece), transcript);
        QCOMPARE(told(inSingleBytes), transcript);
        for (unsigned int seed = 0; seed < 10; ++seed) {
            QCOMPARE(told(inRandomPieces(seed)), transcript);
        }
    }

    // A length that is too short shows before the end is told when the rest came along.
    void excessIsSeenBeforeTheEnd()
    {
        const std::string input = ok("Content-Length: 4\r\n", "hello");
        ResponseParser parser(Method::Get);
        ResponseParser::Step step = parser.feed(input);
        QCOMPARE(step.event, ResponseParser::Event::Head);
        std::string_view rest = std::string_view(input).substr(step.consumed);
        step = parser.feed(rest);
        QCOMPARE(step.event, ResponseParser::Event::Body);
        step = parser.feed(rest.substr(step.consumed));
        QCOMPARE(step.event, ResponseParser::Event::Failed);
        QCOMPARE(parser.finish(), ResponseParser::Event::Failed);
    }

    void survivesMutations()
    {
        std::mt19937 random(4711);
        const std::vector<Row> rows = allRows();
        for (int round = 0; round < 10'000; ++round) {
            const Row &row = rows[random() % rows.size()];
            const std::string input = mutated(row.input.substr(0, 2000), random);
            const std::string whole = transcriptOf(input, inOnePiece, row.method);
            QCOMPARE(transcriptOf(input, inRandomPieces(random()), row.method), whole);
        }
    }
};

QTEST_GUILESS_MAIN(ResponseParserTest)
#include "responseparser.moc"
