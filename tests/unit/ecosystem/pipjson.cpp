// SPDX-FileCopyrightText: The Larder developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ecosystem/mutate.h"
#include "ecosystem/pages.h"
#include "ecosystem/pip/pipecosystem.h"
#include "ecosystem/plans.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace larder;
using namespace larder::ecosystem;
using larder::ecosystem::pip::PipEcosystem;

namespace
{

const std::string sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string otherSha256 = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
const std::string jsonType = "application/vnd.pypi.simple.v1+json";

const std::unique_ptr<Ecosystem> &pip()
{
    static const std::unique_ptr<Ecosystem> ecosystem = std::make_unique<PipEcosystem>(
        http::Url::parse("https://pypi.org/simple/").value(), PipEcosystem::Indexes());
    return ecosystem;
}

const DocumentOrigin origin = test::originOf("https://index.example/simple/larder-c/", jsonType);

// A page with one file.
std::string pageOf(const std::string &file)
{
    return "{\"files\":[" + file + "]}";
}

// As the public index writes it.
const std::string publicPage =
    "{\"alternate-locations\":[],\"files\":[{\"core-metadata\":{\"sha256\":\"" + otherSha256 +
    "\"},\"data-dist-info-metadata\":{\"sha256\":\"" + otherSha256 +
    "\"},\"filename\":\"larder_c-1.0-py3-none-any.whl\",\"hashes\":{\"sha256\":\"" + sha256 +
    "\"},\"provenance\":null,\"requires-python\":\">=3.7\",\"size\":33219,\"upload-time\":"
    "\"2024-01-02T03:04:05.678901Z\",\"url\":\"https://files.example/packages/aa/bb/cc/"
    "larder_c-1.0-py3-none-any.whl\",\"yanked\":\"broken \\\"upload\\\"\"},"
    "{\"core-metadata\":false,\"data-dist-info-metadata\":false,\"filename\":"
    "\"larder_c-1.0.tar.gz\",\"hashes\":{\"sha256\":\"" +
    otherSha256 +
    "\"},\"size\":1E3,\"url\":\"https://files.example/packages/aa/bb/dd/larder_c-1.0.tar.gz\","
    "\"yanked\":false}],\"meta\":{\"_last-serial\":12345678901234567890123,\"api-version\":"
    "\"1.3\"},\"name\":\"larder-c\",\"project-status\":{\"status\":\"active\"},\"versions\":"
    "[\"1.0\"]}";

class PipJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publicIndex();
    void files_data();
    void files();
    void otherValues_data();
    void otherValues();
    void roundTrip();
    void checks_data();
    void checks();
    void damaged_data();
    void damaged();
    void longEntries();
    void fullDisk();
    void htmlInstead();
    void hugePage();
    void survivesAnything();
};

void PipJsonTest::publicIndex()
{
    QByteArray expected = QByteArray::fromStdString(publicPage);
    expected.replace("https://files.example/packages/aa/bb/cc/",
                     QByteArray::fromStdString("/files/" + sha256 + "." + otherSha256 +
                                               "/https/files.example/packages/aa/bb/cc/"));
    expected.replace("https://files.example/packages/aa/bb/dd/",
                     QByteArray::fromStdString("/files/" + otherSha256 +
                                               "/https/files.example/packages/aa/bb/dd/"));
    expected.replace(QByteArray::fromStdString("\"data-dist-info-metadata\":{\"sha256\":\"" +
                                               otherSha256 + "\"},"),
                     "");
    expected.replace("\"data-dist-info-metadata\":false,", "");
    QCOMPARE(
        QByteArray::fromStdString(test::rewrite(*pip(), origin, "/files/", publicPage).value()),
        expected);
    QVERIFY(test::check(*pip(), origin, publicPage));
}

void PipJsonTest::files_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("expected"); // empty: unchanged
    const auto row = [](const std::string &file, const std::string &expected = {}) {
        QTest::addRow("%s", file.c_str())
            << QByteArray::fromStdString(file) << QByteArray::fromStdString(expected);
    };
    const std::string known = "/files/" + sha256 + "/https/index.example/x-1.whl";
    const std::string hashes = "\"hashes\":{\"sha256\":\"" + sha256 + "\"}";
    const std::string digest = "{\"sha256\":\"" + otherSha256 + "\"}";
    const std::string all = "/files/" + sha256 + "." + otherSha256 + "/https/index.example/x-1.whl";

    row(R"({"url":"/x-1.whl"})", R"({"url":"/files/-/https/index.example/x-1.whl"})");
    row(R"({"url":"../../x-1.whl"})", R"({"url":"/files/-/https/index.example/x-1.whl"})");
    row(R"({"url":"x-1.whl"})",
        R"({"url":"/files/-/https/index.example/simple/larder-c/x-1.whl"})");
    row(R"({"url":"\u002fx-1.whl"})", R"({"url":"/files/-/https/index.example/x-1.whl"})");
    row("{\"url\":\"/x-1.whl\"," + hashes + "}", "{\"url\":\"" + known + "\"," + hashes + "}");
    row("{" + hashes + ",\"url\":\"/x-1.whl\"}", "{" + hashes + ",\"url\":\"" + known + "\"}");
    row("{\"url\":\"/x-1.whl#sha256=" + sha256 + "\",\"hashes\":{}}",
        "{\"url\":\"" + known + "#sha256=" + sha256 + "\",\"hashes\":{}}");
    // Traps.
    for (const std::string &bad :
         {std::string("{\"md5\":\"d41d8cd98f00b204e9800998ecf8427e\"}"),
          "{\"SHA256\":\"" + sha256 + "\"}", "{\"sha256\":\"" + sha256 + "0\"}",
          std::string("{\"sha256\":\"\"}"), std::string("{\"sha256\":null}"),
          "{\"sha256\":[\"" + sha256 + "\"]}", "{\"x\":{\"sha256\":\"" + sha256 + "\"}}",
          "[{\"sha256\":\"" + sha256 + "\"}]", "\"" + sha256 + "\"", std::string("null"),
          "{\"sha256\":\"" + sha256 + "\",\"sha256\":\"x\"}"})
        row("{\"url\":\"/x-1.whl\",\"hashes\":" + bad + "}",
            "{\"url\":\"/files/-/https/index.example/x-1.whl\",\"hashes\":" + bad + "}");
    row("{\"x\":{\"url\":\"/y.whl\"," + hashes + "},\"url\":\"/x-1.whl\"}",
        "{\"x\":{\"url\":\"/y.whl\"," + hashes +
            "},\"url\":\"/files/-/https/index.example/x-1.whl\"}");

    // The one key for metadata files.
    row("{\"url\":\"/x-1.whl\"," + hashes + ",\"core-metadata\":" + digest + "}",
        "{\"url\":\"" + all + "\"," + hashes + ",\"core-metadata\":" + digest + "}");
    for (const char *old : {"dist-info-metadata", "data-dist-info-metadata"})
        row("{\"a\":1,\"" + std::string(old) + "\":" + digest + ",\"url\":\"/x-1.whl\"," + hashes +
                "}",
            "{\"a\":1,\"core-metadata\":" + digest + ",\"url\":\"" + all + "\"," + hashes + "}");
    row("{\"dist-info-metadata\":false," + hashes + ",\"core-metadata\":" + digest +
            ",\"url\":\"/x-1.whl\"}",
        "{\"core-metadata\":" + digest + "," + hashes + ",\"url\":\"" + all + "\"}");
    row("{\"core-metadata\":true,\"dist-info-metadata\":" + digest + ",\"url\":\"/x-1.whl\"}",
        "{\"core-metadata\":true,\"url\":\"/files/-/https/index.example/x-1.whl\"}");
    row("{\"dist-info-metadata\":{},\"data-dist-info-metadata\":[1,{\"x\":[]}]}",
        "{\"core-metadata\":[1,{\"x\":[]}]}");

    // Links that do not go through us.
    row(R"({"url":"https://f.example/x-1.whl?token=y"})");
    row(R"({"url":"https://u:p@f.example/x-1.whl"})");
    row(R"({"url":"ftp://f.example/x-1.whl"})");
    row(R"({"url":"https://f.example/readme"})");
    row(R"({"url":"readme"})", R"({"url":"https://index.example/simple/larder-c/readme"})");
    row(R"({"url":""})");
    row(R"({"url":null})");
    row(R"({"url":["/x-1.whl"]})");
    row(R"({"filename":"x-1.whl"})");
    row("{}");
    row("[{\"url\":\"/x-1.whl\"}]");
    row("\"/x-1.whl\"");
    row(R"({"url":"/y.whl","url":"/x-1.whl"})",
        R"({"url":"/files/-/https/index.example/x-1.whl","url":"/files/-/https/index.example/x-1.whl"})");
}

void PipJsonTest::files()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, expected);
    const std::string page = pageOf(file.toStdString());
    QCOMPARE(
        QByteArray::fromStdString(test::rewrite(*pip(), origin, "/files/", page).value()),
        QByteArray::fromStdString(pageOf((expected.isEmpty() ? file : expected).toStdString())));
}

void PipJsonTest::otherValues_data()
{
    QTest::addColumn<QByteArray>("page");
    const auto row = [](const char *page) { QTest::addRow("%s", page) << QByteArray(page); };
    row(R"({"files":[]})");
    row(R"({"files":null,"projects":[{"name":"a","url":"/x.whl"}]})");
    row(R"({"files":{"a":{"url":"/x.whl"}}})");
    row(R"({"other":[{"url":"/x.whl"}],"files":[]})");
    row(R"({"meta":{"files":[{"url":"/x.whl","dist-info-metadata":true}]},"files":[]})");
    row(R"({"files":[[{"url":"/x.whl"}],1,null,true,false,"x"]})");
    row(R"({"n":[0,-0,1e300,0.10,123456789012345678901234567890,-1.5E-7]})");
    row("{\"s\":[\"\\u0000\\u001F\\\\\\\"/\",\"\xC3\xA4\xF0\x9F\x98\x80\"],\"\":{}}");
}

void PipJsonTest::otherValues()
{
    QFETCH(QByteArray, page);
    QCOMPARE(QByteArray::fromStdString(
                 test::rewrite(*pip(), origin, "/files/", page.toStdString()).value()),
             page);
}

void PipJsonTest::roundTrip()
{
    const char *urls[]{
        "a-1.0.tar.gz",
        "/b-1.0+cpu-py3-none-any.whl",
        "/b-1.0%2Bcpu-py3-none-any.whl",
        "//files.example:444/c d.zip",
        "http://[2001:db8::1]:80/e.whl",
        "https://b\xC3\xBC"
        "cher.example/f%2Fg.whl",
        "https://files.example//h&i'.whl",
    };
    for (const char *url : urls) {
        const std::string page =
            pageOf("{\"core-metadata\":{\"sha256\":\"" + otherSha256 + "\"},\"url\":\"" + url +
                   "\",\"hashes\":{\"sha256\":\"" + sha256 + "\"}}");
        const auto text = test::rewrite(*pip(), origin, "/files/", page).value();
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(text));
        const std::string path = json[u"files"].toArray().first()[u"url"].toString().toStdString();
        const auto serve = std::get<Serve>(pip()->plan(test::request(path), Address::Ours));
        QVERIFY(serve.source == origin.url.resolve(url).value());
        QCOMPARE(serve.digest->hex(), sha256);
        const auto metadata =
            std::get<Serve>(pip()->plan(test::request(path + ".metadata"), Address::Ours));
        QCOMPARE(metadata.digest->hex(), otherSha256);
        QCOMPARE(metadata.source.text(), serve.source.text() + ".metadata");
    }
}

void PipJsonTest::checks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isIndex");
    const auto row = [](const std::string &text, bool isIndex) {
        QTest::addRow("%.100s, %zu", text.c_str(), text.size())
            << QByteArray::fromStdString(text) << isIndex;
    };
    row(publicPage, true);
    row(R"({"files":[]})", true);
    row(R"({"projects":[{"name":"a"}],"meta":{"api-version":"1.0"}})", true);
    row(R"({"files":null,"projects":[]})", true);
    row("\n { \"files\" : [ ] } \n", true);
    row(R"({"files":{}})", false);
    row(R"({"files":"[]"})", false);
    row(R"({"files":null,"x":[]})", false);
    row(R"({"meta":{"files":[]}})", false);
    row(R"({"message":"log in","url":"http://login.example/"})", false);
    row(R"([{"files":[]}])", false);
    row("[]", false);
    row("null", false);
    row("1", false);
    row("\"files\"", false);
    row("", false);
    row("<!DOCTYPE html><html><head><title>Log in</title></head></html>", false);
    row(R"({"files":[])", false);
    row(R"({"files":[]}})", false);
    row(R"({"files":[]}{"files":[]})", false);
    row(R"({"files":[],})", false);
    row("{\"files\":[]}" + std::string(1, '\0') + "x", false);
    row("{\"files\":" + std::string(200, '[') + std::string(200, ']') + "}", false);
}

void PipJsonTest::checks()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isIndex);
    const auto result = test::check(*pip(), origin, text.toStdString());
    QCOMPARE(result.has_value(), isIndex);
    if (!result)
        QCOMPARE(result.error().kind, FaultKind::Damaged);
}

void PipJsonTest::damaged_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "{", "{\"files\":[{\"url\":", "{\"files\":[{\"url\":\"/x.whl\"",
                             "{\"files\":[{}]", "<html>", "{\"files\":[nan]}"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void PipJsonTest::damaged()
{
    QFETCH(QByteArray, text);
    const auto result = test::rewrite(*pip(), origin, "/files/", text.toStdString());
    QVERIFY(!result);
    QCOMPARE(result.error().kind, FaultKind::Damaged);
}

void PipJsonTest::longEntries()
{
    const auto page = [](std::size_t length) {
        return pageOf("{\"url\":\"/x-1.whl\",\"yanked\":\"" + std::string(length, 'y') + "\"}");
    };
    QVERIFY(test::rewrite(*pip(), origin, "/files/", page(1'000'000)));
    const auto tooLong = test::rewrite(*pip(), origin, "/files/", page(1'100'000));
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().kind, FaultKind::TooLarge);
    std::string many;
    for (int i = 0; i < 100'000; ++i)
        many += "0,";
    QCOMPARE(
        test::rewrite(*pip(), origin, "/files/", pageOf("{\"x\":[" + many + "0]}")).error().kind,
        FaultKind::TooLarge);
    // Elsewhere nothing is kept.
    QVERIFY(test::rewrite(*pip(), origin, "/files/", "{\"x\":[" + many + "0],\"files\":[]}"));
}

void PipJsonTest::fullDisk()
{
    QByteArray bytes = QByteArray::fromStdString(publicPage);
    QBuffer body(&bytes);
    body.open(QIODevice::ReadOnly);
    test::FullDevice full;
    const auto result = pip()->rewriteDocument(origin, "/files/", body, full);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, FaultKind::NoSpace);
}

// An index that knows HTML only answers with it.
void PipJsonTest::htmlInstead()
{
    const std::string page = "<title>Links for larder-c</title><a href=\"/larder_c-1.zip\">x</a>";
    DocumentOrigin html = origin;
    html.contentType = "text/html";
    QVERIFY(test::check(*pip(), html, page));
    QVERIFY(test::rewrite(*pip(), html, "/files/", page)
                .value()
                .contains("\"/files/-/https/index.example/larder_c-1.zip\""));
    QVERIFY(!test::check(*pip(), origin, page));
}

void PipJsonTest::hugePage()
{
    const auto entry = [](std::size_t number) {
        return std::string(number == 0 ? "" : ",") + "{\"core-metadata\":{\"sha256\":\"" +
               otherSha256 + "\"},\"dist-info-metadata\":{\"sha256\":\"" + otherSha256 +
               "\"},\"hashes\":{\"sha256\":\"" + sha256 + "\"},\"size\":" + std::to_string(number) +
               ",\"url\":\"../../packages/larder_c-1." + std::to_string(number) +
               "-py3-none-any.whl\",\"yanked\":false}";
    };
    constexpr std::size_t entries = 70'000; // some 24 MB
    const long before = test::peakMemory();
    test::EndlessDocument page("{\"files\":[", entry, entries, "]}");
    test::CountingDevice count;
    QVERIFY(pip()->rewriteDocument(origin, "/files/", page, count));
    QVERIFY(count.total() > 20'000'000);
    test::EndlessDocument again("{\"files\":[", entry, entries, "]}");
    QVERIFY(pip()->checkDocument(origin, again));
    const long growth = test::peakMemory() - before;
    QVERIFY2(before > 0 && growth < test::maxPeakGrowth, std::to_string(growth).c_str());
}

void PipJsonTest::survivesAnything()
{
    test::Mutator mutator(8, {"{",
                              "}",
                              "[",
                              "]",
                              "\"",
                              ",",
                              ":",
                              "\\u",
                              "\\",
                              "\"url\":",
                              "\"files\":",
                              "\"hashes\":",
                              "\"sha256\":",
                              "\"core-metadata\":",
                              "\"dist-info-metadata\":",
                              "null",
                              "true",
                              "-1e9",
                              ".whl",
                              "/",
                              "#",
                              "?",
                              "\xFF",
                              std::string(1, '\0'),
                              std::string(300, '[')});
    std::size_t readable = 0;
    for (std::size_t i = 0; i < 10'000; ++i) {
        const std::string page = mutator.mutate(publicPage);
        const bool isIndex = test::check(*pip(), origin, page).has_value();
        const auto result = test::rewrite(*pip(), origin, "/files/", page);
        if (isIndex) {
            QVERIFY(result);
            QVERIFY(test::check(*pip(), origin, *result));
            ++readable;
        } else if (!result) {
            QCOMPARE(result.error().kind, FaultKind::Damaged);
        }
    }
    QVERIFY(readable > 100);
}

} // namespace

QTEST_GUILESS_MAIN(PipJsonTest)
#include "pipjson.moc"
