// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/documentform.h"

#include <QTest>

using namespace larder;
using namespace larder::engine;

namespace
{

http::Url url(const char *text)
{
    return http::Url::parse(text).value();
}

} // namespace

class DocumentFormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void takesGzip_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<bool>("takes");
        QTest::newRow("npm") << QByteArray("gzip,deflate") << true;
        QTest::newRow("berry") << QByteArray("gzip, deflate, br") << true;
        QTest::newRow("upper case") << QByteArray("GZIP") << true;
        QTest::newRow("old name") << QByteArray("x-gzip") << true;
        QTest::newRow("any") << QByteArray("*") << true;
        QTest::newRow("quality") << QByteArray("br, gzip;q=0.5") << true;
        QTest::newRow("least quality") << QByteArray("gzip;q=0.001") << true;
        QTest::newRow("pip's files") << QByteArray("identity") << false;
        QTest::newRow("refused") << QByteArray("gzip;q=0") << false;
        QTest::newRow("refused at length") << QByteArray("*, gzip; q=0.000") << false;
        QTest::newRow("any refused") << QByteArray("*;q=0") << false;
        QTest::newRow("other") << QByteArray("br, zstd") << false;
        QTest::newRow("part of a word") << QByteArray("gzipped, notgzip") << false;
        QTest::newRow("empty") << QByteArray("") << false;
        QTest::newRow("commas") << QByteArray(",,;,") << false;
    }

    void takesGzip()
    {
        QFETCH(QByteArray, accept);
        QTEST(engine::takesGzip({{"Accept-Encoding", accept.toStdString()}}), "takes");
    }

    void nobodySaysNothing() { QVERIFY(!engine::takesGzip({})); }

    void onlyWhatIsNeededIsMade()
    {
        const ecosystem::Document untouched{};
        const ecosystem::Document rewritten{.ask = {}, .linkBase = "http://127.0.0.1:3143/"};
        const http::Headers plain{{"Content-Type", "application/json"}};
        const http::Headers packed{{"Content-Encoding", "gzip"}};
        const http::Headers takes{{"Accept-Encoding", "gzip"}};
        QVERIFY(!neededForm(untouched, packed, takes));
        QVERIFY(!neededForm(untouched, plain, takes));
        QVERIFY(!neededForm(untouched, plain, {}));
        QCOMPARE(neededForm(untouched, packed, {})->coding, Coding::Identity);
        QCOMPARE(neededForm(rewritten, plain, takes)->coding, Coding::Gzip);
        QCOMPARE(neededForm(rewritten, packed, {})->coding, Coding::Identity);
        QCOMPARE(neededForm(rewritten, packed, {})->linkBase, rewritten.linkBase);
    }

    // The same bytes with other links, another coding or another origin are other forms.
    void tagsTellFormsApart()
    {
        const auto tag = [](const char *base, Coding coding, const char *origin) {
            return formTag({base, coding}, {url(origin), "text/html"});
        };
        const std::string first = tag("http://a/", Coding::Gzip, "https://r/x");
        QCOMPARE(first, tag("http://a/", Coding::Gzip, "https://r/x"));
        QVERIFY(first != tag("http://b/", Coding::Gzip, "https://r/x"));
        QVERIFY(first != tag("http://a/", Coding::Identity, "https://r/x"));
        QVERIFY(first != tag("http://a/", Coding::Gzip, "https://r/y"));
        QVERIFY(first != formTag({"http://a/", Coding::Gzip}, {url("https://r/x"), "text/plain"}));
    }

    void etags_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("ours");
        QTest::newRow("strong") << QByteArray("\"abc\"") << QByteArray("\"abc-tag\"");
        QTest::newRow("weak") << QByteArray("W/\"abc\"") << QByteArray("W/\"abc-tag\"");
        QTest::newRow("none") << QByteArray() << QByteArray("\"ba7816bf8f01cfea-tag\"");
        QTest::newRow("unquoted") << QByteArray("abc") << QByteArray("abc");
    }

    void etags()
    {
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, ours);
        http::Headers stored{{"Content-Encoding", "gzip"}, {"Last-Modified", "then"}};
        if (!origin.isNull()) {
            stored.add("ETag", origin.toStdString());
        }
        const http::Headers headers = formHeaders(stored, digestOf("abc"), Coding::Gzip, "tag");
        QCOMPARE(headers.value("ETag"), std::string_view(ours));
        QCOMPARE(headers.count("ETag"), std::size_t(1));
    }

    void fieldsSpeakOfTheFormsBytes()
    {
        const http::Headers stored{{"Content-Type", "application/json"},
                                   {"Content-Encoding", "gzip"},
                                   {"Content-Location", "https://r/x"},
                                   {"Content-MD5", "x"},
                                   {"Cache-Control", "max-age=300"},
                                   {"Last-Modified", "then"},
                                   {"Vary", "Accept"}};
        const http::Headers plain = formHeaders(stored, digestOf(""), Coding::Identity, "tag");
        QVERIFY(!plain.contains("Content-Encoding"));
        QVERIFY(!plain.contains("Content-Location"));
        QVERIFY(!plain.contains("Content-MD5"));
        QCOMPARE(plain.value("Last-Modified"), std::string_view("then"));
        QCOMPARE(plain.value("Cache-Control"), std::string_view("max-age=300"));
        QVERIFY(plain.hasToken("Vary", "Accept"));
        QVERIFY(plain.hasToken("Vary", "Accept-Encoding"));
        const http::Headers packed = formHeaders(stored, digestOf(""), Coding::Gzip, "tag");
        QCOMPARE(packed.value("Content-Encoding"), std::string_view("gzip"));
    }

    void linksStartWhereTheRedirectsEnded()
    {
        const http::Url asked = url("https://r/simple/x");
        const http::Headers moved{{"Content-Type", "text/html"},
                                  {"Content-Location", "https://r/simple/x/"}};
        QCOMPARE(documentOrigin(moved, asked).url.text(), std::string("https://r/simple/x/"));
        QCOMPARE(documentOrigin(moved, asked).contentType, std::string("text/html"));
        QCOMPARE(documentOrigin({}, asked).url, asked);
        QCOMPARE(documentOrigin({{"Content-Location", "ftp://r/"}}, asked).url, asked);
    }
};

QTEST_GUILESS_MAIN(DocumentFormTest)
#include "documentform.moc"
