// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/requesttext.h"

#include <QTest>

using namespace larder;
using namespace larder::upstream;

class RequestTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void originForm();
    void forwardedForm();
    void bodies();
    void userInfoBecomesAuthorization();
    void fieldsOfTheConnectionAreOurs();
    void refusesInjection_data();
    void refusesInjection();
};

namespace
{

Request requestFor(const char *path)
{
    Request request;
    request.url = {.scheme = http::Scheme::Http,
                   .userInfo = {},
                   .host = "archive.example",
                   .port = 80,
                   .path = path,
                   .query = {}};
    return request;
}

QByteArray text(const Request &request, const Route &route = {})
{
    const auto made = requestText(request, route);
    return made ? QByteArray::fromStdString(*made) : QByteArray("fault");
}

Route forwarding()
{
    return {.kind = Route::Kind::HttpForward,
            .proxy = QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("proxy.example"), 3128,
                                   QStringLiteral("ann"), QStringLiteral("secret"))};
}

} // namespace

void RequestTextTest::originForm()
{
    Request request = requestFor("/debian/x");
    request.headers.add("If-None-Match", "\"1\"");
    const QByteArray sent = text(request);
    QVERIFY(
        sent.startsWith("GET /debian/x HTTP/1.1\r\nHost: archive.example\r\nUser-Agent: Larder/"));
    QVERIFY(sent.contains("\r\nAccept-Encoding: identity\r\n"));
    QVERIFY(sent.contains("\r\nIf-None-Match: \"1\"\r\n"));
    QVERIFY(sent.endsWith("\r\n\r\n"));
    QVERIFY(!sent.contains("Content-Length"));

    request.headers.add("accept-encoding", "gzip");
    QVERIFY(!text(request).contains("identity"));
}

void RequestTextTest::forwardedForm()
{
    Request request = requestFor("/x");
    request.url.userInfo = "u:p";
    const QByteArray sent = text(request, forwarding());
    QVERIFY(sent.startsWith("GET http://archive.example/x HTTP/1.1\r\nHost: archive.example\r\n"));
    const QByteArray credentials = QByteArray("ann:secret").toBase64();
    const QByteArray field = "\r\nProxy-Authorization: Basic " + credentials + "\r\n";
    QVERIFY(sent.contains(field));
    QVERIFY(!text(requestFor("/x")).contains("Proxy-Authorization"));
    const Route connect{.kind = Route::Kind::HttpConnect, .proxy = forwarding().proxy};
    QVERIFY(!text(requestFor("/x"), connect).contains("Proxy-Authorization"));
}

void RequestTextTest::bodies()
{
    Request request = requestFor("/audit");
    request.method = http::Method::Post;
    QVERIFY(text(request).contains("\r\nContent-Length: 0\r\n"));
    request.body = "{}";
    QVERIFY(text(request).contains("\r\nContent-Length: 2\r\n"));
    QVERIFY(text(request).endsWith("\r\n\r\n{}"));
}

void RequestTextTest::userInfoBecomesAuthorization()
{
    Request request = requestFor("/x");
    request.url.userInfo = "user:p%40ss";
    const QByteArray credentials = QByteArray("user:p@ss").toBase64();
    const QByteArray field = "\r\nAuthorization: Basic " + credentials + "\r\n";
    QVERIFY(text(request).contains(field));
    QVERIFY(!text(request).contains("p%40ss"));
    request.headers.add("authorization", "Bearer t");
    QVERIFY(!text(request).contains("Basic"));
}

void RequestTextTest::fieldsOfTheConnectionAreOurs()
{
    Request request = requestFor("/x");
    for (const char *name : {"host", "Connection", "Transfer-Encoding", "content-length", "Upgrade",
                             "Expect", "Proxy-Authorization", "TE"}) {
        request.headers.add(name, "smuggled");
    }
    QVERIFY(!text(request).contains("smuggled"));
}

void RequestTextTest::refusesInjection_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("line in value") << QByteArray("A") << QByteArray("b\r\nC: d");
    QTest::newRow("bare line feed") << QByteArray("A") << QByteArray("b\nC: d");
    QTest::newRow("NUL") << QByteArray("A") << QByteArray("b\0c", 3);
    QTest::newRow("line in name") << QByteArray("A: b\r\nC") << QByteArray("d");
    QTest::newRow("space in name") << QByteArray("A ") << QByteArray("b");
    QTest::newRow("no name") << QByteArray() << QByteArray("b");
}

void RequestTextTest::refusesInjection()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    Request request = requestFor("/x");
    request.headers.add(name.toStdString(), value.toStdString());
    const auto made = requestText(request, {});
    QVERIFY(!made);
    QCOMPARE(made.error().kind, FaultKind::BadInput);
}

QTEST_APPLESS_MAIN(RequestTextTest)
#include "requesttext.moc"
