// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/reply.h"

#include <QTest>

using namespace larder;
using namespace larder::engine;

class ReplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textReplyIsComplete();
    void headHasNoBody();
    void http10KeepAliveIsSaid();
    void closingIsSaid();
    void unsafeFieldsAreLeftOut();
    void reasonIsSaidWhereItIsPlain();
};

void ReplyTest::textReplyIsComplete()
{
    const Reply reply = makeTextReply(404, "Not here.", {});
    QCOMPARE(reply.status, 404);
    QVERIFY(reply.text.starts_with("HTTP/1.1 404 Not Found\r\n"));
    QVERIFY(reply.text.contains("Content-Length: 10\r\n"));
    QVERIFY(reply.text.ends_with("\r\n\r\nNot here.\n"));
    QVERIFY(reply.then == Reply::Then::KeepAlive);
}

void ReplyTest::headHasNoBody()
{
    const Reply reply = makeTextReply(404, "Not here.", {.headOnly = true});
    QVERIFY(reply.text.contains("Content-Length: 10\r\n"));
    QVERIFY(reply.text.ends_with("\r\n\r\n"));
}

void ReplyTest::http10KeepAliveIsSaid()
{
    const Reply reply = makeTextReply(200, "x", {.minorVersion = 0});
    QVERIFY(reply.text.starts_with("HTTP/1.0 200 OK\r\n"));
    QVERIFY(reply.text.contains("Connection: keep-alive\r\n"));
}

void ReplyTest::closingIsSaid()
{
    const Reply reply = makeTextReply(400, "x", {.keepAlive = false});
    QVERIFY(reply.text.contains("Connection: close\r\n"));
    QVERIFY(reply.then == Reply::Then::Close);
}

void ReplyTest::unsafeFieldsAreLeftOut()
{
    const Reply reply = makeReply(
        {.status = 200, .headers = {{"A", "good"}, {"B", "bad\r\nInjected: 1"}}, .body = {}}, {});
    QVERIFY(reply.text.contains("A: good\r\n"));
    QVERIFY(!reply.text.contains("Injected"));
}

void ReplyTest::reasonIsSaidWhereItIsPlain()
{
    const auto firstLine = [](const char *reason) {
        const Reply reply =
            makeReply({.status = 424, .headers = {}, .body = {}, .reason = reason}, {});
        return reply.text.substr(0, reply.text.find("\r\n"));
    };
    QCOMPARE(firstLine("Larder is offline."), std::string("HTTP/1.1 424 Larder is offline."));
    const std::string usual = "HTTP/1.1 424 Failed Dependency";
    QCOMPARE(firstLine(""), usual);
    QCOMPARE(firstLine("two\r\nlines"), usual);
    QCOMPARE(firstLine("\xC3\xBC"), usual);
}

QTEST_GUILESS_MAIN(ReplyTest)
#include "reply.moc"
