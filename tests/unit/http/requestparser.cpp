// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/requestparser.h"

#include "http/limits.h"
#include "transcript.h"

#include <QTest>

#include <algorithm>

using namespace larder::http;

namespace
{

std::string transcriptOf(std::string_view input, const Cutter &cut)
{
    RequestParser parser;
    std::string text;
    std::string body;
    const auto tell = [&](const RequestParser::Step &step) {
        if (step.event == RequestParser::Event::Body) {
            body += step.body;
            return;
        }
        if (step.event == RequestParser::Event::NeedMore) {
            return;
        }
        if (!body.empty()) {
            text += "body " + body + '\n';
            body.clear();
        }
        if (step.event == RequestParser::Event::Head) {
            const RequestHead head = parser.takeHead();
            text += std::string(head.method == Method::Other ? "OTHER" : methodName(head.method)) +
                    ' ' + head.target + " 1." + std::to_string(head.minorVersion) +
                    (head.keepAlive ? " keep" : " close") + (head.chunked ? " chunked" : "") +
                    (head.contentLength > 0 ? " length " + std::to_string(head.contentLength)
                                            : std::string()) +
                    (head.expectsContinue ? " expect" : "") + '\n';
            for (const Header &header : head.headers) {
                text += header.name + '=' + header.value + '\n';
            }
        } else if (step.event == RequestParser::Event::Complete) {
            text += "complete\n";
        } else {
            text += "failed " + std::to_string(parser.error().status) + '\n';
            if (parser.error().text.empty()) {
                text += "without a sentence\n";
            }
        }
    };
    for (const std::string_view piece : cut(input)) {
        if (!feedPiece(parser, piece, tell)) {
            return text;
        }
    }
    // What ends without bytes of its own must come without any.
    if (feedPiece(parser, {}, tell) && parser.inRequest()) {
        if (!body.empty()) {
            text += "body " + body + '\n';
        }
        text += "waiting\n";
    }
    return text;
}

struct Row
{
    const char *name;
    std::string input;
    std::string transcript;
};

std::string get(std::string_view fields)
{
    return "GET /a HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view fields, std::string_view body)
{
    return "POST /a HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string manyFields(std::size_t count)
{
    std::string fields;
    for (std::size_t i = 0; i < count; ++i) {
        fields += "X: y\r\n";
    }
    return fields;
}

const std::string plainGet = "GET /a 1.1 keep\nHost=h\ncomplete\n";

std::vector<Row> goodRows()
{
    return {
        {"apt through the proxy",
         "GET http://deb.example/debian/dists/stable/InRelease HTTP/1.1\r\nHost: deb.example\r\n"
         "Cache-Control: max-age=0\r\nAccept: text/*\r\nUser-Agent: Debian APT-HTTP/1.3 (2.6.1)\r\n"
         "\r\n",
         "GET http://deb.example/debian/dists/stable/InRelease 1.1 keep\nHost=deb.example\n"
         "Cache-Control=max-age=0\nAccept=text/*\nUser-Agent=Debian APT-HTTP/1.3 (2.6.1)\n"
         "complete\n"},
        {"apt-cacher-ng's form for https",
         "GET http://HTTPS///deb.example/a HTTP/1.1\r\nHost: HTTPS\r\n\r\n",
         "GET http://HTTPS///deb.example/a 1.1 keep\nHost=HTTPS\ncomplete\n"},
        {"credentials in the target",
         "GET http://user:pw@deb.example/a HTTP/1.1\r\nHost: deb.example\r\n\r\n",
         "GET http://user:pw@deb.example/a 1.1 keep\nHost=deb.example\ncomplete\n"},
        {"target wins over Host", "GET http://a/b HTTP/1.1\r\nHost: other\r\n\r\n",
         "GET http://a/b 1.1 keep\nHost=other\ncomplete\n"},
        {"CONNECT", "CONNECT deb.example:443 HTTP/1.1\r\nHost: deb.example:443\r\n\r\n",
         "CONNECT deb.example:443 1.1 keep\nHost=deb.example:443\ncomplete\n"},
        {"CONNECT to an IPv6 address", "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n",
         "CONNECT [2001:db8::1]:443 1.1 keep\nHost=x\ncomplete\n"},
        {"upgrade is not taken up",
         get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n") + get({}),
         "GET /a 1.1 keep\nHost=h\nConnection=Upgrade, HTTP2-Settings\nUpgrade=h2c\ncomplete\n" +
             plainGet},
        {"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
         "OPTIONS * 1.1 keep\nHost=h\ncomplete\n"},
        {"known method of none of ours", "PROPFIND / HTTP/1.1\r\nHost: h\r\n\r\n",
         "OTHER / 1.1 keep\nHost=h\ncomplete\n"},
        {"pipeline", get({}) + get({}) + "HEAD /b HTTP/1.1\r\nHost: h\r\n\r\n",
         plainGet + plainGet + "HEAD /b 1.1 keep\nHost=h\ncomplete\n"},
        {"one empty line before a request", "\r\n" + get({}) + "\r\n" + get({}),
         plainGet + plainGet},
        {"HTTP/1.0 without Host", "GET /a HTTP/1.0\r\n\r\n", "GET /a 1.0 close\ncomplete\n"},
        {"HTTP/1.0 that keeps the connection", "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
         "GET /a 1.0 keep\nConnection=Keep-Alive\ncomplete\n"},
        {"close in a list", get("Connection: keep-alive, CLOSE\r\n"),
         "GET /a 1.1 close\nHost=h\nConnection=keep-alive, CLOSE\ncomplete\n"},
        {"value is trimmed, may be empty, may be long and beyond ASCII",
         get("A: \t b c \t\r\nB:\r\nC: \xC3\xA9\r\nD:" + std::string(3000, 'd') + "\r\n"),
         "GET /a 1.1 keep\nHost=h\nA=b c\nB=\nC=\xC3\xA9\nD=" + std::string(3000, 'd') +
             "\ncomplete\n"},
        {"body by length, then the next", post("Content-Length: 5\r\n", "hello") + get({}),
         "POST /a 1.1 keep length 5\nHost=h\nContent-Length=5\nbody hello\ncomplete\n" + plainGet},
        {"body of no bytes", post("Content-Length: 0\r\n", "") + get({}),
         "POST /a 1.1 keep\nHost=h\nContent-Length=0\ncomplete\n" + plainGet},
        {"body in chunks, with extension and trailer, then the next",
         post("Transfer-Encoding: Chunked\r\n",
              "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nHost: evil\r\nConnection: close\r\n\r\n") +
             get({}),
         "POST /a 1.1 keep chunked\nHost=h\nTransfer-Encoding=Chunked\nbody abc0123456789\n"
         "complete\n" +
             plainGet},
        {"expects continue", post("Content-Length: 2\r\nExpect: 100-continue\r\n", "ab"),
         "POST /a 1.1 keep length 2 expect\nHost=h\nContent-Length=2\nExpect=100-continue\n"
         "body ab\ncomplete\n"},
        {"longest target",
         "GET /" + std::string(maxTargetBytes - 1, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
         "GET /" + std::string(maxTargetBytes - 1, 'a') + " 1.1 keep\nHost=h\ncomplete\n"},
        {"waits for the rest of a head", "GET /a HTTP/1.1\r\nHost: h\r\n", "waiting\n"},
        {"waits for the rest of a body", post("Content-Length: 5\r\n", "he"),
         "POST /a 1.1 keep length 5\nHost=h\nContent-Length=5\nbody he\nwaiting\n"},
        {"nothing", "", ""},
    };
}

// What quality.md's peers were attacked with; every row ends the connection.
std::vector<Row> badRows()
{
    const std::string failed400 = "failed 400\n";
    const std::string nul(1, '\0');
    return {
        {"bare LF after the request line", "GET /a HTTP/1.1\nHost: h\r\n\r\n", "failed 505\n"},
        {"bare LF after a field", "GET /a HTTP/1.1\r\nHost: h\nA: b\r\n\r\n", failed400},
        {"bare LF at the end", "GET /a HTTP/1.1\r\nHost: h\r\n\n", failed400},
        {"bare CR in a value", get("A: b\rc\r\n"), failed400},
        {"bare CR after the request line", "GET /a HTTP/1.1\rHost: h\r\n\r\n", failed400},
        {"CR CR LF", "GET /a HTTP/1.1\r\r\nHost: h\r\n\r\n", failed400},
        {"LF before a request", "\n" + get({}), failed400},
        {"two empty lines before a request", "\r\n\r\n" + get({}), failed400},
        {"CR before a request", "\rX" + get({}), failed400},
        {"folded value", get("A: b\r\n c\r\n"), failed400},
        {"folded with a tab", get("A: b\r\n\tc\r\n"), failed400},
        {"folded Transfer-Encoding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"),
         failed400},
        {"space before the first field", "GET /a HTTP/1.1\r\n Host: h\r\n\r\n", failed400},
        {"space before the colon", get("A : b\r\n"), failed400},
        {"tab before the colon", get("A\t: b\r\n"), failed400},
        {"space in a name", get("A B: c\r\n"), failed400},
        {"empty name", get(": b\r\n"), failed400},
        {"no colon", get("A\r\n"), failed400},
        {"NUL in a name", get("A" + nul + ": b\r\n"), failed400},
        {"NUL in a value", get("A: b" + nul + "\r\n"), failed400},
        {"control character in a value", get("A: \x01\r\n"), failed400},
        {"DEL in a value", get("A: b\x7F\r\n"), failed400},
        {"name beyond ASCII", get("\xC3\x84: b\r\n"), failed400},
        {"name in quotes", get("\"A\": b\r\n"), failed400},
        {"NUL in the target", "GET /a" + nul + " HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"control character in the target", "GET /\x01 HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"DEL in the target", "GET /\x7F HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"tab in the target", "GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"two spaces after the method", "GET  /a HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"two spaces after the target", "GET /a  HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"space after the version", "GET /a HTTP/1.1 \r\nHost: h\r\n\r\n", "failed 505\n"},
        {"tab after the method", "GET\t/a HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"fragment in the target", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"relative target", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"asterisk for GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"authority for GET", "GET h:80 HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"another scheme", "GET ftp://h/a HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"file", "GET file:///etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"absolute without host", "GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"path for CONNECT", "CONNECT /a HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"URL for CONNECT", "CONNECT http://h:443/ HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"CONNECT without port", "CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"CONNECT to port 0", "CONNECT h:0 HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"CONNECT to port 65536", "CONNECT h:65536 HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"CONNECT with a user", "CONNECT u@h:443 HTTP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"CONNECT with a body", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na",
         failed400},
        {"no version", "GET /a\r\n\r\n", failed400},
        {"HTTP/0.9", "GET /a HTTP/0.9\r\nHost: h\r\n\r\n", "failed 505\n"},
        {"HTTP/1.2", "GET /a HTTP/1.2\r\nHost: h\r\n\r\n", "failed 505\n"},
        {"HTTP/2.0", "GET /a HTTP/2.0\r\nHost: h\r\n\r\n", "failed 505\n"},
        {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "failed 505\n"},
        {"HTTP/1.10", "GET /a HTTP/1.10\r\nHost: h\r\n\r\n", "failed 505\n"},
        {"http/1.1", "GET /a http/1.1\r\nHost: h\r\n\r\n", failed400},
        {"RTSP", "GET /a RTSP/1.1\r\nHost: h\r\n\r\n", failed400},
        {"ICE", "SOURCE /a ICE/1.0\r\nHost: h\r\n\r\n", failed400},
        {"unknown method", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", "failed 501\n"},
        {"method in lower case", "get /a HTTP/1.1\r\nHost: h\r\n\r\n", "failed 501\n"},
        {"TLS", "\x16\x03\x01\x02" + nul + "\x01" + nul, failed400},
        {"NUL first", nul + get({}), failed400},
        {"no Host", "GET /a HTTP/1.1\r\n\r\n", failed400},
        {"no Host with an absolute target", "GET http://h/a HTTP/1.1\r\n\r\n", failed400},
        {"two Hosts", get("Host: other\r\n"), failed400},
        {"two equal Hosts", get("host: h\r\n"), failed400},
        {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", failed400},
        {"empty Host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", failed400},
        {"Host with a user", "GET /a HTTP/1.1\r\nHost: u@h\r\n\r\n", failed400},
        {"Host with a path", "GET /a HTTP/1.1\r\nHost: h/a\r\n\r\n", failed400},
        {"Host list", "GET /a HTTP/1.1\r\nHost: h, i\r\n\r\n", failed400},
        {"Host with a space", "GET /a HTTP/1.1\r\nHost: h i\r\n\r\n", failed400},
        {"Host with a bad port", "GET /a HTTP/1.1\r\nHost: h:80x\r\n\r\n", failed400},
        {"length and chunks",
         post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), failed400},
        {"chunks and length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"), failed400},
        {"two lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), failed400},
        {"two equal lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), failed400},
        {"list of lengths", post("Content-Length: 1, 1\r\n", "a"), failed400},
        {"negative length", post("Content-Length: -1\r\n", ""), failed400},
        {"length with a plus", post("Content-Length: +1\r\n", "a"), failed400},
        {"length in hex", post("Content-Length: 0x1\r\n", "a"), failed400},
        {"length with a space", post("Content-Length: 1 1\r\n", "a"), failed400},
        {"empty length", post("Content-Length:\r\n", "a"), failed400},
        {"length that overflows 63 bits", post("Content-Length: 9223372036854775808\r\n", ""),
         failed400},
        {"length that overflows 64 bits", post("Content-Length: 18446744073709551617\r\n", ""),
         failed400},
        {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
         "failed 501\n"},
        {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
         failed400},
        {"identity", post("Transfer-Encoding: identity\r\n", ""), "failed 501\n"},
        {"xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), "failed 501\n"},
        {"chunked twice",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         failed400},
        {"empty Transfer-Encoding", post("Transfer-Encoding:\r\n", ""), "failed 501\n"},
        {"vertical tab before chunked",
         post("Transfer-Encoding: \x0B"
              "chunked\r\n",
              ""),
         failed400},
        {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         failed400},
        {"another expectation", get("Expect: 200-ok\r\n"), "failed 417\n"},
        {"target too long",
         "GET /" + std::string(maxTargetBytes, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
         "failed 414\n"},
        {"endless target", "GET /" + std::string(100'000, 'a'), "failed 414\n"},
        {"endless method", std::string(100'000, 'G'), "failed 501\n"},
        {"endless name", "GET / HTTP/1.1\r\n" + std::string(100'000, 'a'), "failed 431\n"},
        {"endless value", "GET / HTTP/1.1\r\na:" + std::string(100'000, 'a'), "failed 431\n"},
        {"endless space", "GET / HTTP/1.1\r\na:" + std::string(100'000, ' '), "failed 431\n"},
        {"too many fields", get(manyFields(maxRequestHeaders)), "failed 431\n"},
        {"200,000 fields", get(manyFields(200'000)), "failed 431\n"},
    };
}

// Bodies that go wrong after a good head.
std::vector<Row> badChunkRows()
{
    const std::string head = "POST /a 1.1 keep chunked\nHost=h\nTransfer-Encoding=chunked\n";
    const auto chunks = [](std::string_view body) {
        return post("Transfer-Encoding: chunked\r\n", body);
    };
    return {
        {"size is no number", chunks("xyz\r\n"), head + "failed 400\n"},
        {"negative size", chunks("-1\r\n"), head + "failed 400\n"},
        {"size with 0x", chunks("0x1\r\na\r\n0\r\n\r\n"), head + "failed 400\n"},
        {"empty size", chunks("\r\n"), head + "failed 400\n"},
        {"space after the size", chunks("1 \r\na\r\n0\r\n\r\n"), head + "failed 400\n"},
        {"size that overflows", chunks("fffffffffffffffff\r\n"), head + "failed 400\n"},
        {"bare LF after the size", chunks("1\na\r\n0\r\n\r\n"), head + "failed 400\n"},
        {"bare CR after the size", chunks("1\ra\r\n0\r\n\r\n"), head + "failed 400\n"},
        {"no CRLF after the data", chunks("1\r\nab\r\n"), head + "body a\nfailed 400\n"},
        {"bare LF after the data", chunks("1\r\na\n0\r\n\r\n"), head + "body a\nfailed 400\n"},
        {"NUL in an extension", chunks("1;a" + std::string(1, '\0') + "\r\na\r\n"),
         head + "failed 400\n"},
        {"long extension", chunks("1;a=" + std::string(maxChunkOverheadBytes, 'b') + "\r\na\r\n"),
         head + "failed 413\n"},
        {"endless zeros in the size", chunks(std::string(2 * maxChunkOverheadBytes, '0')),
         head + "failed 413\n"},
        {"endless trailers", chunks("0\r\n" + manyFields(maxChunkOverheadBytes)),
         head + "failed 413\n"},
        {"length in a trailer", chunks("0\r\nContent-Length: 7\r\n\r\n"), head + "failed 400\n"},
        {"malformed trailer", chunks("0\r\nA : b\r\n\r\n"), head + "failed 400\n"},
        {"folded trailer", chunks("0\r\nA: b\r\n c\r\n\r\n"), head + "failed 400\n"},
    };
}

std::vector<Row> allRows()
{
    std::vector<Row> rows = goodRows();
    std::ranges::move(badRows(), std::back_inserter(rows));
    std::ranges::move(badChunkRows(), std::back_inserter(rows));
    return rows;
}

} // namespace

class RequestParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void tells_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("transcript");
        for (const Row &row : allRows()) {
            QTest::newRow(row.name) << QByteArray::fromStdString(row.input)
                                    << QByteArray::fromStdString(row.transcript);
        }
    }

    void tells()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const QByteArray, transcript);
        const auto told = [&input](const Cutter &cut) {
            return QByteArray::fromStdString(transcriptOf(input.toStdString(), cut));
        };
        QCOMPARE(told(inOnePiece), transcript);
        QCOMPARE(told(inSingleBytes), transcript);
        for (unsigned int seed = 0; seed < 10; ++seed) {
            QCOMPARE(told(inRandomPieces(seed)), transcript);
        }
    }

    void consumesNothingBeyondARequest()
    {
        const std::string first = get("A: b\r\n");
        const std::string input = first + "CONNECT";
        RequestParser parser;
        QVERIFY(!parser.inRequest());
        RequestParser::Step step = parser.feed(input);
        QCOMPARE(step.event, RequestParser::Event::Head);
        QCOMPARE(step.consumed, first.size());
        step = parser.feed({});
        QCOMPARE(step.event, RequestParser::Event::Complete);
        QVERIFY(!parser.inRequest());
        step = parser.feed(std::string_view(input).substr(first.size()));
        QCOMPARE(step.event, RequestParser::Event::NeedMore);
        QVERIFY(parser.inRequest());
    }

    void staysFailed()
    {
        RequestParser parser;
        QCOMPARE(parser.feed("GET\n").event, RequestParser::Event::Failed);
        const std::string good = get({});
        const RequestParser::Step step = parser.feed(good);
        QCOMPARE(step.event, RequestParser::Event::Failed);
        QCOMPARE(step.consumed, std::size_t(0));
    }

    void canBeMoved()
    {
        RequestParser parser;
        std::ignore = parser.feed("GET /a HT");
        RequestParser moved = std::move(parser);
        QCOMPARE(moved.feed("TP/1.1\r\nHost: h\r\n\r\n").event, RequestParser::Event::Head);
        QCOMPARE(moved.takeHead().target, std::string("/a"));
    }

    void survivesMutations()
    {
        std::mt19937 random(4711);
        const std::vector<Row> rows = allRows();
        for (int round = 0; round < 10'000; ++round) {
            std::string input = rows[random() % rows.size()].input.substr(0, 2000);
            input = mutated(input, random);
            const std::string whole = transcriptOf(input, inOnePiece);
            QCOMPARE(transcriptOf(input, inRandomPieces(random())), whole);
        }
    }
};

QTEST_GUILESS_MAIN(RequestParserTest)
#include "requestparser.moc"
